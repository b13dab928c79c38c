"""Friends who come by a code: both are given points once, and whoever tries to cheat is stopped or asked about."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account
from lib.tenancy.state import workspace
from loyalty import occasions, qualifying
from loyalty.codes import shown
from loyalty.models import CodeReferral, Grant, PointsEntry, ReferralTerms, Wallet
from loyalty.recommending import approve, enter_code, make_code, receive, refuse
from loyalty.tests.sound import assert_sound
from sales.models import Referral
from sales.referring import add_referral

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2030-03-05T12:00+03:00")
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def clock(opened):
    with time_machine.travel(NOON, tick=False) as traveller, override("en"):
        yield traveller


@pytest.fixture
def afaq(customer):
    return customer(phone="0555000001", phone_e164="+966555000001", email="me@afaq.example")


@pytest.fixture
def terms(opened, programme, rule):
    programme()
    rule("Referrer", trigger="referral", points=300), rule("Friend", trigger="friend", points=100)
    return ReferralTerms.objects.create(is_open=True, currency="SAR")


@pytest.fixture
def come(afaq, terms):
    """come(name, ...): somebody who left this on the page of afaq's code."""

    def leave(name="Sara", *, phone="", email="", referrer=None, **more):
        phone = phone or ("" if email else "+966555000777")
        sent = {"name": name, "phone": phone, "phone_e164": phone, "email": email, "consent": "Yes"}
        return receive(
            sent, referrer=referrer or afaq, terms=terms, language="en",
            **{"form_token": uuid.uuid4(), **more},
        )  # fmt: skip

    return leave


def look():
    while qualifying.look_next():
        pass


def balance(account) -> int:
    wallet = Wallet.objects.filter(account=account).first()
    return wallet.balance_points if wallet else 0


def usable(account) -> int:
    wallet = Wallet.objects.filter(account=account).first()
    return wallet.usable_points() if wallet else 0


