"""A hundred thousand lots of points that are over, then a million, each as one job: bin/benchmark expiry.

Ten lots a customer, over on ten days. The job is that of the product, in the worker's slices in this process; it is
stopped after its first slice and begun anew, and asked for once more in the end, which changes nothing. The run fails
where a wallet does not agree with its entries and its lots, or a point is left.
"""

import argparse
import time
from unittest.mock import patch

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Sum

from benchmarks import large
from benchmarks.copying import MemoryWatch, Work, worked
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import remove, tell_the_planner, throw_away_workspace
from lib.tenancy.state import workspace
from loyalty.expiring import start_expiry
from loyalty.models import LoyaltyProgram, PointsEntry, Wallet
from loyalty.reconciling import BATCH, check_next
from timeline.jobs import cancel_job, run_slice
from timeline.models import Job

LOTS_EACH, POINTS = 10, 50
GOAL = 12
STEP = 1_000
LEDGER = """
    with made as (
        insert into loyalty_wallet (workspace_id, number, account_id, joined_at, balance_points, held_points,
            debt_points, last_seq)
        select workspace_id, number, id, now() - interval '400 days', %(lots)s * %(points)s, 0, 0, %(lots)s
        from accounts_account where workspace_id = %(workspace)s and number between %(first)s and %(last)s
        order by id returning id
    ), entries as (
        insert into loyalty_pointsentry (workspace_id, wallet_id, seq, kind, points, debt_points, qualifying_points,
            counts_on, reason, source_kind, at, key, request_hash)
        select %(workspace)s, made.id, step, 'earn', %(points)s, 0, 0, current_date - 400, '', '',
            now() - interval '400 days', 'benchmark/' || made.id || '/' || step, ''
        from made, generate_series(1, %(lots)s) step order by made.id, step
        returning id, wallet_id, seq
    )
    insert into loyalty_lot (workspace_id, entry_id, wallet_id, points, remaining_points, held_points, earned_on,
        available_at, expires_at)
    select %(workspace)s, id, wallet_id, %(points)s, %(points)s, 0, current_date - 400, now() - interval '400 days',
        current_date - seq
    from entries order by id
"""


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark expiry", description=__doc__)
    parser.add_argument("--lots", type=int, nargs="+", default=[100_000, 1_000_000])
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Work with DEBUG on is another thing: unset DEBUG.")
    require_migrated()
    print(machine(), flush=True)
    print("| lots | s | CPU s | of them PostgreSQL's | CPU ms a lot | once more, s | memory, MB |")
    print("|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    cost = []
    for lots in options.lots:
        with throw_away_workspace(fill=lambda: None) as (opened, _user), workspace(opened.pk):
            try:
                fill(opened, lots)
                tell_the_planner()
                with patch("timeline.jobs.hint"):
                    cost.append(expired(lots))
            finally:
                remove(opened.slug)
    if len(cost) > 1:
        (wall, work), (first_wall, first_work) = cost[-1], cost[0]
        print(
            f"{options.lots[-1]:,} lots cost {wall / first_wall:.1f} times the time and"
            f" {work.all / first_work.all:.1f} times the CPU of {options.lots[0]:,}; goal: at most {GOAL}"
        )
    print(machine())


def fill(opened, lots: int) -> None:
    """By the owner of the tables, ten lots each; as if they had been earned long ago."""
    customers = lots // LOTS_EACH
    with large.indexes_afterwards():
        large.fill(customers, 0)
    with transaction.atomic():
        LoyaltyProgram.objects.create(name_ar="وفاء", state=LoyaltyProgram.State.RUNNING)
    for first in range(1, customers + 1, STEP):
        told = {"workspace": opened.pk, "lots": LOTS_EACH, "points": POINTS}
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute("set local statement_timeout = 0")
            cursor.execute(LEDGER, told | {"first": first, "last": min(first + STEP - 1, customers)})
        if first == 1:
            tell_the_planner()  # else keys are checked as in an empty table


def expired(lots: int) -> tuple[float, Work]:
    stopped = begun()
    wall = time.perf_counter()
    with worked("default") as work, MemoryWatch() as memory:
        run_slice(stopped.pk)
        with transaction.atomic():
            stopped.refresh_from_db()
            cancel_job(stopped)
        run_slice(stopped.pk)
        run_to_its_end(begun())
        wall = time.perf_counter() - wall
    tell_the_planner()
    entries = check(lots)
    again = time.perf_counter()
    run_to_its_end(begun())
    again = time.perf_counter() - again
    if check(lots) != entries:
        raise SystemExit("The same expiry once more has changed something.")
    print(
        f"| {lots:,} | {wall:.0f} | {work.all:.0f} | {work.database:.0f} | {work.all / lots * 1000:.2f} |"
        f" {again:.1f} | {memory.grown_mb:.0f} |",
        flush=True,
    )
    return wall, work


@transaction.atomic
def begun() -> Job:
    return start_expiry()


def run_to_its_end(job: Job) -> None:
    while not job.is_over:
        run_slice(job.pk)
        with transaction.atomic():
            job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise SystemExit(f"The job is {job.state}: {job.error}")


def check(lots: int) -> int:
    """How many entries there are; each customer has one of expiry at least, nothing left, and sums that agree."""
    last: int | None = 0
    while last is not None:
        with transaction.atomic():
            looked, wrong, last = check_next(last)
        if wrong or looked > BATCH:
            raise SystemExit(f"{len(wrong)} wallets do not agree: {wrong[:3]}")
    with transaction.atomic():
        left = Wallet.objects.aggregate(left=Sum("balance_points"))["left"]
        gone = PointsEntry.objects.filter(kind=PointsEntry.Kind.EXPIRY)
        points, count = gone.aggregate(points=Sum("points"))["points"], gone.count()
    if (left, points) != (0, -lots * POINTS):
        raise SystemExit(f"{left:,} points are left, {points:,} are gone.")
    return count
