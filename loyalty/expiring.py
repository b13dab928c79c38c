"""What is over leaves the wallets, many at a time: one entry a wallet, once, whatever is cut off and run again."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.lists.page import RowComparison
from loyalty.booking import request_hash
from loyalty.following import follow
from loyalty.models import Allocation, Lot, PointsEntry, Wallet
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from workspaces.models import Workspace

JOB = "loyalty.expire"
BATCH = 1_000  # lots, and then whatever else of their wallets is over


@transaction.atomic
def expire(wallet: Wallet, *, at: datetime) -> PointsEntry | None:
    """What of a wallet is over at a moment and kept for nothing. Twice changes nothing more."""
    gone = _expire([wallet.pk], at=at)
    wallet.refresh_from_db()
    return gone[0] if gone else None


@transaction.atomic
def expire_next(
    *, at: datetime, after: tuple[datetime, int] | None = None
) -> tuple[int, tuple[datetime, int] | None]:
    """The next batch after a lot (expires_at, key): how many it looked at, and the last of them; None at the end."""
    over = Lot.objects.expired(at=at).order_by("expires_at", "pk")
    if after is not None:
        over = over.filter(RowComparison("expires_at", *after, ">"))
    found = list(over.values_list("wallet", "expires_at", "pk")[:BATCH])
    _expire({wallet for wallet, _expires_at, _pk in found}, at=at)
    return len(found), (found[-1][1], found[-1][2]) if len(found) == BATCH else None


def _expire(wallets, *, at: datetime) -> list[PointsEntry]:
    """Lock these wallets, in the order of their keys, and write what is over; what they hold is read under the lock."""
    held = {
        each.pk: each
        for each in Wallet.objects.filter(pk__in=wallets).order_by("pk").select_for_update(no_key=True)
    }
    over: dict[int, list[Lot]] = defaultdict(list)
    for lot in Lot.objects.expired(at=at).filter(wallet__in=held).order_by("pk"):
        over[lot.wallet_id].append(lot)
    today = timezone.localdate(at)
    entries = PointsEntry.objects.bulk_create(
        _entry_of(held[pk], lots, at, today) for pk, lots in over.items()
    )
    Allocation.objects.bulk_create(
        Allocation(entry=entry, lot=lot, points=-lot.free_points)
        for entry in entries
        for lot in over[entry.wallet_id]
    )
    Lot.objects.filter(pk__in=[lot.pk for lots in over.values() for lot in lots]).update(
        remaining_points=F("held_points")
    )
    for entry in entries:
        wallet = held[entry.wallet_id]
        wallet.last_seq = entry.seq
        wallet.balance_points += entry.points
    Wallet.objects.bulk_update([held[pk] for pk in over], ["last_seq", "balance_points"], batch_size=500)
    for entry in entries:
        follow(held[entry.wallet_id], entry)
    return entries


def _entry_of(wallet: Wallet, lots: list[Lot], at: datetime, today) -> PointsEntry:
    seq = wallet.last_seq + 1
    key = f"expire/{wallet.pk}/{seq}"
    return PointsEntry(
        wallet=wallet,
        seq=seq,
        kind=PointsEntry.Kind.EXPIRY,
        points=-sum(lot.free_points for lot in lots),
        counts_on=today,
        at=at,
        key=key,
        request_hash=request_hash(verb="expire", key=key),
    )


class Expiring(JobKind):
    """Of what was over when the job began; the cursor is the last lot that was looked at."""

    label = _("Expiry of points")
    icon = "clock"
    is_told = False
    may_run_again = True

    def batch(self, job, prepared):
        after = job.cursor.get("after")
        opened = Workspace.objects.get(pk=job.workspace_id)
        with timezone.override(opened.time_zone):
            looked, last = expire_next(
                at=job.created_at, after=(datetime.fromisoformat(after[0]), after[1]) if after else None
            )
        # What a wallet has beyond the batch is written with it, and never looked at again.
        job.done = min(job.done + looked, job.total) if last else job.total
        job.cursor = {"after": [last[0].isoformat(), last[1]]} if last else {}
        return last is not None


@transaction.atomic
def start_expiry() -> Job:
    """In the background; one at a time in a workspace, and asked for twice it is one."""
    Workspace.objects.select_for_update(no_key=True).get(pk=Lot().workspace_id)
    running = Job.objects.open().filter(kind=JOB).first()
    if running:
        return running
    return start_job(JOB, by=None, total=Lot.objects.expired(at=timezone.now()).count())
