import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from conftest import PASSWORD, make_user
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import Invitation, Membership, SystemMail, User, Workspace
from workspaces.models.membership import NotAllowed
from workspaces.roles import Role
from workspaces.services import invite, workspace_of_invitation
from workspaces.tests.conftest import is_signed_in, link_in

pytestmark = pytest.mark.django_db

INVITE = "/w/noor/settings/members/invite/"
GIVEN = {"name": "ليلى", "password": "a-quiet-garden-by-the-sea"}
SAME = {"name": "Layla Alharbi", "password": "layla-alharbi"}
CLOSED = "This link does not work any more"


@pytest.fixture
def invited(huda):
    """An invitation to noor as account manager, and the path of its link."""
    return make_invitation(huda)


def make_invitation(by, email="layla@noor.example", role=Role.ACCOUNT_MANAGER, **fields):
    with workspace(by.workspace_id), transaction.atomic():
        made = invite(email=email, role=role, by=by, **fields)
    return made, link_in(SystemMail.objects.latest("pk"))


def members_of(opened):
    with workspace(opened.pk), transaction.atomic():
        return {
            member.user.email: member for member in Membership.objects.select_related("user", "reports_to")
        }


def is_closed(client, link):
    answers = [client.get(link), client.post(link, GIVEN)]
    return all(answer.status_code == 404 and CLOSED in answer.content.decode() for answer in answers)


# Sending


def test_an_admin_invites_and_a_mail_brings_the_link(sign_in, huda, mona):
    answer = sign_in(huda).post(
        INVITE, {"email": "Layla@NOOR.example", "role": "agent", "reports_to": mona.number}
    )
    assert answer.status_code == 303
    mail = SystemMail.objects.get()
    assert mail.to == "layla@noor.example"
    assert mail.language == "ar"
    with workspace(huda.workspace_id):
        made = Invitation.objects.get()
        assert (made.role, made.reports_to, made.invited_by) == ("agent", mona, huda)
        assert made.token_hash not in mail.text
        assert Event.objects.latest("id").verb == "invitation.sent"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(sign_in, huda, method):
    assert getattr(sign_in(huda), method)(INVITE).status_code == 405


@pytest.mark.parametrize("who", ["mona", "salem", "faisal", "reem"])
def test_only_admins_invite(request, sign_in, noor, who):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(INVITE).status_code == 403
    assert client.post(INVITE, {"email": "x@y.example", "role": "viewer"}).status_code == 403
    assert not SystemMail.objects.exists()


def test_the_stranger_finds_nothing(sign_in, huda, karim):
    assert sign_in(karim).get(INVITE).status_code == 404


def test_nobody_invites_to_a_role_above_his_own(sign_in, huda):
    answer = sign_in(huda).post(INVITE, {"email": "x@y.example", "role": "owner"})
    assert answer.status_code == 422
    with workspace(huda.workspace_id), pytest.raises(NotAllowed):
        invite(email="x@y.example", role=Role.OWNER, by=huda)


def test_a_superior_of_another_workspace_cannot_be_chosen(sign_in, huda, karim):
    foreign = {"email": "x@y.example", "role": "agent", "reports_to": karim.number + 100}
    assert sign_in(huda).post(INVITE, foreign).status_code == 422


@pytest.mark.parametrize("email", ["", "nothing", "a@b", "محمد@example.com", "x" * 400 + "@y.example"])
def test_an_address_that_mail_cannot_reach_is_refused(sign_in, huda, email):
    assert sign_in(huda).post(INVITE, {"email": email, "role": "agent"}).status_code == 422


def test_a_member_is_not_invited_again(sign_in, huda, mona):
    answer = sign_in(huda).post(INVITE, {"email": "MONA@noor.example", "role": "agent"})
    assert "a member already" in answer.content.decode()


def test_a_second_invitation_ends_the_first(huda, invited, browser):
    _first, link = invited
    make_invitation(huda)
    assert is_closed(browser, link)


# Accepting


