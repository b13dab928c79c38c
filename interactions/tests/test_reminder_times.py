"""When a reminder comes: in working time, over days off, in Ramadan, on days that have 23 or 25 hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.reminder_times import late_at, next_chance, next_morning, remind_at
from lib.working_time import Rule, Special, WorkingHours

OFFICE = ((480, 1020),)  # 8:00 to 17:00
SUNDAY_TO_THURSDAY = (OFFICE, OFFICE, OFFICE, OFFICE, (), (), OFFICE)
RAMADAN = Special("رمضان", date(2026, 2, 18), date(2026, 3, 18), Rule.HOURS, ((600, 960),))
RIYADH = WorkingHours("Asia/Riyadh", SUNDAY_TO_THURSDAY, (RAMADAN,), "SA")
CAIRO = WorkingHours("Africa/Cairo", (OFFICE,) * 7)
CASABLANCA = WorkingHours("Africa/Casablanca", (OFFICE,) * 7)
NIGHT_IN_CAIRO = WorkingHours("Africa/Cairo", (((0, 1440),),) * 7)
NEVER = WorkingHours("Asia/Riyadh", ((),) * 7)
QUARTER = timedelta(minutes=15)


def at(text, zone="Asia/Riyadh"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def reminded(due, hours=RIYADH, *, lead=QUARTER, is_any_time=False, now="2026-01-01T00:00"):
    """Of a day, or of a day and an hour."""
    moment = at(due, hours.time_zone) if "T" in due else None
    day = date.fromisoformat(due[:10])
    return remind_at(day, moment, hours, lead=lead, is_any_time=is_any_time, now=at(now, hours.time_zone))


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-11-22", "2026-11-22T08:00"),  # a day: when its work begins
        ("2026-02-19", "2026-02-19T10:00"),  # in Ramadan it begins later
        ("2026-11-20", "2026-11-19T08:00"),  # a Friday: before it, on Thursday
        ("2026-09-23", "2026-09-22T08:00"),  # National Day
        ("2026-11-22T14:00", "2026-11-22T13:45"),
        ("2026-11-22T08:05", "2026-11-22T08:00"),  # no earlier than the door opens
        ("2026-11-22T08:00", "2026-11-22T08:00"),
        ("2026-02-19T10:10", "2026-02-19T10:00"),
        ("2026-11-22T20:00", "2026-11-22T16:45"),  # in the evening: while there is still somebody
        ("2026-11-22T17:05", "2026-11-22T16:50"),
        ("2026-11-21T12:00", "2026-11-19T16:45"),  # on the weekend: before it
    ],
)
def test_a_reminder_comes_in_working_time(due, expected):
    assert reminded(due) == at(expected)


def test_who_asked_for_it_is_reminded_at_any_time():
    assert reminded("2026-11-21T12:00", is_any_time=True) == at("2026-11-21T11:45")
    assert reminded("2026-11-21", is_any_time=True) == at("2026-11-19T08:00")


def test_a_day_off_whose_eve_is_over_is_reminded_of_on_the_next_working_day():
    assert reminded("2026-11-20", now="2026-11-19T09:00") == at("2026-11-22T08:00")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-04-24", datetime(2026, 4, 24, 5, tzinfo=UTC)),  # put forward in this night: 8:00 is 5:00 UTC
        ("2026-04-23", datetime(2026, 4, 23, 6, tzinfo=UTC)),
        ("2026-10-29", datetime(2026, 10, 29, 5, tzinfo=UTC)),
        ("2026-10-30", datetime(2026, 10, 30, 6, tzinfo=UTC)),  # put back in the night before
        ("2026-04-24T08:30", datetime(2026, 4, 24, 5, 15, tzinfo=UTC)),
        ("2026-10-30T08:30", datetime(2026, 10, 30, 6, 15, tzinfo=UTC)),
    ],
)
def test_days_of_23_and_25_hours_in_cairo(due, expected):
    assert reminded(due, CAIRO) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-02-13", datetime(2026, 2, 13, 7, tzinfo=UTC)),
        ("2026-02-16", datetime(2026, 2, 16, 8, tzinfo=UTC)),  # put back for Ramadan in the night before
        ("2026-03-20", datetime(2026, 3, 20, 8, tzinfo=UTC)),
        ("2026-03-23", datetime(2026, 3, 23, 7, tzinfo=UTC)),  # and forward again after it
        ("2026-03-23T08:30", datetime(2026, 3, 23, 7, 15, tzinfo=UTC)),
    ],
)
def test_clocks_of_ramadan_in_casablanca(due, expected):
    assert reminded(due, CASABLANCA) == expected


def test_the_hour_that_the_clock_leaves_out_has_its_reminder():
    assert reminded("2026-04-24T01:10", NIGHT_IN_CAIRO) == datetime(2026, 4, 23, 21, 55, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "hours", "expected"),
    [
        ("2026-11-19", 1, "2026-11-22T09:00"),  # Thursday: its day was over at 17:00
        ("2026-11-19T16:30", 4, "2026-11-22T11:30"),
        ("2026-11-20", 2, "2026-11-22T10:00"),  # a Friday
        ("2026-02-17T16:00", 2, "2026-02-18T11:00"),  # into Ramadan
    ],
)
def test_late_is_counted_in_working_hours(due, hours, expected):
    moment = at(due) if "T" in due else None
    day = date.fromisoformat(due[:10])
    assert late_at(day, moment, RIYADH, after=timedelta(hours=hours)) == at(expected)


def test_where_nobody_ever_works_nothing_is_lost():
    assert reminded("2026-11-22", NEVER) == at("2026-11-22T08:00")
    assert reminded("2026-11-22T14:00", NEVER) == at("2026-11-22T13:45")
    assert late_at(date(2026, 11, 22), None, NEVER, after=timedelta(hours=1)) == at("2026-11-23T01:00")
    now = at("2026-11-22T09:00")
    assert next_chance(now, NEVER) == next_morning(now, NEVER) == now + timedelta(days=1)


@given(
    st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31")),
    st.sampled_from([0, 5, 15, 30, 60, 1440]),
    st.sampled_from([RIYADH, CAIRO, WorkingHours("Africa/Casablanca", SUNDAY_TO_THURSDAY)]),
)
def test_a_moment_is_reminded_of_before_it_and_while_people_work(moment, minutes, hours):
    due = moment.replace(tzinfo=ZoneInfo(hours.time_zone))
    found = remind_at(
        due.date(), due, hours, lead=timedelta(minutes=minutes), is_any_time=False, now=at("2025-01-01T00:00")
    )
    assert found <= due
    assert hours.is_working(found)
