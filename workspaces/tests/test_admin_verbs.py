"""Verbs of the product as actions of Django admin, and the visits that begin there. These tests commit."""

import pytest
from django.db import transaction

from accounts.lookups import MERGING
from accounts.models import Account, Classification
from lib.tenancy.state import workspace
from timeline.models import Event, Job
from workspaces.models import Invitation, Membership, Session, SystemMail, User, Workspace
from workspaces.tests.test_admin import account_in, list_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "platform"])


def do(staff, model, name, *rows):
    return staff.post(
        list_of(model), {"action": name, "_selected_action": [row.pk for row in rows]}, follow=True
    )


def again(row):
    with workspace(row.workspace_id), transaction.atomic():
        return type(row).objects.get(pk=row.pk)


def told(row, verb):
    with workspace(row.workspace_id), transaction.atomic():
        return Event.objects.get(verb=verb)


def test_staff_archives_and_restores_in_each_workspace_and_it_is_told_there(staff, huda, karim):
    mine, theirs = account_in(huda, "Palm Trading"), account_in(karim, "Harbour Shipping")
    page = do(staff, Account, "archive", mine, theirs)
    assert "Done for 2 records." in page.content.decode()
    assert again(mine).is_archived
    assert again(theirs).is_archived
    event = told(mine, "account.archived")
    assert (event.actor_id, event.detail["staff"], event.subject_id) == (None, "Root", mine.pk)
    do(staff, Account, "restore", mine)
    assert not again(mine).is_archived
    assert again(theirs).is_archived


def test_staff_gives_a_tier_and_a_type_with_history_and_not_to_what_is_archived(staff, huda):
    mine, old = account_in(huda, "Palm Trading"), account_in(huda, "Old Trading")
    do(staff, Account, "archive", old)
    page = do(staff, Account, "tier_a", mine, old).content.decode()
    assert "Done for 1 record." in page
    assert "restore it first" in page
    do(staff, Account, "type_strategic", mine)
    assert (again(mine).tier, again(mine).management_type, again(old).tier) == ("A", "strategic", "")
    with workspace(huda.workspace_id), transaction.atomic():
        kept = Classification.objects.values_list("account_id", "what", "after", "by")
        assert set(kept) == {(mine.pk, "tier", "A", None), (mine.pk, "management_type", "strategic", None)}


def test_staff_ends_a_membership_and_brings_it_back(staff, sign_in, huda, mona):
    client = sign_in(mona)
    do(staff, Membership, "end", mona)
    assert client.get("/w/noor/").status_code == 404
    assert told(mona, "membership.ended").detail["staff"] == "Root"
    do(staff, Membership, "resume", mona)
    assert client.get("/w/noor/").status_code == 200


def test_a_rule_holds_for_staff_too_and_the_others_are_done(staff, huda, mona, karim):
    page = do(staff, Membership, "end", karim, mona).content.decode()
    assert "Done for 1 record." in page
    assert "at least one owner" in page
    assert again(karim).is_active
    assert not again(mona).is_active


def test_staff_sends_an_invitation_again_and_takes_it_back(staff, sign_in, huda):
    sign_in(huda).post("/w/noor/settings/members/invite/", {"email": "x@y.example", "role": "agent"})
    with workspace(huda.workspace_id), transaction.atomic():
        first = Invitation.objects.get()
    do(staff, Invitation, "send_again", first)
    assert SystemMail.objects.filter(to="x@y.example").count() == 2
    assert again(first).revoked_at is not None
    with workspace(huda.workspace_id), transaction.atomic():
        second = Invitation.objects.pending().get()
    do(staff, Invitation, "revoke", second)
    assert again(second).revoked_at is not None
    do(staff, Invitation, "restore", second)
    assert again(second).revoked_at is None


def test_staff_stops_a_job_and_wakes_only_what_waits(staff, huda):
    with workspace(huda.workspace_id), transaction.atomic():
        job = Job.objects.create(kind="accounts.export", created_by=huda)
    assert "Done for 1 record." in do(staff, Job, "wake", job).content.decode()
    do(staff, Job, "stop", job)
    assert again(job).state == Job.State.CANCELLED
    assert "It is over." in do(staff, Job, "wake", job).content.decode()


def test_staff_begins_failed_work_anew_for_who_started_it_and_only_what_failed(staff, huda):
    with workspace(huda.workspace_id), transaction.atomic():
        failed = Job.objects.create(kind=MERGING, created_by=huda, arguments={"x": 1}, state=Job.State.FAILED)
        done = Job.objects.create(kind=MERGING, created_by=huda, state=Job.State.DONE)
        nobodys = Job.objects.create(kind=MERGING, state=Job.State.FAILED)
    page = do(staff, Job, "again", failed, done, nobodys).content.decode()
    assert "Done for 1 record." in page
    assert page.count("This work cannot be run again from here.") == 2
    with workspace(huda.workspace_id), transaction.atomic():
        fresh = Job.objects.exclude(pk__in=[failed.pk, done.pk, nobodys.pk]).get()
        assert (fresh.kind, fresh.arguments, fresh.created_by_id) == (MERGING, {"x": 1}, huda.pk)
        assert fresh.state == Job.State.QUEUED


def test_staff_signs_people_out_but_not_itself(staff, sign_in, mona, root):
    client = sign_in(mona)
    page = staff.get(list_of(Session)).content.decode()
    assert "mona@noor.example" in page or "منى" in page
    assert not [row for row in Session.objects.all() if row.session_key in page or str(row.handle) in page]
    assert staff.get(f"{list_of(Session)}{client.session.session_key}/change/").status_code in {302, 403}
    do(staff, User, "sign_out", mona.user, root)
    assert client.get("/w/noor/").status_code == 302
    assert staff.get("/admin/").status_code == 200


def test_staff_closes_and_opens_a_workspace(staff, sign_in, huda):
    client = sign_in(huda)
    do(staff, Workspace, "close", huda.workspace)
    assert client.get("/w/noor/").status_code == 404
    do(staff, Workspace, "reopen", huda.workspace)
    assert client.get("/w/noor/").status_code == 200
    with workspace(huda.workspace_id), transaction.atomic():
        events = Event.objects.filter(verb="workspace.changed")
        assert [event.detail["staff"] for event in events] == ["Root", "Root"]


# Visits


def visit_page(member):
    return f"/admin/workspaces/membership/{member.pk}/visit/"


VISIT = {"reason": "Asked by Huda: nothing in the list", "minutes": "15"}


def test_staff_begins_a_visit_with_a_reason_and_only_one(staff, huda, salem, karim):
    page = staff.get(f"/admin/workspaces/membership/{salem.pk}/change/").content.decode()
    assert visit_page(salem) in page
    assert staff.post(visit_page(salem), VISIT)["location"] == "/w/noor/"
    assert "End the visit" in staff.get("/w/noor/accounts/").content.decode()
    refused = staff.post(visit_page(karim), VISIT)
    assert refused.status_code == 422
    assert "End the visit you are on first." in refused.content.decode()
    staff.post("/support/leave/")
    assert staff.post(visit_page(karim), VISIT)["location"] == "/w/bahr/"


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "x"}, {"minutes": "61"}, {"minutes": "x"}])
def test_a_visit_without_reason_or_for_long_is_not_begun(staff, salem, wrong):
    assert staff.post(visit_page(salem), {**VISIT, **wrong}).status_code == 422
    assert staff.get("/w/noor/").status_code == 404


def test_members_begin_no_visits(sign_in, huda, salem):
    assert sign_in(huda).post(visit_page(salem), VISIT).status_code == 404
