"""What each colleague brought in during a period."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import add_account
from sales.models import Opportunity, Referral, Testimonial
from sales.referring import add_referral
from sales.results import results_of
from sales.testimonials import ask, write_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def test_what_was_won_counts_by_kind_and_currency_for_whoever_looked_after_it(salem, mona, sell, today):
    for kind, amount, currency in (
        ("new", 1_000, "SAR"),
        ("new", 500, "USD"),
        ("upsell", 300, "SAR"),
        ("cross_sell", 200, "SAR"),
        ("renewal", 100, "SAR"),
    ):
        sell(kind=kind, amount_minor=amount, currency=currency).win(by=mona, has_purchase=False)
    sell(owner=mona).win(by=salem, has_purchase=False)
    sell().lose(by=salem)
    archived = sell()
    archived.win(by=salem, has_purchase=False)
    archived.archive(by=salem)
    found = results_of(since=today, until=today)
    sold = found[salem.pk].sold
    assert {kind: (part.count, dict(part.amounts)) for kind, part in sold.items()} == {
        "new": (2, {"SAR": 1_000, "USD": 500}),
        "upsell": (1, {"SAR": 300}),
        "cross_sell": (1, {"SAR": 200}),
        "renewal": (1, {"SAR": 100}),
    }
    assert found[mona.pk].sold["new"].count == 1
    assert set(results_of(since=today, until=today, members={mona.pk})) == {mona.pk}


def test_both_days_count_by_the_clocks_of_the_workspace(salem, sell, today):
    found = sell()
    found.win(by=salem, has_purchase=False)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for at, is_in in ((midnight, True), (midnight - timedelta(seconds=1), False)):
        Opportunity.objects.filter(pk=found.pk).update(closed_at=at)
        assert bool(results_of(since=today, until=today)) == is_in
    assert results_of(since=today - timedelta(days=1), until=today)[salem.pk].sold["new"].count == 1


def test_referrals_count_with_what_came_of_them_once_for_the_first(salem, mona, afaq, bought, today, in_noor):
    other = add_account(by=salem, fields={"name_en": "Rimal", "owner": salem})
    new = add_account(by=salem, fields={"name_en": "Manar", "owner": salem})
    day = {"on_day": today, "referred_name": "Manar"}
    add_referral(account=afaq, by=salem, fields=day, referred=new)
    add_referral(account=other, by=mona, fields=day, referred=new)
    add_referral(account=afaq, by=salem, fields={**day, "referred_name": "Nobody yet"})
    bought(9_000, account=new, on=today)
    bought(500, account=new, on=today, currency="USD")
    bought(70, account=new, on=today - timedelta(days=1))  # before the referral
    bought(80, account=new, on=today + timedelta(days=1))  # after the period
    new.refresh_from_db()
    new.set_status("active", by=salem)
    found = results_of(since=today, until=today)
    mine, hers = found[salem.pk], found[mona.pk]
    assert (mine.referrals, mine.referred_customers, dict(mine.referred_amounts)) == (
        2,
        1,
        {"SAR": 9_000, "USD": 500},
    )
    assert (hers.referrals, hers.referred_customers, dict(hers.referred_amounts)) == (1, 1, {})
    Referral.objects.filter(created_by=salem).first().archive(by=salem)
    assert dict(results_of(since=today, until=today)[mona.pk].referred_amounts) == {"SAR": 9_000, "USD": 500}
    assert results_of(since=today + timedelta(days=1), until=today + timedelta(days=1)) == {}


def test_testimonials_count_when_they_were_given(salem, afaq, today, in_noor):
    fields = {"text": "Good", "rating": 5, "with_name": False}
    boxes = dict.fromkeys(("on_website", "on_social", "in_proposals"), False)
    made = write_down(account=afaq, by=salem, fields={**fields, **boxes})
    Testimonial.objects.filter(pk=made.pk).update(created_by=None)
    ask(account=afaq, contact=None, by=salem, language="en", token="secret")
    assert {who: each.testimonials for who, each in results_of(since=today, until=today).items()} == {
        salem.pk: 1
    }


def test_it_asks_five_questions_however_much_there_is(
    salem, afaq, sell, today, in_noor, django_assert_num_queries
):
    for _each in range(3):
        sell().win(by=salem)
    new = add_account(by=salem, fields={"name_en": "Manar", "owner": salem})
    add_referral(account=afaq, by=salem, fields={"on_day": today, "referred_name": "A"}, referred=new)
    with django_assert_num_queries(5):
        results_of(since=today, until=today)
