"""Points that are kept for something: hold, then capture or release. The order of locks is that of the ledger."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from loyalty import points as arithmetic
from loyalty.booking import (
    Booking,
    KeyReused,
    Source,
    are_one,
    change_lots,
    check,
    request_hash,
    settle,
    standing,
    stocks_of,
    write,
)
from loyalty.models import Hold, HoldPart, PointsEntry, Wallet


class HoldIsOver(Exception):
    """It was taken or let go before."""


@transaction.atomic
def hold(wallet: Wallet, points: int, *, until_at: datetime, key: str, at: datetime | None = None) -> Hold:
    """Keep points for something. NotEnough when fewer can be used."""
    asked = request_hash(verb="hold", points=points)
    check(points, key)
    wallet = standing(wallet)
    if (made := _made_before(wallet, key, asked)) is not None:
        return made
    parts = arithmetic.take(stocks_of(wallet, at=at), points)
    made = Hold.objects.create(wallet=wallet, points=points, until_at=until_at, key=key, request_hash=asked)
    HoldPart.objects.bulk_create(HoldPart(hold=made, lot_id=lot, points=part) for lot, part in parts)
    change_lots(parts, "held_points", sign=1)
    wallet.held_points += points
    wallet.save(update_fields=["held_points"])
    return made


@transaction.atomic
def spend(
    wallet: Wallet, points: int, *, until_at: datetime, key: str, reason="", source: Source, by=None
) -> Hold:
    """hold() and capture() at once, for what is handed over now: the same rows, and nothing is held in between."""
    asked = request_hash(verb="hold", points=points)
    check(points, key)
    wallet = standing(wallet)
    if (made := _made_before(wallet, key, asked)) is not None:
        return made
    now, parts = timezone.now(), arithmetic.take(stocks_of(wallet), points)
    booking = Booking(
        kind=PointsEntry.Kind.REDEMPTION, points=-points, key=f"spend/{key}", reason=reason, source=source, by=by,
        at=now, parts=parts, request_hash=request_hash(verb="spend", key=key, points=points),
    )  # fmt: skip
    return Hold.objects.create(
        wallet=wallet, points=points, until_at=until_at, key=key, request_hash=asked, at=now, ended_at=now,
        state=Hold.State.CAPTURED, entry=write(wallet, booking),
    )  # fmt: skip


def _made_before(wallet: Wallet, key: str, asked: str) -> Hold | None:
    made = Hold.objects.filter(key=key).select_related("wallet").first()
    if made is not None and (made.request_hash != asked or not are_one(made.wallet, wallet)):
        raise KeyReused(key)
    return made


@transaction.atomic
def capture(
    made: Hold,
    *,
    kind: str = PointsEntry.Kind.REDEMPTION,
    reason="",
    source: Source | None = None,
    by=None,
    at: datetime | None = None,
) -> PointsEntry:
    """What was kept is spent, whatever has become of its days meanwhile. HoldIsOver when it was let go."""
    wallet = _lock_hold(made)
    if made.state == Hold.State.CAPTURED:
        return made.entry
    if made.state != Hold.State.HELD:
        raise HoldIsOver
    at = at or timezone.now()
    parts = _end(made, wallet)
    booking = Booking(
        kind=kind, points=-made.points, key=f"capture/{made.pk}", reason=reason, source=source or Source.of(made),
        by=by, at=at, parts=parts, request_hash=request_hash(verb="capture", hold=made.pk),
    )  # fmt: skip
    made.entry = write(wallet, booking)
    made.state, made.ended_at = Hold.State.CAPTURED, at
    made.save(update_fields=["state", "ended_at", "entry"])
    return made.entry


@transaction.atomic
def release(made: Hold, *, is_timed_out=False) -> None:
    """Let it go: the points can be used again, or expire with the next run. HoldIsOver when it was taken."""
    wallet = _lock_hold(made)
    if made.state == Hold.State.CAPTURED:
        raise HoldIsOver
    if made.state != Hold.State.HELD:
        return
    _end(made, wallet)
    wallet.save(update_fields=["held_points"])
    made.state = Hold.State.TIMED_OUT if is_timed_out else Hold.State.VOIDED
    made.ended_at = timezone.now()
    made.save(update_fields=["state", "ended_at"])
    settle(wallet)


def _lock_hold(made: Hold) -> Wallet:
    """The hold as it is now, and the wallet it is in: a merge of customers takes it along, its undo back.

    Where it has gone to another one by the time that this one is locked, this one is let go of before the next is
    locked (see standing()). There is one savepoint and none in it: whoever waits for a row that was locked in a
    released one waits for the end of the transaction, whatever is rolled back later.
    """
    while True:
        before, wallet = transaction.savepoint(), Wallet(pk=made.wallet_id)
        wallet.wait_to_change()
        made.refresh_from_db(from_queryset=Hold.objects.select_for_update(no_key=True))
        if made.wallet_id == wallet.pk:
            transaction.savepoint_commit(before)
            return wallet
        transaction.savepoint_rollback(before)


def _end(made: Hold, wallet: Wallet) -> list[tuple[int, int]]:
    parts = list(made.parts.values_list("lot", "points"))
    change_lots(parts, "held_points", sign=-1)
    made.parts.all().delete()
    wallet.held_points -= made.points
    return parts
