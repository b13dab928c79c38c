"""When people work: is it now, when next, and how much of it lies between two moments.

Units: a moment is an aware `datetime`; those that come out are in UTC, so that adding to them is safe. A day is
a `datetime.date` on the wall calendar of `WorkingHours.time_zone`. An interval is (start, end) in minutes from
that day's midnight, start below 1440; an end past 1440 is on the next day (22:00 to 02:00 is (1320, 1560)) and
belongs to the day it began on, whatever the next one is.

Time is counted as it passes, in UTC. Each end of an interval is one instant: in an hour that the clock repeats
the first time it shows that, in an hour that the clock leaves out the instant of the jump. So intervals that
touch neither overlap nor leave a hole on such a day, and a shift through that night has its real length.

What a day is, by the first rule that fits: the shortest special period around it (among equal ones the later in
`special`), a public holiday that is not worked, the weekday.

Errors: a naive moment is a ValueError. `NoWorkingTime` when a search finds no working time for LONGEST_PAUSE_DAYS
in a row: a calendar that is never open is found out and never searched for ever.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.public_holidays import public_holidays
from lib.text import typed_number

Interval = tuple[int, int]
Hours = tuple[Interval, ...]
Span = tuple[datetime, datetime]

DAY_MINUTES: Final = 24 * 60
LONGEST_PAUSE_DAYS: Final = 3 * 366
MOST_DAYS_KEPT: Final = 2_000
MOST_INTERVALS: Final = 6
LONGEST_NIGHT_MINUTES: Final = 16 * 60  # past it, 8-5 was meant as 8:00-17:00
ONE_DAY: Final = timedelta(days=1)
FIRST_DAY, LAST_DAY = (
    date(2, 1, 1),
    date(9998, 12, 31),
)  # beyond them nobody works: no zone could tell the time
NOTHING: Final = timedelta()


class NoWorkingTime(Exception):
    """There is no working time in sight."""


class NotHours(ValueError):
    """The text names no hours; str() of it says what to do."""

    def __init__(self, advice: str | Promise) -> None:
        super().__init__(advice)
        self.advice = advice


class Rule(StrEnum):
    """What a special period makes of its days."""

    CLOSED = "closed"
    HOURS = "hours"  # other hours on working days: the weekend and holidays stay as they are
    OPEN = "open"  # these hours on every day of it, also on the weekend and on holidays


@dataclass(frozen=True)
class Special:
    """Days that differ, from the first to the last, both of them included."""

    name: str
    first: date
    last: date
    rule: Rule
    hours: Hours = ()


@dataclass(frozen=True)
class Plan:
    """The hours of a day, and why they are not those of an ordinary working day."""

    hours: Hours
    special: Special | None = None
    is_holiday: bool = False  # a public holiday, on which nobody works

    @property
    def is_working(self) -> bool:
        return bool(self.hours)


@dataclass(frozen=True)
class WorkingHours:
    time_zone: str  # IANA name
    week: tuple[Hours, ...]  # seven, Monday first
    special: tuple[Special, ...] = ()
    country: str = ""  # whose public holidays are kept; empty for none
    worked_holidays: frozenset[date] = frozenset()
    _kept: dict[date, tuple[tuple[Span, ...], timedelta]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def weekend(self) -> tuple[int, ...]:
        """The weekdays on which nobody works, Monday is 0."""
        return tuple(day for day, hours in enumerate(self.week) if not hours)

    def plan(self, day: date) -> Plan:
        around = [one for one in self.special if one.first <= day <= one.last]
        special = min(reversed(around), key=lambda one: one.last - one.first, default=None)
        if special and special.rule == Rule.OPEN:
            return Plan(special.hours, special)
        if special and special.rule == Rule.CLOSED:
            return Plan((), special)
        if day not in self.worked_holidays and day in public_holidays(self.country, day.year):
            return Plan((), is_holiday=True)
        usual = self.week[day.weekday()]
        if special and usual:
            return Plan(special.hours, special)
        return Plan(usual)

    def is_working(self, moment: datetime) -> bool:
        moment, day = self._begin(moment)
        return any(start <= moment < end for start, end in self._spans(day))

    def next_working_moment(self, moment: datetime) -> datetime:
        """The moment itself when it is working time, else the beginning of the next."""
        moment, day = self._begin(moment)
        return next(max(start, moment) for start, end in self._spans_from(day) if end > moment)

    def add_working_time(self, moment: datetime, duration: timedelta) -> datetime:
        """The earliest moment with that much working time between: Thursday 16:30 and 4 hours is on Sunday.

        No time added is the moment itself, as it is. A negative duration is a ValueError.
        """
        moment, day = self._begin(moment)
        if duration < NOTHING:
            raise ValueError("Working time is added, never taken away")
        if not duration:
            return moment
        left = duration
        for start, end in self._spans_from(day):
            room = end - max(start, moment)
            if room >= left:
                return max(start, moment) + left
            if room > NOTHING:
                left -= room
        raise AssertionError("spans end with an error, never by themselves")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between; below zero when the end is before the start."""
        if end < start:
            return -self.working_time_between(end, start)
        (start, first), (end, last) = self._begin(start), self._begin(end)
        total, day = NOTHING, first
        while day <= min(last, LAST_DAY):
            if first < day < last:
                total += self._day(day)[1]
            else:
                total += _inside(self._spans(day), start, end)
            day += ONE_DAY
        return total

    def spans(self, day: date) -> tuple[Span, ...]:
        """The working time between this midnight and the next, apart and in order."""
        return self._spans(day)

    def is_working_day(self, day: date) -> bool:
        return self.plan(day).is_working

    def next_working_day(self, day: date) -> date:
        """The first working day after that day."""
        for _one in range(LONGEST_PAUSE_DAYS):
            if day >= LAST_DAY:
                break
            day += ONE_DAY
            if self.is_working_day(day):
                return day
        raise NoWorkingTime

    def last_working_day(self, day: date) -> date:
        """The last working day before that day."""
        for _one in range(LONGEST_PAUSE_DAYS):
            if day <= FIRST_DAY:
                break
            day -= ONE_DAY
            if self.is_working_day(day):
                return day
        raise NoWorkingTime

    def start_of_working_day(self, day: date) -> datetime | None:
        """When the work of that day begins; None when nobody works on it."""
        hours = self.plan(day).hours
        return self._instant(day, min(start for start, _end in hours)) if hours else None

    def last_span_before(self, moment: datetime) -> Span:
        """The last working time that was over by then, from its start to its end."""
        moment, day = self._begin(moment)
        for _one in range(LONGEST_PAUSE_DAYS):
            if day < FIRST_DAY:
                break
            for start, end in reversed(self._spans(day)):
                if end <= moment:
                    return start, end
            day -= ONE_DAY
        raise NoWorkingTime

    def end_of_working_day(self, day: date) -> datetime | None:
        """When the work that began on that day ends, perhaps past midnight; None when nobody works on it."""
        hours = self.plan(day).hours
        return self._instant(day, max(end for _start, end in hours)) if hours else None

    def _begin(self, moment: datetime) -> tuple[datetime, date]:
        """The moment in UTC, and the day whose spans may hold it."""
        if moment.utcoffset() is None:
            raise ValueError("A moment without time zone is no moment of work")
        moment = moment.astimezone(UTC)
        day = moment.astimezone(ZoneInfo(self.time_zone)).date()
        # A clock put back over midnight shows yesterday once more: that hour belongs to the day it came from.
        if day < LAST_DAY and moment >= self._instant(day, DAY_MINUTES):
            day += ONE_DAY
        return moment, day

    def _spans_from(self, day: date) -> Iterator[Span]:
        """The spans of that day and of all that follow; NoWorkingTime after a pause that is too long."""
        pause = 0
        while pause < LONGEST_PAUSE_DAYS:
            spans = self._spans(day)
            pause = 0 if spans else pause + 1
            yield from spans
            if day >= LAST_DAY:
                break
            day += ONE_DAY
        raise NoWorkingTime

    def _spans(self, day: date) -> tuple[Span, ...]:
        return self._day(day)[0]

    def _day(self, day: date) -> tuple[tuple[Span, ...], timedelta]:
        """The spans between this midnight and the next, apart and in order, and their length."""
        kept = self._kept.get(day)
        if kept is None:
            if len(self._kept) >= MOST_DAYS_KEPT:
                self._kept.clear()
            spans = tuple(
                (start, end)
                for start, end in (
                    (self._instant(day, first), self._instant(day, last))
                    for first, last in self._on_the_wall(day)
                )
                if start < end
            )
            kept = self._kept[day] = (spans, sum((end - start for start, end in spans), NOTHING))
        return kept

    def _on_the_wall(self, day: date) -> list[Interval]:
        """The minutes of that day in which somebody works, with what is left of the night before."""
        if not FIRST_DAY <= day <= LAST_DAY:
            return []
        before = self.plan(day - ONE_DAY).hours
        night = [(0, end - DAY_MINUTES) for _start, end in before if end > DAY_MINUTES]
        own = [(start, min(end, DAY_MINUTES)) for start, end in self.plan(day).hours]
        return united([*night, *own])

    def _instant(self, day: date, minute: int) -> datetime:
        """When the wall clock shows that: the first time, or the jump that leaves it out."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        zone = ZoneInfo(self.time_zone)
        first = wall.replace(tzinfo=zone).astimezone(UTC)
        again = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
        return _jump_between(zone, again, first) if again < first else first


def _jump_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second in which the clock of the zone is put forward."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _inside(spans: Iterable[Span], first: datetime, last: datetime) -> timedelta:
    return sum((max(min(end, last) - max(start, first), NOTHING) for start, end in spans), NOTHING)


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """The same minutes in order, with intervals that touch or overlap as one."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


