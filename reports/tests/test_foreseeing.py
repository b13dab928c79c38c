"""What is foreseen each night: learned once, kept for each customer, the same when run twice or cut off."""

from datetime import date, timedelta
from random import Random

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from accounts import services
from accounts.fields import account_listing
from accounts.models import Account
from lib.lists.page import ListPage
from lib.tenancy.state import workspace
from reports import foreseeing
from reports.fields_foresight import value_cell
from reports.models import KNOWN_SHORTLY, AccountForesight, LifetimeModel
from reports.worth import segments_of
from sales.models import Purchase
from sales.models.totals import keep_totals
from sales.purchasing import Line, add_purchase
from timeline.jobs import run_slice
from timeline.models import Job

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def opened(salem):
    with workspace(salem.workspace_id):
        yield salem.workspace


@pytest.fixture
def customer(opened, salem):
    def add(name, owner=salem):
        return services.add_account(by=salem, fields={"name_en": name, "owner": owner})

    return add


def buy(account, by, *days_ago, minor=10_000, currency="SAR"):
    for each in days_ago:
        add_purchase(
            account=account, by=by, fields={"ordered_on": TODAY - timedelta(days=each), "currency": currency},
            lines=[Line("Coffee", unit_price_minor=minor)],
        )  # fmt: skip


@pytest.fixture
def shop(opened, salem):
    """Three hundred customers, each with a rhythm of its own; some stop."""
    dice = Random(7)
    accounts = [
        Account(number=10_000 + place, name_en=f"Shop {place}", owner=salem, created_by=salem)
        for place in range(300)
    ]
    Account.objects.bulk_create(accounts)
    rows = []
    for account in accounts:
        on, rhythm, worth = (
            TODAY - timedelta(days=dice.randint(250, 500)),
            dice.randint(10, 60),
            dice.randint(50, 500),
        )
        while on < TODAY and dice.random() > 0.08:
            rows.append(
                Purchase(
                    account=account, ordered_on=on, currency="SAR", created_by=salem,
                    total_minor=100 * int(worth * dice.uniform(0.5, 1.5)),
                )
            )  # fmt: skip
            on += timedelta(days=1 + int(dice.expovariate(1 / rhythm)))
    for place, row in enumerate(rows):
        row.number = 10_000 + place
    Purchase.objects.bulk_create(rows)
    keep_totals([each.pk for each in accounts])
    return accounts


def all_of(day=TODAY):
    model = foreseeing.learn(day)
    last = 0
    while last is not None:
        _looked, last = foreseeing.foresee_next(model, last)
    return model


def rows_kept():
    columns = list(foreseeing.KEPT)
    return list(AccountForesight.objects.order_by("account").values_list("account", *columns))


