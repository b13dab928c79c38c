"""A campaign while everything is killed at random: nobody gets it twice, nobody is lost, who is in doubt is named."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import psycopg2
import pytest
import redis
from house.ports import free_port
from house.urls import smtp_url

from tests.environment import SEED
from tests.faults.sila import FULL, wait_for
from tests.proc import children

RECIPIENTS, KILLS = (30_000, 20) if FULL else (1_200, 4)
LONG = 2_400 if FULL else 240
GROUP = 20  # as campaigns.draining.GROUP
POOL = 1  # processes that send, as bin/run has them
HURTS = [
    "a process of the pool",
    "those who send, with all of it",
    "beat",
    "the broker, emptied",
    "the database",
]
# Whose worker has not been heard of for ten seconds; the product waits for two minutes.
LET_LEASES_END = """
    update campaigns_sendchunk set due_at = now()
    where state = 'leased' and due_at between now() + interval '1 second' and now() + interval '110 seconds'
"""
FELL = (psycopg2.Error, redis.RedisError, OSError, AssertionError)


@pytest.fixture
def sink(sila, tmp_path, monkeypatch):
    """A fast mail server that writes down each Message-ID before it says that it took it; workers send to it."""
    port, log = free_port(), tmp_path / "taken"
    argv = [sys.executable, "-m", "benchmarks.sink", str(port), str(log)]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    fast = {"EMAIL_URL": smtp_url(port), "CAMPAIGN_MAILS_PER_SECOND": "100000"}
    monkeypatch.setattr(sila, "env", {**sila.env, **fast})
    yield log
    process.kill()
    process.wait()


def taken(log: Path) -> Counter[str]:
    return Counter(log.read_text().splitlines()) if log.exists() else Counter()


class LeasesEnd:
    """Time that passes more quickly for those who were killed."""

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
            with contextlib.suppress(*FELL):
                self.sila.sql(LET_LEASES_END)
                self.sila.sql(
                    "update campaigns_lane set hinted_at = null where hinted_at < now() - interval '4 s'"
                )


def hurt(sila, what: str) -> int:
    """kill -9; how many processes that send may leave a group in doubt by it."""
    if what == "a process of the pool":
        pool = children(sila.child("campaigns").process.pid)
        if pool:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(pool), signal.SIGKILL)
        return 1
    name = {"beat": "beat", "the broker, emptied": "broker", "the database": "database"}.get(
        what, "campaigns"
    )
    sila.kill(name)
    if name == "broker":
        shutil.rmtree(sila.data.path / "valkey" / "appendonlydir", ignore_errors=True)
    # A worker that waits in vain for its database cannot tell what it knows either.
    return POOL if name in ("campaigns", "database") else 0


def is_over(sila) -> bool:
    with contextlib.suppress(*FELL):
        return sila.one("select state from campaigns_campaign order by id desc limit 1") == "done"
    return False


def look_after(sila):
    """As bin/run does, but a program that was killed often is started all the same."""
    sila.supervisor.deaths.clear()


def test_a_campaign_outlives_whatever_is_killed(sila, sink):
    random.seed(SEED)
    sila.run([sys.executable, "-m", "tests.faults.campaigns_cast", str(RECIPIENTS)])
    sila.start_worker()
    sila.start_campaigns()
    sila.start_beat()
    killed, kills, began = 0, Counter(), time.monotonic()
    with sila.supervised(), LeasesEnd(sila):
        for turn in range(KILLS):
            # Spread over the whole of it, so that each falls while something is being sent.
            least = RECIPIENTS * (turn + 1) // (KILLS + 2)
            wait_for(
                lambda least=least: sum(taken(sink).values()) >= least or is_over(sila), LONG, every=0.05
            )
            time.sleep(random.random() / 2)
            what = HURTS[turn % len(HURTS)] if turn < len(HURTS) else random.choice(HURTS)
            look_after(sila)
            killed += hurt(sila, what)
            kills[what] += 1
        wait_for(lambda: is_over(sila), LONG, every=0.5)
    told = reckoned(sila, sink, killed)
    if FULL:  # for docs/security.md
        sys.stderr.write(f"{dict(kills)}; {told}; {time.monotonic() - began:.0f} s\n")


def reckoned(sila, sink, killed: int) -> dict:
    """What the mail server has seen beside what the rows say."""
    seen = taken(sink)
    assert set(seen.values()) == {1}, "nobody twice"
    campaign, counted, domain = sila.sql(
        "select campaign.id, campaign.counted, content.domain from campaigns_campaign campaign"
        " join campaigns_contentversion content on content.campaign_id = campaign.id order by campaign.id desc limit 1"
    )[0]
    rows = dict(sila.sql("select id, state from campaigns_recipient where campaign_id = %s", campaign))
    by_row = {int(each[2:].split(".")[0]) for each in seen}
    states = Counter(rows.values())
    sent = {pk for pk, state in rows.items() if state == "sent"}
    held = {pk for pk, state in rows.items() if state == "ambiguous"}
    assert len(rows) >= RECIPIENTS
    assert sent <= by_row, "nobody is told for sent who was not"
    assert by_row - sent <= held, "who was is told for sent, or held"
    assert states["sent"] + states["ambiguous"] + states["skipped"] == len(rows), "nobody is lost"
    assert states["ambiguous"] <= GROUP * killed
    assert dict(states) == counted
    parts = sila.sql(
        "select sum(sent_count), sum(ambiguous_count), sum(failed_count) from campaigns_sendchunk"
        " where campaign_id = %s",
        campaign,
    )[0]
    assert parts == (states["sent"], states["ambiguous"], states["failed"])
    return {
        **states,
        "held and really taken": len(held & by_row),
        "may leave a group in doubt": killed,
        "domain": domain,
    }
