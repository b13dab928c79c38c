"""What a report reads, with the sums beside the facts and without them: bin/benchmark reporting.

Workspaces of Zipf's sizes share the purchases and interactions that are asked for: by default 10 workspaces, 200,000
and 500,000; --workspaces 50 --purchases 2000000 --interactions 5000000 is the whole, for a quiet machine. Of the
largest, the one in the middle and the smallest the cohorts are worked out from the purchases, from the months of
accounts and as they are kept; CPU of PostgreSQL beside the time.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from django.db import connection, transaction

from benchmarks.copying import cpu_of
from benchmarks.large import BATCH, fill, insert
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import EMAIL, remove, tell_the_planner
from lib.tenancy.state import workspace
from reports.cohorts import Grain, added_up, customers, from_facts, from_months, kept_cells
from reports.models import AccountMonth
from reports.rollups import keeping
from reports.rollups.cells import write_cells
from workspaces.models import Membership, User, Workspace
from workspaces.services import found_workspace

SLUG = "benchmark-reporting"
PURCHASES_OF_ONE = 10
PURCHASES = """
    insert into sales_purchase (workspace_id, number, version, created_at, created_by_id, account_id,
        ordered_on, source, external_ref, currency, status, note, total_minor, refunded_minor, mark)
    select %(workspace)s, n, 1, now(), %(member)s, %(base)s + n * 2654435761 %% 4294967291 %% %(accounts)s,
        date '2026-11-20' - (n * 7919::bigint %% 1096)::int, '', '', 'SAR', 'delivered', '', 1000 + n %% 90000, 0, ''
    from generate_series(%(first)s::bigint, %(last)s::bigint) n
"""
INTERACTIONS = """
    insert into interactions_interaction (workspace_id, number, version, created_at, account_id, channel,
        direction, at, minutes, subject, text, outcome, is_visible_to_customer, logged_by_id)
    select %(workspace)s, n, 1, now(), %(base)s + n * 2654435761 %% 4294967291 %% %(accounts)s, 'call', 'out',
        timestamptz '2026-11-20 20:00+00' - (n * 7919::bigint %% 1578240) * interval '1 minute', 5, 'Call', '', '',
        false, %(member)s
    from generate_series(%(first)s::bigint, %(last)s::bigint) n
"""


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark reporting", description=__doc__)
    parser.add_argument("--workspaces", type=int, default=10)
    parser.add_argument("--purchases", type=int, default=200_000)
    parser.add_argument("--interactions", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(argv)
    require_migrated()
    shares = [1 / place for place in range(1, options.workspaces + 1)]
    slugs = [f"{SLUG}-{place}" for place in range(1, options.workspaces + 1)]
    for slug in slugs:
        remove(slug)
    try:
        opened = [
            made(
                slug,
                int(options.purchases * share / sum(shares)),
                int(options.interactions * share / sum(shares)),
            )
            for slug, share in zip(slugs, shares, strict=True)
        ]
        tell_the_planner()
        print(machine())
        print(
            "| purchases | months | built, s | facts: ms, CPU | months: ms, CPU | kept: ms, CPU | cells written, ms |"
        )
        print("|---:|---:|---:|---:|---:|---:|---:|")
        for place in sorted({0, len(opened) // 2, len(opened) - 1}):
            print(told(opened[place], options.rounds))
    finally:
        for slug in slugs:
            remove(slug)


def made(slug: str, purchases: int, interactions: int) -> Workspace:
    user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL, None, name="Benchmark")
    opened = found_workspace(owner=user, slug=slug, name=slug)
    accounts = max(purchases // PURCHASES_OF_ONE, 1)
    with workspace(opened.pk):
        fill(accounts, 0)
        with transaction.atomic():
            member = Membership.objects.order_by("number").first()
            base = customers().order_by("pk").values_list("pk", flat=True)[0]
        said = {"workspace": opened.pk, "member": member.pk, "base": base, "accounts": accounts}
        for sql, rows in ((PURCHASES, purchases), (INTERACTIONS, interactions)):
            for first in range(1, rows + 1, BATCH):
                insert(sql, **said, first=first, last=min(first + BATCH - 1, rows))
    return opened


def told(opened: Workspace, rounds: int) -> str:
    with workspace(opened.pk):
        began = time.perf_counter()
        while keeping.keep_up():
            pass
        built = time.perf_counter() - began
        began = time.perf_counter()
        with transaction.atomic():
            write_cells()
        written = 1_000 * (time.perf_counter() - began)
        with transaction.atomic():
            months = AccountMonth.objects.count()
            purchases = sum(each.customers for each in kept_cells(Grain.MONTH))
        ways = [
            lambda: added_up(from_facts(customers(), Grain.MONTH, "SAR")),
            lambda: added_up(from_months(customers(), Grain.MONTH)),
            lambda: kept_cells(Grain.MONTH),
        ]
        assert len({repr(sorted(map(repr, asked(way)))) for way in ways}) == 1, "they do not agree"
        figures = [measured(way, rounds) for way in ways]
    cells = " | ".join(f"{ms:.1f}, {cpu:.1f}" for ms, cpu in figures)
    return f"| {purchases:,} | {months:,} | {built:.1f} | {cells} | {written:.0f} |"


@transaction.atomic
def asked(way: Callable):
    return way()


def measured(way: Callable, rounds: int) -> tuple[float, float]:
    """Median milliseconds, and milliseconds of CPU of PostgreSQL (whose clock ticks every 10)."""
    pid = connection.connection.get_backend_pid()
    times, before = [], cpu_of(pid)
    for _round in range(rounds):
        began = time.perf_counter()
        asked(way)
        times.append(time.perf_counter() - began)
    return 1_000 * statistics.median(times), 1_000 * (cpu_of(pid) - before) / rounds
