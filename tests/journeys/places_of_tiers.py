"""Pages of loyalty tiers."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from loyalty import ledger
from loyalty.models import PointsEntry, TierStanding
from loyalty.tier_editing import add_tier
from loyalty.tiering import set_tier
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing

DAY = timedelta(days=1)


def set_tiers_up(salem, huda):
    """Two tiers with long words, one that is archived; a member who is warned, and one who was set by hand."""
    tiers = [
        add_tier(
            by=huda,
            fields={
                "name_ar": f"{name} {UNBROKEN}", "threshold_points": points, "percent": percent, "colour": colour,
                "privileges_ar": f"{LONG_NAME} {UNBROKEN}",
            },
        )
        for name, points, percent, colour in (
            (LONG_NAME, 100, 110, "silver"), ("ذهبي", 9_000_000, 150, "gold"), ("ماسي", 99_000_000, 200, "blue"),
        )
    ]  # fmt: skip
    tiers[2].archive(by=huda)
    wallet = ledger.wallet_of(Account.objects.get(number=1))
    ledger.credit(wallet, 200, kind=PointsEntry.Kind.EARN, key="tiers", qualifying_points=200)
    today = timezone.localdate()
    set_tier(wallet, tiers[1], by=huda, reason=f"{LONG_NAME} {UNBROKEN}", until=today + 90 * DAY)
    TierStanding.objects.filter(wallet=wallet).update(due_on=today, falls_on=today + 9 * DAY)


FURNISH = [set_tiers_up]


def at_tiers():
    yield Place("/w/noor/loyalty/tiers/", who="huda")
    yield Place("/w/noor/loyalty/tiers/new/", who="huda", act=save_nothing)
    yield Place("/w/noor/loyalty/tiers/1/", who="huda")
    yield Place("/w/noor/loyalty/tiers/overview/")
    yield Place("/w/noor/loyalty/tiers/overview/", who="huda")
    yield Place("/w/noor/loyalty/1/tier/", who="huda", act=save_nothing)


WALKS = [at_tiers]
