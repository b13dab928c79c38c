"""Places and invitations where two things meet: a double press, a superior who left, a circle through the past."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import Invitation, Membership
from workspaces.services import invite

INVITE = "/w/noor/settings/members/invite/"


@pytest.mark.django_db(transaction=True)
def test_an_invitation_sent_twice_at_once_is_one_and_no_error(sign_in, huda, noor):
    clients, answers = [sign_in(huda), sign_in(huda)], []

    def press(client):
        try:
            answers.append(client.post(INVITE, {"email": "new@noor.example", "role": "agent"}).status_code)
        finally:
            connection.close()

    with workspace(noor.pk), transaction.atomic():
        # Nobody gets a number before both have looked who is invited.
        invite(email="other@noor.example", role="agent", by=huda)
        presses = [threading.Thread(target=press, args=[client]) for client in clients]
        for each in presses:
            each.start()
        for each in presses:
            each.join(1)
    for each in presses:
        each.join()
    assert sorted(answers) == [303, 422]
    with workspace(noor.pk), transaction.atomic():
        assert Invitation.objects.pending().filter(email="new@noor.example").count() == 1


def taking(invitation, verb, *given, **named):
    def work():
        found = Invitation.objects.get(pk=invitation.pk)
        yield
        getattr(found, verb)(*given, **named)

    return work


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_taken_back_or_accepted_but_not_both(at_once, huda, karim, noor):
    with workspace(noor.pk), transaction.atomic():
        sent = invite(email=karim.user.email, role="agent", by=huda)
    (refused,) = at_once(taking(sent, "revoke", by=huda), taking(sent, "accept", karim.user))
    assert refused
    with workspace(noor.pk), transaction.atomic():
        sent.refresh_from_db()
        has_joined = Membership.objects.filter(user=karim.user).exists()
        assert (bool(sent.accepted_at), bool(sent.revoked_at)) == (has_joined, not has_joined)


@pytest.mark.django_db(transaction=True)
def test_two_invitations_to_one_address_are_not_both_restored(at_once, huda, noor):
    with workspace(noor.pk), transaction.atomic():
        sent = [invite(email="new@noor.example", role="agent", by=huda) for _each in range(2)]
        sent[1].revoke(by=huda)
    (refused,) = at_once(*(taking(each, "restore", by=huda) for each in sent))
    assert refused.startswith("ValidationError")
    with workspace(noor.pk), transaction.atomic():
        assert Invitation.objects.pending().count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_taken_back_twice_at_once_is_told_once(at_once, huda, noor):
    with workspace(noor.pk), transaction.atomic():
        sent = invite(email="new@noor.example", role="agent", by=huda)
    assert at_once(taking(sent, "revoke", by=huda), taking(sent, "revoke", by=huda)) == []
    with workspace(noor.pk), transaction.atomic():
        assert Event.objects.filter(verb="invitation.revoked").count() == 1


@pytest.mark.django_db
def test_who_comes_back_below_a_former_report_reports_to_nobody(sign_in, huda, mona, salem):
    with workspace(huda.workspace_id):
        mona.end(by=huda)
        invited = invite(email=mona.user.email, role="agent", by=huda, reports_to=salem)
        invited.accept(mona.user)
        mona.refresh_from_db()
        assert (mona.is_active, mona.role, mona.reports_to) == (True, "agent", None)


@pytest.mark.django_db
def test_a_superior_who_has_left_stays_until_another_is_chosen(sign_in, huda, mona, salem):
    with workspace(huda.workspace_id):
        mona.end(by=huda)
    client, address = sign_in(huda), f"/w/noor/settings/members/{salem.number}/"
    assert f'value="{mona.number}" selected' in client.get(address).content.decode()
    assert client.post(address, {"role": "agent", "reports_to": mona.number}).status_code == 303
    with workspace(huda.workspace_id):
        salem.refresh_from_db()
        assert (salem.role, salem.reports_to_id) == ("agent", mona.pk)


@pytest.mark.django_db
def test_an_error_of_the_database_is_not_hidden_when_its_workspace_closes(noor):
    refused = pytest.raises(DatabaseError, match="division by zero")
    with refused, transaction.atomic(), workspace(noor.pk), connection.cursor() as cursor:
        cursor.execute("select 1/0")
    with workspace(noor.pk):
        assert not Membership.objects.exists()
