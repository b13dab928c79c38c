"""Redemptions: held, paid, handed over; cancelled, not collected, given back; each request once, at once or not."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts import services
from accounts.once import MadeBefore
from lib.tenancy.state import workspace
from loyalty import codes, ledger, redeeming, rewarding
from loyalty.models import Hold, LoyaltyProgram, Redemption, Reward
from loyalty.redeeming import Hindered, NotNow
from loyalty.tasks import time_out_redemptions
from loyalty.tests.sound import assert_sound, left
from loyalty.tests.test_ledger import DAY, earn
from timeline.models import Event

State = Redemption.State


@pytest.fixture
def program(opened):
    return LoyaltyProgram.objects.create(name_en="Wafa", state="running", hold_days=5)


@pytest.fixture
def offered(program, mona):
    """offered(cost_points=..., stock=...): a reward of the running programme."""

    def add(name="Coffee set", **fields):
        return rewarding.add_reward(by=mona, fields={"name_en": name, "cost_points": 10, **fields})

    return add


def stock_of(reward):
    return Reward.objects.get(pk=reward.pk).stock


class TestTheWay:
    def test_at_the_counter_it_is_held_paid_and_handed_over_at_once(self, wallet, offered, salem):
        earn(wallet, 30, "a", days=9)
        made = redeeming.redeem(wallet, offered(stock=3), by=salem)
        made.refresh_from_db()
        assert (made.state, made.points, made.handed_over_by) == (State.FULFILLED, 10, salem)
        assert (made.hold.state, left(wallet), stock_of(made.reward)) == (Hold.State.CAPTURED, [20], 2)
        entry = made.hold.entry
        assert (entry.kind, entry.points) == ("redeem", -10)
        assert (entry.source_kind, entry.source_id) == ("loyalty.redemption", made.pk)
        assert_sound()

    def test_held_it_waits_for_so_many_local_days_and_is_paid_as_it_is_handed_over(
        self, wallet, offered, salem
    ):
        earn(wallet, 30, "a")
        made = redeeming.redeem(wallet, offered(stock=1), by=None, is_by_customer=True, way=State.HELD)
        wallet.refresh_from_db()
        assert (wallet.balance_points, wallet.held_points, wallet.usable_points()) == (30, 10, 20)
        assert timezone.localdate(made.until_at - timedelta(seconds=1)) == timezone.localdate() + 5 * DAY
        assert stock_of(made.reward) == 0
        redeeming.hand_over(made, by=salem)
        wallet.refresh_from_db()
        assert (wallet.balance_points, wallet.held_points, made.state) == (20, 0, State.FULFILLED)
        assert_sound()

    def test_what_is_paid_now_can_be_handed_over_later(self, wallet, offered, salem):
        earn(wallet, 30, "a")
        made = redeeming.redeem(wallet, offered(), by=salem, way=State.HELD)
        redeeming.take_points(made, by=salem)
        assert made.state == State.CAPTURED
        with pytest.raises(NotNow):
            redeeming.cancel(made, by=salem)
        redeeming.hand_over(made, by=salem)
        with pytest.raises(NotNow):
            redeeming.hand_over(made, by=salem)
        assert left(wallet) == [20]
        assert_sound()

    def test_cancelled_it_gives_points_and_piece_free(self, wallet, offered, salem):
        earn(wallet, 10, "a")
        made = redeeming.redeem(wallet, offered(stock=1), by=salem, way=State.HELD)
        redeeming.cancel(made, by=salem, reason="changed her mind")
        assert (made.state, made.reason, stock_of(made.reward)) == (State.VOIDED, "changed her mind", 1)
        assert wallet.usable_points() == 10
        assert Event.objects.get(verb="redemption.voided").detail["reason"] == "changed her mind"
        with pytest.raises(NotNow):
            redeeming.cancel(made, by=salem)
        assert stock_of(made.reward) == 1
        assert_sound()

    @pytest.mark.parametrize(("puts_back", "stock"), [(True, 4), (False, 3)])
    def test_given_back_the_points_are_in_the_lots_they_came_from(
        self, wallet, offered, salem, puts_back, stock
    ):
        earn(wallet, 6, "a", days=3)
        earn(wallet, 30, "b", days=90)
        made = redeeming.redeem(wallet, offered(stock=4), by=salem)
        assert left(wallet) == [0, 26]
        redeeming.refund(made, by=salem, reason="broken", puts_back=puts_back)
        assert left(wallet) == [6, 30]
        assert (made.state, stock_of(made.reward)) == (State.REFUNDED, stock)
        with pytest.raises(NotNow):
            redeeming.refund(made, by=salem, reason="again", puts_back=True)
        assert left(wallet) == [6, 30]
        assert_sound()

    def test_what_was_cancelled_or_held_is_not_given_back(self, wallet, offered, salem):
        earn(wallet, 30, "a")
        made = redeeming.redeem(wallet, offered(), by=salem, way=State.HELD)
        with pytest.raises(NotNow):
            redeeming.refund(made, by=salem, reason="x", puts_back=False)
        assert_sound()


@pytest.fixture
def in_english():
    with override("en"):
        yield


@pytest.mark.usefixtures("in_english")
class TestWhatKeepsFromIt:
    def refused(self, wallet, reward, by):
        before = (wallet.entries.count(), Hold.objects.count(), Redemption.objects.count(), stock_of(reward))
        with pytest.raises(Hindered) as refusal:
            redeeming.redeem(wallet, reward, by=by)
        after = (wallet.entries.count(), Hold.objects.count(), Redemption.objects.count(), stock_of(reward))
        assert before == after
        assert_sound()
        return refusal.value.messages[0]

    def test_too_few_points(self, wallet, offered, salem):
        earn(wallet, 9, "a")
        earn(wallet, 50, "b", pending_days=3)
        assert self.refused(wallet, offered(stock=1), salem) == "1 more point is needed."

    def test_none_left(self, wallet, offered, salem):
        earn(wallet, 50, "a")
        assert "none left" in self.refused(wallet, offered(stock=0), salem)

    def test_before_and_after_its_days_and_archived(self, wallet, offered, salem):
        earn(wallet, 50, "a")
        today = timezone.localdate()
        for fields in ({"offered_from": today + DAY}, {"offered_until": today - DAY}):
            assert "not offered" in self.refused(wallet, offered(**fields), salem)
        archived = offered()
        archived.archive(by=salem)
        assert "not offered" in self.refused(wallet, archived, salem)

    def test_as_often_as_one_customer_may(self, wallet, offered, salem):
        earn(wallet, 100, "a")
        reward = offered(limit_count=2)
        first = redeeming.redeem(wallet, reward, by=salem)
        redeeming.redeem(wallet, reward, by=salem)
        assert "2 times" in self.refused(wallet, reward, salem)
        redeeming.refund(first, by=salem, reason="x", puts_back=False)
        redeeming.redeem(wallet, reward, by=salem)
        assert left(wallet) == [80]

    def test_a_limit_of_a_year_begins_anew_with_the_year(self, wallet, offered, salem, time_machine):
        earn(wallet, 100, "a")
        reward = offered(limit_count=1, limit_per="year")
        redeeming.redeem(wallet, reward, by=salem)
        assert "in a year" in self.refused(wallet, reward, salem)
        time_machine.move_to(timezone.now().replace(year=timezone.now().year + 1))
        redeeming.redeem(wallet, reward, by=salem)

    def test_a_programme_that_has_not_begun(self, wallet, offered, program, salem):
        earn(wallet, 100, "a")
        reward = offered()
        LoyaltyProgram.objects.update(state="draft")
        assert "not begun" in self.refused(wallet, reward, salem)

    def test_what_another_part_of_loyalty_asks_for(self, wallet, offered, salem, monkeypatch):
        from loyalty import having

        earn(wallet, 100, "a")
        reward = offered()
        monkeypatch.setattr(having.hindrances, "_items", {})
        having.hindrances.register("tiers", lambda wallet, rewards: {reward.pk: "For gold members."})
        assert self.refused(wallet, reward, salem) == "For gold members."


class TestNotCollected:
    def test_points_and_piece_come_back_once(self, wallet, offered, time_machine):
        earn(wallet, 10, "a")
        reward = offered(stock=1)
        made = redeeming.redeem(wallet, reward, by=None, is_by_customer=True, way=State.HELD)
        assert redeeming.time_out_next() == 0
        time_machine.move_to(made.until_at + timedelta(seconds=1))
        assert redeeming.time_out_next() == 1
        assert redeeming.time_out_next() == 0
        made.refresh_from_db()
        assert (made.state, made.hold.state, stock_of(reward)) == (State.TIMED_OUT, Hold.State.TIMED_OUT, 1)
        assert wallet.usable_points() == 10
        assert Event.objects.filter(verb="redemption.timed_out").count() == 1
        assert_sound()

    def test_also_of_a_customer_who_is_archived(self, wallet, offered, salem, time_machine):
        earn(wallet, 10, "a")
        made = redeeming.redeem(wallet, offered(), by=None, way=State.HELD)
        wallet.account.archive(by=salem)
        time_machine.move_to(made.until_at + timedelta(seconds=1))
        assert redeeming.time_out_next() == 1
        assert Redemption.objects.get().state == State.TIMED_OUT


@pytest.mark.django_db(transaction=True)
def test_the_tick_finds_the_workspaces_by_itself_and_does_nothing_twice(noor, salem, mona):
    with workspace(noor.pk), transaction.atomic():
        redeeming.redeem(*_ready(salem, mona, points=10, stock=1), by=None, way=State.HELD)
        # The clock of the database is asked, which no test turns.
        Redemption.objects.update(until_at=timezone.now() - timedelta(seconds=1))
    for _time in range(2):
        time_out_redemptions()
    with workspace(noor.pk), transaction.atomic():
        assert Redemption.objects.get().state == State.TIMED_OUT
        assert Reward.objects.get().stock == 1
        assert Event.objects.filter(verb="redemption.timed_out").count() == 1
        assert_sound()


class TestOneRequest:
    def test_the_same_form_is_one_redemption(self, wallet, offered, salem):
        earn(wallet, 50, "a")
        token, reward = uuid.uuid4(), offered(stock=5)
        first = redeeming.redeem(wallet, reward, by=salem, form_token=token)
        assert redeeming.redeem(wallet, reward, by=salem, form_token=token) == first
        assert (left(wallet), stock_of(reward)) == ([40], 4)
        with pytest.raises(MadeBefore):
            redeeming.redeem(wallet, offered("Mug"), by=salem, form_token=token)
        assert_sound()

    def test_codes_are_letters_that_nobody_mistakes(self, wallet, offered, salem):
        earn(wallet, 50, "a")
        made = redeeming.redeem(wallet, offered(), by=salem)
        assert len(made.code) >= 8
        assert not set(made.code) & set("ILOS0123456789")
        assert codes.typed(f" {made.shown_code.lower()} ") == made.code


def _ready(salem, mona, *, points, name="Afaq", **fields):
    """A wallet with points, and a reward of 10."""
    LoyaltyProgram.objects.get_or_create(defaults={"name_en": "Wafa", "state": "running"})
    wallet = ledger.wallet_of(services.add_account(by=salem, fields={"name_en": name, "owner": salem}))
    earn(wallet, points, f"ready {name}")
    reward = Reward.objects.first() or rewarding.add_reward(
        by=mona, fields={"name_en": "Coffee set", "cost_points": 10, **fields}
    )
    return wallet, reward


def at_once(noor, works):
    """Run these in a thread each, all begun together; what each answered, or what it raised."""
    begin, answers = threading.Barrier(len(works)), []

    def run(work):
        try:
            with workspace(noor.pk):
                begin.wait()
                with transaction.atomic():
                    answers.append(work())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[each]) for each in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_twenty_redemptions_of_ten_on_a_hundred_points_are_exactly_ten(self, noor, salem, mona):
        with workspace(noor.pk), transaction.atomic():
            wallet, reward = _ready(salem, mona, points=100)

        def work():
            mine = type(wallet).objects.select_related("account").get(pk=wallet.pk)
            return redeeming.redeem(mine, Reward.objects.get(pk=reward.pk), by=salem)

        answers = at_once(noor, [work] * 20)
        assert sum(isinstance(each, Redemption) for each in answers) == 10, answers
        assert sum(isinstance(each, Hindered) for each in answers) == 10
        with workspace(noor.pk), transaction.atomic():
            assert left(wallet) == [0]
            assert Redemption.objects.count() == 10
            assert_sound()

    def test_the_last_piece_goes_to_one_of_two_customers(self, noor, salem, mona):
        with workspace(noor.pk), transaction.atomic():
            one, reward = _ready(salem, mona, points=50, stock=1)
            other, _reward = _ready(salem, mona, points=50, name="Dar")

        def work(key):
            wallet = type(one).objects.select_related("account").get(pk=key)
            return redeeming.redeem(wallet, Reward.objects.get(pk=reward.pk), by=salem)

        answers = at_once(noor, [lambda: work(one.pk), lambda: work(other.pk)])
        assert sorted(type(each).__name__ for each in answers) == ["Hindered", "Redemption"]
        with workspace(noor.pk), transaction.atomic():
            assert Reward.objects.get().stock == 0
            assert_sound()

    def test_what_one_customer_may_have_once_is_given_once(self, noor, salem, mona):
        with workspace(noor.pk), transaction.atomic():
            wallet, reward = _ready(salem, mona, points=100, limit_count=1)

        def work():
            mine = type(wallet).objects.select_related("account").get(pk=wallet.pk)
            return redeeming.redeem(mine, Reward.objects.get(pk=reward.pk), by=salem)

        answers = at_once(noor, [work] * 2)
        assert sorted(type(each).__name__ for each in answers) == ["Hindered", "Redemption"]
        with workspace(noor.pk), transaction.atomic():
            assert left(wallet) == [90]
            assert_sound()
