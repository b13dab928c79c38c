"""Bulk changes and whoever else is at work on the same customers: nobody waits in a ring, nothing is done twice."""

import time

import pytest
from django.db import connection, transaction

from accounts import labelling, services
from accounts.bulk.work import change_selected, undo_change
from accounts.models import Account, BulkChange
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(salem):
    with workspace(salem.workspace_id), transaction.atomic():
        return [
            services.add_account(by=salem, fields={"name_en": name, "kind": "person", "owner": salem})
            for name in ("Lina", "Omar")
        ]


def until_somebody_waits():
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where not granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def changing(salem, two, verb, value):
    def work():
        numbers = [each.number for each in two]
        yield
        change_selected(by=salem, list_key="accounts", verb=verb, value=value, numbers=numbers)

    return work


def test_a_form_with_the_same_new_tag_and_a_bulk_change_do_not_wait_for_each_other(at_once, salem, two):
    def form():
        found = Account.objects.get(pk=two[1].pk)
        found.wait_to_change()
        yield
        until_somebody_waits()
        labelling.set_tags(found, ["VIP"])

    assert at_once(form, changing(salem, two, "tag", "VIP")) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert [each.taggings.count() for each in two] == [1, 1]


def test_tying_a_person_to_another_account_does_not_wait_in_a_ring(at_once, salem, two):
    with workspace(salem.workspace_id), transaction.atomic():
        contact = two[0].positions.get().contact

    def tie():
        found = Account.objects.get(pk=two[1].pk)
        found.wait_to_change()
        yield
        until_somebody_waits()
        services.place_contact(contact, found, by=salem)

    assert at_once(tie, changing(salem, two, "tier", "A")) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert set(Account.objects.values_list("tier", flat=True)) == {"A"}
        assert contact.positions.count() == 2


def test_a_customer_deleted_for_good_meanwhile_is_passed_over(at_once, salem, two):
    def delete():
        found = Account.objects.get(pk=two[1].pk)
        found.wait_for_others()
        yield
        until_somebody_waits()
        found.positions.all().delete()
        found.statuses.all().delete()
        found.delete()

    assert at_once(delete, changing(salem, two, "tier", "A")) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert Account.objects.get().tier == "A"
        assert BulkChange.objects.get().changed_count == 1


def test_two_who_change_the_same_rows_are_both_answered(at_once, salem, mona, two):
    works = changing(salem, two, "tier", "A"), changing(mona, two[::-1], "tier", "B")
    assert at_once(*works) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert len(set(Account.objects.values_list("tier", flat=True))) == 1
        assert BulkChange.objects.filter(changed_count=2).count() == 2


def test_undo_pressed_twice_takes_back_once(at_once, salem, two):
    with workspace(salem.workspace_id), transaction.atomic():
        numbers = [each.number for each in two]
        made = change_selected(by=salem, list_key="accounts", verb="tier", value="A", numbers=numbers)

    def undo():
        yield
        undo_change(made, by=salem)

    assert at_once(undo, undo) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert BulkChange.objects.get().undone_count == 2
        assert Event.objects.filter(verb="bulk.undone").count() == 1
        assert Event.objects.filter(verb="account.changed").count() == 4
