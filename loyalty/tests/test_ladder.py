"""The arithmetic of loyalty tiers, from a table of days and from whatever happens."""

from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.ladder import (
    DAY,
    Ladder,
    Move,
    Place,
    Review,
    Step,
    Terms,
    Verdict,
    counted,
    judge,
    next_anniversary,
    set_by_hand,
    window,
)

SILVER, GOLD, TOP = 1, 2, 3
LADDER = Ladder([Step(GOLD, 1_000), Step(SILVER, 100), Step(TOP, 5_000)])
DAILY = Terms(12, Review.DAILY, 30, 15)
YEARLY = Terms(12, Review.ANNIVERSARY, 30, 15)


def on(months=12, **points):
    """count(day) of points by day, each as d20300131=50."""
    days = {date(int(k[1:5]), int(k[5:7]), int(k[7:])): v for k, v in points.items()}
    return lambda asked, known=date.max: counted(
        {on: points for on, points in days.items() if on <= known}, asked, months
    )


def walk(place, count, first, last, terms=DAILY, ladder=LADDER):
    """The moves of each night from a day to another: {day: move}, and the place at the end."""
    told, day = {}, first
    while day <= last:
        known = partial(count, known=day)
        verdict = judge(ladder, terms, place, known, day)
        if verdict.move:
            told[day] = verdict.move
        place = verdict.place
        assert judge(ladder, terms, place, known, day) == Verdict(place)  # again changes nothing
        day += DAY
    return told, place


class TestTheWindow:
    @pytest.mark.parametrize(
        ("day", "months", "first"),
        [
            (date(2027, 2, 28), 12, date(2026, 3, 1)),
            (date(2028, 2, 29), 12, date(2027, 3, 1)),
            (date(2029, 2, 28), 12, date(2028, 2, 29)),
            (date(2030, 3, 31), 1, date(2030, 3, 1)),
            (date(2030, 1, 1), 6, date(2029, 7, 2)),
        ],
    )
    def test_begins_the_day_after_the_same_day_so_many_months_ago(self, day, months, first):
        assert window(day, months) == (first, day)

    def test_never_counts_less_than_nothing(self):
        assert counted({date(2030, 1, 1): -50}, date(2030, 2, 1), 12) == 0

    @pytest.mark.parametrize(
        ("since", "after", "expected"),
        [
            (date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 28)),
            (date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28)),
            (date(2028, 2, 29), date(2031, 12, 31), date(2032, 2, 29)),
            (date(2030, 5, 5), date(2035, 5, 5), date(2036, 5, 5)),
        ],
    )
    def test_a_tier_of_29_february_has_its_day_every_year(self, since, after, expected):
        assert next_anniversary(since, after) == expected


class TestTheLadder:
    @pytest.mark.parametrize(
        ("points", "tier"), [(0, None), (99, None), (100, SILVER), (999, SILVER), (1_000, GOLD), (9_999, TOP)]
    )
    def test_points_reach_the_highest_tier_that_they_pay(self, points, tier):
        assert LADDER.earned(points) == tier

    def test_one_step_down_and_up(self):
        assert [LADDER.below(each) for each in (TOP, GOLD, SILVER, None)] == [GOLD, SILVER, None, None]
        assert [step and step.key for step in map(LADDER.above, (None, SILVER, TOP))] == [SILVER, GOLD, None]

    def test_several_tiers_are_reached_in_one_go(self):
        count = on(d20300101=1_200)
        verdict = judge(LADDER, DAILY, Place(), count, date(2030, 1, 1))
        assert (verdict.move, verdict.place.tier) == (Move.RISE, GOLD)


class TestEveryDay:
    def test_warned_thirty_days_before_then_grace_then_one_step_at_a_time(self):
        # 5,000 points of 1 January 2030 count until 31 December 2030 and no longer.
        told, place = walk(Place(), on(d20300101=5_000), date(2030, 1, 1), date(2031, 6, 30))
        assert list(told.items()) == [
            (date(2030, 1, 1), Move.RISE),
            (date(2030, 12, 2), Move.WARN),  # for 1 January, the first day without them
            (date(2031, 1, 16), Move.FALL),
            (date(2031, 1, 17), Move.WARN),
            (date(2031, 3, 3), Move.FALL),
            (date(2031, 3, 4), Move.WARN),
            (date(2031, 4, 18), Move.FALL),
        ]
        assert place.tier is None

    def test_points_in_the_grace_keep_it(self):
        count = on(d20300101=1_000, d20310110=1_000)
        told, place = walk(Place(GOLD, date(2030, 1, 1)), count, date(2031, 1, 10), date(2031, 1, 20))
        assert told == {}
        warned = Place(GOLD, date(2030, 1, 1), due_on=date(2031, 1, 1), falls_on=date(2031, 1, 16))
        told, place = walk(warned, count, date(2031, 1, 10), date(2031, 2, 20))
        assert told == {date(2031, 1, 10): Move.KEEP}
        assert (place.tier, place.since, place.falls_on) == (GOLD, date(2030, 1, 1), None)

    def test_what_was_taken_back_takes_no_tier_at_once(self):
        reached = Place(GOLD, date(2030, 1, 1), date(2030, 1, 1))
        told, place = walk(reached, on(d20300101=10), date(2030, 1, 2), date(2030, 2, 15))
        assert told == {date(2030, 1, 2): Move.WARN}
        assert place.falls_on == date(2030, 2, 16)


