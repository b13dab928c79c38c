"""No password, token or session id in any log, output, task, cache, error page or error mail, or in any table
but the one that is made for it."""

import logging
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils.log import AdminEmailHandler

from conftest import PASSWORD
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from workspaces.models import SystemMail
from workspaces.roles import Role

pytestmark = pytest.mark.net

NEW_PASSWORD = "a-quiet-garden-by-the-sea"
WRONG_PASSWORD = "not-the-right-words-at-all"
# Where a secret is kept, and why.
KEPT = {
    "session": {
        "workspaces_session": "the sessions",
    },
    "token": {
        "workspaces_systemmail": "the mail that brings it, until it is sent and old",
        "axes_accesslog": "the address of the sign-in that has spent it",
    },
}


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"}, raise_request_exception=False)


@pytest.fixture
def email(world):
    return world.people[Role.ADMIN].email


def sign_in(browser, email, password=PASSWORD):
    return browser.post("/auth/login/", {"login": email, "password": password})


def session_of(browser):
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def newest_link():
    text = SystemMail.objects.latest("pk").text
    return "/" + re.search(r"https?://[^/]+/(\S+)", text)[1]


def tables_with(secret, world) -> set[str]:
    """Every table in which the words of this secret stand, in either workspace."""
    found = set()
    for part in (world.noor, world.bahr):
        with transaction.atomic(), workspace(part.workspace.pk), connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'select 1 from "{table}" t where strpos(t::text, %s) > 0 limit 1', [secret])
                found |= {table} if cursor.fetchone() else set()
    return found


def test_signing_in_tells_no_secret(browser, email, overheard, world):
    with overheard:
        sign_in(browser, email, WRONG_PASSWORD)
        assert sign_in(browser, email).status_code == 302
        session, token = session_of(browser), browser.cookies[settings.CSRF_COOKIE_NAME].value
        browser.get("/w/noor/")
    assert overheard.places_with(PASSWORD, WRONG_PASSWORD, session, token) == []
    assert tables_with(PASSWORD, world) | tables_with(WRONG_PASSWORD, world) == set()
    assert tables_with(session, world) <= set(KEPT["session"])


def test_a_reset_tells_no_secret_but_in_its_mail(browser, email, overheard, world):
    with overheard:
        browser.post("/auth/password/reset/", {"email": email})
        link = newest_link()
        page = browser.get(link, follow=True)
        browser.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
        assert sign_in(browser, email, NEW_PASSWORD).status_code == 302
    key = link.strip("/").split("/")[-1].split("-", 1)[1]
    assert overheard.places_with(NEW_PASSWORD, session_of(browser)) == []
    assert overheard.places_with(key, also_in_mail=False) == []
    assert tables_with(key, world) <= {*KEPT["token"], "workspaces_session"}
    assert tables_with(NEW_PASSWORD, world) == set()


def test_an_invitation_tells_no_secret_but_in_its_mail(browser, world, overheard):
    address = f"new@{world.noor.mark}.example"
    with overheard:
        answer = world.client(Role.ADMIN).post(
            "/w/noor/settings/members/invite/", {"email": address, "role": "agent"}
        )
        assert answer.status_code == 303
        link = newest_link()
        given = {"name": "Layla", "password": NEW_PASSWORD}
        assert browser.post(link, given).status_code in {302, 303}
    token = link.strip("/").split("/")[-1]
    assert overheard.places_with(token, hash_of(token), also_in_mail=False) == []
    assert overheard.places_with(NEW_PASSWORD) == []
    assert tables_with(token, world) <= set(KEPT["token"])
    assert tables_with(NEW_PASSWORD, world) == set()


def test_two_step_sign_in_tells_no_secret(browser, email, overheard, world):
    sign_in(browser, email)
    with overheard:
        asked = browser.get("/auth/mfa/totp/activate/")
        browser.post(asked["location"], {"password": PASSWORD})
        secret = browser.get("/auth/mfa/totp/activate/").context["form"].secret
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        assert browser.post("/auth/mfa/totp/activate/", {"code": code}).status_code == 302
        codes = browser.get("/auth/mfa/recovery-codes/").context["unused_codes"]
    assert overheard.places_with(secret, code, *codes, session_of(browser)) == []
    assert tables_with(secret, world) <= {Authenticator._meta.db_table}


@pytest.fixture
def stumbling(monkeypatch):
    """Every page falls over, with the secrets of its request in reach of the traceback."""

    def fall(request, *_given, **_named):
        secrets = [request.POST.get("password"), request.session.session_key]
        raise RuntimeError(f"fell over {len(secrets)} secrets")

    monkeypatch.setattr("desk.views.today.render", fall)
    monkeypatch.setattr("allauth.account.views.LoginView.form_valid", lambda self, form: fall(self.request))


def test_a_page_that_falls_over_tells_no_secret(browser, email, overheard, world, stumbling):
    member = world.client(Role.ADMIN)
    with overheard:
        failed = [sign_in(browser, email), member.get("/w/noor/", {"password": WRONG_PASSWORD})]
    assert [answer.status_code for answer in failed] == [500, 500]
    secrets = [PASSWORD, world.sessions[Role.ADMIN], settings.SECRET_KEY]
    assert overheard.places_with(*secrets) == []
    for answer in failed:
        page = answer.content.decode()
        assert not [
            secret for secret in (*secrets, "Traceback", "RuntimeError", "fell over") if secret in page
        ]
        assert re.search(r"\b[0-9a-f]{10}\b", page), "a reference number to quote"


def test_a_mail_about_an_error_tells_no_secret(browser, email, world, stumbling, settings):
    settings.ADMINS = [("Root", "root@sila.example")]
    handler = AdminEmailHandler()
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        sign_in(browser, email)
        world.client(Role.ADMIN).get("/w/noor/")
    finally:
        logger.removeHandler(handler)
    told = "".join(f"{sent.subject} {sent.body} {sent.alternatives}" for sent in mail.outbox)
    assert len(mail.outbox) == 2
    secrets = [PASSWORD, world.sessions[Role.ADMIN], settings.SECRET_KEY, "crm_app:", "crm_owner:"]
    assert [secret for secret in secrets if secret in told] == []


def test_a_stored_password_is_never_the_password_and_never_shown(world):
    stored = world.people[Role.ADMIN].password
    assert stored.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    for path in ("/w/noor/settings/members/", "/w/noor/settings/profile/", "/w/noor/"):
        assert stored not in world.client(Role.OWNER).get(path).content.decode()
