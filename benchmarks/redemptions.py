"""Redemptions of 200 customers by four processes at once, beside the same locks in SQL: bin/benchmark redemptions.

Each is what a colleague does at the counter, from the lock of the customer to the commit: the reward is asked for, paid
with points and handed over, in the timeline too. Beside it stand the least that sessions must do that cannot take one
point twice (the customer, the wallet and the series of numbers locked, the lots read, the entry, what it took, the lot
and the balance written) by the driver alone, and the verb of the ledger that writes just that. The ways take turns in
one run, so that whatever else the machine does falls on all alike.
"""

import argparse
import multiprocessing
import statistics
import time
from collections import defaultdict
from datetime import timedelta
from random import Random
from uuid import uuid4

from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import Account
from benchmarks.copying import Work, worked
from benchmarks.measuring import count_queries
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import EMAIL, add_customers, throw_away_workspace
from lib.tenancy.state import workspace
from loyalty import ledger, redeeming, rewarding
from loyalty.models import LoyaltyProgram, PointsEntry, Redemption, Reward, Wallet
from loyalty.reconciling import differences
from workspaces.models import Membership

PROCESSES, WALLETS, LOTS, COST = 4, 200, 5, 10
SECONDS, ROUNDS, ALONE = 8, 3, 200
GOAL = 0.4
LOCK_CUSTOMER = "select id from accounts_account where workspace_id = %s and id = %s for no key update"
LOCK_WALLET = """select last_seq, balance_points from loyalty_wallet where workspace_id = %s and id = %s
    for no key update"""
LOCK_SERIES = """insert into workspaces_numberseries as series (workspace_id, kind, last) values (%s, 'benchmark', 1)
    on conflict (workspace_id, kind) do update set last = series.last + 1 returning last"""
LOTS_OF = """select id, remaining_points - held_points from loyalty_lot where workspace_id = %s and wallet_id = %s
    and (expires_at is null or expires_at > now()) and available_at <= now() and remaining_points > 0
    order by expires_at, id"""
ENTRY = """insert into loyalty_pointsentry (workspace_id, wallet_id, seq, kind, points, debt_points, qualifying_points,
    counts_on, reason, source_kind, at, key, request_hash)
    values (%s, %s, %s, 'redeem', %s, 0, 0, current_date, '', '', now(), %s, '') returning id"""
ALLOCATION = "insert into loyalty_allocation (workspace_id, entry_id, lot_id, points) values (%s, %s, %s, %s)"
LOT = "update loyalty_lot set remaining_points = remaining_points - %s where workspace_id = %s and id = %s"
WALLET = """update loyalty_wallet set last_seq = %s, balance_points = balance_points - %s
    where workspace_id = %s and id = %s"""


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark redemptions", description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"of each way in each round ({SECONDS})")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Redeeming with DEBUG on is another thing: unset DEBUG.")
    require_migrated()
    took: dict[str, list[float]] = defaultdict(list)
    with throw_away_workspace(fill) as (opened, _user):
        for _round in range(options.rounds):
            for way in WAYS:
                took[way] += at_once(opened.pk, way, options.seconds)
        with workspace(opened.pk):
            queries = {way: queries_of(way) for way in WAYS}
            costs = {way: cost_of(way) for way in WAYS}
            check(len(took["service"]) + 1 + 2 * ALONE)
    print(machine())
    print(f"{PROCESSES} processes, {WALLETS} wallets, {options.rounds} times {options.seconds} s of each way")
    print("\n".join(table(took, queries, costs, options.rounds * options.seconds)))
    print(f"goal: the service at least {GOAL:.0%} of the same locks in SQL")


@transaction.atomic
def fill() -> None:
    """Customers with points in lots that expire one after the other, and a reward that nobody counts."""
    add_customers(Random(200), range(WALLETS))
    LoyaltyProgram.objects.create(name_ar="وفاء", state=LoyaltyProgram.State.RUNNING)
    owner = Membership.objects.get(user__email=EMAIL)
    rewarding.add_reward(by=owner, fields={"name_ar": "قهوة", "cost_points": COST})
    for account in Account.objects.order_by("pk"):
        wallet = ledger.wallet_of(account)
        for place in range(LOTS):
            until = timezone.now() + timedelta(days=100 + place)
            key = f"benchmark/{wallet.pk}/{place}"
            ledger.credit(wallet, 10**6, kind=PointsEntry.Kind.OPENING, key=key, expires_at=until)