class TestOnceAYear:
    def test_between_two_anniversaries_nothing_is_lost(self):
        count = on(d20290310=1_000)
        told, place = walk(
            Place(GOLD, date(2029, 3, 10), date(2029, 3, 10)),
            count,
            date(2029, 3, 10),
            date(2031, 1, 1),
            YEARLY,
        )
        assert list(told.items()) == [
            (date(2030, 2, 8), Move.WARN),
            (date(2030, 3, 25), Move.FALL),
        ]
        assert (place.tier, place.since) == (SILVER, date(2030, 3, 25))

    def test_enough_on_the_day_and_it_stands_for_a_year_more(self):
        count = on(d20300301=1_000)
        told, place = walk(
            Place(GOLD, date(2029, 3, 10), date(2029, 3, 10)),
            count,
            date(2030, 1, 1),
            date(2031, 2, 7),
            YEARLY,
        )
        assert told == {date(2030, 2, 8): Move.WARN, date(2030, 3, 1): Move.KEEP}
        assert place.reviewed_on == date(2030, 3, 10)
        assert judge(LADDER, YEARLY, place, count, date(2031, 2, 8)).move == Move.WARN

    def test_a_review_that_comes_late_warns_no_shorter(self):
        reached = Place(GOLD, date(2029, 3, 10), date(2029, 3, 10))
        late = judge(LADDER, YEARLY, reached, on(), date(2030, 4, 1)).place
        assert (late.due_on, late.falls_on) == (date(2030, 5, 1), date(2030, 5, 16))


class TestSetByHand:
    def test_it_holds_until_its_day_is_warned_of_and_goes_back(self):
        count = on(d20300101=150)
        place = set_by_hand(Place(SILVER, date(2030, 1, 1)), TOP, date(2030, 1, 5), date(2030, 4, 30))
        told, place = walk(place, count, date(2030, 1, 5), date(2030, 5, 5))
        assert told == {date(2030, 3, 31): Move.WARN, date(2030, 5, 1): Move.END}
        assert (place.tier, place.fixed_until) == (SILVER, None)

    def test_more_points_raise_it_all_the_same(self):
        place = set_by_hand(Place(), SILVER, date(2030, 1, 5), date(2030, 4, 30))
        verdict = judge(LADDER, DAILY, place, on(d20300101=1_500), date(2030, 1, 6))
        assert (verdict.move, verdict.place.tier, verdict.place.fixed_until) == (Move.RISE, GOLD, None)

    def test_a_lower_one_stays_lower_whatever_the_points_say(self):
        count = on(d20300101=1_500)
        place = set_by_hand(Place(GOLD, date(2030, 1, 1)), SILVER, date(2030, 1, 5), date(2030, 2, 1))
        told, place = walk(place, count, date(2030, 1, 5), date(2030, 2, 5))
        assert told == {date(2030, 2, 2): Move.END}
        assert place.tier == GOLD

    def test_set_again_it_goes_back_to_what_stood_before_the_first_time(self):
        first = set_by_hand(Place(SILVER, date(2030, 1, 1)), GOLD, date(2030, 1, 5), date(2030, 2, 1))
        again = set_by_hand(first, TOP, date(2030, 1, 6), date(2030, 3, 1))
        assert again.back_to == SILVER


def test_who_stands_in_a_tier_that_is_no_more_goes_to_the_one_under_it():
    ladder = Ladder([Step(SILVER, 100), Step(GOLD, 1_000, is_open=False)])
    place = Place(GOLD, date(2030, 1, 1))
    verdict = judge(ladder, DAILY, place, on(d20300101=1_500), date(2030, 1, 2))
    assert (verdict.move, verdict.place.tier) == (Move.END, SILVER)


days = st.dates(date(2027, 1, 1), date(2030, 12, 31))
happenings = st.dictionaries(days, st.integers(-2_000, 3_000), max_size=12)
terms = st.builds(Terms, st.integers(1, 36), st.sampled_from(Review), st.integers(1, 60), st.integers(0, 60))


@settings(max_examples=60, deadline=None)
@given(happenings, terms, days)
def test_nobody_falls_unwarned_or_more_than_a_step_and_nobody_who_has_the_points(earned, terms, first):
    place, warned_on = Place(), None
    for offset in range(400):
        day = first + timedelta(days=offset)
        known = {on: points for on, points in earned.items() if on <= day}

        def count(asked, known=known):
            return counted(known, asked, terms.months)

        before = place
        verdict = judge(LADDER, terms, place, count, day)
        place = verdict.place
        assert judge(LADDER, terms, place, count, day).move is None
        assert LADDER.rank(place.tier) >= LADDER.rank(LADDER.earned(count(day)))
        if verdict.move == Move.WARN:
            warned_on = day
            assert place.falls_on >= day + timedelta(days=terms.warning_days + terms.grace_days)
        elif verdict.move == Move.FALL:
            assert day == before.falls_on
            assert day >= warned_on + timedelta(days=terms.warning_days + terms.grace_days)
            assert place.tier == LADDER.below(before.tier)
            assert count(day) < LADDER.rank(before.tier)
        else:
            assert LADDER.rank(place.tier) >= LADDER.rank(before.tier)
