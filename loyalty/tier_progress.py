"""Where a member stands and how far it is to the next tier, as all pages tell it; and who is about to fall."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from loyalty.ladder import deciding_day
from loyalty.models import LoyaltyProgram, LoyaltyTier, TierChange, TierStanding, Wallet
from loyalty.tiering import Member, ladder_of

MOST_FALLING, MOST_CHANGES = 50, 30


@dataclass(frozen=True)
class Progress:
    """`missing_points` are those until `next`; `short_points` those to stay, where a fall is announced."""

    points: int
    months: int
    tier: Any = None
    since: date | None = None
    next: Any = None
    missing_points: int = 0
    falls_on: date | None = None
    short_points: int = 0
    falls_to: Any = None
    fixed_until: date | None = None

    @property
    def goal_points(self) -> int:
        return self.points + self.missing_points


def progress_of(wallet: Wallet | None) -> Progress | None:
    """None where there are no tiers."""
    tiers = {each.pk: each for each in LoyaltyTier.objects.in_order()}
    if not any(not each.is_archived for each in tiers.values()):
        return None
    program = LoyaltyProgram.objects.standing()
    ladder = ladder_of(tiers.values())
    if wallet is None:
        first = ladder.above(None)
        return Progress(
            0, program.tier_months, next=tiers.get(first.key) if first else None,
            missing_points=first.threshold if first else 0,
        )  # fmt: skip
    member = Member(wallet, program, ladder, timezone.localdate())
    place, points = member.place, member.points
    step = ladder.above(place.tier)
    short, falls_to = 0, None
    if place.falls_on is not None:
        counted = member.count(deciding_day(member.terms, place, member.day))
        short = max(ladder.rank(place.tier) - counted, 0)
        falls_to = ladder.below(place.tier)
        if place.fixed_until is not None:
            falls_to = ladder.higher(ladder.earned(counted), ladder.open_at(place.back_to))
    return Progress(
        points=points, months=program.tier_months, tier=tiers.get(place.tier), since=place.since,
        next=tiers[step.key] if step else None, missing_points=max(step.threshold - points, 0) if step else 0,
        falls_on=place.falls_on, short_points=short, falls_to=tiers.get(falls_to), fixed_until=place.fixed_until,
    )  # fmt: skip


def changes_of(wallet: Wallet) -> list[TierChange]:
    """What happened to the tier of a member, the newest first."""
    rows = TierChange.objects.filter(wallet=wallet).select_related("from_tier", "to_tier", "by__user")
    return list(rows.order_by("-pk")[:MOST_CHANGES])


def standings(membership) -> dict:
    """How many of the members that this colleague sees stand in each tier, and who is about to fall, the next first."""
    wallets = Wallet.objects.standing().visible_to(membership)
    seen = TierStanding.objects.filter(wallet__in=wallets)
    counts = dict(seen.exclude(tier=None).order_by().values_list("tier").annotate(count=Count("pk")))
    falling = seen.filter(falls_on__isnull=False).order_by("falls_on", "pk")
    tiers = LoyaltyTier.objects.filter(Q(archived_at=None) | Q(pk__in=counts)).in_order()
    rows = falling.select_related("wallet__account__owner__user", "tier")
    return {
        "tiers": [(tier, counts.get(tier.pk, 0)) for tier in reversed(tiers)],
        "without": wallets.count() - sum(counts.values()),
        "falling": list(rows[:MOST_FALLING]),
        "falling_count": falling.count(),
    }