# The ways
def in_sql(wallet: Wallet, reward, by) -> None:
    """The locks and the rows, and nothing else."""
    here, points = wallet.workspace_id, COST
    with transaction.atomic(), connection.connection.cursor() as cursor:
        cursor.execute(LOCK_CUSTOMER, [here, wallet.account_id])
        cursor.execute(LOCK_WALLET, [here, wallet.pk])
        seq, _balance = cursor.fetchone()
        cursor.execute(LOTS_OF, [here, wallet.pk])
        lot, _free = cursor.fetchall()[0]
        cursor.execute(LOCK_SERIES, [here])
        cursor.execute(ENTRY, [here, wallet.pk, seq + 1, -points, uuid4().hex])
        (entry,) = cursor.fetchone()
        cursor.execute(ALLOCATION, [here, entry, lot, -points])
        cursor.execute(LOT, [points, here, lot])
        cursor.execute(WALLET, [seq + 1, points, here, wallet.pk])


def by_the_ledger(wallet: Wallet, reward, by) -> None:
    with transaction.atomic():
        wallet.account.wait_to_change()
        ledger.debit(wallet, COST, kind=PointsEntry.Kind.REDEMPTION, key=uuid4().hex)


def by_the_service(wallet: Wallet, reward, by) -> None:
    redeeming.redeem(wallet, reward, by=by, form_token=uuid4())


WAYS = {"SQL": in_sql, "ledger": by_the_ledger, "service": by_the_service}


def at_once(opened: int, way: str, seconds: float) -> list[float]:
    """How long each took, in milliseconds, of all processes."""
    for each in connections.all():
        each.close()
    fork = multiprocessing.get_context("fork")
    begin, kept = fork.Barrier(PROCESSES), fork.Queue()
    running = [
        fork.Process(target=work, args=(opened, way, seconds, number, begin, kept))
        for number in range(PROCESSES)
    ]
    for each in running:
        each.start()
    took = [one for _process in running for one in kept.get(timeout=seconds + 60)]
    for each in running:
        each.join()
    return took


def work(opened: int, way: str, seconds: float, number: int, begin, kept) -> None:
    chance, took = Random(number), []
    with workspace(opened):
        wallets, reward, by = rows()
        begin.wait()
        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            WAYS[way](chance.choice(wallets), reward, by)
            took.append((time.perf_counter() - began) * 1000)
    connection.close()
    kept.put(took)


@transaction.atomic
def rows() -> tuple[list[Wallet], Reward, Membership]:
    wallets = list(Wallet.objects.select_related("account").order_by("pk"))
    return wallets, Reward.objects.get(), Membership.objects.get(user__email=EMAIL)


def queries_of(way: str) -> int:
    if way == "SQL":
        return 8
    wallets, reward, by = rows()
    return count_queries(lambda: WAYS[way](wallets[0], reward, by))


def cost_of(way: str) -> Work:
    """CPU of some, one after the other in this process: what a busy machine does not change."""
    wallets, reward, by = rows()
    chance = Random(way)
    for _warming_up in range(ALONE):
        WAYS[way](chance.choice(wallets), reward, by)
    with worked("default") as work:
        for _each in range(ALONE):
            WAYS[way](chance.choice(wallets), reward, by)
    return work


@transaction.atomic
def check(redeemed: int) -> None:
    """Each redemption is one, and every wallet agrees with its entries and its lots."""
    if wrong := differences(list(Wallet.objects.order_by("pk"))):
        raise SystemExit(f"{len(wrong)} wallets do not agree: {wrong}")
    if (found := Redemption.objects.count()) != redeemed:
        raise SystemExit(f"{found:,} redemptions instead of {redeemed:,}")


def table(took, queries: dict[str, int], costs: dict[str, Work], seconds: float) -> list[str]:
    rate = {way: len(each) / seconds for way, each in took.items()}
    lines = [
        "| way | a second | of the SQL | p50, ms | p99, ms | statements | CPU ms here | in PostgreSQL |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for way, each in took.items():
        p99 = statistics.quantiles(each, n=100)[98]
        lines.append(
            f"| {way} | {rate[way]:,.0f} | {rate[way] / rate['SQL']:.0%} | {statistics.median(each):.1f} |"
            f" {p99:.1f} | {queries[way]} | {1000 * costs[way].here / ALONE:.1f} |"
            f" {1000 * costs[way].database / ALONE:.1f} |"
        )
    return lines
