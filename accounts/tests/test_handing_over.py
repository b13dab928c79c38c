"""Everything a colleague holds goes to others in bulk, and comes back as a whole."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.assignment.services import add_rule
from accounts.bulk.work import undo_change
from accounts.handing_over import hand_over, holdings_of
from accounts.models import Account
from accounts.team import add_to_team
from complaints.filing import file_complaint
from interactions.calling import make_sheet, note_call
from interactions.models import CallSheet, FollowUp, Handover
from lib.tenancy.state import workspace
from meetings.services import plan_meeting
from sales.models import Opportunity
from sales.opportunities import add_opportunity, change_opportunity
from timeline.jobs import run_slice
from workspaces.models import Membership

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(name, kwargs={"slug": "noor", **kwargs})


@pytest.fixture
def held(in_noor, afaq, salem, faisal):
    """Salem leads one account and is in the team of another, with something to do about each."""
    theirs = services.add_account(by=faisal, fields={"name_en": "Faisal's", "owner": faisal})
    add_to_team(theirs, by=faisal, member=salem)
    for account in (afaq, theirs):
        FollowUp.objects.create(
            account=account, owner=salem, due_on=timezone.localdate(), reason="Call", created_by=salem
        )
    begins = timezone.now() + timedelta(days=2)
    plan_meeting(
        by=salem,
        account=afaq,
        fields={
            "subject": "Review",
            "kind": "visit",
            "organizer": salem,
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=1),
        },
        colleagues=[],
        contacts=[],
    )
    make_sheet(by=salem, customers=[afaq, theirs])
    for account in (afaq, theirs):
        fields = {
            "name": "Paper",
            "amount_minor": 900,
            "currency": "SAR",
            "expected_on": timezone.localdate(),
        }
        add_opportunity(account=account, by=salem, fields={**fields, "owner": salem})
        file_complaint(account=account, by=salem, fields={"subject": "Late", "text": "Again", "owner": salem})
    return theirs


def counts(member):
    return {each["key"]: each["count"] for each in holdings_of(member)}


def finish(pk):
    while run_slice(pk):
        pass


def test_all_of_it_goes_along_and_comes_back(held, afaq, salem, huda, mona):
    before = counts(salem)
    assert before == {
        "accounts": 1,
        "teams": 1,
        "follow_ups": 2,
        "meetings": 1,
        "opportunities": 2,
        "complaints": 2,
        "calls": 2,
    }
    change = hand_over(by=mona, giver=salem, to=huda)
    finish(change.job_id)
    assert not any(counts(salem).values())
    assert counts(huda) == before
    assert Handover.objects.waiting().get(account=afaq).to_member == huda
    change.refresh_from_db()
    undone = undo_change(change, by=mona)
    if undone.undo_job_id:
        finish(undone.undo_job_id)
    assert counts(salem) == before
    assert not any(counts(huda).values())


def test_calls_go_on_in_their_order_and_what_is_behind_stays_with_who_made_it(
    held, afaq, salem, reem, mona, faisal
):
    sheet = CallSheet.objects.get()
    note_call(
        sheet.lines.get(account=afaq),
        by=salem,
        outcome="reached",
        minutes=3,
        text="",
        contact=None,
        again_on=None,
    )
    change = hand_over(by=mona, giver=salem, to=reem)
    finish(change.job_id)
    assert [line.account for line in sheet.lines.all()] == [afaq]
    going_on = CallSheet.objects.get(created_by=reem)
    assert [(line.account, line.place) for line in going_on.lines.all()] == [(held, 2)]
    assert going_on.continues == sheet
    change.refresh_from_db()
    undo_change(change, by=mona)
    assert [line.place for line in sheet.lines.all()] == [1, 2]
    assert not CallSheet.objects.filter(created_by=reem).exists()


def test_an_opportunity_that_went_on_to_somebody_else_stays_there(held, afaq, salem, reem, mona, faisal):
    change = hand_over(by=mona, giver=salem, to=reem)
    finish(change.job_id)
    went_on = Opportunity.objects.get(account=held)
    went_on.owner = faisal
    change_opportunity(went_on, by=mona, read_version=went_on.version, changed=["owner"])
    change.refresh_from_db()
    undo_change(change, by=mona)
    assert dict(Opportunity.objects.values_list("account", "owner")) == {
        afaq.pk: salem.pk,
        held.pk: faisal.pk,
    }


def test_what_changed_since_stays_when_it_is_taken_back(held, afaq, salem, reem, mona, faisal):
    change = hand_over(by=mona, giver=salem, to=reem)
    finish(change.job_id)
    afaq.refresh_from_db()
    afaq.owner = faisal
    services.change_account(afaq, by=mona, read_version=afaq.version, changed=["owner"])
    change.refresh_from_db()
    undo_change(change, by=mona)
    afaq.refresh_from_db()
    assert afaq.owner_id == faisal.pk
    assert [item.record_id for item in change.items.filter(stays=True)] == [afaq.pk]


def test_the_rules_are_asked_first_and_the_rest_goes_to_the_chosen_one(
    in_noor, many, mona, salem, faisal, reem
):
    Account.objects.filter(number__gt=20).update(archived_at=timezone.now())
    Account.objects.filter(number__lte=8).update(size="1-9")
    add_rule(by=mona, name="Small", size="1-9", pool=[salem, faisal])
    finish(hand_over(by=mona, giver=salem, to=reem, by_rules=True).job_id)
    assert Account.objects.kept().filter(owner=faisal).count() == 8
    assert Account.objects.kept().filter(owner=reem).count() == 12


def test_who_still_holds_something_hands_it_over_before_the_end(sign_in, noor, huda, salem, afaq):
    client, end = sign_in(huda), url("workspaces:member_end", number=salem.number)
    response = client.post(end)
    assert response.url == url("accounts:hand_over", number=salem.number)
    with workspace(noor.pk):
        assert Membership.objects.get(pk=salem.pk).is_active
    page = client.get(response.url).content.decode()
    assert "Afaq" in page
    client.post(end, {"anyway": "1"})
    with workspace(noor.pk):
        assert not Membership.objects.get(pk=salem.pk).is_active


def test_the_page_starts_one_job_however_often_it_is_pressed(sign_in, noor, mona, salem, reem, afaq):
    client, page = sign_in(mona), url("accounts:hand_over", number=salem.number)
    typed = {"to": reem.number, "form_token": str(uuid.uuid4())}
    first, second = client.post(page, typed), client.post(page, typed)
    assert first.status_code == 303
    assert first.url == second.url
    assert client.post(page, {"to": salem.number}).status_code == 422


def test_an_account_manager_and_a_stranger_hand_nothing_over(sign_in, salem, faisal, karim):
    page = url("accounts:hand_over", number=faisal.number)
    assert sign_in(salem).get(page).status_code == 403
    assert sign_in(karim).get(page).status_code == 404


@pytest.mark.parametrize("becomes", [{"ended_at": timezone.now()}, {"role": "agent"}])
def test_nothing_goes_to_who_has_left_or_by_who_may_no_longer(in_noor, afaq, salem, reem, mona, becomes):
    change = hand_over(by=mona, giver=salem, to=reem)
    who = reem if "ended_at" in becomes else mona
    Membership.objects.filter(pk=who.pk).update(**becomes)
    finish(change.job.pk)
    assert Account.objects.get(pk=afaq.pk).owner == salem
    change.job.refresh_from_db()
    assert change.job.error == ("value_gone" if who == reem else "not_allowed")
