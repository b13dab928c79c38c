"""The check of the ledger: for every wallet the balance, its entries and its lots must say the same.

Sums of many wallets are compared without a lock; one whose sums differ is looked at again under its own, since points
may have moved between two sums. What still differs is reported to who manages the programme, and left as it is.
"""

from collections.abc import Collection, Iterable, Sequence

import structlog
from django.db import transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from loyalty.models import Allocation, Hold, Lot, PointsEntry, Reconciliation, Wallet
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from timeline.notifying import notify
from workspaces.models import Membership, Workspace
from workspaces.roles import ROLES, Permission

log = structlog.get_logger(__name__)

JOB = "loyalty.reconcile"
BATCH = 250  # wallets
MOST_TOLD = 50


def total(column: str):
    return Coalesce(Sum(column), 0)


def differences(wallets: Sequence[Wallet]) -> dict[int, dict[str, int]]:
    """Of the wallets that do not agree, by key: which sums, and by how many points each is off."""
    pks = [each.pk for each in wallets]
    entries = _by_wallet(
        PointsEntry.objects.filter(wallet__in=pks),
        points=total("points"),
        debt=total("debt_points"),
        count=Count("pk"),
    )
    lots = _by_wallet(
        Lot.objects.filter(wallet__in=pks), left=total("remaining_points"), held=total("held_points")
    )
    holds = _by_wallet(Hold.objects.open().filter(wallet__in=pks), points=total("points"))
    broken = _broken_lots(pks)
    unpaid = _broken_entries(pks)
    found = {}
    for wallet in wallets:
        entry, lot, hold = (sums.get(wallet.pk, {}) for sums in (entries, lots, holds))
        off = {
            "entries": wallet.balance_points - entry.get("points", 0),
            "lots": wallet.balance_points - lot.get("left", 0),
            "held": wallet.held_points - lot.get("held", 0),
            "holds": wallet.held_points - hold.get("points", 0),
            "owed": wallet.debt_points - entry.get("debt", 0),
            "count": wallet.last_seq - entry.get("count", 0),
            "lot": broken.get(wallet.pk, 0),
            "entry": unpaid.get(wallet.pk, 0),
        }
        if off := {name: points for name, points in off.items() if points}:
            found[wallet.pk] = off
    return found


def _by_wallet(rows, **sums) -> dict[int, dict[str, int]]:
    return {row.pop("wallet"): row for row in rows.order_by().values("wallet").annotate(**sums)}


def _moved(column: str, keys: Collection[int]) -> dict[int, int]:
    """What was taken from lots of these keys, or by entries of these keys."""
    # By keys, never as a part of another question: after a first expiry the database does not know yet how many rows
    # there are, and would read all of them for each lot.
    rows = Allocation.objects.filter(**{f"{column}__in": keys})
    return dict(rows.order_by().values_list(column).annotate(sum=Sum("points")))


def _broken_lots(wallets) -> dict[int, int]:
    """Where what is left of a lot is not what it began with and all that moved: by how much, per wallet."""
    lots = list(
        Lot.objects.filter(wallet__in=wallets)
        .order_by()
        .values_list("pk", "wallet", F("remaining_points") - F("points"))
    )
    moved = _moved("lot", [lot for lot, _wallet, _gone in lots])
    return _off((wallet, gone - moved.get(lot, 0)) for lot, wallet, gone in lots)


def _broken_entries(wallets) -> dict[int, int]:
    """Where an entry is not the lot it made and what it took: by how much, per wallet."""
    rows = PointsEntry.objects.filter(wallet__in=wallets).order_by().values_list("pk", "wallet", "points")
    entries = list(rows)
    keys = [entry for entry, _wallet, _points in entries]
    paid, made = _moved("entry", keys), dict(_made(keys))
    return _off(
        (wallet, points - paid.get(entry, 0) - made.get(entry, 0)) for entry, wallet, points in entries
    )


def _made(entries: Collection[int]):
    """The points of the lots that entries of these keys made."""
    return Lot.objects.filter(entry__in=entries).order_by().values_list("entry").annotate(sum=Sum("points"))


def _off(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for wallet, off in rows:
        if off:
            found[wallet] = found.get(wallet, 0) + off
    return found


def check_next(after: int) -> tuple[int, list[dict], int | None]:
    """The next wallets after a key: how many, what is wrong with which, and the last key; None at the end."""
    wallets = list(Wallet.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
    wrong = []
    for pk in sorted(differences(wallets)):
        wallet = Wallet.objects.select_for_update(no_key=True).get(pk=pk)
        if off := differences([wallet]).get(pk):
            wrong.append({"wallet": wallet.number, "off": off})
    return len(wallets), wrong, wallets[-1].pk if len(wallets) == BATCH else None


class Reconciling(JobKind):
    label = _("Check of the points ledger")
    icon = "shield-check"
    is_told = False
    may_run_again = True

    def page(self, job):
        return "loyalty:liability", {}

    def batch(self, job, prepared):
        looked, wrong, last = check_next(job.cursor.get("after", 0))
        job.done += looked
        told = job.result.get("wrong", [])
        job.result = {
            "wrong": [*told, *wrong][:MOST_TOLD],
            "wrong_count": job.result.get("wrong_count", 0) + len(wrong),
        }
        job.cursor = {"after": last}
        if last is None:
            keep(job)
        return last is not None


def keep(job: Job) -> None:
    """The end of a check: its row, and a notice to who manages the programme where sums differ."""
    count = job.result["wrong_count"]
    Reconciliation.objects.create(wallets_count=job.done, wrong_count=count, wrong=job.result["wrong"])
    if count:
        log.error("points_do_not_agree", wallets=count)
        roles = [role for role, may in ROLES.items() if Permission.MANAGE_LOYALTY in may]
        notify("points.do_not_agree", Membership.objects.active().filter(role__in=roles))


@transaction.atomic
def start_check(*, by=None) -> Job:
    """In the background; one at a time in a workspace, and asked for twice it is one."""
    Workspace.objects.select_for_update(no_key=True).get(pk=Wallet().workspace_id)
    running = Job.objects.open().filter(kind=JOB).first()
    return running or start_job(JOB, by=by, total=Wallet.objects.count())


def last_check() -> Reconciliation | None:
    return Reconciliation.objects.order_by("-pk").first()
