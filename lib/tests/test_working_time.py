"""Working time as it passes: over weekends, in Ramadan, on days that have 23 or 25 hours."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lib.public_holidays import countries_with_holidays, public_holidays, weekend_of
from lib.working_time import (
    NotHours,
    NoWorkingTime,
    Rule,
    Special,
    WorkingHours,
    clock_text,
    hours_text,
    parse_hours,
    united,
)

OFFICE = ((480, 1020),)  # 8:00 to 17:00
ALWAYS = ((0, 1440),)
HOUR = timedelta(hours=1)
SUNDAY_TO_THURSDAY = (OFFICE, OFFICE, OFFICE, OFFICE, (), (), OFFICE)
RAMADAN = Special("رمضان", date(2026, 2, 18), date(2026, 3, 18), Rule.HOURS, ((600, 960),))
RIYADH = WorkingHours("Asia/Riyadh", SUNDAY_TO_THURSDAY, (RAMADAN,), "SA")
CAIRO_IN_APRIL, CAIRO_IN_OCTOBER = date(2026, 4, 24), date(2026, 10, 29)  # put forward, put back
CASABLANCA_BACK, CASABLANCA_FORWARD = date(2026, 2, 15), date(2026, 3, 22)  # around Ramadan


def at(text, zone="Asia/Riyadh"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-19T16:30", 4, "2026-11-22T11:30"),  # Thursday evening to Sunday
        ("2026-11-19T16:30", 0.5, "2026-11-19T17:00"),  # the very end of Thursday, not Sunday morning
        ("2026-11-20T03:00", 1, "2026-11-22T09:00"),  # on the weekend
        ("2026-11-22T08:00", 9, "2026-11-22T17:00"),
        ("2026-11-22T08:00", 45, "2026-11-26T17:00"),  # a week
        ("2026-02-17T16:00", 2, "2026-02-18T11:00"),  # into the first day of Ramadan
        ("2026-02-19T15:00", 2, "2026-02-23T11:00"),  # the weekend, then Founding Day in Ramadan
        ("2026-03-18T15:30", 1, "2026-03-25T08:30"),  # out of Ramadan, over Eid
        ("2026-09-22T16:00", 2, "2026-09-24T09:00"),  # National Day
    ],
)
def test_due_dates_in_riyadh(start, hours, due):
    assert RIYADH.add_working_time(at(start), hours * HOUR) == at(due)
    assert RIYADH.working_time_between(at(start), at(due)) == hours * HOUR
    assert RIYADH.working_time_between(at(due), at(start)) == -hours * HOUR


def test_no_time_added_is_the_same_moment():
    friday = at("2026-11-20T12:00")
    assert RIYADH.add_working_time(friday, timedelta()) == friday
    with pytest.raises(ValueError, match="never taken"):
        RIYADH.add_working_time(friday, -HOUR)


def test_moments_come_out_in_utc_and_naive_ones_are_refused():
    assert RIYADH.next_working_moment(at("2026-11-20T12:00")).tzinfo is UTC
    for verb in (RIYADH.is_working, RIYADH.next_working_moment):
        with pytest.raises(ValueError, match="time zone"):
            verb(datetime(2026, 11, 20, 12))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-22T08:00", True),
        ("2026-11-22T07:59:59", False),
        ("2026-11-22T16:59:59", True),
        ("2026-11-22T17:00", False),
        ("2026-11-20T12:00", False),
        ("2026-03-01T09:00", False),
        ("2026-03-01T10:00", True),
        ("2026-02-22T12:00", False),
    ],
)
def test_whether_somebody_works_now(moment, answer):
    assert RIYADH.is_working(at(moment)) is answer
    assert (RIYADH.next_working_moment(at(moment)) == at(moment)) is answer


def test_working_days():
    assert RIYADH.next_working_day(date(2026, 11, 19)) == date(2026, 11, 22)
    assert RIYADH.next_working_day(date(2026, 3, 18)) == date(2026, 3, 25)
    assert RIYADH.end_of_working_day(date(2026, 3, 1)) == at("2026-03-01T16:00")
    assert RIYADH.end_of_working_day(date(2026, 11, 20)) is None
    assert not RIYADH.is_working_day(date(2026, 9, 23))
    assert RIYADH.weekend == (4, 5)


def test_a_worked_holiday_is_an_ordinary_day():
    worked = WorkingHours(
        "Asia/Riyadh", SUNDAY_TO_THURSDAY, country="SA", worked_holidays=frozenset({date(2026, 9, 23)})
    )
    assert worked.plan(date(2026, 9, 23)).hours == OFFICE
    assert RIYADH.plan(date(2026, 9, 23)).is_holiday


def test_the_shortest_special_period_holds():
    stocktaking = Special("جرد", date(2026, 3, 6), date(2026, 3, 7), Rule.OPEN, ((540, 720),))
    closed = Special("إجازة", date(2026, 3, 1), date(2026, 3, 2), Rule.CLOSED)
    here = WorkingHours("Asia/Riyadh", SUNDAY_TO_THURSDAY, (stocktaking, closed, RAMADAN), "SA")
    assert here.plan(date(2026, 3, 6)).hours == ((540, 720),)  # a Friday
    assert here.plan(date(2026, 3, 1)).special == closed
    assert here.plan(date(2026, 3, 3)).special == RAMADAN
    assert here.plan(date(2026, 3, 13)).hours == ()  # a Friday stays one in Ramadan
    later = Special("later", RAMADAN.first, RAMADAN.last, Rule.CLOSED)
    both = WorkingHours("Asia/Riyadh", SUNDAY_TO_THURSDAY, (RAMADAN, later))
    assert both.plan(date(2026, 3, 3)).special == later


def test_a_shift_over_midnight_belongs_to_its_evening():
    night = WorkingHours("Asia/Riyadh", ((),) * 3 + (((1320, 1560),),) + ((),) * 3)  # Thursday 22:00 to 02:00
    assert night.is_working(at("2026-11-20T01:59"))
    assert not night.is_working(at("2026-11-20T02:00"))
    assert night.end_of_working_day(date(2026, 11, 19)) == at("2026-11-20T02:00")
    assert night.add_working_time(at("2026-11-19T23:00"), 5 * HOUR) == at("2026-11-27T00:00")


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (CAIRO_IN_APRIL, "Africa/Cairo", 23),
        (CAIRO_IN_OCTOBER, "Africa/Cairo", 25),
        (CASABLANCA_BACK, "Africa/Casablanca", 25),
        (CASABLANCA_FORWARD, "Africa/Casablanca", 23),
    ],
)
def test_a_day_of_another_length_has_its_real_length(day, zone, hours):
    here = WorkingHours(zone, (ALWAYS,) * 7)
    start = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)) - timedelta(days=1)
    assert here.end_of_working_day(day) - here.end_of_working_day(day - timedelta(days=1)) == hours * HOUR
    # The same as on any other day: the clock on the wall shows noon again after a day of that length.
    noon = start + timedelta(days=1)
    real = noon.astimezone(UTC) - start.astimezone(UTC)
    assert here.working_time_between(start, noon) == real


def test_hours_that_the_clock_leaves_out_are_not_worked():
    """In Cairo the day begins at 01:00 when clocks go forward: 00:30 to 02:00 is one hour."""
    here = WorkingHours("Africa/Cairo", (((30, 120),),) * 7)
    assert (
        here.working_time_between(
            at("2026-04-24T01:00", "Africa/Cairo"), at("2026-04-24T12:00", "Africa/Cairo")
        )
        == HOUR
    )
    assert here.next_working_moment(at("2026-04-23T23:59", "Africa/Cairo")) == at(
        "2026-04-24T01:00", "Africa/Cairo"
    )


def test_an_hour_that_comes_twice_is_worked_once_by_each_interval():
    """In Cairo 23:00 to 24:00 comes twice: who works until 23:30 goes home the first time it is 23:30."""
    early = WorkingHours("Africa/Cairo", (((1320, 1410),),) * 7)
    late = WorkingHours("Africa/Cairo", (((1410, 1440),),) * 7)
    around = at("2026-10-29T12:00", "Africa/Cairo"), at("2026-10-30T12:00", "Africa/Cairo")
    assert early.working_time_between(*around) == 1.5 * HOUR
    assert late.working_time_between(*around) == 1.5 * HOUR


def test_a_calendar_without_working_time_says_so():
    never = WorkingHours("Asia/Riyadh", ((),) * 7)
    closed = Special("closed", date(2026, 1, 1), date(2036, 1, 1), Rule.CLOSED)
    for here in (never, WorkingHours("Asia/Riyadh", (OFFICE,) * 7, (closed,))):
        with pytest.raises(NoWorkingTime):
            here.next_working_moment(at("2026-11-20T12:00"))
        with pytest.raises(NoWorkingTime):
            here.add_working_time(at("2026-11-20T12:00"), HOUR)
        with pytest.raises(NoWorkingTime):
            here.next_working_day(date(2026, 11, 20))
        assert here.working_time_between(at("2026-11-20T12:00"), at("2027-11-20T12:00")) == timedelta()


def test_the_end_of_time_is_no_fault():
    with pytest.raises(NoWorkingTime):
        RIYADH.add_working_time(datetime(9998, 12, 30, tzinfo=UTC), timedelta(days=100))
    with pytest.raises(NoWorkingTime):
        RIYADH.next_working_day(date.max)
    assert not RIYADH.is_working(datetime(9999, 6, 1, tzinfo=UTC))


def test_thousands_of_answers_are_quick():
    here = WorkingHours("Africa/Cairo", SUNDAY_TO_THURSDAY, (RAMADAN,), "EG")
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=97 * count) for count in range(5_000)]
    began = perf_counter()
    for moment in moments:
        here.add_working_time(moment, 20 * HOUR)
    assert perf_counter() - began < 2  # 0.1 s on a quiet machine


# Properties

ZONES = st.sampled_from(
    ["Asia/Riyadh", "Africa/Cairo", "Africa/Casablanca", "Europe/London", "America/St_Johns"]
)
INTERVALS = st.tuples(st.integers(0, 1439), st.integers(1, 720)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
HOURS = st.lists(INTERVALS, max_size=3).map(lambda some: tuple(united(some)))
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@st.composite
def specials(draw):
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 40)))
    rule = draw(st.sampled_from(Rule))
    return Special("", first, last, rule, () if rule == Rule.CLOSED else draw(HOURS))


CALENDARS = st.builds(
    WorkingHours,
    time_zone=ZONES,
    week=st.tuples(*[HOURS] * 7),
    special=st.lists(specials(), max_size=4).map(tuple),
    country=st.sampled_from(["", "SA", "EG", "MA"]),
)
# Often around the nights in which clocks change.
NIGHTS = st.sampled_from([CAIRO_IN_APRIL, CAIRO_IN_OCTOBER, CASABLANCA_BACK, CASABLANCA_FORWARD])
MOMENTS = st.one_of(
    st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)),  # noqa: DTZ001
    st.builds(
        lambda day, minutes: datetime(day.year, day.month, day.day) + timedelta(minutes=minutes),  # noqa: DTZ001
        NIGHTS,
        st.integers(-1500, 1500),
    ),
).map(lambda naive: naive.replace(tzinfo=UTC))
DURATIONS = st.timedeltas(timedelta(seconds=1), timedelta(hours=60))


@given(CALENDARS, MOMENTS, DURATIONS)
def test_added_time_is_what_lies_between_and_ends_while_somebody_works(here, moment, duration):
    try:
        due = here.add_working_time(moment, duration)
    except NoWorkingTime:
        assume(False)
    assert here.working_time_between(moment, due) == duration
    assert here.is_working(due - timedelta.resolution)


@given(CALENDARS, MOMENTS, DURATIONS, DURATIONS)
def test_adding_twice_is_adding_the_sum(here, moment, first, second):
    try:
        at_once = here.add_working_time(moment, first + second)
    except NoWorkingTime:
        assume(False)
    assert here.add_working_time(here.add_working_time(moment, first), second) == at_once


@given(CALENDARS, st.lists(MOMENTS, min_size=3, max_size=3))
def test_time_between_adds_up_and_is_never_longer_than_the_clock(here, moments):
    first, middle, last = sorted(moments)
    whole = here.working_time_between(first, last)
    assert whole == here.working_time_between(first, middle) + here.working_time_between(middle, last)
    assert timedelta() <= whole <= last - first


@given(CALENDARS, MOMENTS)
def test_the_next_working_moment_is_one_and_nothing_is_worked_before_it(here, moment):
    try:
        found = here.next_working_moment(moment)
    except NoWorkingTime:
        assume(False)
    assert here.is_working(found)
    assert found >= moment
    assert here.working_time_between(moment, found) == timedelta()
    assert (found == moment) == here.is_working(moment)


@given(ZONES, MOMENTS, MOMENTS)
def test_who_always_works_works_all_the_time_there_is(zone, one, other):
    here = WorkingHours(zone, (ALWAYS,) * 7)
    assert here.working_time_between(one, other) == other - one


@given(ZONES, HOURS, MOMENTS, MOMENTS)
def test_working_hours_and_the_rest_of_the_day_make_the_day(zone, hours, one, other):
    """The same intervals and what they leave free, both by the clock: no minute is lost and none counts twice."""
    within = united([(start, min(end, 1440)) for start, end in hours])
    edges = [0, *(minute for pair in within for minute in pair), 1440]
    free = tuple((start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)
    at_work, at_home = WorkingHours(zone, (tuple(within),) * 7), WorkingHours(zone, (free,) * 7)
    assert at_work.working_time_between(one, other) + at_home.working_time_between(one, other) == other - one


@given(CALENDARS, MOMENTS)
def test_somebody_works_when_the_wall_shows_it_on_a_night_without_change(here, moment):
    zone = ZoneInfo(here.time_zone)
    local = moment.astimezone(zone)
    around = [local.replace(tzinfo=None) + timedelta(days=count) for count in (-2, -1, 0, 1, 2)]
    assume(len({naive.replace(tzinfo=zone).utcoffset() for naive in around}) == 1)
    minute = local.hour * 60 + local.minute + local.second / 60 + local.microsecond / 60e6
    own, before = (here.plan(local.date() - timedelta(days=back)).hours for back in (0, 1))
    shown = any(start <= minute < end for start, end in own)
    night = any(start <= minute + 1440 < end for start, end in before)
    assert here.is_working(moment) == (shown or night)


@given(st.lists(INTERVALS, max_size=3))
def test_hours_written_are_read_again(intervals):
    hours = tuple(united(intervals))
    assume(not hours or hours[-1][1] <= hours[0][0] + 1440)
    assume(all(end - start <= 960 or end <= 1440 for start, end in hours))
    assert parse_hours(hours_text(hours)) == hours


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("8-17", OFFICE),
        ("08:00-17:00", OFFICE),
        ("٨:٠٠ - ١٧:٠٠", OFFICE),
        ("من 8 إلى 17", OFFICE),
        ("8:00–12:00، 13:00–17:00", ((480, 720), (780, 1020))),
        ("8.30 to 12, 13-17", ((510, 720), (780, 1020))),
        ("13-17, 8-12", ((480, 720), (780, 1020))),
        ("22-2", ((1320, 1560),)),
        ("22-24", ((1320, 1440),)),
        ("22:00-00:00", ((1320, 1440),)),
        ("0-24", ALWAYS),
        ("00:00-00:00", ALWAYS),
        ("", ()),
        (" ، ", ()),
    ],
)
def test_hours_as_people_type_them(typed, hours):
    assert parse_hours(typed) == hours


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("8", "Write hours as"),
        ("all day", "Write hours as"),
        ("8-17-20", "Write hours as"),
        ("25-26", "no such time"),
        ("8:60-9", "no such time"),
        ("8-8", "same as the beginning"),
        ("24-3", "same as the beginning"),
        ("8-5", "afternoon"),
        ("8-12, 11-17", "overlap"),
        ("8-12, 20-9", "overlap"),
        ("1-2,3-4,5-6,7-8,9-10,11-12,13-14", "too many"),
    ],
)
def test_what_names_no_hours_says_what_to_do(typed, advice):
    with pytest.raises(NotHours, match=advice):
        parse_hours(typed)


def test_the_clock_goes_round():
    assert [clock_text(minute) for minute in (0, 485, 1440, 1560)] == ["00:00", "08:05", "24:00", "02:00"]


def test_holidays_come_with_their_names_in_both_languages():
    national_day = date(2026, 9, 23)
    assert public_holidays("SA", 2026, "ar")[national_day] == "اليوم الوطني"
    assert public_holidays("SA", 2026, "en")[national_day] == "National Day Holiday"
    assert all(day.year == 2026 for day in public_holidays("GB", 2026))
    assert public_holidays("", 2026) == public_holidays("XX", 2026) == {}
    assert {"SA", "AE", "EG", "MA", "GB"} <= countries_with_holidays()


def test_the_weekend_is_the_country_s():
    assert [weekend_of(country) for country in ("SA", "EG", "AE", "GB", "")] == [
        (4, 5),
        (4, 5),
        (5, 6),
        (5, 6),
        (5, 6),
    ]
