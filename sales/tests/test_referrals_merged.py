"""Two customers become one: who referred whom afterwards, and after that was taken back."""

import pytest
from django.utils import timezone

from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account
from accounts.models.record import Archived
from accounts.services import add_account
from sales.models import Referral
from sales.models.referral import Circle, ReferredBefore
from sales.referring import add_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(salem, in_noor):
    """Two that are the same, and one more."""
    return [
        add_account(by=salem, fields={"name_en": name, "owner": salem})
        for name in ("Manar", "Al Manar", "Rimal")
    ]


@pytest.fixture
def refer(salem):
    def make(account, referred):
        fields = {"on_day": timezone.localdate(), "referred_name": "X"}
        return add_referral(account=account, by=salem, fields=fields, referred=referred)

    return make


def kept():
    return set(Referral.objects.kept().values_list("account", "referred"))


def state():
    return set(Referral.objects.values_list("pk", "account", "referred", "archived_at"))


def fresh(*accounts):
    return [Account.objects.get(pk=account.pk) for account in accounts]


@pytest.mark.parametrize("is_survivor", [True, False])
def test_who_would_have_referred_himself_has_referred_nobody(salem, three, refer, is_survivor):
    survivor, absorbed, _third = three
    made = refer(survivor, absorbed) if is_survivor else refer(absorbed, survivor)
    before = state()
    merged = merge(*fresh(survivor, absorbed), by=salem)
    assert kept() == set()
    made.refresh_from_db()
    with pytest.raises((Circle, Archived)):
        made.restore(by=salem)
    undo_merge(merged, by=salem)
    assert state() == before


def test_the_same_referral_counts_once_and_the_others_move(salem, three, refer):
    survivor, absorbed, third = three
    fourth = add_account(by=salem, fields={"name_en": "Fourth", "owner": salem})
    refer(third, survivor)
    doubled = refer(third, absorbed)
    refer(survivor, fourth)
    refer(absorbed, fourth)
    fifth = add_account(by=salem, fields={"name_en": "Fifth", "owner": salem})
    refer(absorbed, fifth)
    before = state()
    merged = merge(*fresh(survivor, absorbed), by=salem)
    assert kept() == {
        (third.pk, survivor.pk),
        (survivor.pk, fourth.pk),
        (survivor.pk, fifth.pk),
    }
    doubled.refresh_from_db()
    with pytest.raises(ReferredBefore):
        doubled.restore(by=salem)
    undo_merge(merged, by=salem)
    assert state() == before


def test_what_was_changed_since_stays_when_the_merge_is_taken_back(salem, three, refer):
    survivor, absorbed, third = three
    moved = refer(absorbed, third)
    merged = merge(*fresh(survivor, absorbed), by=salem)
    moved.refresh_from_db()
    moved.thank(by=salem)
    undo_merge(merged, by=salem)
    moved.refresh_from_db()
    assert moved.account == survivor
