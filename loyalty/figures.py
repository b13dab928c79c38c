"""What the points of customers come to now: what can be used, what is waited for, and what expires next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from loyalty.models import Lot, TierStanding, Wallet

FREE = F("remaining_points") - F("held_points")
MOST_DAYS = 12


def with_figures(wallets: QuerySet) -> QuerySet:
    """usable_now, pending_now, next_expiry_at, from the lots; tier_ar, tier_en, falls_on: where the member stands."""
    at = timezone.now()
    stands = TierStanding.objects.filter(wallet=OuterRef("pk"))
    own = Lot.objects.filter(wallet=OuterRef("pk"))
    return wallets.annotate(
        usable_now=_sum(own.usable(at=at), FREE),
        pending_now=_sum(own.pending(at=at), F("remaining_points")),
        next_expiry_at=Subquery(_expiring(own, at).order_by("expires_at").values("expires_at")[:1]),
        tier_ar=Subquery(stands.values("tier__name_ar")[:1]),
        tier_en=Subquery(stands.values("tier__name_en")[:1]),
        falls_on=Subquery(stands.values("falls_on")[:1]),
    )


def _sum(lots, points):
    summed = lots.order_by().values("wallet").annotate(sum=Sum(points)).values("sum")
    return Coalesce(Subquery(summed), 0)


def _expiring(lots, at):
    return lots.usable(at=at).filter(expires_at__isnull=False, remaining_points__gt=F("held_points"))


@dataclass(frozen=True)
class OfADay:
    """So many points that change on a local day: they can be used from it, or for the last time on it."""

    day: date
    points: int


def pending_days(wallet: Wallet) -> list[OfADay]:
    """From when what is waited for can be used, the next day first."""
    lots = wallet.lots.pending(at=timezone.now()).order_by("available_at", "pk")
    return _by_day((timezone.localdate(each.available_at), each.remaining_points) for each in lots[:200])


def next_expiry(wallet: Wallet) -> OfADay | None:
    """The last day of what expires first, and how many points these are."""
    lots = list(_expiring(wallet.lots, timezone.now()).order_by("expires_at", "pk")[:200])
    found = _by_day((last_day(each.expires_at), each.free_points) for each in lots)
    return found[0] if found else None


def _by_day(rows) -> list[OfADay]:
    days: dict[date, int] = {}
    for day, points in rows:
        days[day] = days.get(day, 0) + points
    return [OfADay(day, points) for day, points in days.items()][:MOST_DAYS]


def last_day(expires_at: datetime) -> date:
    """What is over at midnight was good until the day before."""
    return timezone.localdate(expires_at - timedelta(microseconds=1))