_clock = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?"
_interval = re.compile(rf"\s*(?:من\s)?\s*{_clock}\s*(?:-|‑|–|—|to|الى|إلى|حتى)\s*{_clock}\s*")


def parse_hours(text: str) -> Hours:
    """The hours a person means: 8-12, 13:00-17:30; ٨-١٧; 22:00-02:00 over midnight; 0-24. Empty is closed."""
    written = typed_number(text).strip(" ,;")
    if not written:
        return ()
    found = []
    for part in re.split(r"[,;،؛\n]|\sو\s?|\sand\s", written):
        match = _interval.fullmatch(part)
        if match is None:
            raise NotHours(_("Write hours as 8:00-17:00, and several as 8:00-12:00, 13:00-17:00."))
        start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
        if start == DAY_MINUTES or (start == end and start):
            raise NotHours(_("The end is the same as the beginning. For the whole day write 0:00-24:00."))
        if end <= start:
            end += DAY_MINUTES
            if end - start > LONGEST_NIGHT_MINUTES and end != DAY_MINUTES:
                raise NotHours(
                    _("Write the hours of the afternoon as 13:00 to 24:00, for example 8:00-17:00.")
                )
        found.append((start, end))
    return checked(found)


def checked(intervals: Iterable[Interval]) -> Hours:
    """In order and apart, also where the last one goes on past midnight."""
    found = tuple(sorted(intervals))
    if len(found) > MOST_INTERVALS:
        raise NotHours(_("Those are too many intervals for one day."))
    for (_start, end), (start, _end) in pairwise(found):
        if start < end:
            raise NotHours(_("These hours overlap. Write each hour once."))
    if found and found[-1][1] > found[0][0] + DAY_MINUTES:
        raise NotHours(_("These hours overlap. Write each hour once."))
    return found


def _minutes(hour: str, minute: str | None) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or found > DAY_MINUTES:
        raise NotHours(_("There is no such time of day. Hours go from 0:00 to 24:00."))
    return found


def hours_text(hours: Iterable[Interval]) -> str:
    """As it is typed: 08:00-12:00, 22:00-02:00. Digits are ASCII."""
    return ", ".join(f"{clock_text(start)}-{clock_text(end)}" for start, end in hours)


def clock_text(minute: int) -> str:
    """08:05; the end of a whole day is 24:00, later is on the next day."""
    minute = minute if minute <= DAY_MINUTES else minute - DAY_MINUTES
    return f"{minute // 60:02}:{minute % 60:02}"
