"""Purchases earn what they should have earned, whatever happens to them, each once."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.merging.services import merge
from lib.tenancy.state import workspace
from loyalty import earning, ledger
from loyalty.ledger import wallet_of
from loyalty.models import Grant, PointsEntry, SettledPurchase, UnsettledAccount, Wallet
from loyalty.models.rule import SAID
from loyalty.programme import change_programme
from loyalty.rules import change_rule, newest_of
from loyalty.tests.sound import assert_sound
from sales.models import Product, Purchase
from sales.purchasing import Line, change_purchase

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2030-03-05T12:00+03:00")
DAY = date(2030, 3, 1)


@pytest.fixture(autouse=True)
def clock(opened):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def afaq(customer):
    return customer()


def balance(account) -> int:
    wallet = Wallet.objects.filter(account=account).first()
    return wallet.balance_points - wallet.debt_points if wallet else 0


def settle():
    while earning.settle_next():
        pass


def says(rule, *, by, **other):
    standing = newest_of(rule)
    said = {name: getattr(standing, name) for name in SAID}
    change_rule(rule, by=by, read_version=rule.version, changed=[], said={**said, **other})


class TestEntering:
    def test_a_purchase_earns_at_once_and_waits_for_its_days(self, programme, rule, buy, afaq, clock):
        programme(), rule()
        bought = buy(afaq, 123_45)
        wallet = Wallet.objects.get(account=afaq)
        entry = wallet.entries.get()
        assert (entry.kind, entry.points, entry.qualifying_points, entry.counts_on) == ("earn", 123, 123, DAY)
        assert (entry.source_kind, entry.source_id, entry.reason) == (
            "sales.purchase",
            bought.pk,
            "Each riyal",
        )
        assert wallet.usable_points() == 0
        clock.move_to(datetime.fromisoformat("2030-03-14T23:59+03:00"))
        assert wallet.usable_points() == 0
        clock.move_to(datetime.fromisoformat("2030-03-15T00:00+03:00"))
        assert wallet.usable_points() == 123
        assert not UnsettledAccount.objects.exists()
        assert_sound()

    def test_looking_again_changes_nothing(self, programme, rule, buy, afaq):
        programme(), rule()
        buy(afaq, 50_00)
        for _again in range(3):
            earning.queue([afaq.pk])
            settle()
            SettledPurchase.objects.update(purchase_version=0)
            earning.settle_purchases_of(afaq)
        assert PointsEntry.objects.count() == 1
        assert balance(afaq) == 50
        assert_sound()

    def test_every_rule_that_fits_gives_its_points(self, programme, rule, buy, afaq, mona):
        programme(), rule(), rule("Each purchase", trigger="purchase", points=10, counts_for_tiers=False)
        coffee = Product.objects.create(
            name_en="Coffee", category="Drinks", price_minor=900, currency="SAR", created_by=mona
        )
        rule("Drinks", trigger="product", category="drinks", points=5, currency="", step_minor=None)
        line = Line("Coffee", Decimal(3), unit_price_minor=9_00, product=coffee)
        buy(afaq, lines=[line, Line("Paper", unit_price_minor=20_00)])
        entries = PointsEntry.objects.order_by("pk")
        assert [(each.reason, each.points, each.qualifying_points) for each in entries] == [
            ("Each riyal", 47, 47),
            ("Each purchase", 10, 0),
            ("Drinks", 15, 15),
        ]
        assert_sound()

    @pytest.mark.parametrize(
        ("fields", "bought"),
        [
            ({}, {"currency": "USD"}),
            ({}, {"on": date(2029, 12, 31)}),
            ({}, {"status": "cancelled"}),
            ({}, {"status": "returned"}),
            ({}, {"status": "refunded"}),
            ({"state": "draft"}, {}),
            ({"state": "paused"}, {}),
            ({"joining": "by_hand"}, {}),
        ],
    )
    def test_what_earns_nothing_makes_no_wallet(self, programme, rule, buy, afaq, fields, bought):
        programme(**fields), rule()
        buy(afaq, 50_00, **bought)
        assert not Wallet.objects.exists()
        assert not UnsettledAccount.objects.exists()

    def test_without_a_programme_nothing_is_written(self, rule, buy, afaq):
        rule()
        buy(afaq)
        assert not Wallet.objects.exists()
        assert not SettledPurchase.objects.exists()

    def test_who_was_enrolled_earns_from_that_day_on(self, programme, rule, buy, afaq):
        programme(joining="by_hand"), rule()
        buy(afaq, 50_00, on=DAY)
        wallet_of(afaq)
        buy(afaq, 7_00, on=timezone.localdate())
        assert balance(afaq) == 7

    def test_a_programme_that_starts_earlier_or_goes_on_looks_at_what_was_bought(
        self, programme, rule, buy, afaq, mona
    ):
        kept = programme(state="draft", starts_on=None)
        rule()
        buy(afaq, 50_00), buy(afaq, 8_00, on=date(2029, 12, 1))
        change_programme({"state": "running", "starts_on": date(2030, 2, 1)}, by=mona)
        settle()
        assert balance(afaq) == 50
        change_programme({"starts_on": date(2029, 1, 1)}, by=mona)
        settle()
        assert balance(afaq) == 58
        change_programme({"starts_on": date(2031, 1, 1)}, by=mona)
        settle()
        assert balance(afaq) == 58
        assert kept.pk


class TestChanges:
    @pytest.fixture
    def bought(self, programme, rule, buy, afaq):
        programme(), rule()
        return buy(afaq, 100_00)

    def test_refunds_take_back_exactly_and_the_last_one_all(self, bought, afaq, salem):
        for amount, left in ((33_33, 67), (33_33, 34), (33_34, 0)):
            bought.refund(amount, by=salem)
            assert balance(afaq) == left
        assert Grant.objects.get().points == 0
        assert_sound()

    def test_a_refund_before_they_can_be_used_takes_from_their_own_lot(self, bought, afaq, salem):
        bought.refund(40_00, by=salem)
        lot = Wallet.objects.get().lots.get()
        assert (lot.points, lot.remaining_points) == (100, 60)
        assert PointsEntry.objects.filter(kind="reverse").get().qualifying_points == -40
        assert_sound()

    def test_a_refund_that_is_taken_back_gives_again(self, bought, afaq, salem):
        made = bought.refund(100_00, by=salem)
        assert balance(afaq) == 0
        bought.take_refund_back(made, by=salem)
        assert balance(afaq) == 100
        bought.refund(50_00, by=salem)
        assert balance(afaq) == 50
        assert_sound()

    @pytest.mark.parametrize("status", ["cancelled", "returned"])
    def test_what_did_not_happen_earns_nothing_and_may_happen_after_all(self, bought, afaq, salem, status):
        for _twice in range(2):
            bought.set_status(status, by=salem)
            assert balance(afaq) == 0
            bought.set_status("delivered", by=salem)
            assert balance(afaq) == 100
        assert_sound()

    def test_archiving_takes_back_and_restoring_gives_again(self, bought, afaq, salem):
        bought.archive(by=salem)
        assert balance(afaq) == 0
        bought.restore(by=salem)
        assert balance(afaq) == 100
        assert sum(Grant.objects.values_list("points", flat=True)) == 100
        assert_sound()

    def test_what_was_spent_before_it_was_taken_back_is_owed(self, bought, buy, afaq, salem, clock):
        clock.move_to(NOW + timedelta(days=30))
        ledger.debit(Wallet.objects.get(), 70, kind="redeem", key="spent")
        bought.set_status("returned", by=salem)
        wallet = Wallet.objects.get()
        assert (wallet.balance_points, wallet.debt_points) == (0, 70)
        buy(afaq, 90_00)
        wallet.refresh_from_db()
        assert (wallet.balance_points, wallet.debt_points) == (20, 0)
        assert_sound()

    def test_another_amount_and_another_day_are_followed(self, bought, afaq, salem, rule):
        bought.refresh_from_db()
        lines = [Line("Coffee", unit_price_minor=30_00)]
        change_purchase(bought, by=salem, read_version=bought.version, changed=[], lines=lines)
        assert balance(afaq) == 30
        bought.ordered_on = date(2029, 5, 1)
        change_purchase(bought, by=salem, read_version=bought.version, changed=["ordered_on"])
        assert balance(afaq) == 0
        bought.ordered_on = date(2030, 3, 4)
        change_purchase(bought, by=salem, read_version=bought.version, changed=["ordered_on"])
        assert balance(afaq) == 30
        assert Grant.objects.get().day == date(2030, 3, 4)
        assert_sound()

    def test_a_later_change_of_a_rule_changes_nothing_that_was_earned(
        self, bought, buy, afaq, salem, mona, clock
    ):
        clock.move_to(NOW + timedelta(days=2))
        made = Grant.objects.get().rule
        says(made, by=mona, points=3)
        bought.refund(10_00, by=salem)
        assert balance(afaq) == 90
        buy(afaq, 10_00, on=timezone.localdate())
        assert balance(afaq) == 90 + 30
        buy(afaq, 10_00, on=DAY)  # entered late: the former version held on its day
        assert balance(afaq) == 90 + 30 + 10
        made.archive(by=mona)
        buy(afaq, 10_00, on=timezone.localdate())
        assert balance(afaq) == 90 + 30 + 10
        assert_sound()

    def test_a_rule_that_came_later_adds_nothing_to_what_was_settled(self, bought, afaq, salem, rule):
        rule("More", points=5)
        bought.refund(1_00, by=salem)
        assert balance(afaq) == 99

    def test_a_paused_programme_still_takes_back(self, bought, buy, afaq, salem, mona):
        change_programme({"state": "paused"}, by=mona)
        buy(afaq, 70_00)
        assert balance(afaq) == 100
        bought.refund(100_00, by=salem)
        assert balance(afaq) == 0
        assert_sound()

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=st.lists(st.integers(1, 60_00), max_size=6), seed=st.booleans())
    def test_whatever_is_refunded_the_ledger_says_what_the_rule_says(self, bought, afaq, salem, steps, seed):
        with transaction.atomic():
            bought.refresh_from_db()
            for amount in steps:
                if amount <= bought.left_minor and bought.is_counted:
                    bought.refund(amount, by=salem)
                if seed:
                    bought.archive(by=salem)
                    bought.restore(by=salem)
            left = 100 - 100 * bought.refunded_minor // bought.total_minor
            assert balance(afaq) == (left if bought.is_counted else 0)
            assert_sound()
            transaction.set_rollback(True)


class TestLimits:
    @pytest.mark.parametrize(
        ("period", "days", "left"),
        [
            ("day", [DAY, DAY, date(2030, 3, 2)], 50 + 50),
            ("month", [DAY, date(2030, 3, 31), date(2030, 4, 1)], 50 + 50),
            ("year", [DAY, date(2030, 12, 31), date(2031, 1, 1)], 50 + 50),
            ("ever", [DAY, date(2030, 12, 31), date(2031, 1, 1)], 50),
        ],
    )
    def test_a_rule_gives_no_more_than_its_limit(self, programme, rule, buy, afaq, period, days, left):
        programme(), rule(cap_points=50, cap_period=period)
        for day in days:
            buy(afaq, 40_00, on=day)
        expected = {"ever": 50}.get(period, 50 + 40)
        assert balance(afaq) == expected
        assert_sound()

    def test_what_was_taken_back_leaves_room_and_nobody_gets_more(self, programme, rule, buy, afaq, salem):
        programme(), rule(cap_points=50, cap_period="month")
        first, second = buy(afaq, 40_00), buy(afaq, 40_00)
        assert balance(afaq) == 50
        first.set_status("cancelled", by=salem)
        buy(afaq, 25_00)
        assert balance(afaq) == 10 + 25
        first.set_status("delivered", by=salem)
        assert balance(afaq) == 50
        second.refund(20_00, by=salem)
        assert balance(afaq) == 45
        assert_sound()

    def test_the_limit_of_one_customer_is_not_that_of_another(self, programme, rule, buy, afaq, customer):
        programme(), rule(cap_points=50, cap_period="ever")
        other = customer("Bahr")
        buy(afaq, 90_00), buy(other, 90_00)
        assert (balance(afaq), balance(other)) == (50, 50)

    def test_windows_and_groups_are_kept_to(self, programme, rule, buy, afaq, customer):
        programme()
        rule(starts_on=DAY, ends_on=DAY, management_type="key")
        key = customer("Key ones", management_type="key")
        for account in (afaq, key):
            for day in (DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)):
                buy(account, 10_00, on=day)
        assert (balance(afaq), balance(key)) == (0, 10)


class TestCustomers:
    def test_an_archived_customer_earns_once_he_is_back(self, programme, rule, buy, afaq, salem):
        programme(state="draft"), rule()
        buy(afaq, 50_00)
        from loyalty.models import LoyaltyProgram

        LoyaltyProgram.objects.update(state="running")
        afaq.archive(by=salem)
        earning.queue([afaq.pk])
        settle()
        assert balance(afaq) == 0
        assert not UnsettledAccount.objects.exists()
        afaq.restore(by=salem)
        settle()
        assert balance(afaq) == 50
        assert_sound()

    def test_after_a_merge_what_is_paid_back_is_taken_from_who_has_it(
        self, programme, rule, buy, afaq, customer, salem
    ):
        programme(), rule()
        other = customer("Afaq Gulf Ltd")
        bought = buy(other, 60_00)
        merge(afaq, other, by=None)
        ledger.transfer(wallet_of(other), wallet_of(afaq), key="merged")
        assert Grant.objects.get().account_id == afaq.pk
        bought = Purchase.objects.select_related("account").get(pk=bought.pk)
        bought.refund(60_00, by=salem)
        assert Grant.objects.get().points == 0
        assert (balance(afaq), balance(other)) == (0, 0)
        assert_sound()

    def test_the_neighbour_is_settled_by_nobody_else(self, programme, rule, buy, afaq, karim, noor, bahr):
        programme(), rule()
        earning.queue([afaq.pk])
        with workspace(bahr.pk):
            assert earning.settle_next() == 0
            assert not Grant.objects.exists()
        assert UnsettledAccount.objects.count() == 1
