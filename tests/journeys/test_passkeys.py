"""A passkey is made, opens Sila without the password, is the second step after it, and is taken away again.

The device is Chromium's own virtual one. A passkey belongs to a name, so Sila is opened as localhost.
"""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from conftest import PASSWORD
from tests.journeys.axe import violations
from tests.journeys.conftest import LOCALES
from tests.journeys.visitor import TWO_SEATS, Complaints, Visitor
from workspaces.models import SignIn

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(params=TWO_SEATS, ids=lambda seat: f"{seat['language']}-{seat['width']}")
def visitor(request, chromium, live_server):
    seat = request.param
    host = f"localhost:{urlsplit(live_server.url).port}"
    context = chromium.new_context(
        base_url=f"http://{host}",
        viewport={"width": seat["width"], "height": 844},
        locale=LOCALES[seat["language"]],
        reduced_motion="reduce",
    )
    complaints = Complaints(context, host)
    page = context.new_page()
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield Visitor(page, **seat)
    context.close()
    assert complaints.found == []


def sign_out(visitor):
    visitor.open("/auth/logout/")
    visitor.page.locator("#content .btn-primary").click()
    expect(visitor.title).to_have_text(visitor.says("Sign in"))


def sign_in(visitor, person):
    visitor.open("/auth/login/")
    visitor.type("E-mail", person.user.email)
    visitor.type("Password", PASSWORD)
    visitor.press("Sign in")


def test_a_passkey_opens_sila_with_and_without_the_password(visitor, huda):
    page, found = visitor.page, []
    sign_in(visitor, huda)
    visitor.open("/auth/passkeys/new/")
    visitor.type("Password", PASSWORD)
    page.locator("#content .btn-primary").click()
    expect(visitor.title).to_have_text(visitor.says("New passkey"))
    found += violations(page)
    visitor.press("Make the passkey")
    expect(visitor.title).to_have_text(visitor.says("Recovery codes"))
    visitor.open("/auth/mfa/")
    visitor.sees("Not used yet")
    found += violations(page)
    assert visitor.sideways() <= 0
    visitor.press("Name of the passkey")
    expect(visitor.title).to_have_text(visitor.says("Name of the passkey"))
    found += violations(page)

    sign_out(visitor)
    found += violations(page)
    visitor.press("Sign in with a passkey")
    expect(visitor.title).to_contain_text("هدى")

    sign_out(visitor)
    sign_in(visitor, huda)
    expect(visitor.title).to_have_text(visitor.says("Second step"))
    found += violations(page)
    visitor.sees("Without your passkey, write one of your recovery codes.")
    expect(page.locator("#content form:visible").first).to_have_attribute("data-passkeys", "possible")
    visitor.press("Use a passkey")
    expect(visitor.title).to_contain_text("هدى")
    assert [each.way for each in SignIn.objects.order_by("id")] == ["password", "passkey", "key"]

    visitor.open("/auth/passkeys/again/?next=/auth/mfa/")
    found += violations(page)
    visitor.press("Use a passkey")
    expect(visitor.title).to_have_text(visitor.says("Two-step sign-in"))
    visitor.press("Remove the passkey")
    expect(visitor.title).to_have_text(visitor.says("Remove the passkey"))
    found += violations(page)
    visitor.press("Remove")
    visitor.sees("The passkey was removed.")
    assert not Authenticator.objects.exists()
    assert found == []