class TestRewarding:
    def test_the_first_purchase_gives_both_once_and_they_last_when_it_can_no_more_be_sent_back(
        self, come, afaq, buy, clock
    ):
        made = come()
        friend = made.friend
        assert (made.state, friend.name, friend.source) == ("registered", "Sara", "referral")
        assert Referral.objects.get().referred == friend
        look()
        assert (balance(afaq), balance(friend)) == (0, 0)
        buy(friend, 50_00, on=TODAY), buy(friend, 70_00, on=TODAY)
        for _again in range(3):
            look()
            CodeReferral.objects.filter(state="qualified").update(due_at=timezone.now())
        assert (balance(afaq), usable(afaq), balance(friend)) == (300, 0, 100)
        assert set(PointsEntry.objects.values_list("kind", flat=True)) == {"referral"}
        clock.move_to(datetime(2030, 3, 18, 20, 59, tzinfo=UTC))
        look()
        made.refresh_from_db()
        assert (made.state, usable(afaq)) == ("qualified", 0)
        clock.move_to(datetime(2030, 3, 18, 21, 0, tzinfo=UTC))  # the 19th begins in Riyadh
        look()
        made.refresh_from_db()
        assert (made.state, made.due_at, usable(afaq), usable(friend)) == ("rewarded", None, 300, 100)
        while occasions.give_next():
            pass
        assert balance(afaq) == 300  # the round of occasions gives no second time
        assert_sound()

    def test_sent_back_before_it_is_taken_back_and_the_next_purchase_gives_again(
        self, come, afaq, buy, salem
    ):
        made = come()
        bought = buy(made.friend, 50_00, on=TODAY)
        look()
        assert balance(afaq) == 300
        bought.refund(amount_minor=50_00, by=salem)
        look()
        made.refresh_from_db()
        assert (made.state, made.purchase_key, balance(afaq), balance(made.friend)) == (
            "registered",
            None,
            0,
            0,
        )
        buy(made.friend, 90_00, on=TODAY)
        look()
        assert (balance(afaq), balance(made.friend)) == (300, 100)
        assert Grant.objects.filter(occasion=made.occasion).count() == 2
        assert_sound()

    def test_sent_back_afterwards_the_points_stay(self, come, afaq, buy, salem, clock):
        made = come()
        bought = buy(made.friend, 50_00, on=TODAY)
        look()
        clock.move_to(NOON + timedelta(days=15))
        look()
        bought.refresh_from_db()
        bought.refund(amount_minor=50_00, by=salem)
        look()
        assert balance(afaq) == 300
        assert_sound()

    def test_a_purchase_below_the_least_and_one_from_before_do_not_count(self, come, afaq, terms, buy):
        terms.least_minor = 100_00
        terms.save()
        made = come()
        buy(made.friend, 99_99, on=TODAY), buy(made.friend, 500_00, on=TODAY - timedelta(days=1))
        look()
        assert balance(afaq) == 0
        buy(made.friend, 100_00, on=TODAY)
        look()
        assert balance(afaq) == 300

    def test_who_buys_nothing_in_time_expires_on_the_local_day(self, come, afaq, buy, clock):
        made = come()
        assert made.until_on == TODAY + timedelta(days=90)
        clock.move_to(datetime(2030, 6, 3, 20, 59, tzinfo=UTC))
        look()
        made.refresh_from_db()
        assert made.state == "registered"
        clock.move_to(datetime(2030, 6, 3, 21, 0, tzinfo=UTC))
        look()
        made.refresh_from_db()
        assert (made.state, made.due_at) == ("expired", None)
        buy(made.friend, 50_00, on=TODAY + timedelta(days=95))
        look()
        assert balance(afaq) == 0

    def test_a_programme_that_rests_gives_when_it_runs_again(self, come, afaq, buy, clock):
        from loyalty.models import LoyaltyProgram

        made = come()
        LoyaltyProgram.objects.update(state="paused")
        buy(made.friend, 50_00, on=TODAY)
        look()
        assert balance(afaq) == 0
        LoyaltyProgram.objects.update(state="running")
        clock.move_to(NOON + timedelta(days=1))
        look()
        assert balance(afaq) == 300

    def test_a_merge_of_both_takes_the_points_back(self, come, customer, buy, mona):
        person = customer("Ali", kind="person")
        made = come(referrer=person)
        buy(made.friend, 50_00, on=TODAY)
        look()
        merge(person, made.friend, by=mona)
        CodeReferral.objects.update(due_at=timezone.now())
        look()
        made.refresh_from_db()
        assert (made.state, balance(person)) == ("rejected", 0)
        assert_sound()


