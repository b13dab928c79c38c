"""Undo as it is pressed: the address that the toast carries, and nothing in the form but the token."""

import pytest
from django.contrib.messages import get_messages

from lib.templatetags.components import undo_url
from workspaces.models import Invitation, Membership
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
MEMBERS = "/w/noor/settings/members/"


def offered(response) -> str:
    said = list(get_messages(response.wsgi_request))[-1]
    return undo_url(said)


def test_a_colleague_who_was_let_go_is_back(sign_in, huda, salem, in_noor):
    client = sign_in(huda)
    client.post(offered(client.post(f"{MEMBERS}{salem.number}/end/")))
    salem.refresh_from_db()
    assert salem.is_active


def test_an_invitation_is_taken_back_and_that_too(sign_in, huda, in_noor):
    client = sign_in(huda)
    sent = client.post(f"{MEMBERS}invite/", {"email": "new@noor.example", "role": "viewer"})
    back = client.post(offered(sent))
    assert Invitation.objects.get().revoked_at
    client.post(offered(back))
    assert Invitation.objects.get().revoked_at is None


def place(client, member, **typed):
    return client.post(f"{MEMBERS}{member.number}/", typed)


def test_a_place_is_given_back(sign_in, huda, mona, salem, in_noor):
    client, before = sign_in(huda), (salem.role, salem.reports_to_id)
    done = place(client, salem, role="viewer", reports_to=str(huda.number))
    assert Membership.objects.get(pk=salem.pk).role == "viewer"
    client.post(offered(done))
    salem.refresh_from_db()
    assert (salem.role, salem.reports_to_id) == before


def test_a_place_that_changed_since_stays(sign_in, huda, salem, in_noor):
    client = sign_in(huda)
    address = offered(place(client, salem, role="viewer", reports_to=""))
    salem.refresh_from_db()
    salem.change(by=huda, role=Role.AGENT)
    client.post(address)
    for nonsense in (
        "?undo=",
        "?undo=owner",
        "?undo=king-0",
        "?undo=viewer-٣",
        "?undo=viewer-x&from=agent-0",
    ):
        assert client.post(f"{MEMBERS}{salem.number}/{nonsense}").status_code == 303
    assert Membership.objects.get(pk=salem.pk).role == "agent"


def test_nobody_is_lifted_by_an_undo(sign_in, huda, salem, in_noor):
    client = sign_in(huda)
    forged = f"{MEMBERS}{salem.number}/?undo=owner-0&from={salem.role}-{salem.reports_to.number}"
    client.post(forged)
    assert Membership.objects.get(pk=salem.pk).role == salem.role
