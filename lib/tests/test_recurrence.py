"""Repetition: tables of cases, and what holds for every rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.dates import to_hijri
from lib.recurrence import MOST, Rule, Unit, week_of

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
RULES = st.builds(Rule, st.sampled_from(Unit), st.integers(1, 24), DAYS)


@pytest.mark.parametrize(
    ("unit", "every", "anchor", "after", "expected"),
    [
        ("day", 3, "2026-01-01", "2026-01-01", "2026-01-04"),
        ("week", 2, "2026-01-04", "2026-01-10", "2026-01-18"),
        ("month", 1, "2026-01-31", "2026-01-31", "2026-02-28"),
        ("month", 1, "2026-01-31", "2026-02-28", "2026-03-31"),
        ("month", 3, "2024-02-29", "2025-01-01", "2025-02-28"),
        ("month", 12, "2024-02-29", "2027-03-01", "2028-02-29"),
        # The second Sunday, the last Thursday.
        ("month_weekday", 1, "2026-11-08", "2026-11-08", "2026-12-13"),
        ("month_weekday", 1, "2026-10-29", "2026-10-29", "2026-11-26"),
        ("month_weekday", 1, "2026-10-29", "2026-11-26", "2026-12-31"),
        # 1 Ramadan 1447, 1 Shawwal 1447; the 30th of a month of 29 days.
        ("hijri_month", 1, "2026-02-18", "2026-02-18", "2026-03-20"),
        ("hijri_month", 12, "2026-02-18", "2026-02-18", "2027-02-08"),
        # Nothing before the anchor.
        ("week", 1, "2026-01-04", "2020-01-01", "2026-01-04"),
    ],
)
def test_next_day(unit, every, anchor, after, expected):
    rule = Rule(Unit(unit), every, date.fromisoformat(anchor))
    assert rule.next_after(date.fromisoformat(after)) == date.fromisoformat(expected)


@pytest.mark.parametrize("every", [0, -1, MOST + 1])
def test_a_rule_that_makes_no_sense_is_refused(every):
    with pytest.raises(ValueError, match="every"):
        Rule(Unit.DAY, every, date(2026, 1, 1))


def test_the_end_of_the_calendars_is_no_error():
    assert Rule(Unit.HIJRI_MONTH, 1, date(2077, 11, 1)).next_after(date(2077, 12, 1)) is None
    assert Rule(Unit.DAY, 1, date(9999, 12, 1)).next_after(date(9999, 12, 31)) is None
    assert Rule(Unit.MONTH, 12, date(9990, 1, 1)).next_after(date(9998, 12, 31)) is None


@given(RULES, DAYS)
def test_it_comes_later_and_not_before_the_anchor(rule, day):
    found = rule.next_after(day)
    assert found > day
    assert found >= rule.anchor


@given(RULES, DAYS)
def test_nothing_lies_between(rule, day):
    """The day before the next one leads to the same day, so none was passed over."""
    found = rule.next_after(day)
    assert rule.next_after(max(day, found - timedelta(days=1))) == found
    assert rule.next_after(found) > found


@given(RULES, DAYS)
def test_it_keeps_its_place_in_the_calendar(rule, day):
    found = rule.next_after(day)
    if rule.unit in (Unit.DAY, Unit.WEEK):
        length = rule.every * (7 if rule.unit == Unit.WEEK else 1)
        assert (found - rule.anchor).days % length == 0
    elif rule.unit == Unit.MONTH:
        assert (found.year * 12 + found.month - rule.anchor.year * 12 - rule.anchor.month) % rule.every == 0
        assert found.day == rule.anchor.day or (found + timedelta(days=1)).day == 1
    elif rule.unit == Unit.MONTH_WEEKDAY:
        assert found.weekday() == rule.anchor.weekday()
        is_last = (found + timedelta(days=7)).month != found.month
        assert week_of(found) == week_of(rule.anchor) or (week_of(rule.anchor) == 5 and is_last)
    else:
        ours, first = to_hijri(found), to_hijri(rule.anchor)
        assert (ours.year * 12 + ours.month - first.year * 12 - first.month) % rule.every == 0
        assert ours.day == first.day or to_hijri(found + timedelta(days=1)).day == 1
