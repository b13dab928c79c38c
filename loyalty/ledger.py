"""The ledger of points: the only place that changes what a wallet holds.

Every verb is one transaction: the wallet's row is locked first, then what the lots say is read, then an entry is
written with the lots it makes or pays from, and the wallet's copies follow. `key` names the request: the same request
again answers with the entry that it made before, and another one under its key raises `KeyReused`. Points are whole
numbers above zero; `NotEnough` (points.py) where a wallet cannot pay, and then nothing is written.

Days are local days, by the clocks of the workspace that whoever calls has set.

Order of locks: customer, wallet (of two that of the lower key first), lots, whatever a reward holds.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from loyalty import points as arithmetic
from loyalty.booking import Booking, NewLot, Source, begin, request_hash, settle, source_of, stocks_of, write
from loyalty.models import Allocation, LoyaltyProgram, PointsEntry, Wallet

Kind = PointsEntry.Kind


def wallet_of(account) -> Wallet:
    """That of a customer, made when there is none; the customer's row is locked by the caller."""
    wallet, _is_new = Wallet.objects.get_or_create(account=account)
    return wallet


@transaction.atomic
def credit(
    wallet: Wallet,
    points: int,
    *,
    kind: str,
    key: str,
    available_at: datetime | None = None,
    expires_at: datetime | None = None,
    qualifying_points: int = 0,
    counts_on: date | None = None,
    reason: str = "",
    source: Source | None = None,
    by=None,
) -> PointsEntry:
    """Points that come in: a lot of their own. What the wallet owes is settled from it at once."""
    at = timezone.now()
    asked = request_hash(
        verb="credit", wallet=wallet.pk, points=points, kind=kind, source=source, expires_at=expires_at
    )
    if (entry := begin(wallet, points, key, asked)) is not None:
        return entry
    entry = write(
        wallet,
        Booking(
            kind=kind, points=points, key=key, qualifying_points=qualifying_points, counts_on=counts_on,
            reason=reason, source=source, by=by, at=at, request_hash=asked,
            lots=[NewLot(points, available_at or at, expires_at, counts_on)],
        ),
    )  # fmt: skip
    settle(wallet)
    return entry


@transaction.atomic
def debit(
    wallet: Wallet,
    points: int,
    *,
    kind: str,
    key: str,
    reason: str = "",
    source: Source | None = None,
    by=None,
) -> PointsEntry:
    """Points that go out, from the lots that expire first. NotEnough when fewer can be used."""
    asked = request_hash(verb="debit", wallet=wallet.pk, points=points, kind=kind, source=source)
    if (entry := begin(wallet, points, key, asked)) is not None:
        return entry
    parts = arithmetic.take(stocks_of(wallet), points)
    booking = Booking(
        kind=kind,
        points=-points,
        key=key,
        reason=reason,
        source=source,
        by=by,
        parts=parts,
        request_hash=asked,
    )
    return write(wallet, booking)


@transaction.atomic
def reverse(
    entry: PointsEntry,
    points: int,
    *,
    key: str,
    reason: str = "",
    source: Source | None = None,
    by=None,
    wallet: Wallet | None = None,
) -> PointsEntry:
    """Take back points that an entry brought: from its own lot first, then as they are spent; the rest is owed.

    `wallet` is whose they are now, where a merge has moved them: there they are taken as they are spent.

    What counted for tiers is taken back in the same share, on the day on which it counted. ValueError for more than
    the entry brought and was not taken back before.
    """
    wallet = wallet or entry.wallet
    asked = request_hash(verb="reverse", entry=entry.pk, points=points)
    if (done := begin(wallet, points, key, asked)) is not None:
        return done
    before = entry.reversals.aggregate(
        points=Sum(F("debt_points") - F("points")), qualifying=Sum("qualifying_points")
    )
    gone = before["points"] or 0
    if points > entry.points - gone:
        raise ValueError(points)
    lots = entry.lots.filter(wallet=wallet)
    own = [arithmetic.Stock(lot.pk, lot.free_points, lot.expires_at) for lot in lots]
    parts, short = arithmetic.take_at_most(own, points)
    if short:
        mine = {each.key for each in own}
        others = [each for each in stocks_of(wallet, is_pending_too=True) if each.key not in mine]
        more, short = arithmetic.take_at_most(others, short)
        parts += more
    # The whole of it counts for nothing; a part for its share of what it counted.
    share = entry.qualifying_points * (gone + points) // entry.points
    booking = Booking(
        kind=Kind.REVERSAL, points=short - points, debt_points=short, key=key, reason=reason,
        qualifying_points=-(share + (before["qualifying"] or 0)), counts_on=entry.counts_on,
        source=source or source_of(entry), reverses=entry, by=by, parts=parts, request_hash=asked,
    )  # fmt: skip
    return write(wallet, booking)


