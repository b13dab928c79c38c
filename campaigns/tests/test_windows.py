"""Quiet hours and days of the week, by the clock on a wall: over midnight, where it leaps, where it is put back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from campaigns.windows import Window, moments_of

NIGHT = Window(time(21), time(9))
GULF = Window(weekdays=frozenset({6, 0, 1, 2, 3}))  # Friday and Saturday are the weekend


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "opens"),
    [
        (at(2026, 11, 23, 17, 59), "Asia/Riyadh", None),
        (at(2026, 11, 23, 18), "Asia/Riyadh", at(2026, 11, 24, 6)),
        (at(2026, 11, 23, 22), "Asia/Riyadh", at(2026, 11, 24, 6)),
        (at(2026, 11, 24, 5, 59), "Asia/Riyadh", at(2026, 11, 24, 6)),
        (at(2026, 11, 24, 6), "Asia/Riyadh", None),
        (at(2026, 11, 23, 18), "Europe/London", None),
        # Clocks are put forward in the night: it is over an hour earlier for who counts in UTC.
        (at(2026, 4, 23, 20), "Africa/Cairo", at(2026, 4, 24, 6)),
        (at(2026, 4, 22, 20), "Africa/Cairo", at(2026, 4, 23, 7)),
        (at(2026, 10, 29, 20), "Africa/Cairo", at(2026, 10, 30, 7)),
        (at(2026, 3, 28, 20), "Asia/Beirut", at(2026, 3, 29, 6)),
    ],
)
def test_quiet_hours_over_midnight(now, zone, opens):
    assert NIGHT.opens_at(now, zone) == opens
    assert NIGHT.is_open(now, zone) is (opens is None)


def test_quiet_hours_of_a_day():
    noon = Window(time(12), time(15, 30))
    assert noon.opens_at(at(2026, 11, 23, 9), "Asia/Riyadh") == at(2026, 11, 23, 12, 30)
    assert noon.opens_at(at(2026, 11, 23, 12, 30), "Asia/Riyadh") is None


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Asia/Beirut"])
def test_quiet_hours_that_end_in_an_hour_that_is_left_out(zone):
    """Clocks leap from midnight to one: what was to end at half past midnight ends with the leap."""
    day = (2026, 4, 23) if zone == "Africa/Cairo" else (2026, 3, 28)
    leap = at(*day, 22)
    assert Window(time(18), time(0, 30)).opens_at(at(*day, 20), zone) == leap
    written = datetime.combine(leap.date() + timedelta(days=1), time(0, 30))
    assert moments_of(written, zone) == [leap]


def test_an_hour_that_comes_twice_is_quiet_twice():
    quiet = Window(time(23), time(0))
    first, second = moments_of(datetime.combine(date(2026, 10, 29), time(23, 30)), "Africa/Cairo")
    assert (first, second) == (at(2026, 10, 29, 20, 30), at(2026, 10, 29, 21, 30))
    assert quiet.opens_at(first, "Africa/Cairo") == at(2026, 10, 29, 22)
    assert quiet.opens_at(second, "Africa/Cairo") == at(2026, 10, 29, 22)


def test_equal_times_are_no_quiet_hours():
    same = Window(time(9), time(9))
    assert same.is_always_open
    assert same.opens_at(at(2026, 11, 23, 6), "Asia/Riyadh") is None


def test_the_weekend_of_the_gulf():
    thursday, friday = at(2026, 11, 26, 20, 59), at(2026, 11, 26, 21)
    assert GULF.opens_at(thursday, "Asia/Riyadh") is None
    assert GULF.opens_at(friday, "Asia/Riyadh") == at(2026, 11, 28, 21), "Sunday, as it begins"
    both = Window(time(21), time(9), GULF.weekdays)
    assert both.opens_at(friday, "Asia/Riyadh") == at(2026, 11, 29, 6)
    assert Window(time(21), time(9), frozenset({4})).opens_at(at(2026, 11, 27, 19), "Asia/Riyadh") == at(
        2026, 12, 4, 6
    )


def test_a_weekend_that_ends_where_midnight_is_left_out():
    """Of 24 April 2026, a Friday, Cairo has no first hour."""
    assert Window(weekdays=frozenset({4})).opens_at(at(2026, 4, 23, 12), "Africa/Cairo") == at(
        2026, 4, 23, 22
    )
