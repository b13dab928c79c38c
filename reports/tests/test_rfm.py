"""Scores and segments of RFM."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.lifetime.rfm import GRID, Segment, edges, score_of, segment_of, together

scores = st.integers(1, 5)


class TestScores:
    @given(values=st.lists(st.integers(0, 30), min_size=1, max_size=60))
    def test_a_score_is_the_cumulative_share_in_fifths(self, values):
        found = edges(values)
        for value in values:
            share = sum(each <= value for each in values) / len(values)
            assert score_of(value, found) == math.ceil(round(5 * share, 9))

    @given(values=st.lists(st.integers(0, 5), min_size=1, max_size=60))
    def test_the_same_figure_has_the_same_score(self, values):
        found = edges(values)
        by_value = {}
        for value in values:
            assert by_value.setdefault(value, score_of(value, found)) == score_of(value, found)
        ordered = [by_value[each] for each in sorted(by_value)]
        assert ordered == sorted(ordered)
        assert ordered[-1] == 5

    def test_many_who_bought_once_are_not_torn_apart(self):
        found = edges([1] * 60 + [2] * 20 + [3] * 10 + [9] * 10)
        assert [score_of(each, found) for each in (1, 2, 3, 9)] == [3, 4, 5, 5]

    def test_ten_different_ones_are_two_by_two(self):
        found = edges(list(range(10)))
        assert [score_of(each, found) for each in range(10)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]

    def test_nobody_has_no_edges(self):
        assert edges([]) == []


class TestSegments:
    def test_the_grid_names_eleven(self):
        named = {each for row in GRID.values() for each in row}
        assert named == set(Segment)
        assert len(named) == 11
        assert {len(row) for row in GRID.values()} == {5}

    @pytest.mark.parametrize(("asked", "segment"), [
        ((5, 5, 5), "champions"), ((5, 1, 1), "new"), ((4, 1, 1), "promising"), ((4, 4, 4), "loyal"),
        ((3, 3, 3), "attention"), ((3, 1, 2), "sleepy"), ((2, 4, 4), "at_risk"), ((1, 5, 5), "precious"),
        ((1, 3, 3), "hibernating"), ((1, 1, 1), "lost"), ((5, 2, 3), "potential"),
    ])  # fmt: skip
    def test_who_stands_where(self, asked, segment):
        assert segment_of(*asked) == segment

    @given(recency=scores, frequency=scores, amount=scores)
    def test_everybody_has_one(self, recency, frequency, amount):
        assert segment_of(recency, frequency, amount) in GRID[recency]
        assert max(frequency, amount) >= together(frequency, amount) >= min(frequency, amount)

    @pytest.mark.parametrize("asked", [(0, 1, 1), (1, 6, 1), (1, 1, -1)])
    def test_what_is_no_score_is_refused(self, asked):
        with pytest.raises(ValueError, match="score"):
            segment_of(*asked)
