"""What a KPI comes to: values, changes and margins."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lib import formats
from reports.charts import HEIGHT, Point, drawn
from reports.measures import Good, Measure, Unit, change, shown


@pytest.mark.parametrize(
    ("measure", "unit", "value"),
    [
        (Measure(7, n=7), Unit.COUNT, 7),
        (Measure(3, 4, 4), Unit.PERCENT, 75),
        (Measure(0, 0, 0), Unit.PERCENT, None),
        (Measure(None, n=0), Unit.SECONDS, None),
        (Measure(1_000, 3, 3), Unit.MONEY, 1_000 / 3),
        (Measure(-2, 4, 4), Unit.SCORE, -50),
        (Measure(5, 250, 5), Unit.PER_HUNDRED, 2),
    ],
)
def test_values(measure, unit, value):
    assert measure.value(unit) == value


def test_margin_of_a_score_is_the_published_one():
    """60 promoters, 20 detractors of 100: 1.96 * sqrt((.8 - .4^2) / 100) = 15.68 points."""
    assert Measure(40, 100, 100, squares=80).margin() == pytest.approx(15.68)
    assert Measure(10, 10, 10, squares=10).margin() == 0
    assert Measure(40, 100, 100).margin() is None


@pytest.mark.parametrize(
    ("now", "then", "unit", "good", "amount", "is_better"),
    [
        (120, 100, Unit.COUNT, Good.UP, 20, True),
        (120, 100, Unit.COUNT, Good.DOWN, 20, False),
        (90, 100, Unit.MONEY, Good.UP, -10, False),
        (97.8, 98.0, Unit.PERCENT, Good.UP, -0.2, False),
        (20, -10, Unit.SCORE, Good.UP, 30, True),
        (5, 5, Unit.COUNT, Good.UP, 0, None),
        (5, 4, Unit.COUNT, Good.NEITHER, 25, None),
    ],
)
def test_changes(now, then, unit, good, amount, is_better):
    found = change(now, then, unit, good)
    assert found.amount == pytest.approx(amount)
    assert found.is_better is is_better


@pytest.mark.parametrize(("now", "then"), [(None, 5), (5, None), (5, 0)])
def test_no_change_is_told_where_nothing_was(now, then):
    assert change(now, then, Unit.COUNT, Good.UP) is None


def test_a_share_may_rise_from_nothing():
    assert change(5, 0, Unit.PERCENT, Good.UP).amount == 5


def test_words():
    with translation.override("en"), formats.use(formats.Formats("en", "Asia/Riyadh", "SAR")):
        assert shown(12_345, Unit.COUNT) == "12,345"
        assert shown(12_345, Unit.MONEY, "SAR") == "SAR\xa0123.45"
        assert shown(97.84, Unit.PERCENT) == "97.8%"
        assert shown(None, Unit.PERCENT) == "—"
        assert shown(5_400, Unit.SECONDS) == "1 hour and 30 minutes"


def point(value, compared=None):
    return Point("", "", "", value, compared)


def test_nothing_is_drawn_of_nothing():
    assert drawn([point(None), point(None)]) is None


@given(st.lists(st.one_of(st.none(), st.integers(-(10**12), 10**12)), min_size=1, max_size=13))
def test_columns_stand_on_zero_and_stay_in_the_picture(values):
    chart = drawn([point(value) for value in values])
    if chart is None:
        assert all(value is None for value in values)
        return
    for column in chart.columns:
        assert 0 <= column.y <= column.y + column.height <= HEIGHT
        if column.point.value is not None:
            edges = (column.y, column.y + column.height)
            assert chart.zero_y in edges
            assert (edges[1] if column.point.value > 0 else edges[0]) == chart.zero_y