class TestANight:
    def test_few_customers_are_not_enough_and_it_says_why(self, customer, salem):
        afaq, rare = customer("Afaq"), customer("Rare")
        buy(afaq, salem, 130, 100, 70, 92)
        buy(rare, salem, 40)
        model = all_of()
        assert (model.customers, model.repeat_buyers, model.is_fitted) == (2, 1, False)
        assert set(model.missing) == {"repeat_buyers", "history", "values"}
        row = AccountForesight.objects.get(account=afaq)
        assert (row.days_count, row.rhythm_days, row.bought_minor) == (4, 20.0, 40_000)
        assert (row.risk, row.value_36_minor, row.p_alive) == (
            "high",
            None,
            None,
        )  # silent for 70, buys every 20
        assert AccountForesight.objects.get(account=rare).risk == "unknown"

    def test_days_and_currencies_count_as_they_are(self, customer, salem):
        afaq = customer("Afaq")
        buy(afaq, salem, 30, 30, 10)  # two on one day are one
        buy(afaq, salem, 5, currency="USD")
        buy(afaq, salem, -3)  # to come
        (row,) = foreseeing.bought_until(TODAY, "SAR")
        assert (row.days_count, row.bought_minor, row.paid, row.zbar) == (3, 30_000, 1, 10_000.0)
        cancelled = Purchase.objects.get(ordered_on=TODAY - timedelta(days=10))
        cancelled.set_status("cancelled", by=salem)
        (row,) = foreseeing.bought_until(TODAY, "SAR")
        assert (row.days_count, row.bought_minor) == (2, 20_000)

    def test_enough_customers_are_learned_from_and_the_error_is_measured(self, shop):
        model = all_of()
        assert model.is_fitted
        assert LifetimeModel.objects.get(pk=model.pk).finished_at
        assert model.missing == []
        assert model.holdout_days % 28 == 0
        assert model.holdout_bought > 0
        assert model.holdout_mae > 0
        # Whoever says what they would buy is not far off on this shop.
        assert model.holdout_expected == pytest.approx(model.holdout_bought, rel=0.35)
        rows = AccountForesight.objects.all()
        assert rows.count() == model.customers
        for row in rows:
            assert 0 <= row.p_alive <= 1
            assert 0 <= row.expected_90 <= row.expected_365
            assert 0 <= row.value_12_minor <= row.value_36_minor

    def test_run_twice_it_is_the_same(self, shop):
        model, before = all_of(), rows_kept()
        again = all_of()
        assert again.pk == model.pk
        assert (again.r, again.gamma) == (model.r, model.gamma)
        assert rows_kept() == before

    def test_who_bought_nothing_any_more_goes(self, customer, salem):
        afaq, other = customer("Afaq"), customer("Other")
        buy(afaq, salem, 30, 10)
        buy(other, salem, 30, 10)
        all_of()
        for purchase in Purchase.objects.filter(account=afaq):
            purchase.archive(by=salem)
        all_of()
        assert [each.account_id for each in AccountForesight.objects.all()] == [other.pk]

    def test_as_a_job_in_small_batches_it_goes_through_everybody(self, shop, monkeypatch):
        monkeypatch.setattr(foreseeing, "BATCH", 70)
        monkeypatch.setattr(foreseeing, "last_whole_day", lambda at: TODAY)
        job = foreseeing.start_foreseeing()
        assert foreseeing.start_foreseeing().pk == job.pk
        run_slice(job.pk)
        while not Job.objects.get(pk=job.pk).is_over:
            Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
            run_slice(job.pk)
        job.refresh_from_db()
        assert (job.state, job.done) == (Job.State.DONE, job.total)
        assert AccountForesight.objects.count() == LifetimeModel.objects.get().customers

    def test_cut_off_it_goes_on_where_it_was(self, shop, monkeypatch):
        monkeypatch.setattr(foreseeing, "BATCH", 70)
        all_of()
        whole = rows_kept()
        AccountForesight.objects.all().delete()
        model = foreseeing.learn(TODAY)
        _looked, last = foreseeing.foresee_next(model, 0)
        foreseeing.foresee_next(model, 0)  # the same batch anew: its cursor was not kept
        while last is not None:
            _looked, last = foreseeing.foresee_next(model, last)
        assert rows_kept() == whole


