"""When something that repeats is due again.

Unit: days, as `datetime.date`. A rule counts from its anchor, the first day it was due, so nothing drifts: the 31st
of January is followed by the end of February and then by the 31st of March. Months are those of the calendar that
the rule names; a day that a month lacks becomes its last one. Source of the Hijri calendar: lib/dates.py (Umm
al-Qura), which ends in 2077: beyond it `next_after` answers None. Errors: ValueError for a rule that makes no sense.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from typing import Final

from hijridate import Hijri

from lib.dates import NotADay, from_hijri, to_hijri

MOST: Final = 365  # of any unit: a promise further apart is no habit


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    # The same weekday of the month as the anchor: its second Sunday; the fifth means the last one.
    MONTH_WEEKDAY = "month_weekday"
    HIJRI_MONTH = "hijri_month"


@dataclass(frozen=True)
class Rule:
    unit: Unit
    every: int
    anchor: date

    def __post_init__(self) -> None:
        if not 1 <= self.every <= MOST:
            raise ValueError(f"every {self.every}: from 1 to {MOST}")

    def next_after(self, day: date) -> date | None:
        """The first day of this rule that is later than `day`; None when the calendar has no such day."""
        step = self._about(day)
        while (found := self._occurrence(step)) is not None and found <= day:
            step += 1
        return found

    def _about(self, day: date) -> int:
        """A step that is not beyond the one looked for, and close to it."""
        longest = {Unit.DAY: 1, Unit.WEEK: 7, Unit.HIJRI_MONTH: 30}.get(self.unit, 31) * self.every
        return max(0, (day - self.anchor).days // longest - 1)

    def _occurrence(self, step: int) -> date | None:
        count = step * self.every
        try:
            if self.unit in (Unit.DAY, Unit.WEEK):
                return self.anchor + timedelta(days=count * (7 if self.unit == Unit.WEEK else 1))
            if self.unit == Unit.HIJRI_MONTH:
                return _hijri_months_later(self.anchor, count)
            return _months_later(self.anchor, count, same_weekday=self.unit == Unit.MONTH_WEEKDAY)
        except OverflowError:
            return None


def week_of(day: date) -> int:
    """Which one of its weekdays a day is in its month: 1 to 5."""
    return (day.day - 1) // 7 + 1


def _months_later(anchor: date, count: int, *, same_weekday: bool) -> date:
    years, month = divmod(anchor.month - 1 + count, 12)
    year, month = anchor.year + years, month + 1
    if year >= MAXYEAR:
        raise OverflowError(year)
    first = date(year, month, 1)
    length = (date(year + month // 12, month % 12 + 1, 1) - first).days
    if not same_weekday:
        return first.replace(day=min(anchor.day, length))
    earliest = 1 + (anchor.weekday() - first.weekday()) % 7
    wanted = earliest + 7 * (week_of(anchor) - 1)
    # The fifth is the last one: where a month has four, the fourth.
    return first.replace(day=wanted if wanted <= length else wanted - 7)


def _hijri_months_later(anchor: date, count: int) -> date | None:
    begin = to_hijri(anchor)
    if begin is None:
        return None
    years, month = divmod(begin.month - 1 + count, 12)
    year, month = begin.year + years, month + 1
    try:
        length = Hijri(year, month, 1).month_length()
        return from_hijri(year, month, min(begin.day, length))
    except (NotADay, OverflowError, ValueError):
        return None
