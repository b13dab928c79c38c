"""Revenue behind points: the example of IFRS 15, and what must hold for whatever is estimated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.deferred import Year, revenue_of


@pytest.mark.parametrize(("expected", "third"), [(9_900, 3_552), (9_200, 4_140)])
def test_9000_deferred_behind_10000_points(expected, third):
    years = [Year(4_500, 9_700), Year(4_000, expected)]
    assert revenue_of(9_000, years) == [4_175, third]


def test_a_higher_expectation_takes_revenue_back():
    assert revenue_of(1_000, [Year(500, 500), Year(0, 1_000)]) == [1_000, -500]


@pytest.mark.parametrize("year", [Year(10, 9), Year(-1, 10)])
def test_what_cannot_be_is_refused(year):
    with pytest.raises(ValueError, match="Year"):
        revenue_of(100, [year])


@given(
    deferred=st.integers(0, 10**12),
    used=st.lists(st.integers(0, 10**6), min_size=1, max_size=8),
    spare=st.lists(st.integers(0, 10**6), min_size=8, max_size=8),
)
def test_the_years_add_up_to_what_was_deferred(deferred, used, spare):
    total, years = 0, []
    for number, points in enumerate(used):
        total += points
        is_last = number == len(used) - 1
        years.append(Year(points, total + (0 if is_last else spare[number])))
    assert sum(revenue_of(deferred, years)) == deferred
