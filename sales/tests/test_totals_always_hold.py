"""Totals equal the sum of the purchases after any sequence of what may happen to them."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.merging.refusals import NotMerged
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Merge
from accounts.models.record import Archived
from accounts.services import add_account
from lib.undo import TooLate
from sales.amounts import DiscountTooLarge
from sales.models import Purchase
from sales.models.purchase import NotNow, RefundTooLarge
from sales.purchasing import Line, PaidBackMore, change_purchase
from sales.tests.conftest import DAY
from sales.totals import spent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
Status = Purchase.Status
AMOUNTS = st.integers(0, 5_000)
LINES = st.lists(
    st.builds(
        lambda quantity, price, discount: Line(
            "x", quantity, unit_price_minor=price, discount_minor=discount
        ),
        st.decimals("0.0001", 9, places=4),
        AMOUNTS,
        st.integers(0, 50),
    ),
    min_size=1,
    max_size=3,
)
WHICH = st.integers(0, 7)
STEPS = st.one_of(
    st.tuples(
        st.just("add"), LINES, st.integers(0, 400), st.sampled_from(["SAR", "USD", "KWD"]), st.booleans()
    ),
    st.tuples(st.just("edit"), WHICH, LINES),
    st.tuples(st.just("move"), WHICH, st.integers(0, 400)),
    st.tuples(st.just("refund"), WHICH, st.integers(1, 20_000)),
    st.tuples(st.just("take back"), WHICH),
    st.tuples(st.just("status"), WHICH, st.sampled_from(list(Status))),
    st.tuples(st.just("archive"), WHICH),
    st.tuples(st.just("restore"), WHICH),
    st.tuples(st.just("merge"), st.booleans()),
    st.tuples(st.just("undo")),
)
REFUSALS = (Archived, DiscountTooLarge, NotMerged, NotNow, PaidBackMore, RefundTooLarge, TooLate)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=1, max_size=12))
def test_totals_are_the_sum_of_the_purchases(bought, huda, steps):
    two = [add_account(by=huda, fields={"name_en": name}) for name in ("Afaq", "Afaq Gulf")]
    made = []
    for step in steps:
        with suppress(*REFUSALS), transaction.atomic():
            take(step, made, two, bought=bought, by=huda)
    assert [kept(each) for each in two] == [worked_out(each) for each in two]


def take(step, made, two, *, bought, by):
    name, *rest = step
    if name == "add":
        lines, days, currency, is_first = rest
        on, account = DAY + dt.timedelta(days=days), two[0 if is_first else 1]
        made.append(bought(lines=lines, on=on, currency=currency, account=account))
        return
    if name == "merge":
        merge(*(two if rest[0] else two[::-1]), by=by)
        return
    if name == "undo":
        for merged in Merge.objects.of(*two).standing()[:1]:
            undo_merge(merged, by=by)
        return
    if not made:
        return
    purchase = Purchase.objects.select_related("account").get(pk=made[rest[0] % len(made)].pk)
    if name == "edit":
        change_purchase(purchase, by=by, read_version=purchase.version, changed=[], lines=rest[1])
    elif name == "move":
        purchase.ordered_on = DAY + dt.timedelta(days=rest[1])
        change_purchase(purchase, by=by, read_version=purchase.version, changed=["ordered_on"])
    elif name == "refund":
        purchase.refund(rest[1], by=by)
    elif name == "take back":
        for refund in purchase.refunds.all()[:1]:
            purchase.take_refund_back(refund, by=by)
    elif name == "status":
        purchase.set_status(rest[1], by=by)
    else:
        getattr(purchase, name)(by=by)


def kept(account):
    found = spent([account]).get(account.pk, {})
    account.refresh_from_db()
    assert account.bought_minor == (found["SAR"].amount_minor if "SAR" in found else 0)
    return {
        code: (each.count, each.amount_minor, each.first_on, each.last_on) for code, each in found.items()
    }


def worked_out(account):
    """From the lines and the refunds, with nothing that is kept beside them."""
    sums = {}
    for purchase in Purchase.objects.filter(account=account):
        total = sum(
            max(round_half_up(line.quantity * line.unit_price_minor) - line.discount_minor, 0)
            for line in purchase.lines.all()
        )
        assert purchase.total_minor == total
        back = sum(refund.amount_minor for refund in purchase.refunds.all())
        assert 0 <= back <= total
        if purchase.archived_at or purchase.status in {"cancelled", "returned", "refunded"}:
            continue
        count, amount, first, last = sums.get(
            purchase.currency, (0, 0, purchase.ordered_on, purchase.ordered_on)
        )
        sums[purchase.currency] = (
            count + 1,
            amount + total - back,
            min(first, purchase.ordered_on),
            max(last, purchase.ordered_on),
        )
    return sums


def round_half_up(value: Decimal) -> int:
    whole, rest = divmod(value, 1)
    return int(whole) + (rest >= Decimal("0.5"))
