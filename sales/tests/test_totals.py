"""What customers bought altogether, after whatever may happen to a purchase."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from accounts.models.account import NO_PURCHASE
from accounts.models.record import Archived, Stale
from sales.amounts import DiscountTooLarge
from sales.models import Purchase, PurchaseTotals
from sales.models.purchase import NotNow, RefundTooLarge
from sales.purchasing import Line, PaidBackMore, change_purchase
from sales.tests.conftest import DAY
from sales.totals import Total, spent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
Status = Purchase.Status
LATER = DAY + dt.timedelta(days=10)


def test_purchases_are_counted_by_currency(bought, afaq):
    bought(10_000)
    bought(2_550, on=LATER, quantity=2)
    bought(900, on=LATER, currency="USD")
    assert spent([afaq]) == {
        afaq.pk: {"SAR": Total(2, 15_100, DAY, LATER), "USD": Total(1, 900, LATER, LATER)}
    }
    afaq.refresh_from_db()
    assert (afaq.bought_minor, afaq.last_purchase_on) == (15_100, LATER)


def test_average_and_frequency_of_purchases(bought, afaq):
    for days, amount in ((0, 100), (4, 101), (10, 101)):
        bought(amount, on=DAY + dt.timedelta(days=days))
    total = spent([afaq])[afaq.pk]["SAR"]
    assert (total.average_minor, total.days_between) == (101, 5)
    assert Total(1, 100, DAY, DAY).days_between is None


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.RETURNED])
def test_what_was_cancelled_or_came_back_was_not_bought(bought, afaq, huda, status):
    bought(10_000).set_status(status, by=huda)
    assert spent([afaq]) == {}
    afaq.refresh_from_db()
    assert (afaq.bought_minor, afaq.last_purchase_on) == (0, NO_PURCHASE)


def test_what_came_late_or_wrong_was_bought(bought, afaq, huda):
    bought(10_000).set_status(Status.LATE, by=huda)
    bought(10_000).set_status(Status.WRONG, by=huda)
    assert spent([afaq])[afaq.pk]["SAR"].amount_minor == 20_000


def test_refunds_add_up_and_never_pass_the_total(bought, afaq, huda, fresh):
    purchase = bought(10_000)
    purchase.refund(4_000, by=huda)
    assert spent([afaq])[afaq.pk]["SAR"] == Total(1, 6_000, DAY, DAY)
    with pytest.raises(RefundTooLarge) as refusal:
        purchase.refund(6_001, by=huda)
    assert refusal.value.left_minor == 6_000
    last = purchase.refund(6_000, by=huda)
    assert fresh(purchase).status == Status.REFUNDED
    assert spent([afaq]) == {}
    purchase.take_refund_back(last, by=huda)
    purchase.take_refund_back(last, by=huda)  # pressed twice
    assert fresh(purchase).status == Status.ORDERED
    assert spent([afaq])[afaq.pk]["SAR"].amount_minor == 6_000


def test_database_refuses_to_pay_back_more_than_the_total(bought):
    with pytest.raises(IntegrityError), transaction.atomic():
        Purchase.objects.filter(pk=bought(10_000).pk).update(refunded_minor=10_001)


def test_only_paying_back_leads_into_refunded_and_out_of_it(bought, huda):
    purchase = bought(10_000)
    with pytest.raises(NotNow):
        purchase.set_status(Status.REFUNDED, by=huda)
    purchase.refund(10_000, by=huda)
    with pytest.raises(NotNow):
        purchase.set_status(Status.DELIVERED, by=huda)


def test_statuses_are_a_history_without_gaps(bought, huda):
    purchase = bought(10_000)
    purchase.set_status(Status.LATE, by=huda, reason="Port closed")
    purchase.set_status(Status.DELIVERED, by=huda)
    delivered, late, ordered = purchase.statuses.all()
    assert [each.status for each in (ordered, late, delivered)] == ["ordered", "late", "delivered"]
    assert (ordered.until_at, late.until_at, delivered.until_at) == (late.from_at, delivered.from_at, None)
    assert late.reason == "Port closed"


def test_put_away_counts_no_longer_until_it_is_restored(bought, afaq, huda):
    purchase = bought(10_000)
    purchase.archive(by=huda)
    assert spent([afaq]) == {}
    purchase.restore(by=huda)
    assert spent([afaq])[afaq.pk]["SAR"].count == 1


def test_edited_lines_are_the_new_total(bought, afaq, huda, fresh):
    purchase = fresh(bought(10_000))
    lines = [
        Line("Beans", Decimal("2.5"), unit_price_minor=333, discount_minor=32),
        Line("Only the amount is known", Decimal(3), total_minor=100),
    ]
    change_purchase(purchase, by=huda, read_version=purchase.version, changed=[], lines=lines)
    assert fresh(purchase).total_minor == 901
    assert [line.total_minor for line in purchase.lines.all()] == [801, 100]
    assert spent([afaq])[afaq.pk]["SAR"].amount_minor == 901


def test_stale_edit_changes_nothing(bought, afaq, huda, fresh):
    purchase = fresh(bought(10_000))
    read = purchase.version
    fresh(purchase).set_status(Status.LATE, by=huda)
    with pytest.raises(Stale):
        change_purchase(purchase, by=huda, read_version=read, changed=[], lines=[Line("x", total_minor=5)])
    assert spent([afaq])[afaq.pk]["SAR"].amount_minor == 10_000


def test_lines_never_come_to_less_than_was_paid_back(bought, huda, fresh):
    purchase = bought(10_000)
    purchase.refund(6_000, by=huda)
    purchase = fresh(purchase)
    with pytest.raises(PaidBackMore):
        change_purchase(
            purchase, by=huda, read_version=purchase.version, changed=[], lines=[Line("x", total_minor=5_999)]
        )


def test_nothing_is_bought_for_an_archived_customer(bought, afaq, huda):
    afaq.archive(by=huda)
    with pytest.raises(Archived):
        bought(10_000)


def test_discount_is_at_most_the_line():
    with pytest.raises(DiscountTooLarge):
        _ = Line("x", unit_price_minor=100, discount_minor=101).amount_minor


def test_same_reference_of_a_source_is_one_purchase(bought, afaq):
    known = {"source": "shop", "external_ref": "A-1"}
    bought(10_000, fields=known)
    with pytest.raises(IntegrityError), transaction.atomic():
        bought(10_000, fields=known)
    bought(10_000, fields={**known, "source": "other"})
    assert spent([afaq])[afaq.pk]["SAR"].count == 2


def test_period_counts_both_its_days(bought, afaq):
    for days in range(5):
        bought(100, on=DAY + dt.timedelta(days=days))
    found = spent([afaq], since=DAY + dt.timedelta(days=1), until=DAY + dt.timedelta(days=3))
    assert found[afaq.pk]["SAR"] == Total(3, 300, DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=3))


def test_one_query_for_any_number_of_accounts(bought, afaq):
    bought(100)
    for days in ({}, {"since": DAY}, {"since": DAY, "until": DAY}):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert spent(Account.objects.all(), **days)[afaq.pk]["SAR"].amount_minor == 100
        assert len(asked) == 1


def test_stranger_has_other_totals(bought, afaq, karim):
    from lib.tenancy.state import workspace

    bought(100)
    with workspace(karim.workspace_id):
        assert spent([afaq]) == {}
        assert not PurchaseTotals.objects.exists()
