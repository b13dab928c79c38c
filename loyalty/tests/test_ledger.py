"""The ledger: what comes in, goes out, is kept, taken back, given back, expires and moves; each request once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.deletion import delete_for_good
from loyalty import expiring, holding, ledger
from loyalty.booking import KeyReused
from loyalty.holding import HoldIsOver
from loyalty.models import Allocation, Hold, HoldPart, Lot, PointsEntry, Wallet
from loyalty.points import NotEnough
from loyalty.tests.sound import assert_sound, left

Kind = PointsEntry.Kind
DAY = timedelta(days=1)


def earn(wallet, points, key, *, days=None, pending_days=0, qualifying=0, kind=Kind.EARN):
    now = timezone.now()
    expires_at = None if days is None else now + days * DAY
    return ledger.credit(
        wallet, points, kind=kind, key=key, available_at=now + pending_days * DAY, expires_at=expires_at,
        qualifying_points=qualifying,
    )  # fmt: skip


class TestComingAndGoing:
    def test_what_expires_first_is_spent_first_and_what_never_expires_last(self, wallet):
        earn(wallet, 50, "a")
        earn(wallet, 30, "b", days=90)
        earn(wallet, 20, "c", days=10)
        ledger.debit(wallet, 60, kind=Kind.REDEMPTION, key="d")
        assert left(wallet) == [40, 0, 0]
        assert wallet.balance_points == 40
        assert_sound()

    def test_more_than_there_is_is_refused_and_writes_nothing(self, wallet):
        earn(wallet, 50, "a")
        with pytest.raises(NotEnough) as refused:
            ledger.debit(wallet, 51, kind=Kind.REDEMPTION, key="b")
        assert refused.value.short_points == 1
        assert wallet.entries.count() == 1
        assert_sound()

    def test_what_is_waited_for_or_over_cannot_be_spent(self, wallet):
        earn(wallet, 50, "a", pending_days=14)
        earn(wallet, 30, "b", days=-1)
        earn(wallet, 20, "c")
        assert wallet.usable_points() == 20
        with pytest.raises(NotEnough):
            ledger.debit(wallet, 21, kind=Kind.REDEMPTION, key="d")

    def test_the_same_request_again_answers_with_what_it_made(self, wallet):
        first = earn(wallet, 50, "a")
        assert earn(wallet, 50, "a") == first
        spent = ledger.debit(wallet, 20, kind=Kind.REDEMPTION, key="b")
        assert ledger.debit(wallet, 20, kind=Kind.REDEMPTION, key="b") == spent
        assert wallet.balance_points == 30

    def test_a_key_stands_for_one_request_of_one_wallet(self, wallet, customer):
        earn(wallet, 50, "a")
        with pytest.raises(KeyReused):
            earn(wallet, 51, "a")
        with pytest.raises(KeyReused):
            earn(ledger.wallet_of(customer("Dar")), 50, "a")
        assert PointsEntry.objects.count() == 1

    @pytest.mark.parametrize("points", [0, -5])
    def test_nothing_and_less_is_no_request(self, wallet, points):
        with pytest.raises(ValueError, match=str(points)):
            earn(wallet, points, "a")


class TestTakingBack:
    def test_it_comes_out_of_its_own_lot_first_though_another_expires_sooner(self, wallet):
        earned = earn(wallet, 50, "a")
        earn(wallet, 30, "b", days=1)
        ledger.reverse(earned, 40, key="c")
        assert left(wallet) == [10, 30]
        assert_sound()

    def test_what_is_gone_is_owed_and_settled_from_what_comes_next(self, wallet):
        earned = earn(wallet, 50, "a")
        ledger.debit(wallet, 45, kind=Kind.REDEMPTION, key="b")
        ledger.reverse(earned, 50, key="c")
        assert (wallet.balance_points, wallet.debt_points) == (0, 45)
        earn(wallet, 60, "d", pending_days=14)
        wallet.refresh_from_db()
        assert (wallet.balance_points, wallet.debt_points) == (15, 0)
        assert [each.kind for each in wallet.entries.all()[:2]] == [Kind.SETTLEMENT, Kind.EARN]
        assert_sound()

    def test_parts_take_what_the_whole_would_and_no_more(self, wallet):
        earned = earn(wallet, 50, "a", qualifying=33)
        for number in range(5):
            ledger.reverse(earned, 10, key=f"part {number}")
        with pytest.raises(ValueError, match="1"):
            ledger.reverse(earned, 1, key="too much")
        assert wallet.balance_points == 0
        assert sum(wallet.entries.values_list("qualifying_points", flat=True)) == 0
        assert set(earned.reversals.values_list("counts_on", flat=True)) == {earned.counts_on}
        assert_sound()

    def test_points_that_are_kept_for_a_reward_are_left_alone(self, wallet):
        earned = earn(wallet, 50, "a")
        kept = holding.hold(wallet, 30, until_at=timezone.now() + DAY, key="b")
        ledger.reverse(earned, 50, key="c")
        wallet.refresh_from_db()
        assert (wallet.balance_points, wallet.held_points, wallet.debt_points) == (30, 30, 30)
        assert_sound()
        holding.release(kept)
        wallet.refresh_from_db()
        assert (wallet.balance_points, wallet.held_points, wallet.debt_points) == (0, 0, 0)
        assert_sound()


class TestGivingBack:
    def test_points_return_to_the_lots_they_came_from(self, wallet):
        earn(wallet, 30, "a", days=5)
        earn(wallet, 30, "b", days=50)
        spent = ledger.debit(wallet, 40, kind=Kind.REDEMPTION, key="c")
        ledger.give_back(spent, key="d")
        assert left(wallet) == [30, 30]
        assert wallet.lots.count() == 2
        assert_sound()

    def test_a_part_returns_where_it_holds_longest_and_never_twice(self, wallet):
        earn(wallet, 30, "a", days=5)
        earn(wallet, 30, "b", days=50)
        spent = ledger.debit(wallet, 40, kind=Kind.REDEMPTION, key="c")
        ledger.give_back(spent, key="d", points=15)
        assert left(wallet) == [5, 30]
        ledger.give_back(spent, key="e", points=25)
        with pytest.raises(ValueError, match="1"):
            ledger.give_back(spent, key="f", points=1)
        assert left(wallet) == [30, 30]
        assert_sound()

    def test_what_has_expired_meanwhile_holds_some_days_again(self, wallet, time_machine):
        earn(wallet, 30, "a", days=5)
        spent = ledger.debit(wallet, 30, kind=Kind.REDEMPTION, key="b")
        time_machine.move_to(timezone.now() + 6 * DAY)
        ledger.give_back(spent, key="c")
        lot = wallet.lots.last()
        assert left(wallet) == [0, 30]
        assert 30 * DAY <= lot.expires_at - timezone.now() <= 31 * DAY
        assert_sound()


class TestHolds:
    def test_what_is_kept_is_spent_by_nobody_else(self, wallet):
        earn(wallet, 50, "a")
        kept = holding.hold(wallet, 40, until_at=timezone.now() + DAY, key="b")
        assert wallet.usable_points() == 10
        with pytest.raises(NotEnough):
            ledger.debit(wallet, 11, kind=Kind.REDEMPTION, key="c")
        assert holding.hold(wallet, 40, until_at=timezone.now() + DAY, key="b") == kept
        entry = holding.capture(kept)
        assert holding.capture(kept) == entry
        assert (entry.points, entry.wallet.balance_points) == (-40, 10)
        with pytest.raises(HoldIsOver):
            holding.release(kept)
        assert_sound()

    def test_what_is_let_go_can_be_spent_again(self, wallet):
        earn(wallet, 50, "a")
        kept = holding.hold(wallet, 40, until_at=timezone.now() + DAY, key="b")
        holding.release(kept)
        holding.release(kept)
        assert wallet.usable_points() == 50
        with pytest.raises(HoldIsOver):
            holding.capture(kept)
        assert Hold.objects.get().state == Hold.State.VOIDED
        assert_sound()

    def test_nothing_expires_while_it_is_kept(self, wallet, time_machine):
        earn(wallet, 50, "a", days=5)
        kept = holding.hold(wallet, 40, until_at=timezone.now() + 9 * DAY, key="b")
        time_machine.move_to(timezone.now() + 6 * DAY)
        expiring.expire(wallet, at=timezone.now())
        assert wallet.balance_points == 40
        holding.release(kept, is_timed_out=True)
        expiring.expire(wallet, at=timezone.now())
        assert wallet.balance_points == 0
        assert_sound()


class TestExpiry:
    def test_what_is_over_goes_in_one_entry_and_a_second_run_changes_nothing(self, wallet, time_machine):
        earn(wallet, 50, "a", days=5)
        earn(wallet, 30, "b", days=5)
        earn(wallet, 20, "c", days=50)
        time_machine.move_to(timezone.now() + 6 * DAY)
        entry = expiring.expire(wallet, at=timezone.now())
        assert entry.points == -80
        assert expiring.expire(wallet, at=timezone.now()) is None
        assert left(wallet) == [0, 0, 20]
        assert_sound()


class TestTransfer:
    def test_lots_keep_their_days_and_debt_goes_along(self, wallet, customer):
        other = ledger.wallet_of(customer("Dar"))
        earned = earn(other, 10, "a")
        ledger.debit(other, 10, kind=Kind.REDEMPTION, key="b")
        ledger.reverse(earned, 10, key="c")
        theirs = earn(wallet, 50, "d", days=5, qualifying=50).lots.get()
        ledger.transfer(other, wallet, key="merge/1")
        ledger.transfer(other, wallet, key="merge/1")
        wallet.refresh_from_db()
        assert (wallet.balance_points, wallet.debt_points) == (40, 0)
        ledger.transfer(wallet, other, key="merge/2")
        moved = other.lots.order_by("pk").last()
        assert (moved.points, moved.expires_at) == (40, theirs.expires_at)
        assert sum(other.entries.values_list("qualifying_points", flat=True)) == 50
        assert_sound()


class TestTheDatabase:
    """What the code never does, refused by the database itself."""

    @pytest.mark.parametrize("change", [
        lambda entry: PointsEntry.objects.filter(pk=entry.pk).update(points=999),
        lambda entry: PointsEntry.objects.filter(pk=entry.pk)._raw_delete("default"),
        lambda entry: Lot.objects.filter(entry=entry).update(points=999),
        lambda entry: Lot.objects.filter(entry=entry).update(expires_at=None),
        lambda entry: Lot.objects.filter(entry=entry)._raw_delete("default"),
        lambda entry: Lot.objects.filter(entry=entry).update(remaining_points=51),
        lambda entry: Lot.objects.filter(entry=entry).update(held_points=51),
        lambda entry: Wallet.objects.update(balance_points=-1),
        lambda entry: Wallet.objects.update(held_points=51),
        lambda entry: Allocation.objects.update(points=999),
    ])  # fmt: skip
    def test_refuses(self, wallet, change):
        entry = earn(wallet, 50, "a", days=5)
        ledger.debit(wallet, 10, kind=Kind.REDEMPTION, key="b")
        with pytest.raises(DatabaseError), transaction.atomic():
            change(entry)
        assert_sound()

    def test_the_ledger_goes_with_its_customer(self, wallet, customer, salem):
        other = ledger.wallet_of(customer("Dar"))
        earn(other, 10, "z")
        earn(wallet, 50, "a")
        ledger.debit(wallet, 10, kind=Kind.REDEMPTION, key="b")
        holding.hold(wallet, 10, until_at=timezone.now() + DAY, key="c")
        delete_for_good(wallet.account, by=salem)
        assert [each.pk for each in Wallet.objects.all()] == [other.pk]
        assert set(PointsEntry.objects.values_list("wallet", flat=True)) == {other.pk}
        assert not HoldPart.objects.exists()
        assert_sound()
