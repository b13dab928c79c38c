"""A day of an account manager: a call is on record in seconds."""

from django.db import transaction
from playwright.sync_api import expect

from interactions.models import Interaction
from lib.tenancy.state import workspace


def logged(opened):
    with workspace(opened.pk), transaction.atomic():
        return list(Interaction.objects.kept().order_by("pk"))


def test_a_call_is_logged_by_the_keyboard_alone_and_taken_back(browse, noor, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.keyboard.press("n")
    expect(page.locator("[data-first]")).to_be_focused()
    page.keyboard.type("أكدوا وصول الطلبية كاملة")
    page.keyboard.press("Control+Enter")
    expect(visitor.toast).to_contain_text("شركة النخيل")
    entry = page.locator(".entry")
    expect(entry).to_contain_text("أكدوا وصول الطلبية كاملة")
    expect(entry).to_contain_text(visitor.says("Internal"))
    assert [each.channel for each in logged(noor)] == ["call"]
    visitor.press("Undo")
    expect(entry).to_have_count(0)
    assert logged(noor) == []


def test_a_link_that_writes_opens_the_form_with_its_channel(browse, noor, salem, add_account):
    account = add_account(salem, "شركة النخيل", email="info@nakheel.example")
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.evaluate(
        "addEventListener('click', (e) => e.target.closest('a[href^=mailto]') && e.preventDefault())"
    )
    page.locator(".facts a[href^=mailto]").click()
    expect(page.locator("[name=channel][value=email]")).to_be_checked()
    expect(page.locator("[name=outcome] optgroup:not([hidden])")).to_have_count(1)


def test_a_text_that_was_not_saved_is_there_again(browse, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem)
    page = visitor.page
    address = f"/w/noor/accounts/{account.number}/"
    visitor.open(address)
    page.keyboard.press("n")
    page.keyboard.type("نصف جملة")
    page.wait_for_function("Object.keys(localStorage).length + Object.keys(sessionStorage).length > 0")
    page.once("dialog", lambda dialog: dialog.accept())
    visitor.open(address)
    expect(page.locator("[data-first]")).to_have_value("نصف جملة")
    expect(page.locator("[data-first]")).to_be_visible()


def test_without_scripts_it_is_a_page(browse, noor, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem, scripts=False)
    page = visitor.page
    visitor.open(f"/w/noor/interactions/new/?account={account.number}")
    page.locator("[name=channel][value=visit]").check(force=True)
    page.locator("[name=text]").fill("زيارة المستودع")
    page.locator("#content form .btn-primary").click()
    expect(visitor.title).to_have_text("شركة النخيل")
    assert [each.channel for each in logged(noor)] == ["visit"]
