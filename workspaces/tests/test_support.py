"""Visits of platform staff: with a reason, for a while, read-only unless allowed, named and seen; never more."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.models import Account
from accounts.services import add_account
from conftest import make_member, make_user, prove
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Event, Job, Notification
from timeline.notifying import read_to
from workspaces.models import SupportVisit, User, Workspace
from workspaces.roles import Role
from workspaces.support import SESSION_NAME, VisitRefused, begin_visit
from workspaces.tests.test_sessions import plain

pytestmark = pytest.mark.django_db

ACCOUNTS, SUPPORT = "/w/noor/accounts/", "/w/noor/settings/support/"
REASON = "Asked by Huda: the list of accounts is empty"


def begin(root, member, **given):
    with workspace(member.workspace_id), transaction.atomic():
        member.refresh_from_db()
        given = {"reason": REASON, "minutes": 30, **given}
        return begin_visit(member, staff=root, **given)


def visitor(sign_in, root, visit):
    """A browser of platform staff, two steps given, on this visit."""
    client = sign_in(root)
    prove(client, root, method="mfa")
    session = client.session
    session[SESSION_NAME] = {"workspace": visit.workspace_id, "visit": visit.pk}
    session.save()
    return client


@pytest.fixture
def on_visit(sign_in, root, salem):
    return visitor(sign_in, root, begin(root, salem))


@pytest.fixture
def at_work(sign_in, root, noor, salem):
    Workspace.objects.filter(pk=noor.pk).update(support_access="write")
    return visitor(sign_in, root, begin(root, salem))


def new_account():
    return {
        "name_ar": "شركة النخيل",
        "kind": "company",
        "status": "prospect",
        "form_token": str(uuid.uuid4()),
        "version": "1",
    }


def events(noor, verb):
    with workspace(noor.pk):
        return list(Event.objects.filter(verb=verb).select_related("actor__user"))


def test_a_visitor_sees_what_the_member_sees_under_a_banner(on_visit):
    page = on_visit.get(ACCOUNTS)
    assert page.status_code == 200
    assert "End the visit" in page.content.decode()
    assert "You only look." in page.content.decode()
    assert page.context["request"].membership.user.email == "salem@noor.example"


def test_staff_without_a_visit_finds_nothing(sign_in, root, noor):
    client = sign_in(root)
    prove(client, root, method="mfa")
    assert client.get(ACCOUNTS).status_code == 404


def test_a_visitor_without_the_second_step_finds_nothing(sign_in, root, salem):
    client = visitor(sign_in, root, begin(root, salem))
    prove(client, root)
    assert client.get(ACCOUNTS).status_code == 302
    assert client.get(ACCOUNTS).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/w/noor/accounts/new/",
        "/w/noor/accounts/import/",
        "/w/noor/accounts/export/",
        "/w/noor/settings/profile/",
        "/w/noor/settings/devices/",
    ],
)
def test_a_visitor_who_only_looks_sends_nothing(on_visit, noor, address):
    assert on_visit.post(address, {"name_ar": "شركة", "format": "csv"}).status_code == 403
    with workspace(noor.pk):
        assert not Account.objects.exists()


@pytest.mark.parametrize("address", ["/w/noor/settings/profile/", "/w/noor/settings/devices/"])
def test_what_is_the_members_own_is_closed_even_to_looks(on_visit, at_work, address):
    assert on_visit.get(address).status_code == 403
    assert at_work.get(address).status_code == 403


def test_a_visitor_is_offered_no_page_that_is_closed(sign_in, root, huda):
    page = visitor(sign_in, root, begin(root, huda)).get(SUPPORT).content.decode()
    assert "/w/noor/settings/members/" in page
    assert "/w/noor/settings/profile/" not in page


def test_the_settings_lead_a_visitor_to_no_closed_page(on_visit):
    answer = on_visit.get("/w/noor/settings/", follow=True)
    assert answer.status_code == 200


def test_where_it_is_allowed_a_visitor_works_and_every_event_names_both(at_work, noor):
    answer = at_work.post("/w/noor/accounts/new/", new_account())
    assert answer.status_code in {302, 303}
    [made] = events(noor, "account.created")
    assert made.detail["staff"] == "Root"
    assert made.actor.user.email == "salem@noor.example"


def test_long_work_that_a_visitor_began_goes_on_in_both_names(at_work, noor, salem):
    with workspace(noor.pk):
        add_account(by=salem, fields={"name_en": "Afaq", "owner": salem})
    posted = {"list": "accounts", "all": "1", "verb": "archive"}
    assert at_work.post(f"{ACCOUNTS}bulk/", posted).status_code == 303
    with workspace(noor.pk):
        run_slice(Job.objects.get().pk)
    for verb in ("account.archived", "bulk.changed"):
        (told,) = events(noor, verb)
        assert (told.actor.pk, told.detail["staff"]) == (salem.pk, "Root")


def test_what_the_member_does_names_nobody_else(at_work, sign_in, noor, salem):
    at_work.get(ACCOUNTS)
    sign_in(salem).post("/w/noor/accounts/new/", new_account())
    [made] = events(noor, "account.created")
    assert "staff" not in made.detail


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/w/noor/settings/general/", {"name": "x"}),
        ("/w/noor/settings/security/", {"two_step": "off", "two_step_grace_days": "0"}),
        ("/w/noor/settings/members/invite/", {"email": "x@y.example", "role": "agent"}),
        ("/w/noor/accounts/export/", {"format": "csv"}),
    ],
)
def test_no_visitor_changes_settings_or_colleagues_or_takes_customers_out(
    sign_in, root, noor, huda, address, fields
):
    Workspace.objects.filter(pk=noor.pk).update(support_access="write")
    client = visitor(sign_in, root, begin(root, huda))
    assert client.post(address, fields).status_code == 403


def test_a_visit_ends_by_itself_and_says_so(sign_in, root, salem):
    with time_machine.travel(timezone.now() - timedelta(minutes=31), tick=False):
        client = visitor(sign_in, root, begin(root, salem))
        assert client.get(ACCOUNTS).status_code == 200
    prove(client, root, method="mfa")
    answer = client.get(ACCOUNTS, follow=True)
    assert answer.request["PATH_INFO"] == "/"
    assert "The visit has ended." in answer.content.decode()
    assert client.get(ACCOUNTS).status_code == 404


@pytest.mark.parametrize("minutes", [60, 600])
def test_no_visit_is_longer_than_an_hour(root, salem, minutes):
    visit = begin(root, salem, minutes=minutes)
    assert visit.expires_at - visit.began_at == timedelta(minutes=60)
    with workspace(salem.workspace_id), pytest.raises(IntegrityError), transaction.atomic():
        SupportVisit.objects.update(expires_at=visit.began_at + timedelta(minutes=61))


def test_the_visitor_leaves(on_visit, noor):
    assert on_visit.post("/support/leave/").status_code == 303
    assert on_visit.get(ACCOUNTS).status_code == 404
    [ended] = events(noor, "support.ended")
    assert ended.detail["staff"] == "Root"


def test_nobody_else_leaves_anything(client, sign_in, huda):
    assert client.post("/support/leave/").status_code == 404
    assert sign_in(huda).post("/support/leave/").status_code == 404


def test_the_workspace_sees_who_when_and_why(sign_in, root, huda, salem):
    visit = begin(root, salem)
    page = sign_in(huda).get(SUPPORT).content.decode()
    assert "Root" in page
    assert REASON in page
    assert "سالم" in page
    [began] = events(huda.workspace, "support.began")
    assert (began.detail["staff"], began.detail["reason"], began.subject_id) == ("Root", REASON, visit.pk)


def test_those_who_lead_are_told_by_mail_when_a_visit_begins(root, noor, huda, salem):
    owner = make_member(noor, Role.OWNER, "layla@noor.example", "ليلى")
    begin(root, salem)
    begin(root, salem, reason="Asked by Huda a second time")
    with workspace(noor.pk):
        told = Notification.objects.filter(kind="support.began").order_by("pk")
        assert [each.recipient_id for each in told] == [huda.pk, owner.pk] * 2
        assert Notification.objects.due().count() == 4
        with translation.override("en"):
            [first, _second] = read_to(owner, told.filter(recipient=owner))
    assert plain(first.sentence) == f"A support visit of the platform has begun: Root: {REASON}."


def test_the_audit_log_names_visitor_and_member(at_work, sign_in, huda):
    at_work.post("/w/noor/accounts/new/", new_account())
    page = plain(sign_in(huda).get("/w/noor/settings/audit/").content.decode())
    assert "Root of the platform, in the place of سالم" in page
    assert REASON in page


def test_an_admin_shows_the_visitor_to_the_door(sign_in, on_visit, huda):
    with workspace(huda.workspace_id):
        visit = SupportVisit.objects.get()
    sign_in(huda).post(f"{SUPPORT}{visit.number}/end/")
    assert on_visit.get(ACCOUNTS).status_code == 302
    [ended] = events(huda.workspace, "support.ended")
    assert ended.actor_id == huda.pk
    assert ended.detail == {"visitor": "Root"}


def test_a_door_that_closes_ends_the_visit(on_visit, noor):
    Workspace.objects.filter(pk=noor.pk).update(support_access="none")
    assert on_visit.get(ACCOUNTS).status_code == 302
    assert on_visit.get(ACCOUNTS).status_code == 404


def test_who_is_staff_no_more_is_out_at_once(on_visit, root):
    User.objects.filter(pk=root.pk).update(is_staff=False)
    assert on_visit.get(ACCOUNTS).status_code != 200


def test_a_member_who_left_is_visited_no_longer(on_visit, salem):
    with workspace(salem.workspace_id), transaction.atomic():
        salem.end(by=None)
    assert on_visit.get(ACCOUNTS).status_code == 302


def test_a_visit_opens_no_other_workspace(on_visit, bahr):
    assert on_visit.get("/w/bahr/").status_code == 404


def test_another_of_the_platform_cannot_use_the_visit(sign_in, root, salem):
    other = make_user("other@sila.example", "Other", is_staff=True)
    client = visitor(sign_in, other, begin(root, salem))
    assert client.get(ACCOUNTS).status_code == 302
    assert client.get(ACCOUNTS).status_code == 404


@pytest.mark.parametrize("access", ["none"])
def test_a_workspace_that_lets_nobody_in_is_not_visited(root, noor, salem, access):
    Workspace.objects.filter(pk=noor.pk).update(support_access=access)
    salem.workspace.support_access = access
    with pytest.raises(VisitRefused):
        begin(root, salem)


def test_staff_is_not_visited_and_others_do_not_visit(root, salem, huda):
    with pytest.raises(VisitRefused):
        begin(huda.user, salem)
    User.objects.filter(pk=salem.user_id).update(is_staff=True)
    salem.user.is_staff = True
    with pytest.raises(VisitRefused):
        begin(root, salem)


@pytest.mark.parametrize("who", ["mona", "salem", "reem"])
def test_only_admins_see_the_visits(request, sign_in, who):
    assert sign_in(request.getfixturevalue(who)).get(SUPPORT).status_code == 403