def test_a_new_person_chooses_a_name_and_a_password_and_is_in(browser, noor, invited):
    _made, link = invited
    page = browser.get(link)
    assert page.status_code == 200
    assert "layla@noor.example" in page.content.decode()
    answer = browser.post(link, GIVEN)
    assert answer["location"] == "/w/noor/"
    assert browser.get("/w/noor/").status_code == 200
    layla = members_of(noor)["layla@noor.example"]
    assert (layla.role, layla.user.name, layla.user.language) == ("account_manager", "ليلى", "en")


def test_a_new_person_gets_a_new_session_id(browser, invited):
    _made, link = invited
    session = browser.session
    session["planted"] = True
    session.save()
    before = session.session_key
    browser.cookies["session"] = before
    browser.post(link, GIVEN)
    assert browser.session.session_key != before


@pytest.mark.parametrize("given", [{}, {**GIVEN, "password": "short"}, {**GIVEN, "name": ""}, SAME])
def test_what_is_missing_is_asked_for_and_nothing_is_written(browser, noor, invited, given):
    assert browser.post(invited[1], given).status_code == 422
    assert not User.objects.filter(email="layla@noor.example").exists()
    assert not is_signed_in(browser)


def test_looking_at_the_link_changes_nothing(browser, noor, invited):
    for _look in range(3):
        assert browser.get(invited[1]).status_code == 200
    assert "layla@noor.example" not in members_of(noor)


def test_who_is_known_signs_in_first_and_presses_a_button(browser, noor, invited, sign_in_by_page):
    make_user("layla@noor.example", "ليلى")
    _made, link = invited
    page = browser.get(link).content.decode()
    assert f"/auth/login/?next={link}" in page
    assert browser.post(link, GIVEN).status_code == 200
    assert not User.objects.get(email="layla@noor.example").check_password(GIVEN["password"])
    assert sign_in_by_page(browser, "layla@noor.example", PASSWORD, next=link)["location"] == link
    assert browser.post(link)["location"] == "/w/noor/"
    assert "layla@noor.example" in members_of(noor)


def test_somebody_else_cannot_take_the_place(sign_in, noor, invited, karim):
    client = sign_in(karim)
    assert "somebody else" in client.get(invited[1]).content.decode()
    client.post(invited[1], GIVEN)
    assert set(members_of(noor)) == {"huda@noor.example"}


def test_who_left_comes_back_with_the_new_place(browser, sign_in, noor, huda, mona, salem):
    with workspace(noor.pk), transaction.atomic():
        salem.end(by=huda)
    _made, link = make_invitation(huda, email="salem@noor.example", role=Role.VIEWER)
    sign_in(salem).post(link)
    back = members_of(noor)["salem@noor.example"]
    assert (back.pk, back.role, back.is_active, back.reports_to) == (salem.pk, "viewer", True, None)


def test_an_invitation_works_once(browser, invited):
    browser.post(invited[1], GIVEN)
    assert is_closed(Client(headers={"accept-language": "en"}), invited[1])


def test_an_invitation_is_too_old_after_72_hours(browser, invited):
    with time_machine.travel(timezone.now() + timedelta(hours=71)):
        assert browser.get(invited[1]).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert is_closed(browser, invited[1])


def test_an_invitation_of_who_left_or_fell_is_worth_nothing(browser, noor, huda, invited):
    with workspace(noor.pk), transaction.atomic():
        Membership.objects.filter(pk=huda.pk).update(role=Role.VIEWER)
    assert is_closed(browser, invited[1])
    with workspace(noor.pk), transaction.atomic():
        Membership.objects.filter(pk=huda.pk).update(role=Role.ADMIN, ended_at=timezone.now())
    assert is_closed(browser, invited[1])


def test_an_invitation_to_a_closed_workspace_is_worth_nothing(browser, noor, invited):
    Workspace.objects.update(closed_at=timezone.now())
    assert is_closed(browser, invited[1])


@pytest.mark.parametrize(
    "change", [str.swapcase, lambda token: token[:-1], lambda token: token[::-1], lambda token: "x"]
)
def test_a_token_that_is_not_right_is_answered_like_any_other(browser, invited, change):
    token = invited[1].rstrip("/").rpartition("/")[2]
    assert is_closed(browser, f"/auth/invitation/{change(token)}/")


def test_all_closed_links_look_the_same(browser, noor, huda, invited):
    made, link = invited
    with workspace(noor.pk), transaction.atomic():
        made.revoke(by=huda)
    assert what_is_said(browser, link) == what_is_said(browser, "/auth/invitation/nothing/")


