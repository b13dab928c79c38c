"""The demo of loyalty: its ledger is sound, its history lies in the past, and every kind of thing can be seen in it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from lib.registry import Registry
from lib.tenancy.state import workspace
from loyalty.earning import settle_purchases_of
from loyalty.figures import last_day
from loyalty.liability import outstanding, trend
from loyalty.models import EarnRule, Grant, Lot, PointsEntry, Redemption, SettledPurchase, Wallet
from loyalty.tests.sound import assert_sound
from workspaces import demo
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PARTS = (
    "customers", "purchases", "surveys", "referrals and testimonials", "loyalty programme", "points by hand", "rewards",
)  # fmt: skip


@pytest.fixture
def seeded(monkeypatch):
    own = Registry("demo")
    for key in PARTS:
        own.register(key, demo.demo.get(key))
    monkeypatch.setattr(demo, "demo", own)
    call_command("seed_demo", verbosity=0)
    noor = Workspace.objects.get(slug="noor")
    with workspace(noor.pk), timezone.override(noor.time_zone):
        yield noor


def test_the_demo_of_loyalty_is_sound_and_worth_a_look(seeded):
    members_earned_and_used_points_for_a_year()
    points_are_about_to_expire_some_wait_and_the_liability_is_worth_a_look()
    rules_of_every_kind_gave_what_can_be_explained()
    assert_sound()


def members_earned_and_used_points_for_a_year():
    assert Wallet.objects.count() == 24
    kinds = set(PointsEntry.objects.values_list("kind", flat=True))
    assert {
        "earn",
        "bonus",
        "birthday",
        "opening",
        "redeem",
        "reverse",
        "expire",
        "adjust",
        "give_back",
    } <= kinds
    months = trend(timezone.localdate())
    assert all(each.earned > 0 for each in months)
    assert sum(each.used > 0 for each in months) >= 8
    assert any(each.expired for each in months)
    assert any(each.taken_back for each in months)
    for wallet in Wallet.objects.all():
        moments = list(wallet.entries.order_by("seq").values_list("at", flat=True))
        assert moments == sorted(moments)  # told in the order in which it happened
        assert moments[0].date() < timezone.localdate() - timedelta(days=200)


def points_are_about_to_expire_some_wait_and_the_liability_is_worth_a_look():
    found = outstanding()
    assert found.points > 40_000
    assert min(found.pending_points, found.held_points) > 0
    assert len(found.months) >= 10
    today = timezone.localdate()
    left = Lot.objects.filter(remaining_points__gt=0, expires_at__gt=timezone.now())
    days = {(last_day(each.expires_at) - today).days for each in left}
    assert {30, 7, 1} <= days


def rules_of_every_kind_gave_what_can_be_explained():
    triggers = {each.newest.trigger for each in EarnRule.objects.with_newest()}
    assert {
        "money",
        "product",
        "purchase",
        "birthday",
        "referral",
        "survey",
        "apology",
        "sign_up",
    } <= triggers
    assert set(Grant.objects.values_list("rule_version__trigger", flat=True)) >= {
        "money",
        "product",
        "birthday",
    }
    # What is settled stays settled: the worker finds nothing to do.
    before = PointsEntry.objects.count()
    for wallet in Wallet.objects.select_related("account"):
        settle_purchases_of(wallet.account)
    assert PointsEntry.objects.count() == before
    assert SettledPurchase.objects.exists()
    ended = set(Redemption.objects.values_list("state", flat=True))
    assert ended == {state.value for state in Redemption.State}
