"""Many accounts assigned by the rules at once: each is told, kept and followed as if it were the only one."""

import pytest
from django.db import transaction

from accounts import owning
from accounts.assignment.in_bulk import ALL, UNLED
from accounts.assignment.services import add_rule
from accounts.bulk.work import change_all, undo_change
from accounts.models import Account, LeadForm, TeamMember, TeamRole
from accounts.services import add_account, change_account
from interactions.lead_taking import receive
from interactions.models import ContactRule, ContactSchedule, FollowUp, Handover
from lib.registry import Registry
from timeline.jobs import run_slice
from timeline.models import Event, Notification

pytestmark = pytest.mark.django_db


def done(job):
    while run_slice(job.pk):
        pass


@pytest.fixture
def assign(in_noor, mona):
    def go(scope=UNLED):
        query = "" if scope == ALL else "owner=null"
        change = change_all(by=mona, list_key="accounts", verb="rules", value=scope, query=query)
        done(change.job)
        change.refresh_from_db()
        return change

    return go


@pytest.fixture
def customers(in_noor, mona):
    """Of nobody, active: the tenth is a person, whose one contact goes along."""
    kinds = [*("company",) * 9, "person"]
    rows = [
        add_account(by=mona, fields={"name_en": f"No {place}", "kind": kind}, status="active")
        for place, kind in enumerate(kinds)
    ]
    Account.objects.update(owner=None)
    return rows


def taken_back(change, by):
    undone = undo_change(change, by=by)
    if undone.undo_job:
        done(undone.undo_job)
    undone.refresh_from_db()
    return undone


def test_each_has_its_event_its_version_and_its_history_and_the_colleague_one_notice(
    customers, assign, mona, salem, faisal
):
    add_rule(by=mona, name="The rest", pool=[salem, faisal])
    change = assign()
    assert change.changed_count == 10
    for account in customers:
        fresh = Account.objects.get(pk=account.pk)
        assert (fresh.version, fresh.updated_at > account.updated_at) == (2, True)
        event = Event.objects.get(verb="account.assigned", subject_id=account.pk)
        told = {"rule": "The rest", "member": str(fresh.owner), "fields": ["owner"], "bulk": change.number}
        assert (event.detail, event.is_part, event.actor) == (told, True, mona)
        history = Account.history_model.objects.filter(pgh_obj=account.pk, owner_id=None)
        assert history.exists()
    for colleague in (salem, faisal):
        notice = Notification.objects.get(recipient=colleague, kind="account.assigned")
        assert (notice.times, notice.subject_id) == (5, None)


def test_teams_are_filled_once_and_emptied_again_but_not_where_somebody_worked_on_them(
    customers, assign, mona, salem, faisal, reem
):
    role = TeamRole.objects.create(name_en="Finance")
    add_rule(by=mona, name="Lead", pool=[salem])
    add_rule(by=mona, name="Money", gives="team", team_role=role, pool=[faisal])
    there = TeamMember.objects.create(account=customers[0], member=faisal)
    change = assign()
    rows = TeamMember.objects.filter(role=role)
    assert rows.count() == 9
    assert len({row.number for row in rows}) == 9
    assert Event.objects.filter(verb="team.assigned", detail__rule="Money").count() == 9
    worked_on = rows.get(account=customers[1])
    worked_on.note = "Knows the invoices"
    worked_on.change(by=mona, read_version=1, changed=["note"])
    undone = taken_back(change, mona)
    assert undone.undone_count == 9
    assert list(change.items.filter(stays=True).values_list("record_id", flat=True)) == [customers[1].pk]
    standing = TeamMember.objects.filter(ended_at=None)
    assert set(standing) == {there, worked_on}
    assert Event.objects.filter(verb="team.ended").count() == 8
    assert Account.objects.filter(owner=salem).get() == customers[1]


def test_a_stretch_that_is_over_makes_room_for_a_new_one(customers, assign, mona, faisal, salem):
    add_rule(by=mona, name="Money", gives="team", team_role=TeamRole.objects.first(), pool=[faisal])
    over = TeamMember.objects.create(
        account=customers[0], member=faisal, from_on="2026-01-01", until_on="2026-01-31"
    )
    assert assign().changed_count == 10
    over.refresh_from_db()
    assert over.ended_at is not None
    assert TeamMember.objects.get(account=customers[0], ended_at=None).member == faisal


def test_who_is_archived_meanwhile_is_left_alone(customers, assign, mona, salem):
    add_rule(by=mona, name="Lead", pool=[salem])
    change = assign()
    customers[3].refresh_from_db()
    customers[3].archive(by=mona)
    assert taken_back(change, mona).undone_count == 9
    assert Account.objects.get(pk=customers[3].pk).owner == salem


def test_nothing_goes_back_to_a_colleague_who_may_not_have_it_any_more(
    customers, assign, mona, salem, faisal, monkeypatch
):
    Account.objects.update(owner=faisal, management_type="key")
    add_rule(by=mona, name="Lead", pool=[salem])
    change = assign(ALL)
    assert change.changed_count == 10
    rules = Registry("rules of this test")
    rules.register("not faisal", lambda _type, member: "Only others." if member == faisal else None)
    monkeypatch.setattr(owning, "owner_rules", rules)
    assert taken_back(change, mona).undone_count == 0
    assert Account.objects.filter(owner=salem).count() == 10


def test_what_follows_another_owner_follows_each(customers, assign, mona, salem, faisal, noor):
    """The step of a schedule goes along, a handover begins, whoever wrote by the form gets an answer."""
    rhythmic, given_away, wrote = customers[:3]
    ContactRule.objects.create(tier="A", unit="month", every=1)
    rhythmic.refresh_from_db()
    rhythmic.tier = "A"
    change_account(rhythmic, by=mona, read_version=rhythmic.version, changed=["tier"])
    Account.objects.filter(pk=given_away.pk).update(owner=faisal)
    Account.objects.filter(pk=wrote.pk).update(status="prospect", email="layla@example.com")
    sent = {"name": "Layla", "email": "layla@example.com", "message": "Hello"}
    receive(sent, opened=noor, lead_form=LeadForm(), language="ar", form_token=None)
    add_rule(by=mona, name="Lead", pool=[salem])
    assert assign(ALL).changed_count == 10
    assert ContactSchedule.objects.get().account == rhythmic
    assert FollowUp.objects.scheduled().open().get().owner == salem
    handover = Handover.objects.get()
    assert (handover.account, handover.from_member, handover.to_member) == (given_away, faisal, salem)
    assert FollowUp.objects.get(account=wrote).owner == salem


def test_a_batch_asks_no_more_for_many_than_for_few(
    customers, in_noor, mona, salem, faisal, django_assert_max_num_queries
):
    from accounts.bulk.work import apply as apply_to
    from accounts.bulk.work import begin

    add_rule(by=mona, name="Lead", pool=[salem, faisal])
    change, _is_new = begin(mona, "accounts", "rules", UNLED, None)
    with transaction.atomic(), django_assert_max_num_queries(45):
        apply_to(change, customers, mona)
    assert change.changed_count == 10
