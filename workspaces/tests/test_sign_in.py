from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import PASSWORD, make_user
from workspaces import signin
from workspaces.hashers import Argon2idHasher as hasher
from workspaces.models import Session, SystemMail, User
from workspaces.tasks import forget_old_sign_ins
from workspaces.tests.conftest import is_signed_in, link_in

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "a-quiet-garden-by-the-sea"
UNKNOWN = "nobody@nowhere.example"


def ask_for_reset(client, email):
    return client.post("/auth/password/reset/", {"email": email})


def reset(client, email, password=NEW_PASSWORD):
    """Ask for the mail, follow its link, choose a password."""
    ask_for_reset(client, email)
    page = client.get(link_in(SystemMail.objects.latest("pk")), follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


# Coming in


def test_a_member_signs_in_and_goes_straight_in(browser, salem, sign_in_by_page):
    answer = sign_in_by_page(browser, "salem@noor.example")
    assert answer.status_code == 302
    assert browser.get(answer["location"])["location"] == "/w/noor/"


def test_an_address_is_the_same_in_any_case(browser, salem, sign_in_by_page):
    assert sign_in_by_page(browser, " Salem@NOOR.example ").status_code == 302


def test_a_wrong_password_is_refused_and_the_address_kept(browser, salem, sign_in_by_page):
    answer = sign_in_by_page(browser, "salem@noor.example", "not-his-password")
    assert answer.status_code == 422
    assert b"salem@noor.example" in answer.content
    assert not is_signed_in(browser)


def test_the_page_sends_back_to_where_somebody_wanted_to_go(browser, salem, sign_in_by_page):
    refused = browser.get("/w/noor/settings/profile/")
    assert refused["location"] == "/auth/login/?next=/w/noor/settings/profile/"
    answer = sign_in_by_page(browser, "salem@noor.example", next="/w/noor/settings/profile/")
    assert answer["location"] == "/w/noor/settings/profile/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(browser, salem, sign_in_by_page, elsewhere):
    answer = sign_in_by_page(browser, "salem@noor.example", next=elsewhere)
    assert answer["location"] == "/"


def test_a_session_id_from_before_is_worth_nothing_after(browser, salem, sign_in_by_page):
    browser.get("/auth/login/")
    session = browser.session
    session["planted"] = True
    session.save()
    before = session.session_key
    browser.cookies[settings.SESSION_COOKIE_NAME] = before
    sign_in_by_page(browser, "salem@noor.example")
    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(browser, salem, sign_in_by_page):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in_by_page(browser, "salem@noor.example")
        for _hour in range(11):
            clock.shift(timedelta(hours=1))
            session = browser.session
            session["used"] = str(timezone.now())
            session.save()
            assert is_signed_in(browser)
        clock.shift(timedelta(hours=1, minutes=1))
        assert not is_signed_in(browser)


def test_a_closed_sign_in_is_told_only_to_who_knows_the_password(browser, salem, sign_in_by_page):
    User.objects.filter(pk=salem.user.pk).update(is_active=False)
    wrong = sign_in_by_page(browser, "salem@noor.example", "not-his-password")
    unknown = sign_in_by_page(Client(), UNKNOWN)
    assert wrong.status_code == unknown.status_code == 422
    assert sign_in_by_page(browser, "salem@noor.example")["location"] == "/auth/inactive/"
    assert not is_signed_in(browser)


def test_an_open_session_of_a_closed_sign_in_is_a_strangers(sign_in, salem):
    client = sign_in(salem)
    assert is_signed_in(client)
    User.objects.filter(pk=salem.user.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_signing_out_needs_a_press_of_a_button(sign_in, salem):
    client = sign_in(salem)
    assert client.get("/auth/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/auth/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("address", ["/auth/signup/", "/auth/confirm-email/", "/auth/login/code/"])
def test_nobody_signs_up_and_nobody_adds_addresses(sign_in, salem, address):
    assert Client().get(address).status_code == 404
    assert sign_in(salem).get(address).status_code == 404


def test_pages_of_sign_in_are_kept_by_no_cache(browser):
    assert "no-store" in browser.get("/auth/login/")["cache-control"]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    "address",
    [
        f"/auth/{page}/"
        for page in ("login", "password/reset", "password/reset/done", "password/reset/key/done", "inactive")
    ],
)
def test_pages_speak_the_readers_language(address, language):
    page = Client(headers={"accept-language": language}).get(address)
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()


# Guesses


def guess(client, email, times, sign_in_by_page):
    return [sign_in_by_page(client, email, "not-the-password").status_code for _try in range(times)]


@pytest.mark.parametrize("email", ["mona@noor.example", UNKNOWN])
def test_ten_wrong_passwords_lock_a_name_known_or_not(browser, mona, sign_in_by_page, email):
    assert guess(browser, email, 12, sign_in_by_page) == [422] * 9 + [429] * 3


def test_a_locked_name_stays_locked_for_fifteen_minutes(browser, mona, sign_in_by_page):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        guess(browser, "mona@noor.example", 10, sign_in_by_page)
        clock.shift(timedelta(minutes=14))
        refused = sign_in_by_page(browser, "mona@noor.example")
        assert refused.status_code == 429
        assert "Too many attempts" in refused.content.decode()
        # Trying while it is locked does not make it longer.
        clock.shift(timedelta(minutes=2))
        assert sign_in_by_page(browser, "mona@noor.example").status_code == 302


def test_locking_mona_never_stops_salem(browser, mona, salem, sign_in_by_page):
    guess(browser, "mona@noor.example", 12, sign_in_by_page)
    assert sign_in_by_page(browser, "salem@noor.example").status_code == 302


def test_a_lock_holds_however_the_name_is_written_and_wherever_one_guesses_from(mona, sign_in_by_page):
    for number in range(10):
        client = Client(headers={"user-agent": f"agent {number}"}, REMOTE_ADDR=f"10.0.0.{number}")
        sign_in_by_page(client, "mona@noor.example".upper() if number % 2 else "mona@noor.example", "wrong")
    assert sign_in_by_page(Client(REMOTE_ADDR="10.0.1.1"), " MONA@noor.example").status_code == 429


def test_a_reset_by_mail_lets_mona_in_again_at_once(browser, mona, sign_in_by_page):
    guess(browser, "mona@noor.example", 12, sign_in_by_page)
    reset(browser, "mona@noor.example")
    assert sign_in_by_page(browser, "mona@noor.example", NEW_PASSWORD).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(browser, mona, sign_in_by_page):
    guess(browser, "mona@noor.example", 9, sign_in_by_page)
    sign_in_by_page(browser, "mona@noor.example")
    assert not AccessAttempt.objects.exists()


def test_failures_are_written_down_without_the_password(browser, mona, sign_in_by_page):
    sign_in_by_page(browser, "mona@noor.example", "s3cret-of-mine")
    assert AccessFailureLog.objects.get().username == "mona@noor.example"
    assert "s3cret-of-mine" not in AccessAttempt.objects.get().post_data


def test_ended_sessions_and_old_sign_ins_are_forgotten(sign_in, mona, salem):
    sign_in(mona)
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        sign_in(salem)
        forget_old_sign_ins()
        assert Session.objects.count() == 1
        assert AccessLog.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=731)):
        forget_old_sign_ins()
    assert not AccessLog.objects.exists()


