"""How the first person comes into an empty Sila, and everybody after that: by a link of their own."""

import re

import pytest
from playwright.sync_api import expect

from conftest import PASSWORD, make_user
from tests.journeys.axe import violations
from workspaces.models import SystemMail
from workspaces.views.first_owner import new_token

CHOSEN = "a sentence only Layla knows"


def link_in_mail_to(address) -> str:
    """The path of the link in the newest mail; the mail names the site by its public address."""
    text = SystemMail.objects.filter(to=address).latest("pk").text
    return re.search(r"https?://[^/\s]+(/\S+)", text)[1]


@pytest.mark.usefixtures("live_server")
def test_the_first_owner_founds_the_company_and_sees_the_first_steps(browse, every_seat):
    visitor = browse(**every_seat)
    visitor.open(f"/auth/first/{new_token()}/")
    assert violations(visitor.page) == []
    assert visitor.sideways() <= 0
    visitor.press("Begin")
    expect(visitor.page.locator(".invalid-feedback").first).to_be_visible()
    visitor.type("Your name", "ليلى")
    visitor.type("E-mail", "layla@sama.example")
    visitor.type("Password", CHOSEN)
    visitor.type("Name of your company", "سماء للتجارة")
    visitor.type("Address of the workspace", "sama")
    visitor.press("Begin")
    visitor.sees("Import your customers")
    expect(visitor.page).to_have_url(re.compile(r"/w/sama/"))
    assert visitor.open(f"/auth/first/{new_token()}/").status == 404


def test_a_colleague_is_invited_and_joins(browse, huda, seat):
    inviting, invited = browse(huda, **seat), browse(**seat)
    inviting.open("/w/noor/settings/members/")
    inviting.press("Invite")
    inviting.type("E-mail", "layla@noor.example")
    inviting.choose("Role", "Account manager")
    inviting.press("Send the invitation")
    expect(inviting.page.locator("#content")).to_contain_text("layla@noor.example")
    invited.open(link_in_mail_to("layla@noor.example"))
    invited.type("Your name", "ليلى")
    invited.type("Password", CHOSEN)
    invited.press("Join")
    expect(invited.page.locator("h1")).to_contain_text("ليلى")
    inviting.page.reload()
    expect(inviting.page.locator("#content table").first).to_contain_text("ليلى")


def test_a_forgotten_password_is_made_anew(browse, salem, seat):
    visitor = browse(**seat)
    visitor.open("/auth/login/")
    visitor.press("Forgot your password?")
    visitor.type("E-mail", salem.user.email)
    visitor.page.locator("#content .btn-primary").click()
    expect(visitor.page).to_have_url(re.compile("/reset/done/"))
    visitor.open(link_in_mail_to(salem.user.email))
    visitor.type("New password", CHOSEN)
    visitor.type("New password again", CHOSEN)
    visitor.page.locator("#content .btn-primary").click()
    visitor.open("/auth/login/")
    visitor.type("E-mail", salem.user.email)
    visitor.type("Password", PASSWORD)
    visitor.press("Sign in")
    visitor.sees("The e-mail address or the password is not right.")
    visitor.type("Password", CHOSEN)
    visitor.press("Sign in")
    expect(visitor.title).to_contain_text("سالم")


def test_somebody_takes_another_address(browse, salem, seat):
    visitor = browse(salem, **seat)
    visitor.open("/auth/email/")
    visitor.type("New e-mail address", "salem@sama.example")
    visitor.type("Password", PASSWORD)
    visitor.press("Send the link")
    visitor.sees("A link is on its way to %(email)s. Open it within one hour.", email="salem@sama.example")
    visitor.open(link_in_mail_to("salem@sama.example"))
    assert violations(visitor.page) == []
    assert visitor.sideways() <= 0
    visitor.press("Use this address")
    expect(visitor.toast).to_contain_text("salem@sama.example")
    salem.user.refresh_from_db()
    assert salem.user.email == "salem@sama.example"


def test_somebody_in_no_workspace_is_told_whom_to_ask(browse, language, live_server):
    visitor = browse(make_user("layla@sama.example", "ليلى"), language=language)
    visitor.open("/")
    expect(visitor.title).to_have_text(visitor.says("You are in no workspace"))
    assert violations(visitor.page) == []
