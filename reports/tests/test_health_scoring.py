"""Account health as arithmetic: a table of cases, and what holds for whatever is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.health import scoring
from reports.health.scoring import PARTS, USUAL_WEIGHTS, Facts, Score

DAYS = st.none() | st.integers(0, 5_000)
COUNT = st.integers(0, 60)
FACTS = st.builds(
    Facts, days_since=DAYS, usual_days=st.none() | st.integers(1, 800), days_known=DAYS, bought_lately=COUNT,
    bought_before=COUNT, ratings=COUNT, satisfaction=st.none() | st.integers(0, 100), open_complaints=COUNT,
    late_complaints=COUNT, closed_complaints=COUNT, contact_days=DAYS, rhythm_days=st.none() | st.integers(1, 400),
    payment=st.none() | st.integers(0, 100),
)  # fmt: skip
WEIGHTS = st.fixed_dictionaries({part: st.integers(0, 100) for part in PARTS}).filter(
    lambda w: sum(w.values())
)


@pytest.mark.parametrize(
    ("facts", "part", "mark"),
    [
        (Facts(), "recency", None),
        (Facts(days_since=30, usual_days=30), "recency", 100),
        (Facts(days_since=60, usual_days=30), "recency", 50),
        (Facts(days_since=90, usual_days=30), "recency", 0),
        (Facts(days_since=90), "recency", 100),  # 90 days are assumed
        (Facts(days_since=14, usual_days=1), "recency", 100),  # who buys daily is not lost on the fourth day
        (Facts(days_known=100, bought_lately=3), "frequency", None),
        (Facts(days_known=400), "frequency", 0),
        (Facts(days_known=400, bought_lately=4, bought_before=4), "frequency", 100),
        (Facts(days_known=400, bought_lately=1, bought_before=3), "frequency", 50),
        (Facts(days_known=400, bought_lately=9, bought_before=3), "frequency", 100),
        (Facts(), "satisfaction", None),
        (Facts(satisfaction=62), "satisfaction", 62),
        (Facts(), "complaints", 100),
        (Facts(open_complaints=1), "complaints", 70),
        (Facts(open_complaints=1, late_complaints=1, closed_complaints=2), "complaints", 30),
        (Facts(open_complaints=9), "complaints", 0),
        (Facts(), "payment", None),
        (Facts(), "contact", None),
        (Facts(rhythm_days=30), "contact", 0),
        (Facts(rhythm_days=30, contact_days=30), "contact", 100),
        (Facts(rhythm_days=30, contact_days=75), "contact", 25),
    ],
)
def test_mark_of_a_part(facts, part, mark):
    assert scoring.marks_of(facts)[part] == mark


def test_usual_weights_are_those_of_the_definition():
    assert list(USUAL_WEIGHTS.values()) == [25, 20, 15, 20, 10, 10]
    assert sum(USUAL_WEIGHTS.values()) == 100


def test_weight_of_what_is_not_known_goes_to_the_others():
    facts = Facts(days_since=60, usual_days=30)  # half a mark for the last purchase, no complaint
    found = scoring.score(facts, USUAL_WEIGHTS)
    assert found.missing == ("frequency", "satisfaction", "payment", "contact")
    # 25 and 20 of 45 known: (25 x 50 + 20 x 100) / 45 = 72.2
    assert found.total == 72
    assert found.shares == {"recency": 56, "complaints": 44}
    assert found.points == {"recency": 28, "complaints": 44}


def test_without_enough_known_there_is_no_score():
    """No complaint and a contact in time say little of somebody who never bought."""
    found = scoring.score(Facts(rhythm_days=30, contact_days=1), USUAL_WEIGHTS)
    assert found == Score(None, found.marks, {}, {})


@given(FACTS, WEIGHTS)
def test_score_is_between_0_and_100_and_its_parts_add_up(facts, weights):
    found = scoring.score(facts, weights)
    if found.total is None:
        assert not found.points
        assert not found.shares
        return
    assert 0 <= found.total <= 100
    assert sum(found.points.values()) == found.total
    assert sum(found.shares.values()) == 100
    for part, points in found.points.items():
        assert found.marks[part] is not None
        assert weights[part]
        assert 0 <= points <= found.shares[part]


@given(FACTS, WEIGHTS, st.sampled_from(PARTS))
def test_better_mark_never_lowers_the_score(facts, weights, part):
    marks = scoring.marks_of(facts)
    if marks[part] is None or marks[part] == 100:
        return
    before = scoring.put_together(marks, weights).total
    after = scoring.put_together({**marks, part: 100}, weights).total
    assert before is None or after >= before


@given(FACTS, WEIGHTS)
def test_what_is_missing_counts_as_if_it_were_like_the_rest(facts, weights):
    """Leaving a part out is the same as giving it no weight."""
    marks = scoring.marks_of(facts)
    found = scoring.put_together(marks, weights)
    without = {part: weights[part] if marks[part] is not None else 0 for part in PARTS}
    if found.total is not None:
        assert scoring.put_together(marks, without).total == found.total


COUNTS = st.lists(st.integers(0, 5), min_size=101, max_size=101)


@given(COUNTS, COUNTS)
def test_area_is_that_of_all_pairs(stayed, left):
    found = scoring.area(stayed, left)
    if sum(stayed) < scoring.FEWEST or sum(left) < scoring.FEWEST:
        assert found is None
        return
    won = sum(
        a * b * (1 if high > low else 0.5 if high == low else 0)
        for high, a in enumerate(stayed)
        for low, b in enumerate(left)
    )
    assert found == pytest.approx(won / (sum(stayed) * sum(left)))


def test_area_is_one_where_all_who_left_were_lower_and_none_with_too_few():
    high, low = [0] * 101, [0] * 101
    high[80], low[20] = 10, 10
    assert scoring.area(high, low) == 1
    assert scoring.area(low, high) == 0
    assert scoring.area(high, high) == 0.5
    low[20] = 9
    assert scoring.area(high, low) is None