def test_a_flood_of_names_from_one_address_is_slowed_down(browser, sign_in_by_page):
    answers = [
        sign_in_by_page(browser, f"person{number}@noor.example", "").status_code for number in range(61)
    ]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}


def test_limits_hold_without_the_cache(browser, mona, sign_in_by_page, settings):
    nobody_listens = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": nobody_listens}
    assert guess(browser, "mona@noor.example", 10, sign_in_by_page)[-1] == 429


# Nobody learns who is known


def test_asking_for_a_reset_answers_alike_for_known_and_unknown(browser, mona):
    known, unknown = ask_for_reset(browser, "mona@noor.example"), ask_for_reset(browser, UNKNOWN)
    assert (known.status_code, known["location"]) == (unknown.status_code, unknown["location"])


def test_a_reset_does_the_same_work_for_known_and_unknown(browser, mona):
    counts, mails = [], []
    ask_for_reset(browser, "warm-up@nowhere.example")
    for email in ("mona@noor.example", UNKNOWN):
        with CaptureQueriesContext(connection) as captured:
            ask_for_reset(browser, email)
        counts.append(len(captured))
        mails.append(SystemMail.objects.get(to=email))
    assert counts[0] == counts[1]
    assert [bool(mail.not_before) for mail in mails] == [True, False]
    assert abs(len(mails[0].html) - len(mails[1].html)) < 60


