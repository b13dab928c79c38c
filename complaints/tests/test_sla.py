"""The clocks of complaints against a count minute by minute, and each mistake found in other products."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.sla import Fact, Kind, What, clocks, is_late, reached_at, used
from lib.working_time import Rule, Special, WorkingHours

DAY = (((8 * 60, 12 * 60), (13 * 60, 17 * 60)),)
RIYADH = WorkingHours("Asia/Riyadh", week=DAY * 4 + ((),) * 2 + DAY, country="SA")
RAMADAN = WorkingHours(
    "Asia/Riyadh",
    week=DAY * 4 + ((),) * 2 + DAY,
    special=(Special("رمضان", date(2026, 2, 18), date(2026, 3, 18), Rule.HOURS, ((600, 900), (1260, 1440))),),
    country="SA",
)
ALWAYS = WorkingHours("UTC", week=(((0, 1440),),) * 7)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text):
    """A moment by the clock of Riyadh, which knows no summer time."""
    return datetime.fromisoformat(f"{text}+03:00").astimezone(UTC)


def facts(*told):
    return [Fact(at(moment), what) for moment, what in told]


def one(kind, *told, number=1):
    return next(each for each in clocks(facts(*told)) if (each.kind, each.number) == (kind, number))


# ---------- what goes wrong elsewhere ----------
def test_thursday_afternoon_and_four_hours_is_on_sunday():
    clock = one(Kind.RESOLUTION, ("2026-01-08T16:30", What.FILED))
    assert reached_at(clock, RIYADH, 4 * HOUR) == at("2026-01-11T11:30")


def test_the_break_at_noon_is_no_working_time():
    clock = one(Kind.RESOLUTION, ("2026-01-06T11:00", What.FILED))
    assert reached_at(clock, RIYADH, 2 * HOUR) == at("2026-01-06T14:00")


def test_a_later_promise_never_moves_the_first_response():
    told = [
        ("2026-01-06T09:00", What.FILED),
        ("2026-01-06T10:00", What.WROTE),
        ("2026-01-06T11:00", What.WROTE),
    ]
    found = clocks(facts(*told))
    assert [each.kind for each in found] == [Kind.ACKNOWLEDGEMENT, Kind.FIRST_RESPONSE, Kind.RESOLUTION]
    first = one(Kind.FIRST_RESPONSE, *told)
    assert reached_at(first, RIYADH, HOUR) == at("2026-01-06T10:00")


def test_an_acknowledgement_is_no_response():
    told = [("2026-01-06T09:00", What.FILED), ("2026-01-06T09:01", What.ACKNOWLEDGED)]
    assert one(Kind.ACKNOWLEDGEMENT, *told).stopped_at == at("2026-01-06T09:01")
    assert one(Kind.FIRST_RESPONSE, *told).is_running


def test_waiting_stands_still_in_working_time_alone():
    """Over a weekend: two hours of Thursday and one of Sunday are given back, not three days."""
    told = [
        ("2026-01-08T14:00", What.FILED),
        ("2026-01-08T15:00", What.WAITED),
        ("2026-01-11T09:00", What.WROTE),
    ]
    clock = one(Kind.RESOLUTION, *told)
    assert used(clock, RIYADH, at("2026-01-11T10:00")) == 2 * HOUR
    assert reached_at(clock, RIYADH, 4 * HOUR) == at("2026-01-11T12:00")


def test_what_waits_is_due_at_no_time_unless_it_was_before():
    told = [("2026-01-06T09:00", What.FILED), ("2026-01-06T11:00", What.WAITED)]
    clock = one(Kind.RESOLUTION, *told)
    assert clock.is_paused
    assert reached_at(clock, RIYADH, 4 * HOUR) is None
    assert reached_at(clock, RIYADH, HOUR) == at("2026-01-06T10:00")


def test_another_target_keeps_every_pause():
    told = [
        ("2026-01-06T09:00", What.FILED),
        ("2026-01-06T10:00", What.WAITED),
        ("2026-01-06T14:00", What.WENT_ON),
    ]
    clock = one(Kind.RESOLUTION, *told)
    assert reached_at(clock, RIYADH, 2 * HOUR) == at("2026-01-06T15:00")
    assert reached_at(clock, RIYADH, 8 * HOUR) == at("2026-01-07T13:00") - HOUR


def test_nothing_runs_after_the_end_and_thanks_ask_for_nothing():
    told = [
        ("2026-01-06T09:00", What.FILED),
        ("2026-01-06T10:00", What.ANSWERED),
        ("2026-01-06T11:00", What.RESOLVED),
        ("2026-01-06T11:30", What.WROTE),
    ]
    found = clocks(facts(*told))
    assert not any(each.is_running for each in found)
    assert Kind.NEXT_RESPONSE not in {each.kind for each in found}
    assert used(one(Kind.RESOLUTION, *told), RIYADH, at("2026-02-06T11:00")) == 2 * HOUR


def test_the_end_while_it_waits_gives_back_the_waiting():
    told = [
        ("2026-01-06T09:00", What.FILED),
        ("2026-01-06T10:00", What.WAITED),
        ("2026-01-06T16:00", What.RESOLVED),
    ]
    assert used(one(Kind.RESOLUTION, *told), RIYADH, at("2026-01-07T10:00")) == HOUR


def test_a_reopened_one_has_another_resolution_and_keeps_the_first():
    told = [
        ("2026-01-06T09:00", What.FILED),
        ("2026-01-06T10:00", What.RESOLVED),
        ("2026-01-07T09:00", What.REOPENED),
    ]
    first, second = (one(Kind.RESOLUTION, *told, number=number) for number in (1, 2))
    assert used(first, RIYADH, at("2026-01-08T09:00")) == HOUR
    assert reached_at(second, RIYADH, HOUR) == at("2026-01-07T10:00")
    # What was solved is not waiting since: the time between is nobody's.
    assert used(second, RIYADH, at("2026-01-07T09:30")) == timedelta(minutes=30)


def test_the_next_response_runs_from_the_first_message_that_nobody_answered():
    told = [
        ("2026-01-06T09:00", What.FILED),
        ("2026-01-06T09:30", What.ANSWERED),
        ("2026-01-06T10:00", What.WROTE),
        ("2026-01-06T11:00", What.WROTE),
        ("2026-01-06T11:30", What.ANSWERED),
        ("2026-01-06T14:00", What.WROTE),
    ]
    first, second = (one(Kind.NEXT_RESPONSE, *told, number=number) for number in (1, 2))
    assert (first.started_at, first.stopped_at) == (at("2026-01-06T10:00"), at("2026-01-06T11:30"))
    assert (second.started_at, second.is_running) == (at("2026-01-06T14:00"), True)


def test_what_was_dropped_is_never_late():
    told = [("2026-01-06T09:00", What.FILED), ("2026-01-08T10:00", What.DROPPED)]
    clock = one(Kind.FIRST_RESPONSE, *told)
    assert clock.is_dropped
    assert not is_late(clock, RIYADH, HOUR, at("2026-01-09T10:00"))


def test_what_is_used_exactly_is_kept():
    told = [("2026-01-06T09:00", What.FILED), ("2026-01-06T10:00", What.ANSWERED)]
    clock = one(Kind.FIRST_RESPONSE, *told)
    now = at("2026-01-07T09:00")
    assert not is_late(clock, RIYADH, HOUR, now)
    assert is_late(clock, RIYADH, HOUR - MINUTE, now)
    assert reached_at(clock, RIYADH, HOUR) == at("2026-01-06T10:00")


def test_a_holiday_put_in_later_moves_what_is_due():
    clock = one(Kind.RESOLUTION, ("2026-02-19T10:00", What.FILED))
    without = WorkingHours("Asia/Riyadh", week=RIYADH.week)
    assert reached_at(clock, without, 8 * HOUR) == at("2026-02-22T10:00")
    assert reached_at(clock, RIYADH, 8 * HOUR) == at("2026-02-23T10:00")  # the Day of Founding


@pytest.mark.parametrize(
    "told",
    [
        [("2026-01-06T09:00", What.ANSWERED)],
        [("2026-01-06T09:00", What.FILED), ("2026-01-06T08:59", What.ANSWERED)],
    ],
)
def test_facts_out_of_order_are_refused(told):
    with pytest.raises(ValueError, match=r"order|begins"):
        clocks(facts(*told))


# ---------- against a count minute by minute ----------
BEGIN = datetime(2026, 2, 15, tzinfo=UTC)
MINUTES = 60 * 24 * 40
LATER = [what for what in What if what != What.FILED]


class Counted:
    """Working minutes of a calendar, found by asking at each of them."""

    def __init__(self, hours):
        self.hours = hours
        self.works = [hours.is_working(BEGIN + minute * MINUTE) for minute in range(MINUTES)]


CALENDARS = [Counted(each) for each in (RIYADH, RAMADAN, ALWAYS)]


def lived_through(told, until):
    """What a person with a wrist watch would say: for each clock its start, end, and the minutes in which it ran."""
    found, running, is_open, waits, counts = {}, {}, False, False, dict.fromkeys(Kind, 0)
    by_minute = {}
    for minute, what in told:
        by_minute.setdefault(minute, []).append(what)
    for minute in range(until):
        for what in by_minute.get(minute, ()):
            if what in {What.WROTE, What.WENT_ON, What.RESOLVED, What.DROPPED}:
                waits = False
            stops = {
                What.ACKNOWLEDGED: [Kind.ACKNOWLEDGEMENT],
                What.ANSWERED: [Kind.ACKNOWLEDGEMENT, Kind.FIRST_RESPONSE, Kind.NEXT_RESPONSE],
                What.RESOLVED: list(Kind),
                What.DROPPED: list(Kind),
            }.get(what, [])
            for kind in stops:
                running.pop(kind, None)
            starts = []
            if what in {What.RESOLVED, What.DROPPED}:
                is_open = False
            elif what == What.FILED:
                is_open, starts = True, [Kind.ACKNOWLEDGEMENT, Kind.FIRST_RESPONSE, Kind.RESOLUTION]
            elif what == What.REOPENED and not is_open:
                is_open, starts = True, [Kind.RESOLUTION]
            elif what == What.WAITED and is_open:
                waits = True
            elif (
                what == What.WROTE
                and is_open
                and not {Kind.FIRST_RESPONSE, Kind.NEXT_RESPONSE} & set(running)
            ):
                starts = [Kind.NEXT_RESPONSE]
            for kind in starts:
                counts[kind] += 1
                running[kind] = found[kind, counts[kind]] = []
        if not waits:
            for minutes in running.values():
                minutes.append(minute)
    return found


@st.composite
def lives(draw):
    times = sorted(draw(st.lists(st.integers(0, 60 * 24 * 14), min_size=1, max_size=12)))
    return [(times[0], What.FILED), *((minute, draw(st.sampled_from(LATER))) for minute in times[1:])]


@settings(max_examples=1000, deadline=None)
@given(told=lives(), which=st.sampled_from(range(len(CALENDARS))), target=st.integers(1, 60 * 30))
def test_the_clocks_agree_with_a_count_minute_by_minute(told, which, target):
    counted = CALENDARS[which]
    until = told[-1][0] + 60 * 24 * 2
    seen = lived_through(told, until)
    now = BEGIN + until * MINUTE
    found = clocks([Fact(BEGIN + minute * MINUTE, what) for minute, what in told])
    assert {(each.kind, each.number) for each in found} == set(seen)
    for clock in found:
        worked = [minute for minute in seen[clock.kind, clock.number] if counted.works[minute]]
        assert used(clock, counted.hours, now) == len(worked) * MINUTE
        if len(worked) >= target:
            due = BEGIN + (worked[target - 1] + 1) * MINUTE
            assert reached_at(clock, counted.hours, target * MINUTE) == due
        assert is_late(clock, counted.hours, target * MINUTE, now) is (
            len(worked) > target and not clock.is_dropped
        )
