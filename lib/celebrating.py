"""Which first days have their day of the year on a day, in either calendar: values in, values out.

Units: local days. Gregorian: who was born on 29 February celebrates on the 28th in other years. Hijri: by Umm al-Qura
(lib/dates.py, 1924 to 2077); who was born on the 30th of a month that has 29 days this year celebrates on its last.
The day itself is no anniversary: the first one is a year later. Errors: none; what no calendar knows is left out.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from lib.dates import NotADay, from_hijri, to_hijri

MOST_YEARS: Final = 130


@lru_cache(maxsize=128)
def first_days(day: date, *, is_hijri: bool) -> tuple[date, ...]:
    """All days, the newest first, whose day of the year this is."""
    return tuple(_hijri_days(day) if is_hijri else _gregorian_days(day))


def year_of(day: date, *, is_hijri: bool) -> int:
    """The year that a celebration on this day is of."""
    hijri = to_hijri(day) if is_hijri else None
    return hijri.year if hijri else day.year


def _gregorian_days(day: date) -> list[date]:
    found = []
    wanted = [(day.month, day.day)]
    if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
        wanted.append((2, 29))
    for year in range(day.year - 1, day.year - MOST_YEARS, -1):
        for month, of_month in wanted:
            try:
                found.append(date(year, month, of_month))
            except ValueError:  # no 29 February in that year, or before the year 1
                continue
    return found


def _hijri_days(day: date) -> list[date]:
    today, tomorrow = to_hijri(day), to_hijri(day + timedelta(days=1))
    if today is None:
        return []
    wanted = [today.day]
    if today.day == 29 and tomorrow is not None and tomorrow.day == 1:
        wanted.append(30)
    found = []
    for year in range(today.year - 1, today.year - MOST_YEARS, -1):
        for of_month in wanted:
            try:
                found.append(from_hijri(year, today.month, of_month))
            except NotADay:
                continue
    return found


def next_day(after: date, *, month: int, of_month: int, is_hijri: bool) -> date | None:
    """The first day later than `after` with this day of the year; where a month is shorter, its last day.

    None beyond what the calendar knows.
    """
    begin = to_hijri(after) if is_hijri else after
    if begin is None:
        return None
    for year in range(begin.year, begin.year + 3):
        found = _last_day_up_to(year, month, of_month, is_hijri=is_hijri)
        if found is not None and found > after:
            return found
    return None


def _last_day_up_to(year: int, month: int, of_month: int, *, is_hijri: bool) -> date | None:
    for number in range(of_month, of_month - 4, -1):
        try:
            return from_hijri(year, month, number) if is_hijri else date(year, month, number)
        except ValueError:  # NotADay is one
            continue
    return None