def what_is_said(client, link):
    """The page without what is new in every answer, and without its own address."""
    new = (b"nonce", b"csrf", b'name="next"')
    return [line for line in client.get(link).content.splitlines() if not any(word in line for word in new)]


def test_the_token_is_found_across_workspaces_and_only_by_its_whole(invited, noor):
    token = invited[1].rstrip("/").rpartition("/")[2]
    assert workspace_of_invitation(token) == noor.pk
    assert workspace_of_invitation("") is None
    assert workspace_of_invitation("%") is None


def test_a_superior_who_has_left_meanwhile_is_left_out(browser, noor, huda, mona):
    _made, link = make_invitation(huda, reports_to=mona)
    with workspace(noor.pk), transaction.atomic():
        mona.end(by=huda)
    browser.post(link, GIVEN)
    assert members_of(noor)["layla@noor.example"].reports_to is None


# Taking back


def revoke_url(made):
    return f"/w/noor/settings/invitations/{made.number}/revoke/"


def test_an_invitation_is_taken_back_and_given_again(browser, sign_in, huda, invited):
    made, link = invited
    client = sign_in(huda)
    assert client.post(revoke_url(made)).status_code == 303
    assert "data-toast" in client.get("/w/noor/settings/members/").content.decode()
    assert is_closed(browser, link)
    client.post(revoke_url(made), {"undo": "1"})
    assert browser.get(link).status_code == 200


def test_what_has_expired_is_not_given_again_but_sent_anew(browser, sign_in, huda, invited):
    made, link = invited
    client = sign_in(huda)
    client.post(revoke_url(made))
    with workspace(huda.workspace_id):
        Invitation.objects.update(expires_at=timezone.now())
    page = client.post(revoke_url(made), {"undo": "1"}, follow=True, headers={"accept-language": "en"})
    assert "This invitation is not valid any more. Send a new one." in page.content.decode()
    with workspace(huda.workspace_id):
        assert not Invitation.objects.pending().exists()
        assert not Event.objects.filter(verb="invitation.restored").exists()
    assert is_closed(browser, link)


def test_undo_does_not_bring_back_what_a_newer_one_replaced(sign_in, huda, invited):
    made, _link = invited
    client = sign_in(huda)
    client.post(revoke_url(made))
    make_invitation(huda)
    client.post(revoke_url(made), {"undo": "1"})
    with workspace(huda.workspace_id):
        assert Invitation.objects.pending().count() == 1


def test_sending_again_makes_a_new_link(browser, sign_in, huda, invited):
    made, link = invited
    sign_in(huda).post(f"/w/noor/settings/invitations/{made.number}/again/")
    newest = link_in(SystemMail.objects.latest("pk"))
    assert is_closed(browser, link)
    assert browser.get(newest).status_code == 200


@pytest.mark.parametrize("verb", ["revoke", "again"])
def test_invitations_are_changed_by_post_and_by_admins_of_the_workspace(
    sign_in, huda, mona, karim, invited, verb
):
    url = f"/w/noor/settings/invitations/{invited[0].number}/{verb}/"
    assert sign_in(huda).get(url).status_code == 405
    assert sign_in(mona).post(url).status_code == 403
    assert sign_in(karim).post(url).status_code == 404
    assert sign_in(karim).post(url.replace("noor", "bahr")).status_code == 404
    assert sign_in(huda).post(url.replace(str(invited[0].number), "999")).status_code == 404


def test_an_admin_does_not_touch_the_invitation_of_an_owner(sign_in, noor, huda):
    with workspace(noor.pk), transaction.atomic():
        made = invite(email="boss@noor.example", role=Role.OWNER, by=None)
    sign_in(huda).post(revoke_url(made))
    with workspace(noor.pk):
        assert Invitation.objects.pending().get() == made


@pytest.mark.django_db(transaction=True)
def test_a_link_pressed_twice_at_once_makes_one_member(noor, invited):
    link, answers = invited[1], []

    def press():
        try:
            answers.append(Client().post(link, GIVEN).status_code)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _press in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert sorted(answers) == [302, 404]
    assert len(members_of(noor)) == 2
