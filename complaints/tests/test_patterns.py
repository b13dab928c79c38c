"""The arithmetic of patterns, against published tables."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.patterns import (
    groups,
    pareto,
    poisson_bound,
    poisson_cdf,
    repeats,
    silence,
    spike,
    week_of,
    windows,
)


@pytest.mark.parametrize(
    ("mean", "count", "published"),
    [  # cumulative tables of the Poisson distribution, four places
        (0.1, 1, 0.9953),
        (0.5, 0, 0.6065),
        (0.5, 2, 0.9856),
        (1.0, 3, 0.9810),
        (1.0, 4, 0.9963),
        (2.0, 5, 0.9834),
        (2.0, 6, 0.9955),
        (5.0, 10, 0.9863),
        (5.0, 11, 0.9945),
        (10.0, 10, 0.5830),
        (10.0, 17, 0.9857),
        (10.0, 18, 0.9928),
        (20.0, 30, 0.9865),
        (20.0, 31, 0.9919),
    ],
)
def test_the_poisson_sum_is_that_of_the_tables(mean, count, published):
    assert poisson_cdf(count, mean) == pytest.approx(published, abs=0.00005)


@pytest.mark.parametrize(
    ("mean", "bound"),
    [(0, 0), (0.1, 1), (0.5, 3), (1, 4), (2, 6), (5, 11), (10, 18), (20, 31)],
)
def test_the_bound_is_the_quantile_of_the_tables(mean, bound):
    assert poisson_bound(mean) == bound


@given(st.floats(min_value=0.01, max_value=3_000), st.sampled_from([0.5, 0.9, 0.95, 0.99, 0.999]))
def test_the_bound_is_the_least_count_that_reaches_the_confidence(mean, confidence):
    bound = poisson_bound(mean, confidence)
    assert poisson_cdf(bound, mean) >= confidence > poisson_cdf(bound - 1, mean)


@pytest.mark.parametrize("mean", [-1, -0.001])
def test_a_negative_mean_is_an_error(mean):
    with pytest.raises(ValueError, match="mean"):
        poisson_bound(mean)
    with pytest.raises(ValueError, match="mean"):
        poisson_cdf(3, mean)


def test_a_confidence_of_one_is_an_error():
    with pytest.raises(ValueError, match="confidence"):
        poisson_bound(3, 1)


@pytest.mark.parametrize(
    ("count", "before", "is_one"),
    [
        (5, [0] * 12, True),
        (4, [0] * 12, False),  # fewer than five are none
        (5, [1] * 12, True),  # bound 4
        (6, [2] * 12, False),  # bound 6 is not passed
        (7, [2] * 12, True),
        (11, [5] * 12, False),
        (12, [5] * 12, True),
        (5, [], True),
    ],
)
def test_a_week_is_a_spike_from_five_cases_on_that_pass_the_bound(count, before, is_one):
    assert (spike(count, before) is not None) == is_one


def test_a_spike_tells_what_was_usual():
    found = spike(9, [1, 0, 2, 1, 0, 2, 1, 1, 1, 1, 1, 1])
    assert (found.count, found.mean, found.bound) == (9, 1.0, 4)


def test_pareto_draws_the_line_at_eighty_percent():
    parts = pareto({"delivery": 50, "price": 5, "quality": 31, "staff": 9, "other": 5})
    assert [(each.key, each.is_vital) for each in parts] == [
        ("delivery", True),
        ("quality", True),
        ("staff", False),
        ("price", False),
        ("other", False),
    ]
    assert [round(each.together, 2) for each in parts] == [0.5, 0.81, 0.9, 0.95, 1.0]
    assert parts[0].percent == 50


def test_the_cause_that_reaches_the_line_exactly_is_the_last_of_the_few():
    assert [each.is_vital for each in pareto({"a": 8, "b": 2})] == [True, False]


def test_of_nothing_there_is_no_pareto():
    assert pareto({}) == []
    assert pareto({"a": 0}) == []


def test_what_hangs_together_is_one_group():
    assert groups([(1, 2), (4, 5), (2, 3), (7, 4), (3, 1)]) == [[1, 2, 3], [4, 5, 7]]
    assert groups([]) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_groups_hold_each_one_once_and_no_link_leads_out_of_one(links):
    found = groups(links)
    members = [one for group in found for one in group]
    assert sorted(members) == sorted({one for link in links for one in link})
    place = {one: number for number, group in enumerate(found) for one in group}
    assert all(place[one] == place[other] for one, other in links)


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("count", "usual", "days", "expected"),
    [
        (10, 20, 40, (40, 20)),
        (10, 20, 39, None),  # not yet twice as long
        (10, 5, 29, None),  # too short to be silence
        (10, 5, 30, (30, 5)),
        (3, 20, 60, None),  # too few to know what is usual
        (10, 100, 366, None),  # long over
    ],
)
def test_silence_is_twice_the_usual_time(count, usual, days, expected):
    last = TODAY - timedelta(days=days)
    found = silence(
        count=count, first_on=last - timedelta(days=usual * (count - 1)), last_on=last, today=TODAY
    )
    assert (found and (found.days, found.usual_days)) == expected


def test_purchases_of_a_single_day_tell_no_rhythm():
    assert silence(count=9, first_on=TODAY, last_on=TODAY, today=TODAY + timedelta(days=90)) is None


def test_as_many_days_count_before_an_action_as_after_it():
    assert windows(TODAY - timedelta(days=30), TODAY) == (TODAY - timedelta(days=60), TODAY)
    assert windows(TODAY, TODAY) is None


@pytest.mark.parametrize(("first", "expected"), [(0, date(2026, 11, 23)), (6, date(2026, 11, 22))])
def test_a_week_begins_on_the_day_of_the_workspace(first, expected):
    assert week_of(TODAY, first_weekday=first) == expected


NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        ([], []),
        ([10], []),
        ([100, 10], [0, 1]),  # exactly 90 days lie between them
        ([101, 10], []),
        ([300, 60, 20, 1], [1, 2, 3]),
        ([200, 180], []),  # long over
        ([120, 90], [0, 1]),  # the last one still counts on its ninetieth day
        ([120, 91], []),
    ],
)
def test_a_repeat_follows_within_ninety_days(days_ago, expected):
    filed = [(NOW - timedelta(days=days), place) for place, days in enumerate(days_ago)]
    assert repeats(filed, now=NOW) == expected