@pytest.mark.parametrize("email", ["mona@noor.example", UNKNOWN])
def test_signing_in_hashes_one_password_whether_the_name_is_known_or_not(
    browser, mona, sign_in_by_page, email
):
    with (
        mock.patch.object(hasher, "verify", autospec=True, side_effect=hasher.verify) as verify,
        mock.patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode,
    ):
        sign_in_by_page(browser, email, "not-the-password")
    assert verify.call_count + encode.call_count == 1


def test_a_closed_sign_in_gets_no_reset(browser, mona):
    User.objects.filter(pk=mona.user.pk).update(is_active=False)
    ask_for_reset(browser, "mona@noor.example")
    assert SystemMail.objects.get().not_before is None


# Passwords


def test_the_link_of_a_reset_comes_from_our_configuration(mona, settings):
    settings.SITE_URL = "https://sila.example"
    settings.ALLOWED_HOSTS = ["*"]
    ask_for_reset(
        Client(headers={"host": "evil.example", "x-forwarded-host": "evil.example"}), "mona@noor.example"
    )
    mail = SystemMail.objects.get()
    assert "https://sila.example/auth/password/reset/key/" in mail.text
    assert "evil.example" not in mail.text + mail.html


def test_a_foreign_host_is_refused(mona):
    assert ask_for_reset(Client(headers={"host": "evil.example"}), "mona@noor.example").status_code == 400
    assert not SystemMail.objects.exists()


def test_a_reset_link_works_once(browser, mona):
    reset(browser, "mona@noor.example")
    used = link_in(SystemMail.objects.earliest("pk"))
    assert (
        "does not work any more"
        in Client(headers={"accept-language": "en"}).get(used, follow=True).content.decode()
    )


def test_a_reset_link_is_dead_after_an_hour(browser, mona):
    ask_for_reset(browser, "mona@noor.example")
    link = link_in(SystemMail.objects.get())
    with time_machine.travel(timezone.localtime() + timedelta(minutes=61)):
        assert "does not work any more" in browser.get(link, follow=True).content.decode()


def test_a_reset_link_does_not_stay_in_the_address(browser, mona):
    ask_for_reset(browser, "mona@noor.example")
    answer = browser.get(link_in(SystemMail.objects.get()))
    assert answer["location"].endswith("-set-password/")


def test_a_new_password_by_mail_ends_all_sessions_and_tells_the_person(browser, mona, sign_in):
    User.objects.filter(pk=mona.user.pk).update(language="en")
    other = sign_in(mona)
    reset(browser, "mona@noor.example")
    assert not is_signed_in(other)
    assert "was changed" in SystemMail.objects.latest("pk").subject


def test_changing_the_password_ends_all_sessions_but_this_one(sign_in, mona):
    here, elsewhere = sign_in(mona), sign_in(mona)
    fields = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/auth/password/change/", fields).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("bad", ["short", "password1234", "123456789012", "mona@noor.example"])
def test_a_weak_password_is_refused_with_advice(sign_in, mona, bad):
    fields = {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
    answer = sign_in(mona).post("/auth/password/change/", fields)
    assert answer.status_code == 422
    mona.user.refresh_from_db()
    assert mona.user.check_password(PASSWORD)


def test_a_post_without_its_token_is_refused(mona):
    client = Client(enforce_csrf_checks=True)
    assert (
        client.post("/auth/login/", {"login": "mona@noor.example", "password": PASSWORD}).status_code == 403
    )


def test_a_name_is_counted_in_one_spelling():
    assert signin.folded(" Ｍona@Noor.Example ") == "mona@noor.example"


def test_who_has_no_workspace_is_told_what_to_do(sign_in, db):
    page = sign_in(make_user("new@elsewhere.example", "New")).get("/")
    assert page.status_code == 200
    assert "by invitation" in page.content.decode()
