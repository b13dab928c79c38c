"""Asked who one is in the middle of something: the password, and it goes on by itself with what was typed."""

import re
import time

from django.db import transaction
from playwright.sync_api import expect

from conftest import PASSWORD
from lib.tenancy.state import workspace
from tests.journeys.axe import violations
from workspaces.models import Membership, Session
from workspaces.sessions import SessionStore


def long_ago(person):
    """The password of these sessions was given an hour ago."""
    for row in Session.objects.filter(user=person.user):
        session = SessionStore(row.session_key)
        session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
        session.save()


def prove_it(visitor):
    expect(visitor.title).to_have_text(visitor.says("Is it you?"))
    visitor.type("Password", PASSWORD)
    visitor.press("Go on")


def test_a_place_that_was_being_changed_is_saved_after_the_password(browse, huda, salem, seat):
    visitor = browse(huda, **seat)
    long_ago(huda)
    visitor.open(f"/w/noor/settings/members/{salem.number}/")
    visitor.page.locator("[name=role]").select_option("viewer")
    visitor.press("Save")
    expect(visitor.title).to_have_text(visitor.says("Is it you?"))
    found = violations(visitor.page)
    prove_it(visitor)
    expect(visitor.page).to_have_url(re.compile(r"/w/noor/settings/members/$"))
    with workspace(salem.workspace_id), transaction.atomic():
        assert Membership.objects.get(pk=salem.pk).role == "viewer"
    assert found == []


def test_a_file_comes_after_the_password_and_the_way_back_is_there(browse, salem, add_account, seat):
    add_account(salem, "Palm Trading")
    visitor = browse(salem, **seat)
    long_ago(salem)
    page = visitor.page
    visitor.open("/w/noor/accounts/?q=a")
    export = page.locator("form[action*='/accounts/export/'] button[value=csv]")
    export.evaluate("button => button.form.requestSubmit(button)")
    expect(visitor.title).to_have_text(visitor.says("Is it you?"))
    visitor.type("Password", PASSWORD)
    with page.expect_download() as download:
        visitor.press("Go on")
    assert download.value.suggested_filename.endswith(".csv")
    expect(visitor.title).to_have_text(visitor.says("Going on"))
    assert violations(page) == []
    visitor.press("Back to work")
    expect(page).to_have_url(re.compile(r"/w/noor/accounts/\?q=a$"))
