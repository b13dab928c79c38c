"""Per cent of objectives, weight of risks, days of review, and what two versions have in common."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from planning.charts import picture_of
from planning.comparing import Change, compared
from planning.progress import mean_reached, percent_reached
from planning.reviews import next_review
from planning.risks import Level, level_of
from planning.wording import Line, Section

figures = some.decimals(min_value=-(10**9), max_value=10**9, places=4)


@pytest.mark.parametrize(
    ("baseline", "target", "current", "is_up", "reached"),
    [
        ("10", "50", None, True, None),
        ("10", "50", "10", True, "0"),
        ("10", "50", "30", True, "50"),
        ("10", "50", "5", True, "0"),
        ("10", "50", "70", True, "150"),
        ("10", "50", "49.9999", True, "99.9"),  # not there yet
        ("8", "2", "5", False, "50"),
        ("8", "2", "9", False, "0"),
        ("95", "95", "95", True, "100"),
        ("95", "95", "94.9999", True, "0"),
        ("3", "3", "2", False, "100"),
        ("3", "3", "3.1", False, "0"),
        ("0", "0", "0", True, "100"),
        ("-5", "5", "0", True, "50"),
        ("0", "0.0001", "9999999999999", True, "9999.9"),
    ],
)
def test_how_much_is_reached(baseline, target, current, is_up, reached):
    found = percent_reached(
        baseline=Decimal(baseline),
        target=Decimal(target),
        current=current and Decimal(current),
        is_up=is_up,
    )
    assert found == (None if reached is None else Decimal(reached))


@given(baseline=figures, target=figures, current=figures)
def test_all_of_it_is_said_of_what_is_reached_and_of_nothing_else(baseline, target, current):
    is_up = target >= baseline
    reached = percent_reached(baseline=baseline, target=target, current=current, is_up=is_up)
    assert reached >= 0
    assert (reached >= 100) == (current >= target if is_up else current <= target)


def test_several_together():
    assert mean_reached([]) is None
    assert mean_reached([None, None]) == 0
    assert mean_reached([Decimal("150"), None]) == 50
    assert mean_reached([Decimal("99.9"), Decimal("99.9")]) == 99


def test_the_weight_of_a_risk():
    assert level_of(1, 5) is Level.LOW
    assert level_of(2, 5) is level_of(2, 3) is Level.MEDIUM
    assert level_of(3, 5) is level_of(5, 5) is Level.HIGH


def test_days_of_review():
    period = {"from_on": date(2026, 1, 31), "until_on": date(2026, 12, 31)}
    assert next_review(after=date(2026, 2, 1), every_months=3, **period) == date(2026, 4, 30)
    assert next_review(after=date(2026, 4, 30), every_months=3, **period) == date(2026, 7, 31)
    # The last day of the period is one too; after it there is none.
    assert next_review(after=date(2026, 11, 1), every_months=3, **period) == date(2026, 12, 31)
    assert next_review(after=date(2026, 12, 31), every_months=3, **period) is None
    assert next_review(after=date(2026, 2, 1), every_months=None, **period) is None
    given_day = [date(2026, 3, 1), date(2026, 1, 2)]
    assert next_review(after=date(2026, 2, 1), every_months=3, days=given_day, **period) == date(2026, 3, 1)
    assert next_review(after=date(2026, 5, 1), every_months=None, days=given_day, **period) is None
    # Nothing is reviewed on the day it begins.
    assert next_review(after=date(2026, 1, 30), every_months=12, **period) == date(2026, 12, 31)


def test_versions_beside_each_other():
    columns = ("Risk", "Weight")
    before = [
        Section("summary", "Summary", "one"),
        Section("risks", "Risks", columns=columns, lines=(Line(1, ("a", "Low")), Line(2, ("b", "Low")))),
    ]
    after = [
        Section("summary", "Summary", "two"),
        Section("risks", "Risks", columns=columns, lines=(Line(2, ("b", "High")), Line(3, ("c", "Low")))),
    ]
    text, risks = compared(before, after)
    assert (text.before, text.after, text.is_changed) == ("one", "two", True)
    told = [(each.change, each.name, [cell.label for cell in each.changed_cells]) for each in risks.lines]
    assert told == [
        (Change.CHANGED, "b", ["Weight"]),
        (Change.ADDED, "c", ["Risk", "Weight"]),
        (Change.REMOVED, "a", ["Risk", "Weight"]),
    ]
    assert not any(each.is_changed for each in compared(after, after))


def test_the_picture_of_one_value_and_of_equal_ones():
    assert picture_of([], baseline=Decimal(1), target=Decimal(2)) is None
    alone = picture_of([(date(2026, 1, 1), Decimal(5))], baseline=Decimal(5), target=Decimal(5))
    assert alone.dots == ((alone.width // 2, alone.height // 2),)
    two = picture_of(
        [(date(2026, 1, 1), Decimal(0)), (date(2026, 2, 1), Decimal(10))],
        baseline=Decimal(0),
        target=Decimal(10),
    )
    (first_x, first_y), (last_x, last_y) = two.dots
    assert first_x < last_x
    assert first_y > last_y == two.target_y
