"""Points while workers and PostgreSQL are killed: every sum agrees, each key is one effect, nothing told is lost."""

import os
import signal
import sys
import threading

import psycopg2

from tests.faults.counter import Counter, assert_sums_agree
from tests.faults.points_cast import COST, EARNED, LOTS_OVER, OVER
from tests.faults.sila import FULL, wait_for
from tests.proc import children

CUSTOMERS, PURCHASES = (40, 15) if FULL else (6, 5)
FALLS = 10 if FULL else 2  # of the workers and of the database, in turns
LONG = 900 if FULL else 90
TICKS = ("settle_waiting_purchases", "expire_points", "time_out_redemptions")
EARNED_ONCE = """
    select source_id, count(*), sum(points) from loyalty_pointsentry
    where kind = 'earn' and source_kind = 'sales.purchase' group by source_id
"""
PAID_ONCE = """
    select redemption.number, count(entry.id), sum(entry.points) from loyalty_redemption redemption
    left join loyalty_pointsentry entry on entry.source_kind = 'loyalty.redemption'
        and entry.source_id = redemption.id and entry.kind = 'redeem'
    group by redemption.number
"""


def tick(sila) -> None:
    for task in TICKS:
        sila.send_task(f"loyalty.tasks.{task}")


def kill(sila, name: str) -> None:
    """kill -9 of the program and of all that came from it; the supervisor starts it again."""
    child = sila.child(name)
    pid = child.process.pid
    for each in (pid, *children(pid)):
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue
    wait_for(lambda: child.process.pid != pid)


class Ticking:
    """What beat does: a lease whose worker was killed is over in time, and every look is repeated."""

    def __init__(self, sila):
        self.sila, self.over = sila, threading.Event()
        self.thread = threading.Thread(target=self._work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        self.thread.join()

    def _work(self):
        while not self.over.wait(1):
            try:
                tick(self.sila)
                self.sila.send_task("timeline.tasks.resume_stalled_jobs")
            except Exception:  # the broker has its own tests
                continue


def is_settled(sila) -> bool:
    waiting = sila.one("select count(*) from loyalty_unsettledaccount")
    over = sila.one("select coalesce(sum(remaining_points), 0) from loyalty_lot where expires_at <= now()")
    return waiting == over == 0


def test_killed_workers_and_a_killed_database_lose_no_point_and_double_none(sila):
    sila.run([sys.executable, "-m", "tests.faults.points_cast", str(CUSTOMERS), str(PURCHASES)])
    worker = sila.start_worker()
    # What was taken out of lots is about to be written: for purchases, and for what is over.
    with sila.locked("lock table loyalty_lot in share mode"):
        tick(sila)
        wait_for(sila.somebody_waits)
        sila.kill("worker")
    assert sila.one("select count(*) from loyalty_pointsentry where kind in ('earn', 'expire')") == 0
    assert_sums_agree(sila)
    worker.start()

    with Counter(sila) as counter, Ticking(sila), sila.supervised():
        for fall in range(FALLS):
            wait_for(counter.grows(), LONG)
            kill(sila, "database" if fall % 2 else "worker")
            leases_are_over(sila)
            wait_for(counter.grows(), LONG)
        wait_for(lambda: is_settled(sila), LONG, every=1)
    assert counter.statuses <= {200, 303, 503}, sila.failures()

    assert_sums_agree(sila)
    earned = sila.sql(EARNED_ONCE)
    assert len(earned) == sila.one("select count(*) from sales_purchase") == CUSTOMERS * PURCHASES
    assert {(count, points) for _purchase, count, points in earned} == {(1, EARNED)}
    gone = sila.one("select sum(points) from loyalty_pointsentry where kind = 'expire'")
    assert gone == -CUSTOMERS * LOTS_OVER * OVER
    paid = sila.sql(PAID_ONCE)
    assert {(count, points) for _number, count, points in paid} == {(1, -COST)}
    assert sorted(number for number, _count, _points in paid) == sorted(counter.handed_over)
    kept = [token for (token,) in sila.sql("select form_token::text from loyalty_redemption")]
    assert sorted(kept) == sorted(counter.asked)
    assert sila.one("select count(*) from loyalty_redemption where state <> 'fulfilled'") == 0


def leases_are_over(sila) -> None:
    """As if the time of a killed worker's lease, and the grace of a lost hint, had passed."""
    over = "update timeline_job set hinted_at = '2020-01-01', lease_until = now() where state <> 'done'"

    def is_told():
        try:
            return sila.sql(over) == []
        except psycopg2.OperationalError:  # it is not back yet
            return False

    wait_for(is_told)
