"""Pages of what points may cost."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from loyalty import ledger
from loyalty.models import PointsEntry, Reconciliation, RevenueCohort
from tests.journeys.places import Place


def owe_points(salem, huda):
    """Points of this year, some of them used, with revenue deferred behind them and a check that found something."""
    wallet, now = ledger.wallet_of(Account.objects.get(number=1)), timezone.now()
    kinds = PointsEntry.Kind
    ledger.credit(wallet, 12_345_678, kind=kinds.EARN, key="owed/a", expires_at=now + timedelta(days=90))
    ledger.credit(wallet, 800, kind=kinds.BONUS, key="owed/b", available_at=now + timedelta(days=9))
    ledger.debit(wallet, 2_345_678, kind=kinds.REDEMPTION, key="owed/c")
    cohort = RevenueCohort.objects.create(
        year=timezone.localdate().year, deferred_minor=98_765_432_100, currency="SAR"
    )
    cohort.estimates.create(year=cohort.year, expected_points=11_000_000)
    Reconciliation.objects.create(wallets_count=12_345, wrong_count=0)
    Reconciliation.objects.create(
        wallets_count=12_345, wrong_count=3, wrong=[{"wallet": 1, "off": {"lots": 5, "held": -1}}]
    )


FURNISH = [owe_points]


def at_liability():
    yield Place("/w/noor/loyalty/liability/")
    yield Place("/w/noor/loyalty/trends/")
    yield Place("/w/noor/loyalty/trends/?months=24")
    yield Place(f"/w/noor/loyalty/liability/{timezone.localdate().year}/")


WALKS = [at_liability]
