"""Loyalty tiers of members: reached at once, lost at a review only, set by hand, taken along by a merge.

Every change is made under the lock of the wallet, from what ladder.py judges of the place and of the points that
count: so whatever is retried, or done by two at the same moment, is one change. Each is a row of TierChange, which
notices to customers read, and an event on the page of the customer.
Order of locks: customer, wallet.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from loyalty import ladder as arithmetic
from loyalty.booking import TRANSFERS, standing
from loyalty.ladder import Ladder, Move, Place, Step, Verdict
from loyalty.models import LoyaltyProgram, LoyaltyTier, PointsEntry, TierChange, TierStanding, Wallet
from timeline.services import record

VERBS = {
    Move.RISE: "wallet.tier_reached",
    Move.WARN: "wallet.tier_warned",
    Move.KEEP: "wallet.tier_kept",
    Move.FALL: "wallet.tier_lowered",
    Move.SET: "wallet.tier_set",
    Move.END: "wallet.tier_ended",
    Move.MERGE: "wallet.tier_taken_along",
}
DAYS = ("since", "reviewed_on", "due_on", "falls_on", "fixed_until")


def ladder_of(tiers: Iterable[LoyaltyTier]) -> Ladder:
    return Ladder(Step(each.pk, each.threshold_points, not each.is_archived) for each in tiers)


def standing_ladder() -> Ladder:
    return ladder_of(LoyaltyTier.objects.all())


def days_of(wallets, months: int, day: date) -> dict[int, dict[date, int]]:
    """Of these wallets, by key: what counts, by the day on which it does, as far as a window of `day` reaches."""
    first, last = arithmetic.window(day, months)
    rows = PointsEntry.objects.filter(wallet__in=wallets, counts_on__range=(first, last))
    sums = rows.exclude(qualifying_points=0).order_by().values_list("wallet", "counts_on")
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for wallet, on, points in sums.annotate(points=Sum("qualifying_points")):
        found[wallet][on] = points
    return found


def place_of(row: TierStanding | None) -> Place:
    if row is None:
        return Place()
    days = {name: getattr(row, name) for name in DAYS}
    return Place(tier=row.tier_id, back_to=row.back_to_id, **days)


class Member:
    """One wallet with its place and what counts for it; read under the lock of the wallet by whoever writes."""

    def __init__(
        self,
        wallet: Wallet,
        program: LoyaltyProgram,
        ladder: Ladder,
        day: date,
        *,
        row=...,
        days=None,
        at=None,
    ):
        self.at = at or timezone.now()
        self.wallet, self.terms, self.ladder, self.day = wallet, program.tier_terms, ladder, day
        self.row = TierStanding.objects.filter(wallet=wallet).first() if row is ... else row
        self.place = place_of(self.row)
        months = program.tier_months
        self.days = days_of([wallet.pk], months, day).get(wallet.pk, {}) if days is None else days

    def count(self, day: date) -> int:
        return arithmetic.counted(self.days, day, self.terms.months)

    @property
    def points(self) -> int:
        return self.count(self.day)

    def judge(self) -> Verdict:
        return arithmetic.judge(self.ladder, self.terms, self.place, self.count, self.day)

    def follow(self, verdict: Verdict, **told) -> TierChange | None:
        """Write what becomes of the place, and tell it where there is a move."""
        if verdict.place != self.place:
            self._keep(verdict.place)
        before, self.place = self.place, verdict.place
        if verdict.move is None:
            return None
        until = verdict.place.fixed_until if verdict.move == Move.SET else verdict.place.falls_on
        change = TierChange(
            wallet=self.wallet, move=verdict.move.value, from_tier_id=before.tier, to_tier_id=verdict.place.tier,
            day=self.day, points=self.points, until=until, at=self.at, **told,
        )  # fmt: skip
        change.save(force_insert=True)
        tell(self.wallet, change)
        return change

    def _keep(self, place: Place) -> None:
        row = self.row or TierStanding(wallet=self.wallet)
        row.tier_id, row.back_to_id = place.tier, place.back_to
        for name in DAYS:
            setattr(row, name, getattr(place, name))
        row.save()
        self.row = row


def tell(wallet: Wallet, change: TierChange) -> None:
    detail = {
        "from": names_of(change.from_tier),
        "to": names_of(change.to_tier),
        "points": change.points,
        "until": change.until.isoformat() if change.until else "",
    }
    if change.reason:
        detail["reason"] = change.reason
    verb = VERBS[Move(change.move)]
    record(verb, wallet, by=change.by, context=wallet.account, at=change.at, **detail)


def names_of(tier: LoyaltyTier | None) -> list[str]:
    return [tier.name_ar, tier.name_en] if tier else ["", ""]


def follow_entry(wallet: Wallet, entry: PointsEntry) -> None:
    """What was just earned may reach a tier, or keep one: at once. Nothing falls here, whatever was taken back."""
    if entry.qualifying_points <= 0 or entry.kind in TRANSFERS:
        return
    ladder = standing_ladder()
    if not ladder.known:
        return
    member = Member(wallet, LoyaltyProgram.objects.standing(), ladder, timezone.localdate())
    verdict = member.judge()
    if verdict.move in (Move.RISE, Move.KEEP):
        member.follow(verdict)


@transaction.atomic
def set_tier(wallet: Wallet, tier: LoyaltyTier | None, *, by, reason: str, until: date) -> TierChange | None:
    """In this tier until a day, whatever the points say; asked for twice it is one change."""
    wallet.account.wait_to_change()
    wallet = standing(wallet)
    if tier is not None:
        tier.wait_to_change()
    today = timezone.localdate()
    if until < today:
        raise ValidationError(_("This day is over."))
    if tier is not None and tier.is_archived:
        raise ValidationError(_("This tier is archived."))
    member = Member(wallet, LoyaltyProgram.objects.standing(), standing_ladder(), today)
    place = arithmetic.set_by_hand(member.place, tier.pk if tier else None, today, until)
    if place == member.place:
        return None
    return member.follow(Verdict(place, Move.SET), by=by, reason=reason)


@transaction.atomic
def end_setting(wallet: Wallet, *, by) -> TierChange | None:
    """The points decide again, from today on."""
    wallet.account.wait_to_change()
    wallet = standing(wallet)
    ladder, today = standing_ladder(), timezone.localdate()
    member = Member(wallet, LoyaltyProgram.objects.standing(), ladder, today)
    if member.place.fixed_until is None:
        return None
    over = replace(member.place, fixed_until=today - timedelta(days=1))
    verdict = arithmetic.judge(ladder, member.terms, over, member.count, today)
    return member.follow(verdict, by=by)


def take_tier_along(theirs: Wallet, mine: Wallet, merge) -> None:
    """Of two customers who become one, the survivor has the higher tier; both wallets are locked.

    What counted has come along by entries before.
    """
    ladder = standing_ladder()
    if not ladder.known:
        return
    program, today = LoyaltyProgram.objects.standing(), timezone.localdate()
    member, other = (Member(each, program, ladder, today) for each in (mine, theirs))
    place = member.place
    if ladder.rank(other.place.tier) > ladder.rank(place.tier):
        place = replace(other.place, due_on=None, falls_on=None)
    earned = ladder.earned(member.points)
    if place.fixed_until is None and ladder.rank(earned) > ladder.rank(place.tier):
        place = place.at(earned, today)
    if place != member.place:
        member.follow(Verdict(place, Move.MERGE), by=merge.by, key=f"merge/{merge.pk}")


def bring_tier_back(mine: Wallet, merge) -> None:
    """After the undo the survivor stands where it stood, or higher by what it has earned since."""
    taken = TierChange.objects.filter(wallet=mine, key=f"merge/{merge.pk}").first()
    last = TierChange.objects.filter(wallet=mine).order_by("-pk").first()
    if taken is None or last is None:
        return
    ladder, today = standing_ladder(), timezone.localdate()
    member = Member(mine, LoyaltyProgram.objects.standing(), ladder, today)
    if member.place.tier != taken.to_tier_id or last.move == TierChange.Move.SET:
        return  # it has gone its own way since
    back = ladder.higher(ladder.earned(member.points), ladder.open_at(taken.from_tier_id))
    if back != member.place.tier:
        place = member.place.at(back, today)
        member.follow(Verdict(place, Move.MERGE), by=merge.undone_by, key=f"unmerge/{merge.pk}")
