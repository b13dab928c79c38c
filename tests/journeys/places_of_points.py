"""Pages of customers' points."""

import io
from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from loyalty import ledger
from loyalty.adjusting import propose
from loyalty.imports.work import bring_file, start_import
from loyalty.models import LoyaltyProgram, PointsEntry
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing


def give_points(salem, huda):
    """A programme that takes in by hand, and a customer whose statement has long words and every column."""
    LoyaltyProgram.objects.create(state="running", joining="by_hand", name_ar=LONG_NAME)
    wallet, now = ledger.wallet_of(Account.objects.get(number=1)), timezone.now()
    kinds = PointsEntry.Kind
    days = {"available_at": now + timedelta(days=9), "expires_at": now + timedelta(days=90)}
    earned = ledger.credit(wallet, 1_234_567, kind=kinds.EARN, key="a", expires_at=now + timedelta(days=20))
    ledger.credit(wallet, 800, kind=kinds.BONUS, key="b", reason=f"{LONG_NAME} {UNBROKEN}", by=huda, **days)
    ledger.debit(wallet, 1_000_000, kind=kinds.REDEMPTION, key="c", reason=UNBROKEN, by=salem)
    ledger.reverse(earned, 1_234_567, key="d", by=salem)
    for points in (5_000, 300):
        propose(wallet, by=salem, fields={"points": points, "reason": f"{LONG_NAME} {UNBROKEN}"})
    content = f"customer,points\n{LONG_NAME},12\n{UNBROKEN},{UNBROKEN}\n".encode()
    for begin in (False, True):
        origin = bring_file(io.BytesIO(content), name=f"{LONG_NAME}.csv", size=len(content), by=huda)
        if begin:
            start_import(origin, mapping=origin.mapping, by=huda)


FURNISH = [give_points]


def at_points():
    yield Place("/w/noor/loyalty/?view=all")
    yield Place("/w/noor/loyalty/?q=nothing")
    yield Place("/w/noor/loyalty/1/")
    yield Place("/w/noor/loyalty/1/?lots=3")
    yield Place("/w/noor/loyalty/1/adjustment/", act=save_nothing)
    yield Place("/w/noor/loyalty/adjustments/")
    yield Place("/w/noor/loyalty/adjustments/1/", who="huda")
    yield Place("/w/noor/loyalty/adjustments/1/refusal/", who="huda", act=save_nothing)
    yield Place("/w/noor/loyalty/adjustments/2/")
    yield Place("/w/noor/loyalty/1/?since=2001-01-01&until=2001-01-02", who="reem")
    yield Place("/w/noor/loyalty/import/", who="huda")
    yield Place("/w/noor/loyalty/points-imports/1/", who="huda")
    yield Place("/w/noor/loyalty/points-imports/2/", who="huda")


WALKS = [at_points]
