"""The history of sign-ins: the person sees it all, admins what concerns their workspace, nobody else anything."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client

from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import Membership, SignIn, SystemMail
from workspaces.tests.test_sessions import CHROME, IPHONE, plain
from workspaces.tests.test_two_step import SECRET, code

pytestmark = pytest.mark.django_db

DEVICES = "/w/noor/settings/devices/"


def come_in(sign_in_by_page, person, browser=None, agent=CHROME):
    browser = browser or Client(headers={"accept-language": "en", "user-agent": agent})
    assert sign_in_by_page(browser, person.user.email).status_code == 302
    return browser


def ways():
    return [(each.way, each.is_new_device) for each in SignIn.objects.order_by("id")]


def test_a_sign_in_is_written_down_and_shown(sign_in_by_page, mona):
    browser = come_in(sign_in_by_page, mona)
    assert ways() == [("password", False)]
    noted = SignIn.objects.get()
    assert (noted.user, noted.address, noted.user_agent) == (mona.user, "127.0.0.1", CHROME)
    page = plain(browser.get(DEVICES).content.decode())
    assert "Chrome on Windows" in page
    assert noted.device_hash not in page
    assert browser.cookies[settings.DEVICE_COOKIE_NAME]["httponly"]


def test_a_new_device_is_told_by_mail_and_a_known_one_is_not(sign_in_by_page, mona):
    at_work = come_in(sign_in_by_page, mona)
    assert not SystemMail.objects.exists()
    at_work.post("/auth/logout/")
    come_in(sign_in_by_page, mona, at_work)
    assert not SystemMail.objects.exists()
    come_in(sign_in_by_page, mona, agent=IPHONE)
    mail = SystemMail.objects.get()
    assert mail.to == mona.user.email
    assert "iPhone" in mail.text
    assert "127.0.0.1" in mail.text
    assert "/auth/password/reset/" in mail.text
    assert ways()[-1] == ("password", True)


def test_the_device_of_a_colleague_is_new_to_oneself(sign_in_by_page, mona, salem):
    shared = come_in(sign_in_by_page, mona)
    come_in(sign_in_by_page, salem, agent=IPHONE)
    shared.post("/auth/logout/")
    come_in(sign_in_by_page, salem, shared)
    assert SystemMail.objects.get().to == salem.user.email


@pytest.mark.parametrize("forged", ["", "x", "é" * 43, "a" * 44])
def test_a_forged_device_is_another_one(sign_in_by_page, mona, forged):
    browser = Client()
    browser.cookies[settings.DEVICE_COOKIE_NAME] = forged
    come_in(sign_in_by_page, mona, browser)
    assert browser.cookies[settings.DEVICE_COOKIE_NAME].value not in {forged, ""}


@pytest.mark.parametrize(("spare", "way"), [(False, "code"), (True, "recovery")])
def test_the_second_step_is_part_of_it(browser, sign_in_by_page, mona, spare, way):
    TOTP.activate(mona.user, SECRET)
    codes = RecoveryCodes.activate(mona.user)
    sign_in_by_page(browser, mona.user.email)
    assert ways() == []
    given = codes.get_unused_codes()[0] if spare else code()
    browser.post("/auth/mfa/authenticate/", {"code": given})
    assert ways() == [(way, False)]


def test_wrong_tries_and_the_lock_are_shown_to_the_person(browser, sign_in, sign_in_by_page, mona, salem):
    for _try in range(11):
        sign_in_by_page(browser, "MONA@noor.example", "wrong")
    page = sign_in(mona).get(DEVICES).content.decode()
    assert page.count("Wrong password or code") == 9
    assert "Locked after too many wrong tries" in page
    assert "Wrong password" not in sign_in(salem).get(DEVICES).content.decode()
    assert not SignIn.objects.exists()


# What admins see


def test_admins_see_when_members_came_into_their_workspace(sign_in_by_page, sign_in, mona, huda):
    browser = come_in(sign_in_by_page, mona)
    browser.get("/w/noor/")
    browser.get("/w/noor/accounts/")
    with workspace(mona.workspace_id):
        event = Event.objects.get(verb="membership.entered")
    assert (event.actor_id, event.subject_id) == (mona.pk, mona.pk)
    page = plain(sign_in(huda).get(f"/w/noor/settings/members/{mona.number}/").content.decode())
    assert "Chrome on Windows" in page


def test_what_is_refused_is_no_coming_in(sign_in_by_page, mona, noor):
    noor.two_step, noor.two_step_grace_days = "all", 0
    noor.save()
    browser = come_in(sign_in_by_page, mona)
    assert browser.get("/w/noor/").status_code == 302
    with workspace(noor.pk):
        assert not Event.objects.filter(verb="membership.entered").exists()


def test_admins_learn_nothing_of_other_workspaces(sign_in_by_page, sign_in, mona, huda, bahr):
    with workspace(bahr.pk):
        Membership.objects.create(user=mona.user, role="viewer")
    browser = come_in(sign_in_by_page, mona, agent=IPHONE)
    assert browser.get("/w/bahr/").status_code == 200
    page = sign_in(huda).get(f"/w/noor/settings/members/{mona.number}/").content.decode()
    assert "iPhone" not in page
    assert "Bahr" not in page
    with workspace(mona.workspace_id):
        assert not Event.objects.filter(verb="membership.entered").exists()