@transaction.atomic
def give_back(
    entry: PointsEntry, *, key: str, reason: str = "", by=None, points: int | None = None
) -> PointsEntry:
    """What an entry took, or a part of it, into the lots that it came from, with the days they had.

    What has expired meanwhile becomes a lot that holds for some days again, as the programme says.
    """
    wallet = entry.wallet
    points = -entry.points if points is None else points
    asked = request_hash(verb="give_back", entry=entry.pk, points=points)
    if (done := begin(wallet, points, key, asked)) is not None:
        return done
    at = timezone.now()
    given = -(entry.reversals.aggregate(points=Sum("points"))["points"] or 0)
    if points > -entry.points + given:
        raise ValueError(points)
    parts, expired = _ways_back(entry, points, at)
    until = None
    if expired:
        days = timedelta(days=LoyaltyProgram.objects.standing().reinstate_days)
        until = arithmetic.end_of(timezone.localdate(at) + days, timezone.get_current_timezone_name())
    lots = [NewLot(part, at, until, earned_on) for part, earned_on in expired]
    booking = Booking(
        kind=Kind.GIVEN_BACK, points=points, key=key, reason=reason, source=source_of(entry), reverses=entry,
        by=by, at=at, parts=parts, lots=lots, request_hash=asked,
    )  # fmt: skip
    made = write(wallet, booking)
    settle(wallet)
    return made


def _ways_back(entry, points, at) -> tuple[list[tuple[int, int]], list[tuple[int, date]]]:
    """(key of the lot, less than zero), what expires last first; and of lots that are over (points, earned on)."""
    out = list(entry.allocations.select_related("lot").order_by("lot__expires_at", "lot"))
    back = dict(
        Allocation.objects.filter(entry__reverses=entry, lot__in=[each.lot_id for each in out])
        .values_list("lot")
        .annotate(points=Sum("points"))
    )
    parts: list[tuple[int, int]] = []
    expired: list[tuple[int, date]] = []
    for each in reversed(out):
        part = min(-each.points - back.get(each.lot_id, 0), points)
        if part <= 0:
            continue
        points -= part
        if each.lot.expires_at is not None and each.lot.expires_at <= at:
            expired.append((part, each.lot.earned_on))
        else:
            parts.append((each.lot_id, -part))
    return parts, expired


@transaction.atomic
def transfer(giver: Wallet, taker: Wallet, *, key: str, reason: str = "", by=None) -> None:
    """All that a wallet has, and all that it owes, to another one; each lot keeps its days.

    What counted for tiers goes along, day by day. Held points stay: their holds are let go before.
    """
    for wallet in sorted([giver, taker], key=lambda each: each.pk):
        wallet.wait_to_change()
    if PointsEntry.objects.filter(key__startswith=f"{key}/out").exists():
        return
    free = list(giver.lots.filter(remaining_points__gt=F("held_points")).order_by("pk"))
    points, debt = sum(lot.free_points for lot in free), giver.debt_points
    asked = request_hash(verb="transfer", giver=giver.pk, taker=taker.pk)

    def move(name, *, points=0, debt=0, qualifying=0, on=None, parts=(), lots=()):
        shared = {"reason": reason, "by": by, "counts_on": on, "request_hash": asked}
        for wallet, other, kind, sign, way in (
            (giver, taker, Kind.TRANSFER_OUT, -1, {"key": f"{key}/out{name}", "parts": parts}),
            (taker, giver, Kind.TRANSFER_IN, 1, {"key": f"{key}/in{name}", "lots": lots}),
        ):
            signed = {
                "points": sign * points,
                "debt_points": sign * debt,
                "qualifying_points": sign * qualifying,
            }
            write(wallet, Booking(kind=kind, source=Source.of(other), **signed, **shared, **way))

    if points or debt:
        move(
            "", points=points, debt=debt, parts=[(lot.pk, lot.free_points) for lot in free],
            lots=[NewLot(lot.free_points, lot.available_at, lot.expires_at, lot.earned_on) for lot in free],
        )  # fmt: skip
    counted = (
        giver.entries.order_by("counts_on").values_list("counts_on").annotate(sum=Sum("qualifying_points"))
    )
    for day, qualifying in counted.exclude(sum=0):
        move(f"/{day}", qualifying=qualifying, on=day)
    settle(taker)
