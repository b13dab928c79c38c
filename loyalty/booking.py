"""How an entry of points is written: under the lock of its wallet, once for each key, and with what it does to lots."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from loyalty import points as arithmetic
from loyalty.following import follow
from loyalty.models import Allocation, Lot, PointsEntry, Wallet

TRANSFERS = (PointsEntry.Kind.TRANSFER_IN, PointsEntry.Kind.TRANSFER_OUT)


class KeyReused(Exception):
    """The key stands under another request."""


@dataclass(frozen=True)
class Source:
    """What points come from or go to: the label of a table and a key in it."""

    kind: str
    id: int

    @classmethod
    def of(cls, row) -> "Source":
        return cls(row._meta.label_lower, row.pk)


@dataclass(frozen=True)
class NewLot:
    """A lot as an entry will make it; without a day of its own it is earned on that of the entry.

    `comes_from` is the key of the lot that its points were in before.
    """

    points: int
    available_at: datetime
    expires_at: datetime | None
    earned_on: date | None = None
    comes_from: int | None = None


@dataclass
class Booking:
    """An entry as it will be written. `parts` are (key of a lot, points out of it, or less than zero back into it)."""

    kind: str
    points: int
    key: str
    debt_points: int = 0
    qualifying_points: int = 0
    counts_on: date | None = None
    reason: str = ""
    source: Source | None = None
    reverses: PointsEntry | None = None
    by: Any = None
    at: datetime = field(default_factory=timezone.now)
    parts: Sequence[tuple[int, int]] = ()
    lots: Sequence["NewLot"] = ()
    request_hash: str = ""


def request_hash(**request) -> str:
    """Of all that tells one request from another; moments and people are no part of it."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()


def check(points: int, key: str) -> None:
    if not 0 < points <= arithmetic.MOST_POINTS or not key:
        raise ValueError(points, key)


def standing(wallet: Wallet) -> Wallet:
    """Lock it; where customers were merged, that in which its points are now, and none but that.

    One that was absorbed is let go of before the next is locked: two at once would have to be locked in the order of
    their keys, and which the next is stands only under the lock.
    """
    while True:
        before = transaction.savepoint()
        wallet.wait_to_change()
        if wallet.merged_into is None:
            transaction.savepoint_commit(before)
            return wallet
        into = wallet.merged_into
        transaction.savepoint_rollback(before)  # which lets go of the row
        wallet = into


def begin(wallet: Wallet | None, points: int, key: str, asked: str) -> PointsEntry | None:
    """The entry that this request has made before, if it has. None for requests that name an entry themselves."""
    check(points, key)
    made = PointsEntry.objects.filter(key=key).select_related("wallet").first()
    if made is None:
        return None
    if made.request_hash != asked or (wallet is not None and not are_one(made.wallet, wallet)):
        raise KeyReused(key)
    return made


def are_one(wallet: Wallet, other: Wallet) -> bool:
    """Whether a request of one is one of the other: they are, or were, of customers who are one."""
    into: Wallet | None = wallet
    while into is not None:
        if into.pk == other.pk:
            return True
        into = into.merged_into
    moved = PointsEntry.objects.filter(source_kind=Wallet._meta.label_lower, source_id=other.pk)
    return moved.filter(wallet=wallet, kind__in=TRANSFERS).exists()


def stocks_of(wallet: Wallet, *, is_pending_too=False, at: datetime | None = None) -> list[arithmetic.Stock]:
    """What of the lots is free at a moment, now, in their order."""
    at = at or timezone.now()
    lots = wallet.lots.usable(at=at)
    if is_pending_too:
        lots = lots | wallet.lots.pending(at=at)
    return [arithmetic.Stock(lot.pk, lot.free_points, lot.expires_at) for lot in lots]


def write(wallet: Wallet, booking: Booking) -> PointsEntry:
    """The entry, its lots, what it takes from others, and the copies of the wallet, which is locked."""
    entry = PointsEntry(
        wallet=wallet, seq=wallet.last_seq + 1, kind=booking.kind, points=booking.points,
        debt_points=booking.debt_points, qualifying_points=booking.qualifying_points,
        counts_on=booking.counts_on or timezone.localdate(booking.at), reason=booking.reason,
        source_kind=booking.source.kind if booking.source else "",
        source_id=booking.source.id if booking.source else None, reverses=booking.reverses, at=booking.at,
        by=booking.by, key=booking.key, request_hash=booking.request_hash,
    )  # fmt: skip
    try:
        entry.save(force_insert=True)
    except IntegrityError as error:
        if "loyalty_pointsentry_once" in str(error):  # by another wallet, at this moment
            raise KeyReused(booking.key) from error
        raise
    Lot.objects.bulk_create(
        Lot(
            entry=entry,
            wallet=wallet,
            points=each.points,
            remaining_points=each.points,
            available_at=each.available_at,
            expires_at=each.expires_at,
            earned_on=each.earned_on or entry.counts_on,
            comes_from_id=each.comes_from,
        )
        for each in booking.lots
    )
    Allocation.objects.bulk_create(
        Allocation(entry=entry, lot_id=lot, points=-part) for lot, part in booking.parts
    )
    change_lots(booking.parts, "remaining_points", sign=-1)
    wallet.last_seq = entry.seq
    wallet.balance_points += booking.points
    wallet.debt_points += booking.debt_points
    wallet.save(update_fields=["last_seq", "balance_points", "debt_points", "held_points"])
    follow(wallet, entry)
    return entry


def settle(wallet: Wallet, *, at: datetime | None = None) -> None:
    """Nobody owes and has: whatever is free, waited for or not, settles what the wallet owes; it is locked."""
    if not wallet.debt_points:
        return
    at = at or timezone.now()
    parts, short = arithmetic.take_at_most(stocks_of(wallet, is_pending_too=True, at=at), wallet.debt_points)
    settled = wallet.debt_points - short
    if settled:
        key = f"settle/{wallet.pk}/{wallet.last_seq + 1}"
        booking = Booking(
            kind=PointsEntry.Kind.SETTLEMENT, points=-settled, debt_points=-settled, key=key, parts=parts,
            at=at, request_hash=request_hash(verb="settle", key=key),
        )  # fmt: skip
        write(wallet, booking)


def change_lots(parts: Iterable[tuple[int, int]], column: str, *, sign: int) -> None:
    for lot, part in parts:
        Lot.objects.filter(pk=lot).update(**{column: F(column) + sign * part})


def source_of(entry: PointsEntry) -> Source | None:
    return Source(entry.source_kind, entry.source_id) if entry.source_id is not None else None


def lots_of(entry: PointsEntry, wallet: Wallet) -> list[Lot]:
    """What the lots that an entry made have become in a wallet, the one that its points are in now."""
    found: list[Lot] = []
    lots = list(entry.lots.order_by("pk"))
    while lots:
        found += [lot for lot in lots if lot.wallet_id == wallet.pk]
        lots = list(Lot.objects.filter(comes_from__in=[lot.pk for lot in lots]).order_by("pk"))
    return found
