"""CSAT, NPS and CES: tables of cases, and what holds for any answers."""

from collections import Counter
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.measures import NotOnTheScale, ces, csat, is_happy, nps

FROM_0_TO_10 = st.lists(st.integers(0, 10), max_size=60)


@pytest.mark.parametrize(
    ("values", "n", "satisfied", "percent", "mean"),
    [
        ([], 0, 0, None, None),
        ([1], 1, 0, 0, 1),
        ([3], 1, 0, 0, 3),
        ([4], 1, 1, 100, 4),
        ([5, 4, 3, 2, 1], 5, 2, 40, 3),
        ({5: 30, 1: 10}, 40, 30, 75, 4),
    ],
)
def test_csat_is_the_share_of_the_two_highest(values, n, satisfied, percent, mean):
    found = csat(values)
    assert (found.n, found.satisfied, found.percent, found.mean) == (n, satisfied, percent, mean)


@pytest.mark.parametrize(
    ("values", "parts", "score", "margin"),
    [
        ([], (0, 0, 0), None, None),
        ([0], (0, 0, 1), -100, 0),  # 0 counts: who gives it would warn others of us
        ([6], (0, 0, 1), -100, 0),
        ([7], (0, 1, 0), 0, 0),
        ([8], (0, 1, 0), 0, 0),
        ([9], (1, 0, 0), 100, 0),
        ([10, 0], (1, 0, 1), 0, 196 / sqrt(2)),
        ({10: 50, 8: 30, 0: 20}, (50, 30, 20), 30, 196 * sqrt((0.7 - 0.09) / 100)),
    ],
)
def test_nps_is_promoters_less_detractors_with_its_margin(values, parts, score, margin):
    found = nps(values)
    assert (found.promoters, found.passives, found.detractors) == parts
    assert found.score == score
    assert found.margin is None if margin is None else isclose(found.margin, margin)


@pytest.mark.parametrize(
    ("values", "n", "easy", "percent", "mean"),
    [([], 0, 0, None, None), ([4], 1, 0, 0, 4), ([5], 1, 1, 100, 5), ([1, 7, 7, 5], 4, 3, 75, 5)],
)
def test_ces_is_the_mean_and_the_share_of_five_to_seven(values, n, easy, percent, mean):
    found = ces(values)
    assert (found.n, found.easy, found.percent, found.mean) == (n, easy, percent, mean)


@pytest.mark.parametrize(
    ("measure", "wrong"), [(csat, 0), (csat, 6), (nps, -1), (nps, 11), (ces, 0), (ces, 8)]
)
def test_what_the_scale_does_not_have_is_refused(measure, wrong):
    with pytest.raises(NotOnTheScale):
        measure([wrong])


def test_fewer_than_thirty_say_little():
    assert nps([9] * 29).is_few
    assert not nps([9] * 30).is_few


@pytest.mark.parametrize(
    ("measure", "value", "is_glad"),
    [("csat", 5, True), ("csat", 4, False), ("nps", 9, True), ("nps", 8, False), ("ces", 7, False), ("", 5, False)],
)  # fmt: skip
def test_who_is_glad_of_us(measure, value, is_glad):
    assert is_happy(measure, value) is is_glad


@given(FROM_0_TO_10)
def test_answers_in_any_order_and_counted_beforehand_come_to_the_same(values):
    assert nps(values) == nps(sorted(values)) == nps(Counter(values))


@given(FROM_0_TO_10.filter(bool), st.integers(2, 5))
def test_more_of_the_same_leaves_the_score_and_narrows_the_margin(values, times):
    one, many = nps(values), nps(values * times)
    assert isclose(one.score, many.score, abs_tol=1e-9)
    assert isclose(many.margin * sqrt(times), one.margin, abs_tol=1e-6)
    assert -100 <= one.score <= 100
    assert one.promoters + one.passives + one.detractors == one.n == len(values)


@given(FROM_0_TO_10.filter(bool), st.integers(0, 10), st.integers(0, 10))
def test_a_better_answer_never_lowers_the_score(values, one, other):
    low, high = sorted((one, other))
    assert nps([*values, low]).score <= nps([*values, high]).score
