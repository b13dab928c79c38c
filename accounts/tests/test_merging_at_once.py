"""Merges beside other work, with real transactions: nobody's row is lost, nobody waits in a ring."""

import pytest
from django.db import transaction

from accounts import services
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account, Merge
from accounts.tests.test_bulk_at_once import until_somebody_waits
from interactions.models import Interaction
from interactions.services import log_interaction
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(noor, salem):
    with workspace(noor.pk), transaction.atomic():
        return [
            services.add_account(by=salem, fields={"name_ar": name, "owner": salem})
            for name in ("آفاق الخليج", "افاق الخليج")
        ]


def merging(survivor, absorbed, salem):
    def work():
        one, other = (Account.objects.get(pk=each.pk) for each in (survivor, absorbed))
        yield
        merge(one, other, by=salem)

    return work


def test_each_merged_into_the_other_at_once_is_one_merge(two, at_once, salem, noor):
    one, other = two
    raised = at_once(merging(one, other, salem), merging(other, one, salem))
    assert len(raised) == 1
    assert "MergedBefore" in raised[0]
    with workspace(noor.pk), transaction.atomic():
        assert Merge.objects.count() == 1
        assert Account.objects.standing().count() == 1


def test_an_edit_beside_a_merge_is_kept_or_told(two, at_once, salem, noor):
    one, other = two

    def edit():
        edited = Account.objects.get(pk=one.pk)
        yield
        edited.city = "جدة"
        services.change_account(edited, by=salem, read_version=edited.version, changed=["city"])

    raised = at_once(merging(one, other, salem), edit)
    with workspace(noor.pk), transaction.atomic():
        merged = Account.objects.get(pk=one.pk)
        assert Account.objects.get(pk=other.pk).merged_into_id == one.pk
        assert (merged.city == "جدة") == (not raised)
        assert all("Stale" in each for each in raised)


def test_a_call_logged_beside_a_merge_stands_with_the_survivor_or_is_told(two, at_once, salem, noor):
    one, other = two

    def log():
        account = Account.objects.get(pk=other.pk)
        yield
        fields = {"channel": "call", "direction": "out", "subject": "", "text": "x", "outcome": "reached"}
        log_interaction(account=account, by=salem, at=account.created_at, fields=fields)

    raised = at_once(merging(one, other, salem), log)
    with workspace(noor.pk), transaction.atomic():
        at = set(Interaction.objects.values_list("account", flat=True))
        assert at == (set() if raised else {one.pk})
        assert all("Merged" in each or "Archived" in each for each in raised)


def test_two_undos_at_once_are_one(two, at_once, salem, noor):
    with workspace(noor.pk), transaction.atomic():
        merged = merge(*two, by=salem)

    def undo():
        yield
        undo_merge(Merge.objects.get(pk=merged.pk), by=salem)

    assert at_once(undo, undo) == []
    with workspace(noor.pk), transaction.atomic():
        assert Account.objects.standing().count() == 2


def test_a_merge_that_takes_a_branch_along_does_not_wait_in_a_ring(at_once, salem, noor):
    with workspace(noor.pk), transaction.atomic():
        branch, absorbed, survivor = (
            services.add_account(by=salem, fields={"name_en": name, "owner": salem})
            for name in ("Branch", "Afaq", "Afaq Gulf")
        )
        branch.parent = absorbed
        services.change_account(branch, by=salem, read_version=1, changed=["parent"])

    def in_the_order_of_keys():
        Account.objects.get(pk=branch.pk).wait_for_others()
        yield
        until_somebody_waits()
        Account.objects.get(pk=absorbed.pk).wait_for_others()

    assert at_once(in_the_order_of_keys, merging(survivor, absorbed, salem)) == []
    with workspace(noor.pk), transaction.atomic():
        assert Account.objects.get(pk=branch.pk).parent_id == survivor.pk

    def on_its_way_back():
        merged = Merge.objects.get()
        yield
        undo_merge(merged, by=salem)

    assert at_once(in_the_order_of_keys, on_its_way_back) == []
    with workspace(noor.pk), transaction.atomic():
        assert Account.objects.get(pk=branch.pk).parent_id == absorbed.pk
