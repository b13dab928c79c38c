"""Suggested products: counted as a naive count has them, explained, never what a customer has, decided once."""

from collections import defaultdict
from datetime import timedelta
from itertools import permutations
from math import sqrt
from random import Random

import pytest
from django.utils import timezone
from django.utils.translation import override

from complaints.models import Complaint
from reports.models import ProductPair, ProductSuggestion
from reports.models.suggestion import NOT_AGAIN
from reports.suggesting import deciding, finding, likeness
from reports.suggesting.likeness import liked_by, pairs_of, table_of
from reports.suggesting.showing import PANEL, why
from sales.models import Opportunity, Product
from sales.purchasing import Line, add_purchase
from timeline.jobs import run_slice
from timeline.models import Event, Job

TODAY = timezone.localdate


def at_random(seed):
    dice = Random(seed)
    return sorted({(dice.randint(1, 30), dice.randint(101, 112)) for _each in range(dice.randint(20, 200))})


def baskets_of(rows):
    found = defaultdict(set)
    for account, product in rows:
        found[account].add(product)
    return found


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("cells", [1, 1_000_000])
def test_pairs_are_those_of_a_naive_count(seed, cells, monkeypatch):
    monkeypatch.setattr(likeness, "CELLS", cells)
    rows = at_random(seed)
    baskets, products = baskets_of(rows), {row[1] for row in rows}
    expected = {}
    for one, other in permutations(products, 2):
        both = sum({one, other} <= each for each in baskets.values())
        of, others = (sum(key in each for each in baskets.values()) for key in (one, other))
        if both >= 3 and both * len(baskets) > of * others:
            expected[one, other] = (both, of, others, len(baskets))
    found = {
        (each.product, each.other): (each.both, each.of, each.others, each.everybody)
        for each in pairs_of(table_of(rows), fewest=3)
    }
    assert found == expected


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("cells", [1, 1_000_000])
def test_likeness_is_that_of_a_naive_count(seed, cells, monkeypatch):
    monkeypatch.setattr(likeness, "CELLS", cells)
    monkeypatch.setattr(likeness, "ALIKE", 7)
    baskets = baskets_of(at_random(seed))
    for key, liked in liked_by(table_of(at_random(seed)), sorted(baskets), fewest=2):
        mine = baskets[key]
        others = [
            (-round(len(mine & theirs) / sqrt(len(mine) * len(theirs)), 12), other)
            for other, theirs in baskets.items()
            if other != key and len(mine & theirs) / sqrt(len(mine) * len(theirs)) >= likeness.LEAST_LIKENESS
        ]
        asked = [other for _cosine, other in sorted(others)[:7]]
        votes = defaultdict(int)
        for other in asked:
            for product in baskets[other] - mine:
                votes[product] += 1
        assert {(each.product, each.bought, each.asked) for each in liked} == {
            (product, count, len(asked)) for product, count in votes.items() if count >= 2
        }


@pytest.fixture
def product(opened, huda):
    def add(name, price_minor=5_000, **fields):
        return Product.objects.create(
            name_en=name, name_ar="", price_minor=price_minor, currency="SAR", created_by=huda, **fields
        )

    return add


@pytest.fixture
def takes(huda):
    """takes(account, product, ...): one purchase of these, ten days ago."""

    def buy(account, *products, days=10):
        lines = [Line(each.name, unit_price_minor=each.price_minor, product=each) for each in products]
        fields = {"ordered_on": TODAY() - timedelta(days=days), "currency": "SAR"}
        return add_purchase(account=account, by=huda, fields=fields, lines=lines)

    return buy


@pytest.fixture
def shop(customer, product, takes):
    """Six of eight who buy coffee buy dates too; two buy neither. The last of the eight is the one to look at."""
    coffee, dates, soap = product("Coffee"), product("Dates", 40_000), product("Soap")
    buyers = [customer(f"Buyer {place}") for place in range(8)]
    for place, each in enumerate(buyers):
        takes(each, *([coffee, dates] if place < 6 else [coffee]))
    for place in range(2):
        takes(customer(f"Other {place}"), soap)
    return buyers[-1], coffee, dates


def suggest():
    finding.suggest_all(TODAY() - timedelta(days=1))


def of(account):
    return ProductSuggestion.objects.open().filter(account=account)