class TestFraud:
    @pytest.mark.parametrize("email", ["ME@afaq.example", "me@afaq.example"])
    def test_oneself_is_refused_by_phone_and_by_e_mail(self, come, email):
        for made in (come(phone="+966555000001"), come(email=email)):
            assert (made.state, made.suspicions[0], made.friend) == ("rejected", "oneself", None)
        assert Account.objects.count() == 1

    def test_somebody_who_works_for_the_referrer_is_oneself(self, come, afaq, salem):
        from accounts.services import add_contact

        fields = {"name_en": "Ali", "phone_2": "0555000888", "phone_2_e164": "+966555000888"}
        add_contact(by=salem, fields=fields, account=afaq)
        assert come(phone="+966555000888").suspicions[0] == "oneself"

    def test_a_customer_is_refused_a_prospect_and_an_archived_one_are_asked_about(
        self, come, customer, salem
    ):
        known = customer("Known", email="known@x.example")
        known.set_status("active", by=salem)
        customer("Lead", email="lead@x.example")
        customer("Gone", email="gone@x.example").archive(by=salem)
        states = [come(email=f"{who}@x.example") for who in ("known", "lead", "gone")]
        told = [(each.state, each.suspicions) for each in states]
        assert told == [("rejected", ["known"]), ("held", ["lead"]), ("held", ["archived"])]
        assert not Referral.objects.exists()

    def test_the_same_friend_twice_and_a_circle_are_asked_about(self, come, customer, afaq):
        first = come()
        again = come(referrer=customer("Other"))
        assert (again.state, set(again.suspicions)) == ("held", {"lead", "twice"})
        with pytest.raises(ValidationError, match="came by a code before"):
            approve(again, by=None)
        back = come(phone="+966555000001", referrer=first.friend)
        assert back.state == "held"
        assert "lead" in back.suspicions
        with pytest.raises(ValidationError, match="circle"):
            approve(back, by=None)

    def test_more_than_the_month_allows_wait_and_what_was_refused_takes_no_room(
        self, come, terms, mona, clock
    ):
        terms.most_a_month = 2
        terms.save()
        made = [come(phone=f"+96655500{number}") for number in (1001, 1002, 1003)]
        assert [each.state for each in made] == ["registered", "registered", "held"]
        refuse(made[0], by=mona, reason="A joke"), refuse(made[2], by=mona, reason="A joke")
        assert come(phone="+966555001004").state == "registered"
        clock.move_to(NOON + timedelta(days=30))
        assert come(phone="+966555001005").state == "registered"

    def test_a_robot_waits_and_the_same_form_is_one(self, come, mona, afaq, buy):
        token = uuid.uuid4()
        made = [come(form_token=token, is_robot=True) for _each in range(2)]
        assert made[0].pk == made[1].pk
        assert made[0].state == "held"
        assert made[0].friend is None
        approve(made[0], by=mona)
        assert (made[0].state, made[0].decided_by, made[0].friend.name) == ("registered", mona, "Sara")
        with pytest.raises(ValidationError):
            approve(made[0], by=mona)
        buy(made[0].friend, 50_00, on=TODAY)
        look()
        refuse(made[0], by=mona, reason="It was a robot")
        assert balance(afaq) == 0
        assert Referral.objects.get().state == "not"
        assert_sound()


class TestAtTheCounter:
    def test_a_code_is_entered_however_it_is_typed_and_once(self, afaq, terms, customer, salem, buy):
        code, new = make_code(afaq), customer("New")
        assert make_code(afaq).pk == code.pk
        made = enter_code(new, shown(code.code).lower(), by=salem)
        assert (made.state, made.account, made.created_by) == ("registered", afaq, salem)
        with pytest.raises(ValidationError, match="came by a code before"):
            enter_code(new, code.code, by=salem)
        buy(new, 50_00, on=TODAY)
        look()
        assert (balance(afaq), balance(new)) == (300, 100)

    def test_what_cannot_be_is_told(self, afaq, terms, customer, salem, buy):
        code = make_code(afaq).code
        bought, other, same = customer("Bought"), customer("Other"), customer("Same", email="me@afaq.example")
        buy(bought, 50_00, on=TODAY)
        fields = {"referred_name": "Other", "on_day": TODAY}
        add_referral(account=customer("Third"), by=salem, fields=fields, referred=other)
        for who, typed, why in (
            (afaq, code, "own code"), (same, code, "own code"), (bought, code, "has bought"),
            (other, code, "somebody else"), (customer("New"), "ABCD-EFGH", "No customer"),
        ):  # fmt: skip
            with pytest.raises(ValidationError, match=why):
                enter_code(who, typed, by=salem)
        assert not CodeReferral.objects.exists()

    def test_the_code_of_one_who_was_merged_leads_to_the_survivor_until_the_undo(
        self, afaq, terms, customer, salem, mona
    ):
        part = customer("Part")
        code = make_code(part).code
        done = merge(afaq, part, by=mona)
        assert enter_code(customer("New"), code, by=salem).account == afaq
        undo_merge(done, by=mona)
        assert enter_code(customer("Newer"), code, by=salem).account == part


def test_the_neighbour_knows_no_code_of_ours(come, afaq, bahr):
    from loyalty.member_codes import referrer_of

    come()
    code = make_code(afaq).code
    with workspace(bahr.pk):
        assert referrer_of(code) is None
        assert qualifying.look_next() == 0