class TestPages:
    def page(self, client, opened, name, **kwargs):
        return client.get(reverse(f"reports:{name}", kwargs={"slug": opened.slug, **kwargs}))

    def test_before_the_first_night(self, sign_in, opened, salem):
        client = sign_in(salem.user)
        for name in ("rfm", "lifetime"):
            assert "Nothing is foreseen yet" in self.page(client, opened, name).content.decode()

    def test_not_enough_is_said_with_what_is_missing(self, sign_in, opened, salem, customer):
        buy(customer("Afaq"), salem, 30, 10)
        all_of()
        shown = self.page(sign_in(salem.user), opened, "lifetime").content.decode()
        assert "There is not enough data to look ahead" in shown
        assert "At least 200 customers who bought on more than one day." in shown
        assert "Afaq" in shown

    def test_the_error_stands_on_the_page(self, sign_in, opened, salem, shop):
        model = all_of()
        response = self.page(sign_in(salem.user), opened, "lifetime")
        assert f"{model.holdout_mape:.0f}%" in response.content.decode()
        fifths = response.context["fifths"]
        assert sum(each.count for each in fifths) == model.customers
        assert sum(each.percent for each in fifths) == pytest.approx(100)
        assert fifths[0].least_minor >= fifths[1].most_minor

    def test_every_segment_leads_to_as_many_customers(self, sign_in, opened, salem, shop):
        all_of()
        client = sign_in(salem.user)
        found = segments_of(salem)
        assert sum(each.count for each in found) == AccountForesight.objects.count()
        assert len(found) == 11
        for each in found:
            response = client.get(
                reverse("accounts:list", kwargs={"slug": opened.slug}),
                {"view": "all", "rfm_segment": each.segment},
            )
            assert response.context["page"].count == each.count

    def test_who_sees_his_own_alone_counts_his_own_alone(self, sign_in, opened, salem, faisal, customer):
        mine, other = customer("Mine", owner=faisal), customer("Another")
        buy(mine, salem, 30, 10)
        buy(other, salem, 40, 20)
        all_of()
        type(opened).objects.filter(pk=opened.pk).update(visibility="team")
        client = sign_in(faisal.user)
        assert self.page(client, opened, "rfm").context["everybody"] == 1
        shown = self.page(client, opened, "lifetime").content.decode()
        assert "Mine" in shown
        assert "Another" not in shown
        assert self.page(client, opened, "foresight_of_account", number=other.number).status_code == 404

    def test_a_customer_has_the_reason_in_words(self, sign_in, opened, salem, customer):
        afaq = customer("Afaq")
        silent = (timezone.localdate() - TODAY).days
        buy(afaq, salem, 68, 34, 0)
        all_of()
        shown = self.page(
            sign_in(salem.user), opened, "foresight_of_account", number=afaq.number
        ).content.decode()
        assert f"Buys every 34 days on average, silent for {silent} days." in shown

    def test_who_is_known_for_less_than_eight_weeks_is_marked_and_leads_no_list(
        self, sign_in, opened, salem, shop, customer
    ):
        newcomer = customer("Newcomer")
        buy(newcomer, salem, 5, 4, 3, 2, 1, minor=90_000_000)
        all_of()
        row = AccountForesight.objects.get(account=newcomer)
        highest = AccountForesight.objects.order_by("-value_36_minor").first()
        assert (row, row.is_known_shortly) == (highest, True)
        shown = self.page(sign_in(salem.user), opened, "lifetime")
        assert newcomer.pk not in [each.account_id for each in shown.context["best"]]
        assert shown.context["left_out"] == AccountForesight.objects.filter(KNOWN_SHORTLY).count() > 0
        page = self.page(sign_in(salem.user), opened, "foresight_of_account", number=newcomer.number)
        assert "known for too short a time" in page.content.decode()
        query = QueryDict("sort=-expected_value")
        first = ListPage(
            account_listing.filters_for(salem, query),
            account_listing.sorts_for(salem),
            query,
            "name",
            size=10,
        ).rows
        assert newcomer.pk not in [each.pk for each in first]
        with translation.override("en"):
            assert "known for too short a time" in value_cell(newcomer, None)

    def test_a_stranger_finds_nothing(self, sign_in, opened, karim):
        assert self.page(sign_in(karim.user), opened, "lifetime").status_code == 404

    @pytest.mark.parametrize("sort", ["churn_risk", "-expected_value", "expected_value"])
    def test_the_list_of_accounts_goes_by_it_page_by_page(self, opened, salem, shop, sort):
        all_of()
        seen, address = [], f"sort={sort}"
        while address:
            query = QueryDict(address.lstrip("?"))
            page = ListPage(
                account_listing.filters_for(salem, query),
                account_listing.sorts_for(salem),
                query,
                "name",
                size=90,
            )
            seen += [each.pk for each in page.rows]
            address = page.next_url
        assert sorted(seen) == sorted(Account.objects.visible_to(salem).values_list("pk", flat=True))
