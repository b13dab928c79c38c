"""The clocks of a complaint: which promises ran when, how much of each is used, when it is due.

Everything is derived from what happened, and nothing is counted up on the way. So another policy or another
severity is the same calculation with another target, and no pause is lost by it.

Units: moments are aware datetimes, those that come out in UTC; targets and what is used of them are timedeltas of
working time in `hours`. What is used up exactly is kept, past it is late.

The rules of the clocks, after the stages of ISO 10002 (acknowledge, respond, communicate the decision, close):
- acknowledgement and first response run from the filing; an acknowledgement is no response, a note among
  colleagues is neither and is no fact here;
- next response runs from the first message of the customer that nobody answered yet, and only while the complaint
  is open: a word of thanks after the end asks for nothing;
- resolution runs from the filing; a reopened complaint starts another one, and the first stays as it was;
- while the complaint waits for the customer, every clock that runs stands still; whatever the customer writes, a
  colleague who goes on, and the end of the complaint end the waiting;
- the end of a complaint stops every clock. What was dropped (spam, withdrawn, a part of another one) kept no
  promise and broke none.

Errors: `facts` out of order, or without FILED at their beginning, are a ValueError. `NoWorkingTime` of a calendar
that is never open comes through.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lib.working_time import WorkingHours

NOTHING: Final = timedelta()


class Kind(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class What(StrEnum):
    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"  # something the customer can read, by a person
    WROTE = "wrote"  # the customer
    WAITED = "waited"  # from now on for the customer
    WENT_ON = "went_on"
    RESOLVED = "resolved"
    DROPPED = "dropped"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Fact:
    at: datetime
    what: What


@dataclass(frozen=True)
class Clock:
    """One promise while it ran; `number` counts those of its kind from 1. The last pause may have no end yet."""

    kind: Kind
    number: int
    started_at: datetime
    stopped_at: datetime | None = None
    is_dropped: bool = False
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    @property
    def is_paused(self) -> bool:
        return self.is_running and bool(self.pauses) and self.pauses[-1][1] is None


STARTS: Final = {
    What.FILED: (Kind.ACKNOWLEDGEMENT, Kind.FIRST_RESPONSE, Kind.RESOLUTION),
    What.REOPENED: (Kind.RESOLUTION,),
}
STOPS: Final = {
    What.ACKNOWLEDGED: (Kind.ACKNOWLEDGEMENT,),
    What.ANSWERED: (Kind.ACKNOWLEDGEMENT, Kind.FIRST_RESPONSE, Kind.NEXT_RESPONSE),
    What.RESOLVED: tuple(Kind),
    What.DROPPED: tuple(Kind),
}
ENDS_WAITING: Final = {What.WROTE, What.WENT_ON, What.RESOLVED, What.DROPPED}
ENDS: Final = {What.RESOLVED, What.DROPPED}


class _Wall:
    """The clocks of one complaint while its facts are read."""

    def __init__(self) -> None:
        self.is_open = False
        self.waits_since: datetime | None = None
        self.pauses: list[tuple[datetime, datetime]] = []
        self.running: dict[Kind, tuple[int, datetime]] = {}
        self.counts = dict.fromkeys(Kind, 0)
        self.stopped: list[Clock] = []

    def read(self, fact: Fact) -> None:
        if fact.what in ENDS_WAITING and self.waits_since is not None:
            self.pauses.append((self.waits_since, fact.at))
            self.waits_since = None
        for kind in STOPS.get(fact.what, ()):
            self._stop(kind, fact)
        if fact.what in ENDS:
            self.is_open = False
        elif fact.what in STARTS and not self.is_open:
            self.is_open = True
            for kind in STARTS[fact.what]:
                self._start(kind, fact.at)
        elif fact.what == What.WAITED and self.is_open and self.waits_since is None:
            self.waits_since = fact.at
        elif fact.what == What.WROTE and self.is_open and Kind.FIRST_RESPONSE not in self.running:
            self._start(Kind.NEXT_RESPONSE, fact.at)

    def _start(self, kind: Kind, at: datetime) -> None:
        if kind not in self.running:
            self.counts[kind] += 1
            self.running[kind] = (self.counts[kind], at)

    def _stop(self, kind: Kind, fact: Fact) -> None:
        if kind in self.running:
            number, started_at = self.running.pop(kind)
            is_dropped = fact.what == What.DROPPED
            pauses = self._pauses_since(started_at, until=fact.at)
            self.stopped.append(Clock(kind, number, started_at, fact.at, is_dropped, pauses))

    def _pauses_since(self, started_at, until=None):
        over = [(max(begin, started_at), end) for begin, end in self.pauses if end > started_at]
        if self.waits_since is not None:
            over.append((max(self.waits_since, started_at), until))
        return tuple(over)

    def clocks(self) -> list[Clock]:
        running = [
            Clock(kind, number, started_at, pauses=self._pauses_since(started_at))
            for kind, (number, started_at) in self.running.items()
        ]
        order = list(Kind)
        return sorted([*self.stopped, *running], key=lambda each: (each.started_at, order.index(each.kind)))


def clocks(facts: Iterable[Fact]) -> list[Clock]:
    """Every clock that these facts started, by its start; the facts in the order in which they happened."""
    wall, before = _Wall(), None
    for fact in facts:
        if before is None and fact.what != What.FILED:
            raise ValueError("A complaint begins with its filing")
        if before is not None and fact.at < before:
            raise ValueError("Facts are read in the order of time")
        wall.read(fact)
        before = fact.at
    return wall.clocks()


def used(clock: Clock, hours: WorkingHours, until: datetime) -> timedelta:
    """Working time that ran off between its start and `until` (at most to its stop), without the pauses."""
    total = NOTHING
    for begin, end in _stretches(clock):
        end = until if end is None else min(end, until)
        if end > begin:
            total += hours.working_time_between(begin, end)
    return total


def reached_at(clock: Clock, hours: WorkingHours, amount: timedelta) -> datetime | None:
    """When that much of it is used up: of a stopped one when it would have been, of a paused one None until it goes on.

    With the target as `amount` this is when it is due; with a half of it, when half of it is gone.
    """
    left = amount
    for begin, end in _stretches(clock, goes_on=True):
        ran = None if end is None else hours.working_time_between(begin, end)
        if ran is None or ran >= left:
            return hours.add_working_time(begin, left)
        left -= ran
    return None


def is_late(clock: Clock, hours: WorkingHours, target: timedelta, now: datetime) -> bool:
    """More than the target was used, up to now or to its stop; what was dropped is never late."""
    return not clock.is_dropped and used(clock, hours, now) > target


def _stretches(clock: Clock, *, goes_on: bool = False) -> Iterator[tuple[datetime, datetime | None]]:
    """When it ran, from to; `goes_on` lets a stopped one run on past its stop."""
    begin = clock.started_at
    for paused, resumed in clock.pauses:
        if paused > begin:
            yield begin, paused
        if resumed is None:
            return
        begin = max(begin, resumed)
    if goes_on or clock.stopped_at is None:
        yield begin, None
    elif clock.stopped_at > begin:
        yield begin, clock.stopped_at
