"""What a workspace asks of its members' sign-in: whom, from when, and nobody else."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from conftest import make_member
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import Membership, Workspace
from workspaces.roles import Role
from workspaces.tests.test_two_step import SECRET

pytestmark = pytest.mark.django_db

SECURITY = "/w/noor/settings/security/"
RULES = {
    "two_step": "all",
    "two_step_grace_days": "7",
    "session_idle_minutes": "30",
    "session_hours": "",
    "support_access": "read",
}
SET_UP = "/auth/mfa/totp/activate/?next=/w/noor/"


def later(**passed):
    return time_machine.travel(timezone.now() + timedelta(**passed), tick=False)


def opens(client):
    return client.get("/w/noor/").status_code == 200


def test_an_admin_sets_the_rules_and_it_is_told(sign_in, noor, huda):
    assert sign_in(huda).post(SECURITY, RULES).status_code == 303
    noor.refresh_from_db()
    assert (noor.two_step, noor.two_step_grace_days, noor.session_idle_minutes) == ("all", 7, 30)
    assert noor.session_hours is None
    with workspace(noor.pk):
        event = Event.objects.get(verb="workspace.changed")
    assert set(event.detail["fields"]) >= {"two_step", "session_idle_minutes"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"two_step": "some"},
        {"two_step_grace_days": "-1"},
        {"two_step_grace_days": "61"},
        {"two_step_grace_days": ""},
        {"session_idle_minutes": "1"},
        {"session_idle_minutes": "99999"},  # longer than the installation lets
        {"session_hours": "24"},
        {"session_hours": "x"},
    ],
)
def test_rules_that_make_no_sense_are_refused(sign_in, noor, huda, wrong):
    assert sign_in(huda).post(SECURITY, {**RULES, **wrong}).status_code == 422
    noor.refresh_from_db()
    assert noor.two_step == "off"


def test_arabic_digits_are_understood(sign_in, noor, huda):
    sign_in(huda).post(SECURITY, {**RULES, "two_step_grace_days": "١٤"})
    noor.refresh_from_db()
    assert noor.two_step_grace_days == 14


@pytest.mark.parametrize("who", ["mona", "salem", "faisal", "reem"])
def test_only_admins_set_the_rules(request, sign_in, noor, who):
    assert sign_in(request.getfixturevalue(who)).post(SECURITY, RULES).status_code == 403


def test_during_the_days_of_grace_a_note_leads_to_the_second_step(sign_in, noor, huda, salem):
    sign_in(huda).post(SECURITY, RULES)
    client = sign_in(salem)
    page = client.get("/w/noor/")
    assert "Set it up now" in page.content.decode()
    with later(days=6):
        assert opens(sign_in(salem))
    with later(days=8):
        client = sign_in(salem)
        assert client.get("/w/noor/")["location"] == SET_UP
        assert client.get("/w/noor/accounts/")["location"].startswith("/auth/mfa/totp/activate/")
        assert client.post("/w/noor/accounts/new/", {"name_ar": "x"})["location"].startswith("/auth/mfa/")


def test_who_has_an_app_gives_the_code_from_the_first_day(sign_in, noor, huda, salem):
    TOTP.activate(salem.user, SECRET)
    sign_in(huda).post(SECURITY, RULES)
    assert sign_in(salem).get("/w/noor/")["location"] == "/auth/mfa/reauthenticate/?next=/w/noor/"


def test_who_comes_later_has_the_days_from_then(sign_in, noor, huda):
    sign_in(huda).post(SECURITY, RULES)
    with later(days=30):
        nora = make_member(noor, Role.AGENT, "nora@noor.example", "نورة")
        assert opens(sign_in(nora))
    with later(days=38):
        assert not opens(sign_in(nora))


def test_no_grace_is_at_once(sign_in, noor, huda, salem):
    sign_in(huda).post(SECURITY, {**RULES, "two_step_grace_days": "0"})
    assert not opens(sign_in(salem))


def test_the_rule_for_admins_leaves_the_others_alone(sign_in, noor, huda, mona):
    sign_in(huda).post(SECURITY, {**RULES, "two_step": "admins", "two_step_grace_days": "0"})
    assert not opens(sign_in(huda))
    assert opens(sign_in(mona))


def test_a_wider_rule_gives_new_days_and_a_saved_one_none(sign_in, noor, huda, mona):
    client = sign_in(huda)
    client.post(SECURITY, {**RULES, "two_step": "admins"})
    noor.refresh_from_db()
    began = noor.two_step_since
    client.post(SECURITY, {**RULES, "two_step": "admins", "two_step_grace_days": "9"})
    noor.refresh_from_db()
    assert noor.two_step_since == began
    with later(days=5):
        client = sign_in(huda)
        client.post(SECURITY, {**RULES, "two_step": "all"})
    noor.refresh_from_db()
    assert noor.two_step_since > began


def test_another_workspace_of_the_same_person_is_not_affected(sign_in, noor, bahr, mona):
    with workspace(bahr.pk):
        Membership.objects.create(user=mona.user, role=Role.VIEWER)
    Workspace.objects.filter(pk=noor.pk).update(two_step="all", two_step_grace_days=0)
    client = sign_in(mona)
    assert not opens(client)
    assert client.get("/w/bahr/").status_code == 200
