"""Two colleagues at one customer: each learns of the other while the page stays as it is."""

from django.db import transaction
from playwright.sync_api import expect

from accounts.models import Account
from lib.tenancy.state import workspace

PATIENCE = 15_000  # what is promised


def look_now(page):
    """As when somebody comes back to this tab."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_a_colleague_does_is_told_and_moves_nothing(browse, noor, salem, huda, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.keyboard.press("n")
    expect(page.locator("[data-first]")).to_be_focused()
    page.keyboard.type("نصف جملة")
    before = page.locator("[data-first]").bounding_box()
    with workspace(noor.pk), transaction.atomic():
        Account.objects.get(pk=account.pk).set_status("dormant", by=huda)
    note = page.locator("a.live-note")
    expect(note).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-first]")).to_be_focused()
    assert page.locator("[data-first]").bounding_box() == before
    expect(page.locator("#story")).not_to_contain_text(huda.user.name)
    note.click()
    expect(page.locator("#story")).to_contain_text(huda.user.name)
    expect(page.locator("#record-head .badge")).to_have_text(visitor.says("Dormant"))
    expect(page.locator("[data-first]")).to_have_value("نصف جملة")
    expect(note).to_have_count(0)
    look_now(page)
    expect(note).to_have_count(0)


def test_who_has_the_form_open_is_named_on_the_page(browse, salem, huda, add_account):
    account = add_account(salem, "شركة النخيل")
    reader, writer = browse(salem), browse(huda)
    reader.open(f"/w/noor/accounts/{account.number}/")
    with writer.page.expect_response(lambda answer: "/live/editing/" in answer.url):
        writer.open(f"/w/noor/accounts/{account.number}/edit/")
    look_now(reader.page)
    expect(reader.page.locator(".live-note")).to_contain_text(huda.user.name)
    writer.open("/w/noor/")
    with reader.page.expect_response(lambda answer: "/live/" in answer.url):
        look_now(reader.page)
    look_now(reader.page)
    expect(reader.page.locator(".live-note")).to_have_count(0, timeout=PATIENCE)
