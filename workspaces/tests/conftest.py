import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from conftest import PASSWORD, make_user
from workspaces.models import SystemMail


@pytest.fixture(autouse=True)
def _limits_begin_anew():
    """Limits of attempts from one address are counted in the cache; each test begins with none."""
    cache.clear()


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def sign_in_by_page():
    """Sign in as people do; the answer of the page."""

    def sign_in(client, email, password=PASSWORD, **more):
        return client.post("/auth/login/", {"login": email, "password": password, **more})

    return sign_in


def link_in(mail: SystemMail) -> str:
    """The path of the link that a mail brings."""
    address = next(line for line in mail.text.splitlines() if line.startswith("http"))
    return "/" + address.split("/", 3)[3]


def is_signed_in(client) -> bool:
    return client.get("/auth/password/change/").status_code == 200


@pytest.fixture
def root(db):
    from workspaces.tests.test_two_step import SECRET

    user = make_user("root@sila.example", "Root", is_staff=True, language="en")
    TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def staff(browser, root, sign_in_by_page):
    """A browser of platform staff, with the second step given."""
    from workspaces.tests.test_two_step import code

    sign_in_by_page(browser, root.email)
    browser.post("/auth/mfa/authenticate/", {"code": code()})
    return browser
