"""The way in and out, in the language of whoever stands at the door."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from conftest import PASSWORD
from lib.tenancy.state import workspace
from workspaces.models import Membership
from workspaces.roles import Role

DIRECTIONS = {"ar": "rtl", "en": "ltr"}


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request):
    return request.param


def test_a_wrong_password_is_told_and_the_right_one_opens_the_day(browse, salem, every_seat, scripts):
    visitor = browse(scripts=scripts, **every_seat)
    visitor.open("/w/noor/accounts/")
    expect(visitor.title).to_have_text(visitor.says("Sign in"))
    html = visitor.page.locator("html")
    expect(html).to_have_attribute("lang", visitor.language)
    expect(html).to_have_attribute("dir", DIRECTIONS[visitor.language])
    visitor.type("E-mail", salem.user.email)
    visitor.type("Password", "not the right one")
    visitor.press("Sign in")
    visitor.sees("The e-mail address or the password is not right.")
    expect(visitor.field("E-mail")).to_have_value(salem.user.email)
    visitor.type("Password", PASSWORD)
    visitor.press("Sign in")
    # Where the way was meant to lead from the start.
    expect(visitor.title).to_have_text(visitor.says("Accounts"))
    visitor.menu("Your menu")
    visitor.press("Sign out")
    expect(visitor.title).to_have_text(visitor.says("Sign in"))
    visitor.open("/w/noor/accounts/")
    expect(visitor.title).to_have_text(visitor.says("Sign in"))


def test_an_unknown_address_is_told_the_same(browse, language):
    visitor = browse(language=language)
    visitor.open("/auth/login/")
    visitor.type("E-mail", "nobody@elsewhere.example")
    visitor.type("Password", PASSWORD)
    visitor.press("Sign in")
    visitor.sees("The e-mail address or the password is not right.")


def test_the_language_turns_before_and_after_signing_in(browse, salem, width):
    visitor = browse(width=width)
    html = visitor.page.locator("html")
    visitor.open("/auth/login/")
    visitor.page.get_by_role("button", name="English").click()
    expect(html).to_have_attribute("lang", "en")
    visitor.language = "en"
    visitor.type("E-mail", salem.user.email)
    visitor.type("Password", PASSWORD)
    visitor.press("Sign in")
    expect(html).to_have_attribute("dir", "ltr")
    if visitor.is_on_phone:
        visitor.menu("Your menu")
    visitor.page.get_by_role("button", name="العربية").filter(visible=True).click()
    expect(html).to_have_attribute("dir", "rtl")
    visitor.page.reload()
    expect(html).to_have_attribute("lang", "ar")


def test_the_theme_is_chosen_once_and_kept(browse, salem):
    visitor = browse(salem)
    visitor.open("/w/noor/")
    html, body = visitor.page.locator("html"), visitor.page.locator("body")
    light = body.evaluate("body => getComputedStyle(body).backgroundColor")
    visitor.menu("Your menu")
    visitor.press("Dark", "theme")
    expect(html).to_have_attribute("data-theme", "dark")
    visitor.page.reload()
    expect(html).to_have_attribute("data-theme", "dark")
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") != light


def test_a_person_of_two_workspaces_chooses_and_changes(browse, salem, bahr, language):
    with workspace(bahr.pk), transaction.atomic():
        Membership.objects.create(user=salem.user, role=Role.VIEWER)
    visitor = browse(salem, language=language)
    visitor.open("/")
    expect(visitor.title).to_have_text(visitor.says("Choose a workspace"))
    visitor.page.get_by_role("link", name="Bahr").click()
    switch = visitor.page.locator(".workspace-switch")
    expect(switch).to_contain_text("Bahr")
    switch.click()
    visitor.page.get_by_role("link", name="النور").click()
    expect(switch).to_contain_text("النور")
