"""Periods are whole local days; an open one is held against as many days of another, and never against all of it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reports import periods
from reports.periods import MONTH, MONTHS, QUARTER, YEAR, Period, calendar, chosen, run

TODAY = date(2026, 5, 14)
days = st.dates(date(1995, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("this_month", date(2026, 5, 1), date(2026, 5, 31)),
        ("last_month", date(2026, 4, 1), date(2026, 4, 30)),
        ("this_quarter", date(2026, 4, 1), date(2026, 6, 30)),
        ("last_quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("this_year", date(2026, 1, 1), date(2026, 12, 31)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
        ("30d", date(2026, 4, 15), TODAY),
        ("12m", date(2025, 5, 1), date(2026, 4, 30)),
    ],
)
def test_choices_mean_these_days(key, first, last):
    found = chosen(key, TODAY)
    assert (found.first_on, found.last_on) == (first, last)


@pytest.mark.parametrize("key", ["", "own", "next_month", "this_", "this_week", "_"])
def test_no_choice_means_no_days(key):
    with pytest.raises(KeyError):
        chosen(key, TODAY)


def test_open_month_is_held_against_as_many_days_of_the_one_before():
    may = chosen("this_month", TODAY)
    april = may.alike(may.before(), TODAY)
    assert may.is_open(TODAY)
    assert (april.first_on, april.last_on) == (date(2026, 4, 1), date(2026, 4, 14))


def test_month_that_is_over_is_held_against_the_whole_one_before():
    april = chosen("last_month", TODAY)
    assert april.alike(april.before(), TODAY) == Period(date(2026, 3, 1), date(2026, 4, 1), MONTH)


def test_last_day_of_february_has_its_year_before():
    leap = Period(date(2024, 2, 29), date(2024, 3, 1))
    assert leap.year_before() == Period(date(2023, 2, 28), date(2023, 3, 1))


@given(days, st.sampled_from([MONTH, QUARTER, YEAR]))
def test_calendar_periods_lie_side_by_side(day, grain):
    found = calendar(grain, day)
    assert found.first_on <= day < found.until_on
    assert found.before().until_on == found.first_on
    assert calendar(grain, found.until_on).first_on == found.until_on
    assert found.until_on.month % MONTHS[grain] == 1 % MONTHS[grain]


@given(days, st.integers(1, 40))
def test_run_ends_with_the_running_one_and_has_no_gaps(today, count):
    found = run(MONTH, count, today)
    assert len(found) == count
    assert found[-1].first_on <= today < found[-1].until_on
    assert all(a.until_on == b.first_on for a, b in pairwise(found))


@given(days, st.integers(1, 400), st.integers(-500, 500))
def test_no_period_is_held_against_more_days_than_it_has_had(first, length, shift):
    period = Period(first, first + timedelta(days=length))
    today = first + timedelta(days=shift)
    other = period.before()
    alike = period.alike(other, today)
    assert alike.first_on == other.first_on
    assert alike.days <= other.days
    if period.is_open(today):
        assert alike.days == min(other.days, max(0, shift + 1))


@pytest.mark.parametrize("zone", ["Asia/Riyadh", "America/Santiago", "Pacific/Apia", "Africa/Cairo"])
def test_moments_are_local_midnights(zone):
    with timezone.override(zone):
        month = calendar(MONTH, date(2026, 9, 15))
        assert timezone.localtime(month.from_at).date() == date(2026, 9, 1)
        assert timezone.localtime(month.until_at - timedelta(seconds=1)).date() == date(2026, 9, 30)


def test_every_choice_but_the_own_one_has_days():
    assert all(chosen(key, TODAY).days > 0 for key in periods.CHOICES if key != periods.OWN)