@pytest.mark.django_db
class TestNight:
    def test_it_says_how_many_who_buy_one_buy_the_other(self, shop):
        account, coffee, dates = shop
        suggest()
        row = of(account).get()
        assert (row.product, row.because, row.expected_minor) == (dates, coffee, 30_000)
        with override("en"):
            assert why(row) == "6 of 8 customers who buy “Coffee” also buy it."
        pair = ProductPair.objects.get(product=coffee)
        assert (pair.support_percent, pair.confidence_percent, pair.lift) == (60, 75, 1.25)

    def test_run_again_it_is_the_same_row_and_ends_what_no_longer_holds(self, shop, takes):
        account, _coffee, dates = shop
        suggest()
        row = of(account).get()
        suggest()
        assert of(account).get() == row
        assert ProductPair.objects.count() == 2
        takes(account, dates)
        suggest()
        row.refresh_from_db()
        assert row.state == "over"

    def test_what_was_bought_today_is_suggested_no_more(self, shop, takes, salem):
        account, _coffee, dates = shop
        suggest()
        assert PANEL.read(account, salem)["rows"]
        takes(account, dates, days=0)
        assert PANEL.read(account, salem) is None

    def test_archived_products_are_not_suggested(self, shop, huda, salem):
        account, _coffee, dates = shop
        suggest()
        dates.archive(by=huda)
        assert PANEL.read(account, salem) is None
        suggest()
        assert not ProductSuggestion.objects.filter(state="proposed").exists()

    def test_nothing_that_was_sent_back(self, shop, takes, huda):
        account, _coffee, dates = shop
        takes(account, dates).set_status("returned", by=huda)
        suggest()
        assert not of(account).exists()

    def test_nothing_that_was_complained_about(self, shop, takes, huda):
        account, _coffee, dates = shop
        bought = takes(account, dates, days=900)
        Complaint.objects.create(account=account, subject="Stale", text="Stale", purchase=bought)
        bought.archive(by=huda)
        suggest()
        assert not of(account).exists()

    def test_a_pair_of_too_few_is_none(self, shop, monkeypatch):
        monkeypatch.setattr(finding, "pairs_of", lambda bought: pairs_of(bought, fewest=7))
        suggest()
        assert not ProductPair.objects.exists()

    def test_cut_off_it_goes_on_and_comes_to_the_same(self, shop, monkeypatch):
        monkeypatch.setattr(finding, "BATCH", 3)
        suggest()
        expected = sorted(ProductSuggestion.objects.values_list("account_id", "product_id"))
        ProductSuggestion.objects.all().delete()
        job = finding.start_suggesting()
        assert finding.start_suggesting() == job
        for _slice in range(20):
            run_slice(job.pk)
        job.refresh_from_db()
        assert (job.state, job.done) == (Job.State.DONE, job.total)
        assert sorted(ProductSuggestion.objects.values_list("account_id", "product_id")) == expected != []


@pytest.mark.django_db
class TestDecided:
    def test_taken_up_twice_is_one_opportunity(self, shop, salem):
        account, _coffee, dates = shop
        suggest()
        row = of(account).get()
        made = deciding.accept(row, by=salem)
        assert deciding.accept(row, by=salem) == made
        assert Opportunity.objects.get(account=account) == made
        assert (made.product, made.amount_minor, made.kind, made.owner) == (
            dates, 40_000, "cross_sell", salem,
        )  # fmt: skip
        assert Event.objects.filter(verb="productsuggestion.accepted").count() == 1
        suggest()
        assert not of(account).exists()

    def test_put_aside_it_rests_for_half_a_year_or_until_the_undo(self, shop, salem):
        account, _coffee, _dates = shop
        suggest()
        row = of(account).get()
        deciding.dismiss(row, by=salem, reason="elsewhere")
        deciding.dismiss(row, by=salem, reason="later")
        row.refresh_from_db()
        assert (row.state, row.reason) == ("dismissed", "elsewhere")
        suggest()
        assert not of(account).exists()
        deciding.suggest_again(row, by=salem)
        assert of(account).get() == row
        deciding.dismiss(row, by=salem, reason="later")
        long_ago = timezone.now() - NOT_AGAIN - timedelta(days=1)
        ProductSuggestion.objects.filter(pk=row.pk).update(decided_at=long_ago)
        suggest()
        assert of(account).count() == 1

    def test_pages(self, shop, salem, sign_in, karim, reem, faisal, noor):
        account, coffee, dates = shop
        suggest()
        row = of(account).get()
        client, at = sign_in(salem), f"/w/noor/reports/suggestions/{row.number}/"
        for page in ("suggestions/", f"suggestions/?product={dates.number}", "suggestions/?product=nonsense"):
            assert "customers who buy" in client.get(f"/w/noor/reports/{page}").content.decode()
        shown = client.get(f"/w/noor/accounts/{account.number}/suggestions/").content.decode()
        assert "6 of 8 customers" in shown
        shown = client.get(f"/w/noor/reports/products/{coffee.number}/together/").content.decode()
        assert "Dates" in shown
        assert "Buyer" not in shown
        assert client.get("/w/noor/reports/products/999999/together/").status_code == 404
        assert client.get(f"{at}acceptance/").status_code == 405
        assert sign_in(karim).post(f"{at}acceptance/").status_code == 404
        assert sign_in(reem).post(f"{at}dismissal/").status_code == 403
        noor.visibility = noor.Visibility.TEAM
        noor.save()
        assert sign_in(faisal).post(f"{at}acceptance/").status_code == 404
        assert "customers who buy" not in sign_in(faisal).get("/w/noor/reports/suggestions/").content.decode()
        client = sign_in(salem)
        for _twice in range(2):
            assert client.post(f"{at}acceptance/").status_code == 303
        assert Opportunity.objects.filter(account=account).count() == 1
