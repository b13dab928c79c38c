"""The arithmetic of points, with tables of cases and with whatever hypothesis thinks of."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import points
from loyalty.points import NotEnough, Rounding, Stock, Until

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
amounts = st.integers(0, 10**12)
lots = st.lists(
    st.builds(
        Stock,
        key=st.integers(1, 10**6),
        points=st.integers(0, 10**6),
        expires_at=st.none() | st.integers(0, 1000).map(lambda days: MOMENT + timedelta(days=days)),
    ),
    max_size=12,
    unique_by=lambda each: each.key,
)


class TestMoney:
    @pytest.mark.parametrize(("amount", "rounding", "earned"), [
        (1_000, Rounding.FULL_STEPS, 2), (1_990, Rounding.FULL_STEPS, 2), (999, Rounding.FULL_STEPS, 0),
        (1_990, Rounding.DOWN, 3), (1_990, Rounding.NEAREST, 4), (1_750, Rounding.NEAREST, 4),
        (1_749, Rounding.NEAREST, 3), (0, Rounding.NEAREST, 0), (-500, Rounding.NEAREST, 0),
    ])  # fmt: skip
    def test_two_points_for_ten_riyals(self, amount, rounding, earned):
        assert points.for_money(amount, points=2, step_minor=1_000, rounding=rounding) == earned

    @given(amount=amounts, per=st.integers(0, 1000), step=st.integers(1, 10**6))
    def test_rounding_is_exact(self, amount, per, step):
        exact = Fraction(amount * per, step)
        down = points.for_money(amount, points=per, step_minor=step, rounding=Rounding.DOWN)
        nearest = points.for_money(amount, points=per, step_minor=step, rounding=Rounding.NEAREST)
        assert down <= exact < down + 1
        assert nearest - Fraction(1, 2) <= exact < nearest + Fraction(1, 2)
        assert points.for_money(amount, points=per, step_minor=step, rounding=Rounding.FULL_STEPS) <= down

    def test_a_programme_without_a_step_is_none(self):
        with pytest.raises(ValueError, match="0"):
            points.for_money(100, points=1, step_minor=0, rounding=Rounding.DOWN)


class TestTakenBack:
    @given(earned=st.integers(0, 10**9), parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
    def test_all_parts_together_take_exactly_what_was_earned(self, earned, parts):
        total = sum(parts)
        gone, paid_back = 0, 0
        for part in parts:
            paid_back += part
            now = points.taken_back(earned, total_minor=total, refunded_minor=paid_back)
            assert gone <= now <= Fraction(earned * paid_back, total)
            gone = now
        assert gone == earned

    def test_a_purchase_for_nothing_keeps_nothing_once_it_is_refunded(self):
        assert points.taken_back(10, total_minor=0, refunded_minor=0) == 10

    def test_more_than_was_paid_cannot_be_paid_back(self):
        with pytest.raises(ValueError, match="101"):
            points.taken_back(10, total_minor=100, refunded_minor=101)


class TestTaking:
    @given(lots=lots, wanted=st.integers(0, 10**7))
    def test_what_is_taken_and_what_is_short_are_what_was_asked(self, lots, wanted):
        taken, short = points.take_at_most(lots, wanted)
        assert sum(part for _key, part in taken) + short == wanted
        assert short == max(0, wanted - sum(each.points for each in lots))
        held = {each.key: each.points for each in lots}
        assert all(0 < part <= held[key] for key, part in taken)

    @given(lots=lots, wanted=st.integers(1, 10**7))
    def test_no_lot_is_touched_while_one_that_expires_sooner_has_something(self, lots, wanted):
        taken = dict(points.take_at_most(lots, wanted)[0])
        order = [each for each in points.in_order(lots) if each.points]
        emptied = [taken.get(each.key) == each.points for each in order]
        touched = [each.key in taken for each in order]
        assert all(emptied[: sum(touched) - 1])
        assert touched == sorted(touched, reverse=True)

    def test_too_few_are_told_with_how_many_are_missing(self):
        with pytest.raises(NotEnough) as refused:
            points.take([Stock(1, 5)], 8)
        assert refused.value.short_points == 3


class TestDays:
    @pytest.mark.parametrize(("day", "months", "until", "last"), [
        (date(2026, 1, 31), 1, Until.DAY, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, Until.DAY, date(2028, 2, 29)),
        (date(2026, 1, 5), 12, Until.DAY, date(2027, 1, 5)),
        (date(2026, 1, 5), 1, Until.MONTH, date(2026, 2, 28)),
        (date(2026, 3, 9), 24, Until.YEAR, date(2028, 12, 31)),
    ])  # fmt: skip
    def test_points_hold_to_the_end_of(self, day, months, until, last):
        assert points.last_day(day, months=months, until=until) == last

    @pytest.mark.parametrize(("zone", "over"), [
        ("Asia/Riyadh", datetime(2026, 2, 28, 21, tzinfo=UTC)),
        ("Asia/Dubai", datetime(2026, 2, 28, 20, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 1, 5, tzinfo=UTC)),
    ])  # fmt: skip
    def test_a_day_is_over_at_midnight_where_the_company_is(self, zone, over):
        assert points.end_of(date(2026, 2, 28), zone) == over
