"""A campaign while its worker stands still, while two beats tick, while the broker is away."""

import contextlib
import os
import signal
import sys
import time

from tests.faults.sila import FULL, wait_for
from tests.faults.test_campaigns import (
    LONG,
    RECIPIENTS,
    LeasesEnd,
    is_over,
    look_after,
    reckoned,
    sink,
    taken,
)
from tests.faults.test_reminders import start_two_beats
from tests.proc import children

__all__ = ["sink"]
AWAY_SECONDS = 120 if FULL else 8


def begun(sila, sink, count: int = RECIPIENTS) -> None:
    """It is being sent, and a part of it has left."""
    sila.run([sys.executable, "-m", "tests.faults.campaigns_cast", str(count)])
    sila.start_worker()
    sila.start_campaigns()
    start_two_beats(sila)
    wait_for(lambda: sum(taken(sink).values()) >= 100, LONG, every=0.02)


def ended(sila, sink, killed: int = 0) -> dict:
    with sila.supervised(), LeasesEnd(sila):
        wait_for(lambda: is_over(sila), LONG, every=0.5)
    return reckoned(sila, sink, killed)


def test_two_beats_begin_and_send_it_once(sila, sink):
    begun(sila, sink)
    told = ended(sila, sink)
    assert told.get("ambiguous", 0) == 0
    assert sila.one("select count(*) from campaigns_campaign where state <> 'done'") == 0


def stopped_with_a_part(sila) -> tuple[int, int, int]:
    """SIGSTOP of the process that sends while it has a part; (process, part, epoch)."""
    [pid] = children(sila.child("campaigns").process.pid)

    def caught():
        os.kill(pid, signal.SIGSTOP)
        found = sila.sql("select id, epoch from campaigns_sendchunk where state = 'leased' and done_seq > lo")
        if not found:
            os.kill(pid, signal.SIGCONT)
        return found

    ((part, epoch),) = wait_for(caught, LONG, every=0.2)
    return pid, part, epoch


def test_who_stood_still_beyond_its_lease_writes_to_nobody_more(sila, sink):
    """SIGSTOP, its part goes to another one, SIGCONT: it finds itself fenced, and what it knows is told."""
    begun(sila, sink)
    pid, part, epoch = stopped_with_a_part(sila)
    first = sila.services.children["campaigns"]
    second = sila.start_campaigns()
    second.name = "second campaigns"
    sila.services.children |= {"campaigns": first, "second campaigns": second}
    with LeasesEnd(sila):
        wait_for(lambda: sila.one("select epoch from campaigns_sendchunk where id = %s", part) > epoch, LONG)
        before = sum(taken(sink).values())
        wait_for(lambda: sum(taken(sink).values()) > before or is_over(sila), LONG)
    # Who stands still for a minute is ended by its parent; that is one more death, and no more.
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
    ended(sila, sink, killed=1)


def test_it_goes_on_by_itself_when_the_broker_was_away(sila, sink):
    begun(sila, sink)
    sila.kill("broker")
    time.sleep(AWAY_SECONDS)
    look_after(sila)
    ended(sila, sink)
