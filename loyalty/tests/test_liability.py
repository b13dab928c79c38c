"""The liability page: what is outstanding, how points came and went, and revenue as IFRS 15 has it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from loyalty import expiring, holding, ledger
from loyalty.liability import Cost, cohorts, observed_breakage, outstanding, trend
from loyalty.models import LoyaltyProgram, PointsEntry, RevenueCohort, RevenueEstimate
from loyalty.tests.sound import assert_sound
from timeline.models import Job

Kind = PointsEntry.Kind
DAY = timedelta(days=1)
PAGE = "/w/noor/loyalty/liability/"


@pytest.fixture
def three_years(wallet, customer, time_machine):
    """10,000 points of 2024, of which 4,500 were used in 2025 and 4,000 in 2026; moved to another customer between."""
    time_machine.move_to(datetime(2024, 6, 1, tzinfo=UTC))
    ledger.credit(wallet, 10_000, kind=Kind.EARN, key="earned")
    time_machine.move_to(datetime(2025, 6, 1, tzinfo=UTC))
    ledger.debit(wallet, 4_600, kind=Kind.REDEMPTION, key="used")
    ledger.give_back(wallet.entries.get(key="used"), points=100, key="back")
    other = ledger.wallet_of(customer("Dar"))
    ledger.transfer(wallet, other, key="moved")
    time_machine.move_to(datetime(2026, 6, 1, tzinfo=UTC))
    ledger.debit(other, 4_000, kind=Kind.REDEMPTION, key="used again")
    assert_sound()
    return other


def defer(amount_minor, **expected):
    cohort = RevenueCohort.objects.create(year=2024, deferred_minor=amount_minor, currency="SAR")
    for year, points in expected.items():
        RevenueEstimate.objects.create(cohort=cohort, year=int(year[1:]), expected_points=points)


class TestRevenue:
    @pytest.mark.parametrize(("last", "third"), [(9_900, 3_552), (9_200, 4_140)])
    def test_the_example_of_ifrs_15_comes_out_of_the_ledger(self, three_years, last, third):
        defer(9_000, y2025=9_700, y2026=last)
        (found,) = cohorts(2026, 10)
        assert [line.redeemed_points for line in found.lines] == [0, 4_500, 4_000]
        assert [line.revenue_minor for line in found.lines] == [0, 4_175, third]
        assert found.lines[-1].left_minor == 9_000 - 4_175 - third

    def test_without_an_estimate_the_last_one_holds_and_before_it_what_is_usual(self, three_years):
        defer(9_000, y2025=9_700)
        (found,) = cohorts(2026, 10)
        assert [(line.expected_points, line.is_estimated) for line in found.lines] == [
            (9_000, True), (9_700, False), (9_700, True),
        ]  # fmt: skip

    def test_more_used_than_was_expected_brings_all_and_no_more(self, three_years):
        defer(9_000, y2024=5_000)
        (found,) = cohorts(2026, 10)
        assert [line.expected_points for line in found.lines] == [5_000, 5_000, 8_500]
        assert found.lines[-1].left_minor == 0


class TestOutstanding:
    def test_by_the_month_in_which_points_expire(self, wallet, time_machine):
        time_machine.move_to(datetime(2026, 1, 10, tzinfo=UTC))
        # The first moment of March in Riyadh: points hold to the end of February.
        march = datetime(2026, 2, 28, 21, tzinfo=UTC)
        with timezone.override("Asia/Riyadh"):
            ledger.credit(wallet, 70, kind=Kind.EARN, key="a", expires_at=march)
            ledger.credit(wallet, 30, kind=Kind.EARN, key="b", available_at=timezone.now() + DAY)
            ledger.credit(wallet, 9, kind=Kind.EARN, key="c", expires_at=timezone.now() - DAY)
            holding.hold(wallet, 20, until_at=timezone.now() + DAY, key="d")
            found = outstanding()
        assert (found.points, found.pending_points, found.held_points, found.wallets_count) == (
            100,
            30,
            20,
            1,
        )
        assert [(month and month.isoformat(), points) for month, points in found.months] == [
            ("2026-02-01", 70), (None, 30),
        ]  # fmt: skip

    @pytest.mark.parametrize(("points", "currency", "minor"), [
        (1_000, "SAR", 4_500), (1, "SAR", 5), (1_000, "KWD", 45_000), (1_000, "JPY", 45), (0, "SAR", 0),
    ])  # fmt: skip
    def test_the_cost_leaves_out_what_is_never_used(self, opened, points, currency, minor):
        assert Cost.of(LoyaltyProgram(), currency).minor(points) == minor

    def test_how_they_came_and_went(self, wallet, time_machine):
        time_machine.move_to(datetime(2026, 1, 10, tzinfo=UTC))
        earned = ledger.credit(wallet, 100, kind=Kind.EARN, key="a", expires_at=timezone.now() + 5 * DAY)
        ledger.reverse(earned, 10, key="b")
        time_machine.move_to(datetime(2026, 2, 10, tzinfo=UTC))
        expiring.expire(wallet, at=timezone.now())
        ledger.credit(wallet, 50, kind=Kind.BONUS, key="c")
        spent = ledger.debit(wallet, 30, kind=Kind.REDEMPTION, key="d")
        ledger.give_back(spent, points=10, key="e")
        january, february = trend(timezone.localdate(), months=2)
        assert (january.earned, january.taken_back, january.used) == (100, 10, 0)
        assert (february.earned, february.used, february.expired) == (50, 20, 90)
        assert observed_breakage(timezone.now()) == pytest.approx(90)


class TestPages:
    @pytest.fixture
    def as_mona(self, sign_in, mona):
        return sign_in(mona)

    def test_the_page_shows_what_is_outstanding_and_what_is_deferred(
        self, three_years, as_mona, time_machine
    ):
        defer(900_000, y2025=9_700, y2026=9_900)
        page = as_mona.get(PAGE).content.decode()
        for text in ("1,500", "4,175", "3,552"):
            assert text in page, text

    def test_what_was_deferred_is_written_down_and_changed(self, three_years, as_mona):
        url = f"{PAGE}2024/"
        assert as_mona.get(url).status_code == 200
        given = {"deferred": "9000", "expected_2025": "9700", "expected_2026": ""}
        for _time in range(2):
            assert as_mona.post(url, given).status_code in (302, 303)
        cohort = RevenueCohort.objects.get()
        assert (cohort.deferred_minor, cohort.currency) == (900_000, "SAR")
        assert list(cohort.estimates.values_list("year", "expected_points")) == [(2025, 9_700)]

    @pytest.mark.parametrize("wrong", [
        {"deferred": ""}, {"deferred": "-5"}, {"deferred": "10", "expected_2025": "4499"},
        {"deferred": "10", "expected_2025": "9" * 30}, {"deferred": "much"},
    ])  # fmt: skip
    def test_what_cannot_be_is_told_and_nothing_is_written(self, three_years, as_mona, wrong):
        answer = as_mona.post(f"{PAGE}2024/", wrong)
        assert answer.status_code == 422
        assert answer.context["form"].errors
        assert not RevenueCohort.objects.exists()

    def test_a_year_without_points_is_none(self, three_years, as_mona):
        assert as_mona.get(f"{PAGE}2023/").status_code == 404
        assert as_mona.post(f"{PAGE}2023/", {"deferred": "1"}).status_code == 404

    def test_the_ledger_is_checked_on_demand(self, wallet, as_mona):
        assert as_mona.get(f"{PAGE}check/").status_code == 405
        as_mona.post(f"{PAGE}check/")
        assert Job.objects.get().kind == "loyalty.reconcile"

    @pytest.mark.parametrize("page", ["", "2024/"])
    def test_who_does_not_lead_sees_none_of_it(self, three_years, sign_in, salem, karim, page):
        assert sign_in(salem).get(PAGE + page).status_code == 403
        assert sign_in(karim).get(PAGE + page).status_code == 404
