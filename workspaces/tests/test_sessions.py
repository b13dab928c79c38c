"""Where somebody is signed in, ending it, and the limits of the installation and of a workspace."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from conftest import PASSWORD, prove
from lib.tenancy.state import workspace
from workspaces.devices import device_name, is_phone
from workspaces.models import Membership, Session, SystemMail, Workspace
from workspaces.tests.conftest import is_signed_in, link_in

pytestmark = pytest.mark.django_db

DEVICES = "/w/noor/settings/devices/"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/131.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.0 Mobile/15E148 Safari/604.1"
)


def later(**passed):
    return time_machine.travel(timezone.now() + timedelta(**passed), tick=False)


def plain(text):
    """Without the signs that keep a name apart from the sentence around it."""
    return text.translate({0x2068: None, 0x2069: None})


def row_of(client):
    return Session.objects.get(session_key=client.session.session_key)


@pytest.mark.parametrize(
    ("user_agent", "name", "is_a_phone"),
    [
        (CHROME, "Chrome on Windows", False),
        (IPHONE, "Safari on iPhone", True),
        (CHROME.replace("Safari/537.36", "Safari/537.36 Edg/131.0"), "Edge on Windows", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux", False),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131 Mobile Safari/537.36",
            "Chrome on Android",
            True,
        ),
        ("curl/8.5", "Unknown device", False),
        ("", "Unknown device", False),
    ],
)
def test_devices_are_told_in_words(user_agent, name, is_a_phone):
    with override("en"):
        assert (plain(device_name(user_agent)), is_phone(user_agent)) == (name, is_a_phone)


def test_a_person_sees_the_devices_of_nobody_else(sign_in, mona, salem):
    here, elsewhere, other = sign_in(mona), sign_in(mona), sign_in(salem)
    Session.objects.filter(pk=row_of(elsewhere).pk).update(user_agent=IPHONE)
    Session.objects.filter(pk=row_of(other).pk).update(user_agent="Firefox/1 Macintosh")
    page = plain(here.get(DEVICES, headers={"user-agent": CHROME}).content.decode())
    assert "Chrome on Windows" in page
    assert "Safari on iPhone" in page
    assert "Firefox" not in page
    assert page.count("This device") == 1
    assert here.session.session_key not in page


def test_one_device_is_signed_out_at_its_next_request(sign_in, mona):
    here, phone, third = sign_in(mona), sign_in(mona), sign_in(mona)
    answer = here.post(DEVICES, {"session": row_of(phone).handle}, follow=True)
    assert "This device is signed out." in answer.content.decode()
    assert [is_signed_in(each) for each in (here, phone, third)] == [True, False, True]
    again = here.post(DEVICES, {"session": str(row_of(third).handle).replace("-", "0")}, follow=True)
    assert "already" in again.content.decode()
    assert is_signed_in(third)


def test_all_others_are_signed_out(sign_in, mona):
    here, phone, third = sign_in(mona), sign_in(mona), sign_in(mona)
    here.post(DEVICES)
    assert [is_signed_in(each) for each in (here, phone, third)] == [True, False, False]
    assert Session.objects.filter(user=mona.user).count() == 1


def test_nobody_signs_out_somebody_else(sign_in, mona, karim):
    stranger = sign_in(karim)
    sign_in(mona).post(DEVICES, {"session": row_of(stranger).handle})
    assert is_signed_in(stranger)


@pytest.mark.parametrize("wrong", ["x", "1", "\x00", "é" * 99])
def test_nonsense_signs_nobody_out(sign_in, mona, wrong):
    here, phone = sign_in(mona), sign_in(mona)
    assert here.post(DEVICES, {"session": wrong}).status_code == 303
    assert is_signed_in(phone)


def test_a_new_password_ends_all_other_sessions(sign_in, mona):
    here, elsewhere = sign_in(mona), sign_in(mona)
    new = "a-quiet-garden-by-the-sea"
    answer = here.post(
        "/auth/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert Session.objects.filter(user=mona.user).count() == 1


def test_a_reset_ends_all_sessions(browser, sign_in, mona):
    elsewhere = sign_in(mona)
    browser.post("/auth/password/reset/", {"email": mona.user.email})
    page = browser.get(link_in(SystemMail.objects.get()), follow=True)
    new = "a-quiet-garden-by-the-sea"
    browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert not is_signed_in(elsewhere)
    assert not Session.objects.filter(user=mona.user).exists()


# Limits


def test_a_session_that_nobody_uses_ends(sign_in, mona):
    client = sign_in(mona)
    client.get("/w/noor/")
    with later(hours=7, minutes=50):
        assert is_signed_in(client)
    with later(hours=15):
        assert client.get("/w/noor/")["location"].startswith("/auth/login/")


def test_use_is_noted_once_a_minute_and_not_by_a_page_that_asks_by_itself(sign_in, mona):
    client = sign_in(mona)
    client.get("/w/noor/")
    first = row_of(client).seen_at
    with later(seconds=50):
        client.get("/w/noor/")
        assert row_of(client).seen_at == first
    with later(seconds=70):
        client.get("/w/noor/jobs/", headers={"x-unattended": "1"})
        assert row_of(client).seen_at == first
        client.get("/w/noor/jobs/")
        assert row_of(client).seen_at > first


@pytest.fixture
def short_noor(noor):
    Workspace.objects.filter(pk=noor.pk).update(session_idle_minutes=15)
    return noor


def test_a_workspace_asks_again_who_was_away(sign_in, short_noor, mona):
    client = sign_in(mona)
    client.get("/w/noor/")
    with later(minutes=14):
        assert client.get("/w/noor/").status_code == 200
    with later(minutes=31):
        asked = client.get("/w/noor/accounts/?q=a")["location"]
        assert asked == "/auth/reauthenticate/?next=/w/noor/accounts/%3Fq%3Da"
        assert client.get("/w/noor/accounts/?q=a")["location"] == asked
        assert client.post(asked, {"password": PASSWORD})["location"] == "/w/noor/accounts/?q=a"
        assert client.get("/w/noor/accounts/?q=a").status_code == 200


def test_the_limit_of_one_workspace_is_not_another_ones(sign_in, short_noor, mona, bahr):
    with workspace(bahr.pk):
        Membership.objects.create(user=mona.user, role="viewer")
    client = sign_in(mona)
    client.get("/w/noor/")
    with later(minutes=20):
        assert client.get("/w/bahr/").status_code == 200
        # Being busy over there does not open this one.
        assert client.get("/w/noor/")["location"].startswith("/auth/reauthenticate/")


def test_a_workspace_asks_again_after_so_many_hours_of_work(sign_in, noor, mona):
    Workspace.objects.update(session_hours=1)
    client = sign_in(mona)
    with later(minutes=59):
        assert client.get("/w/noor/").status_code == 200
    with later(minutes=61):
        assert client.get("/w/noor/")["location"].startswith("/auth/reauthenticate/")


def test_what_was_being_saved_is_kept_and_sent_afterwards(sign_in, short_noor, salem):
    client = sign_in(salem)
    with later(minutes=20):
        typed = {"name_ar": "شركة النخيل", "kind": "company", "tags": ["a", "b"]}
        asked = client.post("/w/noor/accounts/new/", typed)["location"]
        assert client.post(asked, {"password": PASSWORD})["location"] == "/w/noor/continue/"
        page = client.get("/w/noor/continue/")
        assert page.context["path"] == "/w/noor/accounts/new/"
        assert dict(page.context["fields"]) == {"name_ar": "شركة النخيل", "kind": "company", "tags": "b"}
        assert page.content.decode().count('name="tags"') == 2
        client.post(page.context["path"], typed)
        assert client.get("/w/noor/continue/")["location"] == "/w/noor/"


def test_what_waits_is_not_sent_to_another_workspace_nor_after_a_while(sign_in, short_noor, salem, bahr):
    client = sign_in(salem)
    with later(minutes=20):
        client.post("/w/noor/accounts/new/", {"name_ar": "شركة"})
        assert "suspended" in client.session
    with later(minutes=40):
        prove(client, salem.user)
        assert client.get("/w/noor/continue/")["location"] == "/w/noor/"


def test_what_another_site_sends_is_not_kept(sign_in, short_noor, salem):
    client = sign_in(salem)
    client.handler.enforce_csrf_checks = True
    with later(minutes=20):
        answer = client.post("/w/noor/accounts/new/", {"name_ar": "شركة"})
        assert answer["location"].startswith("/auth/reauthenticate/")
        assert "suspended" not in client.session


# Asking again for what is sensitive


def test_an_export_asks_again_and_then_goes_on(sign_in, salem):
    client, typed = sign_in(salem), {"format": "csv", "q": "a"}
    assert client.post("/w/noor/accounts/export/", typed).status_code == 200
    with later(minutes=31):
        referer = {"referer": "http://testserver/w/noor/accounts/?q=a"}
        asked = client.post("/w/noor/accounts/export/", typed, headers=referer)["location"]
        assert asked == "/auth/reauthenticate/?next=/w/noor/continue/"
        client.post(asked, {"password": PASSWORD})
        page = client.get("/w/noor/continue/")
        assert page.context["path"] == "/w/noor/accounts/export/"
        assert page.context["back"] == "/w/noor/accounts/?q=a"
        answer = client.post(page.context["path"], dict(page.context["fields"]))
        assert answer["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "referer", ["", "http://evil.example/w/noor/x/", "http://[", "http://testserver/w/bahr/"]
)
def test_the_way_back_stays_in_the_workspace(sign_in, salem, referer):
    client = sign_in(salem)
    with later(minutes=31):
        client.post("/w/noor/accounts/export/", {"format": "csv"}, headers={"referer": referer})
        prove(client, salem.user)
        assert client.get("/w/noor/continue/").context["back"] == "/w/noor/"


def test_a_file_that_was_made_asks_again_too(sign_in, salem):
    client = sign_in(salem)
    with later(minutes=31):
        asked = client.get("/w/noor/accounts/export/1/")["location"]
        assert asked == "/auth/reauthenticate/?next=/w/noor/continue/"
        client.post(asked, {"password": PASSWORD})
        assert client.get("/w/noor/continue/").context["is_download"]


def role_of(member):
    with workspace(member.workspace_id):
        return Membership.objects.get(pk=member.pk).role


def test_a_place_asks_again_and_is_saved_afterwards(sign_in, huda, salem):
    client = sign_in(huda)
    address = f"/w/noor/settings/members/{salem.number}/"
    with later(minutes=31):
        asked = client.post(address, {"role": "viewer"})
        assert role_of(salem) == "account_manager"
        client.post(asked["location"], {"password": PASSWORD})
        page = client.get("/w/noor/continue/")
        client.post(page.context["path"], dict(page.context["fields"]))
    assert role_of(salem) == "viewer"


def test_what_is_not_sensitive_does_not_ask(sign_in, huda):
    client = sign_in(huda)
    with later(hours=5):
        assert client.get("/w/noor/settings/members/").status_code == 200
        assert client.get("/w/noor/settings/security/").status_code == 200
