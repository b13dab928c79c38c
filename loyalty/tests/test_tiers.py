"""Loyalty tiers of members: reached as points come, reviewed in the night, set by hand, taken along by a merge."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from lib.tenancy.state import workspace
from loyalty import ledger, redeeming, tier_review
from loyalty.having import may_have
from loyalty.models import (
    LoyaltyProgram,
    LoyaltyTier,
    PointsEntry,
    Reward,
    TierChange,
    TierStanding,
    Wallet,
)
from loyalty.multiplier import multiplier_percent
from loyalty.sale import Sale
from loyalty.tests.sound import assert_sound
from loyalty.tiering import end_setting, set_tier
from loyalty.trial import would_earn
from timeline.jobs import run_slice
from timeline.models import Event, Job

pytestmark = pytest.mark.django_db
Kind, Move = PointsEntry.Kind, TierChange.Move
DAY = timedelta(days=1)


@pytest.fixture
def tiers(opened):
    """Silver from 100 points on, gold from 1,000."""
    LoyaltyProgram.objects.create(name_en="Friends", state="running")
    return [
        LoyaltyTier.objects.create(name_en=name, threshold_points=points, percent=percent)
        for name, points, percent in (("Silver", 100, 100), ("Gold", 1_000, 150))
    ]


def earn(wallet, points, key, *, on=None):
    return ledger.credit(
        wallet,
        points,
        kind=Kind.EARN,
        key=key,
        qualifying_points=points,
        counts_on=on or timezone.localdate(),
    )


def tier_of(wallet) -> str:
    row = TierStanding.objects.filter(wallet=wallet).select_related("tier").first()
    return row.tier.name_en if row and row.tier else ""


def moves(wallet) -> list[str]:
    return [each.move for each in TierChange.objects.filter(wallet=wallet).order_by("pk")]


def review():
    job = tier_review.start_review()
    run_slice(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    return job


class TestEarning:
    def test_reached_at_once_and_once_whatever_is_retried(self, wallet, tiers):
        for _again in range(2):
            earn(wallet, 150, "a")
        assert (tier_of(wallet), moves(wallet)) == ("Silver", ["rise"])
        change = TierChange.objects.get()
        assert (change.points, change.from_tier, change.to_tier, change.by) == (150, None, tiers[0], None)
        told = Event.objects.get(verb="wallet.tier_reached")
        assert (told.context_id, told.detail["to"]) == (wallet.account_id, ["", "Silver"])
        assert_sound()

    def test_spending_takes_no_tier(self, wallet, tiers):
        earn(wallet, 1_200, "a")
        ledger.debit(wallet, 1_200, kind=Kind.REDEMPTION, key="b")
        review()
        assert (tier_of(wallet), moves(wallet)) == ("Gold", ["rise"])
        assert_sound()

    def test_what_counts_for_no_tier_reaches_none(self, wallet, tiers):
        ledger.credit(wallet, 5_000, kind=Kind.OPENING, key="a")
        assert tier_of(wallet) == ""
        assert_sound()

    def test_what_was_earned_before_the_window_counts_no_more(self, wallet, tiers):
        today = timezone.localdate()
        earn(wallet, 150, "a", on=today - relativedelta(months=12))
        assert tier_of(wallet) == ""
        earn(wallet, 99, "b", on=today - relativedelta(months=12) + DAY)
        assert tier_of(wallet) == ""
        earn(wallet, 1, "c")
        assert tier_of(wallet) == "Silver"
        assert_sound()


class TestTheReview:
    def test_a_refund_warns_and_later_takes_one_step_and_twice_a_night_changes_nothing(
        self, wallet, tiers, time_machine
    ):
        time_machine.move_to("2030-03-01T09:00:00Z")
        entry = earn(wallet, 1_500, "a")
        ledger.reverse(entry, 1_450, key="b")
        assert tier_of(wallet) == "Gold"
        time_machine.move_to("2030-03-02T01:00:00Z")
        for _again in range(2):
            review()
        row = TierStanding.objects.get()
        assert (row.due_on, row.falls_on) == (date(2030, 4, 1), date(2030, 5, 1))
        assert moves(wallet) == ["rise", "warn"]
        time_machine.move_to("2030-04-30T01:00:00Z")
        review()
        assert tier_of(wallet) == "Gold"
        time_machine.move_to("2030-05-01T01:00:00Z")
        for _again in range(2):
            review()
        assert (tier_of(wallet), moves(wallet)) == ("Silver", ["rise", "warn", "fall"])
        assert_sound()

    def test_points_after_the_warning_keep_it_at_once(self, wallet, tiers, time_machine):
        time_machine.move_to("2030-03-01T09:00:00Z")
        ledger.reverse(earn(wallet, 1_000, "a"), 10, key="b")
        time_machine.move_to("2030-03-02T09:00:00Z")
        review()
        earn(wallet, 10, "c")
        assert moves(wallet) == ["rise", "warn", "keep"]
        assert TierStanding.objects.get().falls_on is None
        assert_sound()

    def test_a_tier_that_asks_for_less_now_is_reached_in_the_night(self, wallet, tiers):
        earn(wallet, 500, "a")
        tiers[1].threshold_points = 400
        tiers[1].save()
        assert review().result == {"moved": 1}
        assert tier_of(wallet) == "Gold"
        assert_sound()

    def test_many_members_go_in_batches(self, customer, tiers, monkeypatch):
        monkeypatch.setattr(tier_review, "BATCH", 2)
        wallets = [ledger.wallet_of(customer(f"Customer {number}")) for number in range(5)]
        for each in wallets:
            earn(each, 50, f"a{each.pk}")
        tiers[0].threshold_points = 50
        tiers[0].save()
        job = review()
        assert (job.total, job.done, job.result) == (5, 5, {"moved": 5})
        assert {tier_of(each) for each in wallets} == {"Silver"}
        assert_sound()

    @pytest.mark.parametrize(
        ("now", "is_due"), [("2030-03-01T20:59:00Z", False), ("2030-03-01T21:01:00Z", True)]
    )
    def test_a_night_begins_at_midnight_of_the_workspace(self, wallet, tiers, time_machine, now, is_due):
        time_machine.move_to("2030-03-01T09:00:00Z")
        review()
        with connection.cursor() as cursor:
            sql = tier_sql().replace("now()", f"'{now}'::timestamptz")
            cursor.execute(sql)
            assert bool(cursor.fetchall()) == is_due

    def test_beat_starts_one_review_a_night_where_there_are_tiers(self, wallet, tiers, noor, bahr):
        assert due() == [noor.pk]
        tier_review.start_review()
        tier_review.start_review()
        assert Job.objects.filter(kind=tier_review.JOB).count() == 1
        assert due() == []
        LoyaltyProgram.objects.update(state="draft")
        Job.objects.filter(kind=tier_review.JOB).delete()
        assert due() == []


def due() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select due_workspaces_tier_review(10)")
        return [row[0] for row in cursor.fetchall()]


def tier_sql() -> str:
    from importlib import import_module

    text = import_module("loyalty.migrations.0018_tier_functions").DUE
    return text.split("$$")[1].replace("LIMIT most", "LIMIT 10")


class TestAtTheSameMoment:
    @pytest.mark.django_db(transaction=True)
    def test_two_that_earn_and_two_reviews_reach_a_tier_once(self, salem, side_by_side):
        from accounts import services

        with workspace(salem.workspace_id), transaction.atomic():
            LoyaltyProgram.objects.create(name_en="Friends", state="running")
            LoyaltyTier.objects.create(name_en="Silver", threshold_points=100)
            wallet = ledger.wallet_of(services.add_account(by=salem, fields={"name_en": "Afaq"}))

        def look():
            tier_review.review_next(0, timezone.localdate())

        raised = side_by_side(
            lambda: earn(wallet, 100, "a"),
            look,
            lambda: earn(wallet, 100, "b"),
            lambda: earn(wallet, 100, "a"),
            look,
        )
        assert raised == []
        with workspace(salem.workspace_id), transaction.atomic():
            assert moves(wallet) == ["rise"]
            assert_sound()

    @pytest.mark.django_db(transaction=True)
    def test_whatever_many_do_at_once_the_history_is_one_chain(self, salem, mona, side_by_side):
        from accounts import services

        with workspace(salem.workspace_id), transaction.atomic():
            LoyaltyProgram.objects.create(name_en="Friends", state="running")
            gold = LoyaltyTier.objects.create(name_en="Gold", threshold_points=500)
            LoyaltyTier.objects.create(name_en="Silver", threshold_points=100)
            wallet = ledger.wallet_of(services.add_account(by=salem, fields={"name_en": "Afaq"}))
            until = timezone.localdate() + 9 * DAY

        def earn_and_take_back(session):
            for number in range(6):
                entry = earn(wallet, 60, f"{session}/{number}")
                if number % 2:
                    ledger.reverse(entry, 60, key=f"{session}/{number}/back")

        def set_and_end():
            for _again in range(4):
                set_tier(wallet, gold, by=mona, reason="A promise", until=until)
                end_setting(wallet, by=mona)

        def look():
            for _again in range(4):
                tier_review.review_next(0, timezone.localdate())

        works = [lambda session=each: earn_and_take_back(session) for each in range(8)]
        assert side_by_side(*works, set_and_end, set_and_end, look, look) == []
        with workspace(salem.workspace_id), transaction.atomic():
            chain = list(TierChange.objects.order_by("pk").values_list("from_tier", "to_tier"))
            assert [before for before, _after in chain] == [None, *[after for _before, after in chain[:-1]]]
            assert TierStanding.objects.get().tier == gold  # 24 entries of 60 points stand
            assert_sound()


class TestByHand:
    def test_it_holds_until_its_day_and_says_who_and_why(self, wallet, tiers, mona, time_machine):
        time_machine.move_to("2030-03-01T09:00:00Z")
        for _again in range(2):
            set_tier(wallet, tiers[1], by=mona, reason="A promise", until=date(2030, 3, 10))
        change = TierChange.objects.get()
        assert (change.move, change.by, change.reason, change.until) == (
            "set",
            mona,
            "A promise",
            date(2030, 3, 10),
        )
        time_machine.move_to("2030-03-10T20:00:00Z")
        review()
        assert tier_of(wallet) == "Gold"
        time_machine.move_to("2030-03-10T21:30:00Z")  # the next day in Riyadh
        review()
        assert (tier_of(wallet), moves(wallet)) == ("", ["set", "warn", "end"])
        assert_sound()

    def test_the_points_decide_again_once_it_is_ended(self, wallet, tiers, mona):
        earn(wallet, 150, "a")
        set_tier(wallet, tiers[1], by=mona, reason="A promise", until=timezone.localdate() + 9 * DAY)
        end_setting(wallet, by=mona)
        end_setting(wallet, by=mona)
        assert (tier_of(wallet), moves(wallet)) == ("Silver", ["rise", "set", "end"])
        assert_sound()

    def test_neither_a_day_that_is_over_nor_an_archived_tier(self, wallet, tiers, mona):
        with pytest.raises(ValidationError):
            set_tier(wallet, tiers[1], by=mona, reason="x", until=timezone.localdate() - DAY)
        tiers[1].archive(by=mona)
        with pytest.raises(ValidationError):
            set_tier(wallet, tiers[1], by=mona, reason="x", until=timezone.localdate())
        assert not TierChange.objects.exists()


class TestWhatItBrings:
    def test_more_points_from_the_day_on_which_it_was_reached(self, wallet, tiers, programme, rule, buy):
        LoyaltyProgram.objects.all().delete()
        today = timezone.localdate()
        programme(starts_on=today - 9 * DAY)
        rule()
        earn(wallet, 1_000, "a")
        assert multiplier_percent(wallet, today) == 150
        assert multiplier_percent(wallet, today - DAY) == 100
        assert multiplier_percent(None, today) == 100
        trial = would_earn(Sale(today, "SAR", 10_000, []), wallet.account)
        assert (trial.percent, trial.points) == (150, 150)
        for on in (today, today - DAY):
            buy(wallet.account, 10_000, on=on)
        earned = wallet.entries.filter(source_kind="sales.purchase").order_by("pk")
        assert list(earned.values_list("points", flat=True)) == [150, 100]
        assert_sound()

    def test_rewards_that_others_cannot_have(self, wallet, tiers, salem):
        reward = Reward.objects.create(name_en="Lounge", cost_points=10, least_tier=tiers[1])
        earn(wallet, 500, "a")
        assert "Gold" in may_have(wallet, reward).reason
        with pytest.raises(ValidationError):
            redeeming.redeem(wallet, reward, by=salem)
        earn(wallet, 500, "b")
        assert may_have(wallet, reward).may_have
        assert_sound()


class TestMerging:
    def test_the_survivor_has_the_higher_tier_and_the_undo_brings_both_back(
        self, wallet, customer, tiers, salem
    ):
        theirs = ledger.wallet_of(customer("Dar"))
        earn(wallet, 150, "a")
        earn(theirs, 1_200, "b")
        done = merge(wallet.account, theirs.account, by=salem)
        assert (tier_of(wallet), moves(wallet)) == ("Gold", ["rise", "merge"])
        undo_merge(done, by=salem)
        assert (tier_of(wallet), tier_of(theirs)) == ("Silver", "Gold")
        assert_sound()

    def test_points_of_both_together_may_reach_more_than_either(self, wallet, customer, tiers, salem):
        theirs = ledger.wallet_of(customer("Dar"))
        earn(wallet, 600, "a")
        earn(theirs, 600, "b")
        done = merge(wallet.account, theirs.account, by=salem)
        assert tier_of(wallet) == "Gold"
        undo_merge(done, by=salem)
        assert (tier_of(wallet), tier_of(theirs)) == ("Silver", "Silver")
        assert_sound()


class TestTheHistory:
    def test_nobody_rewrites_it(self, wallet, tiers):
        earn(wallet, 150, "a")
        for change in (lambda rows: rows.update(points=1), lambda rows: rows.delete()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change(TierChange.objects.all())
        assert TierChange.objects.get().points == 150

    def test_it_goes_with_the_customer(self, wallet, tiers, mona):
        earn(wallet, 150, "a")
        account = wallet.account
        account.archive(by=mona)
        delete_for_good(account, by=mona)
        assert not TierChange.objects.exists()
        assert not TierStanding.objects.exists()
        assert not Wallet.objects.exists()
