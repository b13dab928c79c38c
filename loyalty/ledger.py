"""The ledger of points: the only place that changes what a wallet holds.

Every verb is one transaction: the wallet's row is locked first, then what the lots say is read, then an entry is
written with the lots it makes or pays from, and the wallet's copies follow. `key` names the request: the same request
again answers with the entry that it made before, and another one under its key raises `KeyReused`. Points are whole
numbers above zero; `NotEnough` (points.py) where a wallet cannot pay, and then nothing is written.

Days are local days, by the clocks of the workspace that whoever calls has set. `at` is the moment of which it is
told, now if nobody says another one; what is told of the past is told in the order in which it happened.

Order of locks: customer, wallet (of two that of the lower key first), lots, whatever a reward holds.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from loyalty import points as arithmetic
from loyalty.booking import (
    Booking,
    NewLot,
    Source,
    begin,
    lots_of,
    request_hash,
    settle,
    source_of,
    standing,
    stocks_of,
    write,
)
from loyalty.models import Allocation, Lot, LoyaltyProgram, PointsEntry, Wallet
from loyalty.moving import bring_back as bring_back
from loyalty.moving import transfer as transfer

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
    at: datetime | None = None,
) -> PointsEntry:
    """Points that come in: a lot of their own. What the wallet owes is settled from it at once."""
    at = at or timezone.now()
    wallet = standing(wallet)
    asked = request_hash(verb="credit", points=points, kind=kind, source=source, expires_at=expires_at)
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
    settle(wallet, at=at)
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
    at: datetime | None = None,
) -> PointsEntry:
    """Points that go out, from the lots that expire first. NotEnough when fewer can be used."""
    wallet = standing(wallet)
    asked = request_hash(verb="debit", points=points, kind=kind, source=source)
    if (entry := begin(wallet, points, key, asked)) is not None:
        return entry
    at = at or timezone.now()
    parts = arithmetic.take(stocks_of(wallet, at=at), points)
    booking = Booking(
        kind=kind,
        points=-points,
        key=key,
        reason=reason,
        source=source,
        by=by,
        at=at,
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
    at: datetime | None = None,
) -> PointsEntry:
    """Take back points that an entry brought: from its own lot first, then as they are spent; the rest is owed.

    Where customers were merged since, they are taken back where they are now, or of `wallet`, whose they are now.

    What counted for tiers is taken back in the same share, on the day on which it counted. ValueError for more than
    the entry brought and was not taken back before.
    """
    at = at or timezone.now()
    wallet = standing(wallet or entry.wallet)
    asked = request_hash(verb="reverse", entry=entry.pk, points=points)
    if (done := begin(None, points, key, asked)) is not None:
        return done
    before = entry.reversals.aggregate(
        points=Sum(F("debt_points") - F("points")), qualifying=Sum("qualifying_points")
    )
    gone = before["points"] or 0
    if points > entry.points - gone:
        raise ValueError(points)
    own = [arithmetic.Stock(lot.pk, lot.free_points, lot.expires_at) for lot in lots_of(entry, wallet)]
    parts, short = arithmetic.take_at_most(own, points)
    if short:
        mine = {each.key for each in own}
        others = [each for each in stocks_of(wallet, is_pending_too=True, at=at) if each.key not in mine]
        more, short = arithmetic.take_at_most(others, short)
        parts += more
    # The whole of it counts for nothing; a part for its share of what it counted.
    share = entry.qualifying_points * (gone + points) // entry.points
    booking = Booking(
        kind=Kind.REVERSAL, points=short - points, debt_points=short, key=key, reason=reason,
        qualifying_points=-(share + (before["qualifying"] or 0)), counts_on=entry.counts_on,
        source=source or source_of(entry), reverses=entry, by=by, at=at, parts=parts, request_hash=asked,
    )  # fmt: skip
    return write(wallet, booking)


@transaction.atomic
def give_back(
    entry: PointsEntry, *, key: str, reason: str = "", by=None, points: int | None = None
) -> PointsEntry:
    """What an entry took, or a part of it, into the lots that it came from, with the days they had.

    What has expired meanwhile becomes a lot that holds for some days again, as the programme says.
    """
    wallet = standing(entry.wallet)
    points = -entry.points if points is None else points
    asked = request_hash(verb="give_back", entry=entry.pk, points=points)
    if (done := begin(None, points, key, asked)) is not None:
        return done
    at = timezone.now()
    given = -(entry.reversals.aggregate(points=Sum("points"))["points"] or 0)
    if points > -entry.points + given:
        raise ValueError(points)
    parts, lots = _ways_back(entry, wallet, points, at)
    booking = Booking(
        kind=Kind.GIVEN_BACK, points=points, key=key, reason=reason, source=source_of(entry), reverses=entry,
        by=by, at=at, parts=parts, lots=lots, request_hash=asked,
    )  # fmt: skip
    made = write(wallet, booking)
    settle(wallet)
    return made


def _ways_back(entry, wallet, points, at) -> tuple[list[tuple[int, int]], list[NewLot]]:
    """(key of the lot, less than zero), what expires last first; and lots anew where there is no such one any more.

    That is where it is over, then it holds for some days again, and where it is another customer's since a merge.
    """
    out = list(entry.allocations.select_related("lot").order_by("lot__expires_at", "lot"))
    keys = [each.lot_id for each in out]
    back: dict[int, int] = defaultdict(int)
    for rows, name in (
        (Allocation.objects.filter(entry__reverses=entry, lot__in=keys), "lot"),
        (Lot.objects.filter(entry__reverses=entry, comes_from__in=keys), "comes_from"),
    ):
        for lot, given in rows.order_by().values_list(name).annotate(given=Sum("points")):
            back[lot] += given
    parts: list[tuple[int, int]] = []
    lots: list[NewLot] = []
    for each in reversed(out):
        lot, part = each.lot, min(-each.points - back[each.lot_id], points)
        if part <= 0:
            continue
        points -= part
        if lot.expires_at is not None and lot.expires_at <= at:
            lots.append(NewLot(part, at, _reinstated_until(at), lot.earned_on, lot.pk))
        elif lot.wallet_id != wallet.pk:
            lots.append(NewLot(part, lot.available_at, lot.expires_at, lot.earned_on, lot.pk))
        else:
            parts.append((lot.pk, -part))
    return parts, lots


def _reinstated_until(at: datetime) -> datetime:
    days = timedelta(days=LoyaltyProgram.objects.standing().reinstate_days)
    return arithmetic.end_of(timezone.localdate(at) + days, timezone.get_current_timezone_name())
