"""Which days are celebrated on a day, in both calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.celebrating import first_days, next_day, year_of
from lib.dates import from_hijri, to_hijri


@pytest.mark.parametrize(
    ("born", "day", "is_it"),
    [
        (date(2000, 3, 5), date(2030, 3, 5), True),
        (date(2030, 3, 5), date(2030, 3, 5), False),
        (date(2031, 3, 5), date(2030, 3, 5), False),
        (date(2000, 2, 29), date(2028, 2, 29), True),
        (date(2000, 2, 29), date(2028, 2, 28), False),
        (date(2000, 2, 29), date(2030, 2, 28), True),
        (date(2000, 2, 29), date(2030, 3, 1), False),
        (date(2000, 2, 28), date(2028, 2, 28), True),
    ],
)
def test_gregorian_days(born, day, is_it):
    assert (born in first_days(day, is_hijri=False)) is is_it


@given(st.dates(date(1950, 1, 1), date(2009, 12, 31)), st.integers(2011, 2060))
def test_everybody_celebrates_once_in_a_year(born, year):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [day for day in days if (day.year == year and day.month == born.month) or day.month in (2, 3)]
    assert sum(born in first_days(day, is_hijri=False) for day in days) == 1


@pytest.mark.parametrize("year", range(1448, 1460))
def test_whoever_was_born_on_the_last_hijri_day_of_a_month_celebrates_once_a_year(year):
    births = [from_hijri(1400, 1, 1) + timedelta(days=n) for n in range(354)]
    first, last = from_hijri(year, 1, 1), from_hijri(year + 1, 1, 1)
    seen = dict.fromkeys(births, 0)
    day = first
    while day < last:
        for born in first_days(day, is_hijri=True):
            if born in seen:
                seen[born] += 1
        day += timedelta(days=1)
    assert set(seen.values()) == {1}


def test_the_year_of_a_celebration_is_that_of_its_calendar():
    day = date(2030, 3, 5)
    assert year_of(day, is_hijri=False) == 2030
    assert year_of(day, is_hijri=True) == to_hijri(day).year
    assert first_days(date(2080, 1, 1), is_hijri=True) == ()


@pytest.mark.parametrize(
    ("after", "month", "of_month", "found"),
    [
        (date(2026, 1, 1), 9, 23, date(2026, 9, 23)),
        (date(2026, 9, 22), 9, 23, date(2026, 9, 23)),
        (date(2026, 9, 23), 9, 23, date(2027, 9, 23)),
        (date(2026, 12, 31), 1, 1, date(2027, 1, 1)),
        (date(2026, 1, 1), 2, 29, date(2026, 2, 28)),
        (date(2028, 1, 1), 2, 29, date(2028, 2, 29)),
        (date(9999, 12, 31), 1, 1, None),
    ],
)
def test_the_next_day_of_a_gregorian_occasion(after, month, of_month, found):
    assert next_day(after, month=month, of_month=of_month, is_hijri=False) == found


def test_the_next_day_of_a_hijri_occasion():
    feast = from_hijri(1448, 10, 1)
    asked = {"month": 10, "of_month": 1, "is_hijri": True}
    assert next_day(feast - timedelta(days=1), **asked) == feast
    assert next_day(feast, **asked) == from_hijri(1449, 10, 1)
    assert next_day(date(2090, 1, 1), **asked) is None


@given(st.dates(date(2000, 1, 1), date(2070, 12, 31)), st.integers(1, 12), st.integers(1, 30), st.booleans())
def test_an_occasion_comes_within_a_year(after, month, of_month, is_hijri):
    found = next_day(after, month=month, of_month=of_month, is_hijri=is_hijri)
    assert after < found <= after + timedelta(days=367)
