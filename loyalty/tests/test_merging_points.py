"""Points of customers who become one: moved by entries, followed by what comes later, brought back by the undo."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.deletion import delete_for_good
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from lib.tenancy.state import workspace
from loyalty import holding, ledger
from loyalty.adjusting import approve, propose
from loyalty.booking import KeyReused
from loyalty.models import Hold, PointsEntry, Wallet
from loyalty.tests.sound import assert_sound
from timeline.models import Event

pytestmark = pytest.mark.django_db
Kind = PointsEntry.Kind
DAY = timedelta(days=1)


def earn(wallet, points, key, *, days=None, pending_days=0, qualifying=0):
    now = timezone.now()
    return ledger.credit(
        wallet, points, kind=Kind.EARN, key=key, available_at=now + pending_days * DAY,
        expires_at=now + days * DAY if days else None, qualifying_points=qualifying,
    )  # fmt: skip


def spend(wallet, points, key):
    return ledger.debit(wallet, points, kind=Kind.REDEMPTION, key=key)


def now_of(wallet) -> Wallet:
    return Wallet.objects.get(pk=wallet.pk)


def figures(wallet) -> tuple[int, int, int]:
    found = now_of(wallet)
    return (found.balance_points, found.held_points, found.debt_points)


def qualifying(wallet) -> int:
    return sum(wallet.entries.values_list("qualifying_points", flat=True))


@pytest.fixture
def theirs(customer):
    """The wallet of the one that is absorbed."""
    return ledger.wallet_of(customer("Dar"))


@pytest.fixture
def unite(wallet, theirs, salem):
    return lambda: merge(wallet.account, theirs.account, by=salem)


class TestTheMerge:
    def test_everything_goes_to_the_survivor_with_the_days_it_had(self, wallet, theirs, unite):
        earn(wallet, 10, "own")
        lot = earn(theirs, 50, "a", days=20, qualifying=50).lots.get()
        earn(theirs, 30, "b", pending_days=9)
        merged = unite()
        assert (figures(wallet), figures(theirs)) == ((90, 0, 0), (0, 0, 0))
        moved = wallet.lots.get(comes_from=lot)
        assert (moved.expires_at, moved.earned_on, moved.points) == (lot.expires_at, lot.earned_on, 50)
        assert now_of(wallet).usable_points() == 60
        assert (qualifying(wallet), qualifying(theirs)) == (50, 0)
        assert now_of(theirs).merged_into == wallet
        assert merged.counts["loyalty.wallet"] == {"moved": 1}
        assert Event.objects.filter(verb="wallet.moved", context_id=wallet.account_id).count() == 1
        assert_sound()

    def test_a_survivor_without_points_gets_a_wallet(self, customer, theirs, salem):
        earn(theirs, 50, "a")
        survivor = customer("Afaq")
        merge(survivor, theirs.account, by=salem)
        assert survivor.wallets.get().balance_points == 50
        assert_sound()

    def test_one_without_points_brings_none(self, wallet, customer, salem):
        earn(wallet, 10, "own")
        merged = merge(wallet.account, customer("Dar"), by=salem)
        undo_merge(merged, by=salem)
        assert (figures(wallet), Wallet.objects.count()) == ((10, 0, 0), 1)

    def test_what_is_owed_goes_along_and_is_settled(self, wallet, theirs, unite):
        earned = earn(theirs, 40, "a")
        spend(theirs, 40, "b")
        ledger.reverse(earned, 40, key="c")
        earn(wallet, 100, "own")
        unite()
        assert (figures(wallet), figures(theirs)) == ((60, 0, 0), (0, 0, 0))
        assert_sound()

    def test_a_hold_goes_along_and_can_be_taken_or_let_go(self, wallet, theirs, unite):
        earn(theirs, 50, "a", days=20)
        taken, let_go = (
            holding.hold(theirs, 20, until_at=timezone.now() + DAY, key=key) for key in ("h1", "h2")
        )
        unite()
        assert (figures(wallet), figures(theirs)) == ((50, 40, 0), (0, 0, 0))
        assert holding.hold(wallet, 20, until_at=timezone.now() + DAY, key="h1") == taken
        assert holding.capture(taken).wallet == wallet
        holding.release(let_go)
        assert figures(wallet) == (30, 0, 0)
        assert set(Hold.objects.values_list("wallet", flat=True)) == {wallet.pk}
        assert_sound()

    def test_the_list_shows_one_and_the_old_page_leads_on(
        self, wallet, theirs, unite, sign_in, salem, mona, karim
    ):
        earn(theirs, 50, "a")
        unite()
        listed = reverse("loyalty:members", kwargs={"slug": "noor"})
        page = reverse("loyalty:member", kwargs={"slug": "noor", "number": theirs.number})
        client = sign_in(salem)
        assert client.get(listed).context["page"].rows == [wallet]
        answer = client.get(page)
        assert len(answer.context["lines"]) == 2
        assert f"/w/noor/loyalty/{wallet.number}/" in answer.content.decode()
        assert answer.context["doable"] == []
        assert sign_in(karim).get(page).status_code == 404


class TestAfterwards:
    def test_a_refund_of_what_was_earned_before_reaches_the_survivor(self, wallet, theirs, unite):
        earn(wallet, 10, "soon", days=1)
        earned = earn(theirs, 50, "a", qualifying=50)
        unite()
        first = ledger.reverse(earned, 20, key="refund/1")
        assert ledger.reverse(earned, 20, key="refund/1") == first
        assert first.wallet == wallet
        assert sorted(wallet.lots.values_list("remaining_points", flat=True)) == [10, 30]  # its own lot first
        ledger.reverse(earned, 30, key="refund/2")
        with pytest.raises(ValueError, match="1"):
            ledger.reverse(earned, 1, key="refund/3")
        assert (figures(wallet), qualifying(wallet)) == ((10, 0, 0), 0)
        assert_sound()

    def test_a_refund_of_what_is_spent_is_owed_by_the_survivor(self, wallet, theirs, unite):
        earned = earn(theirs, 50, "a")
        unite()
        spend(wallet, 50, "b")
        ledger.reverse(earned, 50, key="refund")
        assert (figures(wallet), figures(theirs)) == ((0, 0, 50), (0, 0, 0))
        assert_sound()

    def test_a_cancelled_reward_comes_back_to_the_survivor_with_the_days_it_had(self, wallet, theirs, unite):
        lot = earn(theirs, 50, "a", days=20).lots.get()
        spent = spend(theirs, 30, "b")
        ledger.give_back(spent, key="part", points=5)
        unite()
        ledger.give_back(spent, key="more", points=10)
        back = ledger.give_back(spent, key="rest", points=15)
        with pytest.raises(ValueError, match="1"):
            ledger.give_back(spent, key="too much", points=1)
        assert back.wallet == wallet
        assert figures(wallet) == (50, 0, 0)
        assert set(wallet.lots.values_list("expires_at", flat=True)) == {lot.expires_at}
        assert_sound()

    def test_what_is_asked_again_of_the_survivor_is_one_effect(self, wallet, theirs, unite, customer):
        earned = earn(theirs, 50, "a")
        spent = spend(theirs, 20, "b")
        unite()
        assert (earn(wallet, 50, "a"), spend(wallet, 20, "b")) == (earned, spent)
        assert earn(now_of(theirs), 50, "a") == earned
        with pytest.raises(KeyReused):
            earn(ledger.wallet_of(customer("Other")), 50, "a")
        assert figures(wallet) == (30, 0, 0)

    def test_what_comes_to_the_absorbed_one_goes_to_the_survivor(self, wallet, theirs, unite):
        unite()
        assert earn(theirs, 50, "late").wallet == wallet
        assert_sound()

    def test_an_adjustment_that_waited_is_approved_for_the_survivor(
        self, wallet, theirs, unite, faisal, mona, salem
    ):
        waiting = propose(theirs, by=faisal, fields={"points": 5_000, "reason": "Gift"})
        merged = unite()
        undo_merge(merged, by=salem)
        waiting.refresh_from_db()
        assert waiting.wallet == theirs
        merge(*(now_of(each).account for each in (wallet, theirs)), by=salem)
        waiting.refresh_from_db()
        approve(waiting, by=mona)
        assert (figures(wallet), waiting.wallet) == ((5_000, 0, 0), wallet)
        assert_sound()

    def test_a_chain_of_merges_is_followed(self, wallet, theirs, unite, customer, salem):
        earned = earn(theirs, 50, "a")
        unite()
        last = ledger.wallet_of(customer("Last"))
        merge(last.account, now_of(wallet).account, by=salem)
        assert ledger.reverse(earned, 50, key="refund").wallet == last
        assert figures(last) == (0, 0, 0)
        assert_sound()


class TestTheUndo:
    def test_what_is_there_returns_with_the_days_it_had(self, wallet, theirs, unite, salem):
        earn(wallet, 10, "own", days=90)
        lot = earn(theirs, 50, "a", days=20, qualifying=50).lots.get()
        merged = unite()
        for _press in range(2):
            undo_merge(merged, by=salem)
        assert (figures(wallet), figures(theirs)) == ((10, 0, 0), (50, 0, 0))
        back = theirs.lots.get(remaining_points__gt=0)
        assert (back.expires_at, back.earned_on) == (lot.expires_at, lot.earned_on)
        assert (qualifying(wallet), qualifying(theirs)) == (0, 50)
        assert now_of(theirs).merged_into is None
        assert_sound()

    def test_what_was_spent_meanwhile_does_not_and_what_was_earned_stays(self, wallet, theirs, unite, salem):
        earn(theirs, 50, "a", days=20)
        merged = unite()
        earn(wallet, 7, "meanwhile")
        spend(wallet, 20, "b")
        undo_merge(merged, by=salem)
        assert (figures(wallet), figures(theirs)) == ((7, 0, 0), (30, 0, 0))
        assert_sound()

    def test_what_was_given_back_meanwhile_returns_to_who_had_spent_it(self, wallet, theirs, unite, salem):
        earn(wallet, 10, "own")
        earn(theirs, 50, "a", days=20)
        spent = spend(theirs, 50, "b")
        merged = unite()
        ledger.give_back(spent, key="c", points=40)
        undo_merge(merged, by=salem)
        ledger.give_back(spent, key="d", points=10)
        assert (figures(wallet), figures(theirs)) == ((10, 0, 0), (50, 0, 0))
        assert_sound()

    def test_holds_that_came_go_back_and_later_ones_stay(self, wallet, theirs, unite, salem):
        earn(theirs, 50, "a", days=20)
        came = holding.hold(theirs, 20, until_at=timezone.now() + DAY, key="came")
        merged = unite()
        earn(wallet, 10, "own", days=10)
        later = holding.hold(wallet, 25, until_at=timezone.now() + DAY, key="later")
        undo_merge(merged, by=salem)
        assert (figures(wallet), figures(theirs)) == ((25, 25, 0), (35, 20, 0))
        assert (holding.capture(came).wallet, holding.capture(later).wallet) == (theirs, wallet)
        assert_sound()

    def test_what_is_still_owed_returns(self, wallet, theirs, unite, salem):
        earned = earn(theirs, 40, "a")
        spend(theirs, 40, "b")
        ledger.reverse(earned, 40, key="c")
        merged = unite()
        earn(wallet, 15, "own")
        undo_merge(merged, by=salem)
        assert (figures(wallet), figures(theirs)) == ((0, 0, 0), (0, 0, 25))
        assert_sound()

    def test_refunds_before_and_after_it_take_what_was_earned_once(self, wallet, theirs, unite, salem):
        earned = earn(theirs, 50, "a", qualifying=50)
        merged = unite()
        during = ledger.reverse(earned, 20, key="refund/1")
        undo_merge(merged, by=salem)
        assert ledger.reverse(earned, 20, key="refund/1") == during
        assert ledger.reverse(earned, 30, key="refund/2").wallet == theirs
        assert (figures(wallet), figures(theirs)) == ((0, 0, 0), (0, 0, 0))
        assert (qualifying(wallet), qualifying(theirs)) == (0, 0)
        assert_sound()

    def test_merged_and_undone_and_merged_again_nothing_is_lost(self, wallet, theirs, unite, salem):
        earn(wallet, 10, "own")
        earned = earn(theirs, 50, "a", days=20)
        for _round in range(3):
            undo_merge(unite(), by=salem)
            for each in (wallet, theirs):
                each.account.refresh_from_db()
        assert (figures(wallet), figures(theirs)) == ((10, 0, 0), (50, 0, 0))
        unite()
        ledger.reverse(earned, 50, key="refund")
        assert figures(wallet) == (10, 0, 0)
        assert_sound()


class TestDeletion:
    @pytest.mark.parametrize("is_undone", [False, True])
    def test_what_was_moved_goes_with_its_customer_and_leaves_the_other_whole(
        self, wallet, theirs, unite, salem, huda, is_undone
    ):
        earned = earn(theirs, 50, "a")
        spent = spend(theirs, 10, "b")
        merged = unite()
        ledger.reverse(earned, 5, key="c")
        ledger.give_back(spent, key="d")
        if is_undone:
            undo_merge(merged, by=salem)
        gone = theirs.account if is_undone else wallet.account
        gone.refresh_from_db()
        delete_for_good(gone, by=huda)
        assert set(Wallet.objects.all()) == ({wallet} if is_undone else set())
        assert_sound()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["credit", "release"])
def test_only_the_wallet_in_which_the_points_are_is_locked(noor, salem, side_by_side, verb):
    """That of the absorbed one too would be a second one, in no order: whoever moves points locks both."""
    with workspace(noor.pk), transaction.atomic():
        mine, theirs = (
            services.add_account(by=salem, fields={"name_en": name, "owner": salem})
            for name in ("Afaq", "Dar")
        )
        wallet, absorbed = ledger.wallet_of(mine), ledger.wallet_of(theirs)
        earn(absorbed, 50, "a")
        held = holding.hold(absorbed, 20, until_at=timezone.now() + DAY, key="h")
    with workspace(noor.pk), transaction.atomic():
        merge(mine, theirs, by=salem)
    free: list[int] = []

    def look():
        with transaction.atomic():
            rows = Wallet.objects.select_for_update(no_key=True, skip_locked=True)
            free.extend(rows.values_list("pk", flat=True))

    with workspace(noor.pk), transaction.atomic():
        if verb == "credit":
            assert earn(absorbed, 5, "b").wallet == wallet
        else:
            holding.release(held)  # as it was read before the merge
            assert held.wallet == wallet
        assert side_by_side(look) == []
    assert free == [absorbed.pk]
    with workspace(noor.pk), transaction.atomic():
        assert now_of(wallet).held_points == (20 if verb == "credit" else 0)
        assert_sound()
