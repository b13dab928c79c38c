"""Which times are free: working hours, what is taken, pauses, notice, days off on both sides, nights of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lib.working_time import Rule, Special, WorkingHours
from meetings.slots import free_slots
from meetings.zones import zone_of_country

MORNING = (((540, 720),),) * 7  # nine to twelve, every day
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def slots(hours, first, last=None, **asked):
    given = {"length": timedelta(hours=1), "buffer": timedelta(), "earliest": LONG_AGO, "busy": []}
    given |= {"is_day_off_there": lambda moment: False, **asked}
    zone = ZoneInfo(hours.time_zone)
    return [f"{each.astimezone(zone):%d %H:%M}" for each in free_slots(hours, first, last or first, **given)]


def riyadh(**fields):
    return WorkingHours("Asia/Riyadh", **{"week": MORNING, **fields})


def at(hour, minute=0, day=5):
    return datetime(2027, 4, day, hour, minute, tzinfo=ZoneInfo("Asia/Riyadh"))


DAY = date(2027, 4, 5)


def test_a_meeting_fits_whole_into_the_working_time():
    assert slots(riyadh(), DAY) == ["05 09:00", "05 09:30", "05 10:00", "05 10:30", "05 11:00"]
    assert slots(riyadh(), DAY, length=timedelta(hours=4)) == []
    assert len(slots(riyadh(), DAY, length=timedelta(minutes=15))) == 12


@pytest.mark.parametrize(
    ("buffer", "free"),
    [(0, ["09:00", "11:00"]), (15, []), (30, [])],
)
def test_what_is_taken_and_the_pause_around_it_are_left_out(buffer, free):
    busy = [(at(10), at(11))]
    found = slots(riyadh(), DAY, busy=busy, buffer=timedelta(minutes=buffer))
    assert found == [f"05 {each}" for each in free]


def test_nothing_begins_before_the_notice_is_over():
    assert slots(riyadh(), DAY, earliest=at(10, 1)) == ["05 10:30", "05 11:00"]


def test_ramadan_closed_days_weekends_and_holidays_are_those_of_the_calendar():
    ramadan = Special("رمضان", date(2027, 2, 8), date(2027, 3, 9), Rule.HOURS, ((600, 720),))
    shut = Special("جرد", DAY, DAY, Rule.CLOSED)
    assert slots(riyadh(special=(ramadan, shut)), date(2027, 2, 9)) == ["09 10:00", "09 10:30", "09 11:00"]
    assert slots(riyadh(special=(ramadan, shut)), DAY) == []
    weekend = tuple(() if day in (4, 5) else ((540, 720),) for day in range(7))
    assert slots(riyadh(week=weekend), date(2027, 4, 2)) == []
    # The day of the Saudi flag's kingdom: 23 September.
    assert slots(riyadh(country="SA"), date(2027, 9, 23)) == []


def test_days_off_at_the_customers_are_left_out():
    def sunday(moment):
        return moment.astimezone(ZoneInfo("Europe/London")).weekday() == 6

    assert slots(riyadh(), date(2027, 4, 4), is_day_off_there=sunday) == []
    assert slots(riyadh(), DAY, is_day_off_there=sunday) != []


@pytest.mark.parametrize(
    ("zone", "day", "count"),
    [
        ("Africa/Cairo", date(2027, 4, 29), 5),  # the night before the clock goes forward
        ("Africa/Cairo", date(2027, 4, 30), 3),  # its first hour is left out
        ("Africa/Cairo", date(2027, 10, 28), 7),  # its last hour comes twice
        ("Africa/Casablanca", date(2027, 2, 7), 7),  # back for Ramadan: an hour comes twice
        ("Asia/Riyadh", date(2027, 12, 31), 5),
    ],
)
def test_an_hour_lasts_an_hour_on_days_of_23_and_25(zone, day, count):
    week = (((0, 180),) if zone != "Africa/Cairo" or day.month == 4 else ((1260, 1440),),) * 7
    hours = WorkingHours(zone, week=week)
    asked = {"length": timedelta(hours=1), "buffer": timedelta(), "earliest": LONG_AGO, "busy": []}
    found = list(free_slots(hours, day, day, is_day_off_there=lambda moment: False, **asked))
    assert len(found) == count
    assert len(set(found)) == count


def test_the_year_ends_between_two_days():
    assert slots(riyadh(), date(2027, 12, 31), date(2028, 1, 1), length=timedelta(hours=3)) == [
        "31 09:00",
        "01 09:00",
    ]


def test_a_country_has_the_zone_where_most_of_it_lives():
    known = {each: zone_of_country(each) for each in ("SA", "EG", "MA", "US", "XX", "")}
    assert known == {
        "SA": "Asia/Riyadh",
        "EG": "Africa/Cairo",
        "MA": "Africa/Casablanca",
        "US": "America/New_York",
        "XX": "",
        "": "",
    }
