"""Scores and tiers as arithmetic, and the same arithmetic as the database does it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.scoring import EVEN, FACTORS, LESS_IS_BETTER, potential, rank, score, value_score
from planning.tiers import Thresholds, propose

BEST = {factor: 1 if factor in LESS_IS_BETTER else 5 for factor in FACTORS}
WORST = {factor: 6 - mark for factor, mark in BEST.items()}
RULES = Thresholds(value_a=1000, value_b=500, value_c=100, raise_from=75, lower_below=35)
marks = st.fixed_dictionaries({factor: st.integers(1, 5) for factor in FACTORS})
weights = st.fixed_dictionaries({factor: st.integers(0, 10) for factor in FACTORS}).filter(
    lambda given: any(given.values())
)


def test_the_ends_are_0_and_100():
    assert score(BEST, EVEN) == 100
    assert score(WORST, EVEN) == 0
    assert score(dict.fromkeys(FACTORS, 3), EVEN) == 50


def test_a_factor_that_weighs_nothing_does_not_count():
    assert score(WORST | {"growth": 5}, dict.fromkeys(FACTORS, 0) | {"growth": 3}) == 100


def test_what_is_no_mark_and_weights_of_nothing_are_refused():
    with pytest.raises(ValueError, match="growth"):
        score(BEST | {"growth": 6}, EVEN)
    with pytest.raises(ValueError, match="weighs"):
        score(BEST, dict.fromkeys(FACTORS, 0))


@given(marks, weights)
def test_a_score_stays_within_its_ends_and_better_marks_never_lower_it(given_marks, given_weights):
    was = score(given_marks, given_weights)
    assert 0 <= was <= 100
    assert 0 <= potential(given_marks, given_weights) <= 100
    better = min(given_marks["growth"] + 1, 5)
    assert score(given_marks | {"growth": better}, given_weights) >= was


@pytest.mark.parametrize(
    ("value", "assessed", "tier"),
    [
        (1000, None, "A"), (999, None, "B"), (100, None, "C"), (99, None, "D"), (None, None, "D"), (500, 75, "A"),
        (500, 74, "B"), (500, 34, "C"), (500, 35, "B"), (1000, 100, "A"), (0, 0, "D"),
    ],
)  # fmt: skip
def test_the_value_gives_a_tier_and_the_assessment_moves_it_by_one(value, assessed, tier):
    assert propose(value, assessed, RULES).tier == tier


def test_value_and_assessment_count_alike_in_the_ranking():
    assert value_score(500, 1000) == 50
    assert value_score(5000, 1000) == 100
    assert value_score(None, 1000) == 0
    assert rank(50, 100) == 75
    assert rank(100, None) == 50
