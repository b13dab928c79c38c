"""Points of one customer to another, by entries of the ledger: lots keep their days, holds what they are for.

The order of locks is that of the ledger. What is spent meanwhile cannot be brought back, nor can a debt that was
settled; everything else returns to the lots' first owner with the days it had.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Sum

from loyalty.booking import Booking, NewLot, Source, change_lots, lots_of, request_hash, settle, write
from loyalty.models import Hold, HoldPart, Lot, PointsEntry, Wallet

Kind = PointsEntry.Kind


@dataclass
class Load:
    """What is moved: (lot, points of it), the holds among these, what is owed, and what counts for tiers by day."""

    lots: Sequence[tuple[Lot, int]] = ()
    holds: Sequence[Hold] = ()
    debt: int = 0
    qualifying: dict[date, int] = field(default_factory=dict)


@transaction.atomic
def transfer(giver: Wallet, taker: Wallet, *, key: str, reason: str = "", by=None) -> None:
    """All that a wallet has, and all that it owes, to another one; each lot keeps its days.

    What counted for tiers goes along, day by day, and what is held for something goes with it.
    """
    _lock(giver, taker)
    if PointsEntry.objects.filter(key__startswith=f"{key}/out").exists():
        return
    lots = giver.lots.filter(remaining_points__gt=0).order_by("pk")
    load = Load(
        lots=[(lot, lot.remaining_points) for lot in lots],
        holds=list(giver.holds.open().order_by("pk").select_for_update(no_key=True)),
        debt=giver.debt_points,
        qualifying=_counted(giver.entries),
    )
    _move(giver, taker, load, key=key, reason=reason, by=by)


@transaction.atomic
def bring_back(giver: Wallet, taker: Wallet, *, moved: str, key: str, by=None) -> None:
    """What the transfer under the key `moved` has brought to `giver` and is still there, to `taker`."""
    _lock(giver, taker)
    if PointsEntry.objects.filter(key__startswith=f"{key}/out").exists():
        return
    brought = giver.entries.filter(key__startswith=f"{moved}/in")
    came = {lot.pk: lot for entry in brought for lot in lots_of(entry, giver)}
    # And what was given back meanwhile of what the other one had spent.
    for lot in giver.lots.filter(comes_from__wallet=taker, entry__kind=Kind.GIVEN_BACK).order_by("pk"):
        came[lot.pk] = lot
    holds, held = _holds_on(giver, list(came.values()))
    lots = [(lot, lot.free_points + held.get(lot.pk, 0)) for lot in came.values()]
    owed = brought.aggregate(debt=Sum("debt_points"))["debt"] or 0
    there, brought_days = _counted(giver.entries), _counted(brought)
    load = Load(
        lots=[(lot, points) for lot, points in lots if points],
        holds=holds,
        debt=min(owed, giver.debt_points),
        qualifying={day: min(points, there.get(day, 0)) for day, points in brought_days.items()},
    )
    _move(giver, taker, load, key=key, by=by)


def _lock(*wallets: Wallet) -> None:
    for wallet in sorted(wallets, key=lambda each: each.pk):
        wallet.wait_to_change()


def _counted(entries) -> dict[date, int]:
    """What counts for tiers, by the day on which it does."""
    days = entries.order_by("counts_on").values_list("counts_on").annotate(sum=Sum("qualifying_points"))
    return dict(days.exclude(sum=0))


def _holds_on(wallet: Wallet, lots: list[Lot]) -> tuple[list[Hold], dict[int, int]]:
    """The holds that are on these lots alone, as those are that came along; and their points, by lot."""
    keys = {lot.pk for lot in lots}
    parts: dict[int, list[HoldPart]] = {}
    for part in HoldPart.objects.filter(hold__wallet=wallet, hold__state=Hold.State.HELD).order_by("pk"):
        parts.setdefault(part.hold_id, []).append(part)
    own = [hold for hold, those in parts.items() if all(part.lot_id in keys for part in those)]
    held: dict[int, int] = {}
    for hold in own:
        for part in parts[hold]:
            held[part.lot_id] = held.get(part.lot_id, 0) + part.points
    holds = Hold.objects.filter(pk__in=own).order_by("pk").select_for_update(no_key=True)
    return list(holds), held


def _move(giver: Wallet, taker: Wallet, load: Load, *, key: str, reason: str = "", by=None) -> None:
    """Both are locked. One entry goes out and one comes in for points and debt, and for each day that counts."""
    parts = list(HoldPart.objects.filter(hold__in=load.holds).order_by("pk"))
    points, held = sum(part for _lot, part in load.lots), sum(hold.points for hold in load.holds)
    change_lots([(part.lot_id, part.points) for part in parts], "held_points", sign=-1)
    giver.held_points -= held
    if points or load.debt:
        made = _entries(
            giver, taker, "", key=key, reason=reason, by=by, points=points, debt_points=load.debt,
            parts=[(lot.pk, part) for lot, part in load.lots],
            lots=[NewLot(part, lot.available_at, lot.expires_at, lot.earned_on, lot.pk) for lot, part in load.lots],
        )  # fmt: skip
        anew = dict(made.lots.values_list("comes_from", "pk"))
        for part in parts:
            HoldPart.objects.filter(pk=part.pk).update(lot=anew[part.lot_id])
        change_lots([(anew[part.lot_id], part.points) for part in parts], "held_points", sign=1)
        Hold.objects.filter(pk__in=[hold.pk for hold in load.holds]).update(wallet=taker)
        taker.held_points += held
        taker.save(update_fields=["held_points"])
    for day, qualifying in sorted(load.qualifying.items()):
        if qualifying > 0:
            _entries(
                giver,
                taker,
                f"/{day}",
                key=key,
                reason=reason,
                by=by,
                qualifying_points=qualifying,
                counts_on=day,
            )
    settle(taker)


def _entries(giver, taker, name, *, key, parts=(), lots=(), reason="", by=None, counts_on=None, **amounts):
    """The two of one move; that which came in."""
    asked = request_hash(verb="transfer", giver=giver.pk, taker=taker.pk)
    shared = {"reason": reason, "by": by, "counts_on": counts_on, "request_hash": asked}
    defaults = {"points": 0, **amounts}
    out = {amount: -value for amount, value in defaults.items()}
    write(
        giver,
        Booking(
            kind=Kind.TRANSFER_OUT,
            source=Source.of(taker),
            key=f"{key}/out{name}",
            parts=parts,
            **out,
            **shared,
        ),
    )
    return write(
        taker,
        Booking(
            kind=Kind.TRANSFER_IN,
            source=Source.of(giver),
            key=f"{key}/in{name}",
            lots=lots,
            **defaults,
            **shared,
        ),
    )
