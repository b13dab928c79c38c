"""Points for what is no purchase: each occasion once, on its local day."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import services
from accounts.models import AccountStatus
from interactions.services import change_interaction, log_interaction
from lib.dates import from_hijri, to_hijri
from lib.tenancy.state import workspace
from loyalty import ledger, occasions
from loyalty.booking import Source
from loyalty.enrolling import enrol
from loyalty.models import Grant, OccasionRound, PointsEntry, Wallet
from loyalty.models.rule import Trigger
from loyalty.tests.sound import assert_sound
from sales.models import Testimonial
from sales.referring import add_referral

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2030-03-05T12:00+03:00")


@pytest.fixture(autouse=True)
def clock(opened):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def afaq(customer):
    return customer()


@pytest.fixture
def born(salem, afaq):
    def add(day, account=None, name="Sara"):
        fields = {"name_en": name, "birth_on": day}
        return services.add_contact(by=salem, fields=fields, account=account or afaq)

    return add


def go_round():
    while occasions.give_next():
        pass


def balance(account) -> int:
    wallet = Wallet.objects.filter(account=account).first()
    return wallet.balance_points if wallet else 0


class TestBirthdays:
    def test_one_gives_once_on_its_day(self, programme, rule, born, afaq, clock):
        programme(), rule("Birthday", trigger="birthday", points=100, counts_for_tiers=False)
        born(date(1990, 3, 6)), born(date(1990, 3, 7), name="Later")
        go_round()
        assert balance(afaq) == 0
        clock.move_to(datetime(2030, 3, 5, 20, 59, tzinfo=UTC))  # a minute to midnight in Riyadh
        go_round()
        assert balance(afaq) == 0
        clock.move_to(datetime(2030, 3, 5, 21, 0, tzinfo=UTC))
        for _again in range(3):
            go_round()
            OccasionRound.objects.update(is_done=False, rule_key=0, after=0)
        assert balance(afaq) == 100
        entry = PointsEntry.objects.get()
        assert (entry.kind, entry.qualifying_points, entry.counts_on) == ("birthday", 0, date(2030, 3, 6))
        assert Wallet.objects.get().usable_points() == 100
        assert_sound()

    def test_the_next_year_gives_again_and_days_nobody_looked_are_made_up_for(
        self, programme, rule, born, afaq, clock
    ):
        programme(), rule("Birthday", trigger="birthday", points=100)
        born(date(1990, 3, 5))
        go_round()
        clock.move_to(datetime.fromisoformat("2031-03-08T09:00+03:00"))
        for _day in range(10):
            go_round()
        assert balance(afaq) == 200
        assert OccasionRound.objects.get().day == date(2031, 3, 8)

    def test_29_february_and_a_hijri_birthday(self, programme, rule, born, afaq, customer, clock):
        programme(), rule("Birthday", trigger="birthday", points=10)
        rule("Hijri", trigger="birthday", points=7, is_hijri=True)
        clock.move_to(datetime.fromisoformat("2030-02-28T09:00+03:00"))
        born(date(2000, 2, 29))
        other = customer("Bahr")
        begun = to_hijri(date(2000, 7, 26))
        born(date(2000, 7, 26), account=other)
        go_round()
        assert (balance(afaq), balance(other)) == (10, 0)
        day = from_hijri(1452, begun.month, begun.day)
        assert (day.month, day.day) != (7, 26)
        clock.move_to(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9))
        OccasionRound.objects.all().delete()
        go_round()
        assert (balance(afaq), balance(other)) == (10, 7)
        assert Grant.objects.get(account=other).occasion.startswith("birthday/1452/")

    def test_it_goes_to_the_customer_whose_main_contact_it_is_and_not_to_an_archived_one(
        self, programme, rule, born, afaq, customer, salem
    ):
        programme(), rule("Birthday", trigger="birthday", points=100)
        gone = customer("Gone")
        born(date(1990, 3, 5), account=gone)
        gone.archive(by=salem)
        go_round()
        assert not Grant.objects.exists()

    @pytest.mark.parametrize("fields", [{"state": "paused"}, {"joining": "by_hand"}, {"state": "draft"}])
    def test_nobody_gets_points_who_does_not_take_part(self, programme, rule, born, afaq, fields):
        programme(**fields), rule("Birthday", trigger="birthday", points=100)
        born(date(1990, 3, 5))
        go_round()
        assert not PointsEntry.objects.exists()


class TestOthers:
    def test_a_year_as_a_customer(self, programme, rule, afaq, salem, customer):
        programme(), rule("Years", trigger="anniversary", points=50)
        afaq.set_status("active", by=salem)
        began = datetime.fromisoformat("2027-03-05T00:30+03:00")
        AccountStatus.objects.filter(account=afaq, status="active").update(from_at=began)
        customer("Young")
        for _again in range(2):
            go_round()
        assert balance(afaq) == 50
        assert PointsEntry.objects.get().kind == "anniversary"

    def test_a_visit_the_day_before_and_no_call(self, programme, rule, afaq, salem, clock):
        programme(), rule("Visit", trigger="visit", points=5)
        for channel, outcome in (
            ("visit", "held"),
            ("meeting", "held"),
            ("visit", "cancelled"),
            ("call", "reached"),
        ):
            log_interaction(account=afaq, by=salem, fields={"channel": channel, "outcome": outcome})
        go_round()
        assert balance(afaq) == 0
        clock.move_to(NOON + timedelta(days=1))
        go_round()
        assert balance(afaq) == 10
        clock.move_to(NOON + timedelta(days=2))
        go_round()
        assert balance(afaq) == 10
        assert_sound()

    def test_a_visit_that_is_removed_takes_its_points_along_and_brought_back_it_has_them(
        self, programme, rule, afaq, salem, clock
    ):
        programme(), rule("Visit", trigger="visit", points=5), rule("More", trigger="visit", points=2)
        made = log_interaction(account=afaq, by=salem, fields={"channel": "visit", "outcome": "held"})
        clock.move_to(NOON + timedelta(days=1))
        go_round()
        assert balance(afaq) == 7
        for _again in range(2):
            made.remove(by=salem)
            assert balance(afaq) == 0
            assert_sound()
            made.restore(by=salem)
            assert balance(afaq) == 7
            assert_sound()
        assert {each.day for each in Grant.objects.all()} == {date(2030, 3, 6)}
        # What was spent meanwhile is owed, and comes back with it.
        ledger.debit(Wallet.objects.get(), 6, kind="redeem", key="spent")
        made.remove(by=salem)
        assert (balance(afaq), Wallet.objects.get().debt_points) == (0, 6)
        made.restore(by=salem)
        assert (balance(afaq), Wallet.objects.get().debt_points) == (1, 0)
        assert_sound()

    def test_a_visit_that_turns_out_to_be_none(self, programme, rule, afaq, salem, clock):
        programme(), rule("Visit", trigger="visit", points=5)
        made = log_interaction(account=afaq, by=salem, fields={"channel": "visit", "outcome": "held"})
        clock.move_to(NOON + timedelta(days=1))
        go_round()
        made.outcome = "no_show"
        change_interaction(made, by=salem, read_version=made.version, changed=["outcome"])
        assert balance(afaq) == 0
        made.outcome = "held"
        change_interaction(made, by=salem, read_version=made.version, changed=["outcome"])
        assert balance(afaq) == 5
        assert_sound()

    def test_what_a_limit_had_left_nothing_of_stays_nothing(self, programme, rule, afaq, salem, clock):
        programme(), rule("Visit", trigger="visit", points=5, cap_points=5, cap_period="year")
        first, second = (
            log_interaction(account=afaq, by=salem, fields={"channel": "visit", "outcome": "held"})
            for _each in range(2)
        )
        clock.move_to(NOON + timedelta(days=1))
        go_round()
        assert balance(afaq) == 5
        second.remove(by=salem), second.restore(by=salem)
        assert balance(afaq) == 5
        first.remove(by=salem), first.restore(by=salem)
        assert balance(afaq) == 5
        assert_sound()

    def test_a_testimonial_that_is_put_aside_takes_its_points_along(self, programme, rule, afaq, salem):
        programme(), rule("Testimonial", trigger="testimonial", points=40)
        made = Testimonial.objects.create(
            state="given", given_on=timezone.localdate(), account=afaq, text="Good", created_by=salem
        )
        go_round()
        assert balance(afaq) == 40
        made.archive(by=salem)
        assert balance(afaq) == 0
        made.restore(by=salem)
        assert balance(afaq) == 40
        assert_sound()

    def test_joining_gives_at_once_where_a_colleague_enrols(self, programme, rule, afaq, salem):
        programme(joining="by_hand"), rule("Welcome", trigger="sign_up", points=25)
        for _twice in range(2):
            enrol(afaq, by=salem)
            go_round()
        assert balance(afaq) == 25
        assert_sound()

    def test_who_joined_with_the_first_points_is_welcomed_in_the_next_round(
        self, programme, rule, buy, afaq, clock
    ):
        programme(), rule(), rule("Welcome", trigger="sign_up", points=25)
        buy(afaq, 10_00)
        assert balance(afaq) == 10
        go_round()
        assert balance(afaq) == 35

    def test_a_referral_that_became_a_customer(self, programme, rule, afaq, customer, salem, clock):
        programme(), rule("Referral", trigger="referral", points=300)
        lead = customer("Lead")
        made = add_referral(
            account=afaq,
            by=salem,
            fields={"referred_name": "Lead", "on_day": timezone.localdate()},
            referred=lead,
        )
        go_round()
        assert balance(afaq) == 0
        lead.refresh_from_db()
        lead.set_status("active", by=salem)
        clock.move_to(NOON + timedelta(days=1))
        for _again in range(2):
            go_round()
        assert balance(afaq) == 300
        assert Grant.objects.get().occasion == f"referral/{made.pk}"

    def test_a_testimonial_that_was_given(self, programme, rule, afaq, salem):
        programme(), rule("Testimonial", trigger="testimonial", points=40)
        said = {"account": afaq, "text": "Good", "created_by": salem}
        Testimonial.objects.create(state="asked", **said)
        Testimonial.objects.create(state="given", given_on=timezone.localdate(), **said)
        go_round()
        assert balance(afaq) == 40

    def test_an_occasion_that_comes_gives_once_and_within_the_limit(self, programme, rule, afaq):
        programme(), rule("Survey", trigger="survey", points=30, cap_points=50, cap_period="month")
        source = Source.of(afaq)
        for name in ("survey/1", "survey/1", "survey/2", "survey/3"):
            occasions.give_for(afaq, Trigger.SURVEY, name, source)
        assert balance(afaq) == 50
        assert_sound()

    def test_the_neighbour_has_a_round_of_its_own(self, programme, rule, born, bahr):
        programme(), rule("Birthday", trigger="birthday", points=100)
        born(date(1990, 3, 5))
        with workspace(bahr.pk):
            assert occasions.give_next() == 0
        assert not Grant.objects.exists()
