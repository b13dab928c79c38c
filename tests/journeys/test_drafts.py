"""What was typed survives an ended sign-in and a lost connection, and nobody else ever sees it."""

from playwright.sync_api import expect

from conftest import PASSWORD
from tests.journeys.conftest import session_cookie

NEW = "/w/noor/accounts/new/"
KEPT = "What you typed before is here again, and not saved yet:"
STORED = "JSON.stringify(Object.entries(localStorage).filter(([name]) => name.startsWith('sila-draft:')))"


def typed(visitor, text):
    visitor.open(NEW)
    visitor.field("Name in Arabic").press_sequentially(text)
    wait_until_kept(visitor)


def wait_until_kept(visitor, is_kept=True):
    visitor.page.locator("body").wait_for()
    for _time in range(50):
        if (visitor.page.evaluate(STORED) != "[]") == is_kept:
            return
        visitor.page.wait_for_timeout(100)
    raise AssertionError(visitor.page.evaluate(STORED))


def sign_in(visitor, person):
    visitor.type("E-mail", person.user.email)
    visitor.type("Password", PASSWORD)
    visitor.press("Sign in")


def test_after_signing_in_again_the_text_is_there_and_is_saved_once(browse, salem):
    visitor = browse(salem)
    visitor.page.on("dialog", lambda dialog: dialog.accept())
    typed(visitor, "مؤسسة الريادة")
    visitor.page.context.clear_cookies(name="session")
    visitor.press("Save")
    sign_in(visitor, salem)
    visitor.sees(KEPT)
    expect(visitor.field("Name in Arabic")).to_have_value("مؤسسة الريادة")
    visitor.press("Save")
    expect(visitor.title).to_have_text("مؤسسة الريادة")
    wait_until_kept(visitor, is_kept=False)
    visitor.open(NEW)
    expect(visitor.field("Name in Arabic")).to_have_value("")


def test_a_restored_edit_still_knows_what_it_began_from(browse, salem, mona, add_account):
    account = add_account(salem, "مؤسسة الريادة", city="جدة")
    address = f"/w/noor/accounts/{account.number}/edit/"
    first, second = browse(mona), browse(salem)
    second.page.on("dialog", lambda dialog: dialog.accept())
    second.open(address)
    second.field("City").fill("الدمام")
    wait_until_kept(second)
    first.open(address)
    first.type("City", "الرياض")
    first.press("Save")
    expect(first.title).to_have_text("مؤسسة الريادة")
    second.page.reload()
    second.sees(KEPT)
    second.press("Save")
    second.sees("Two people changed this")
    expect(second.page.locator(".collision-side")).to_contain_text(["جدة", "الدمام", "الرياض"])


def test_without_a_connection_nothing_is_sent_and_nothing_lost(browse, salem):
    visitor = browse(salem)
    typed(visitor, "مؤسسة الريادة")
    visitor.page.context.set_offline(True)
    visitor.press("Save")
    expect(visitor.toast).to_contain_text(
        visitor.says(
            "No connection. What you typed is kept in this browser; save again when the connection is back."
        )
    )
    visitor.page.context.set_offline(False)
    visitor.press("Save")
    expect(visitor.title).to_have_text("مؤسسة الريادة")


def test_the_next_person_at_this_computer_sees_nothing_of_it(browse, salem, mona, live_server):
    visitor = browse(salem)
    visitor.page.on("dialog", lambda dialog: dialog.accept())
    typed(visitor, "سر سالم")
    visitor.page.context.clear_cookies()
    visitor.page.context.add_cookies([session_cookie(mona, live_server.url)])
    visitor.open(NEW)
    visitor.misses(KEPT)
    expect(visitor.field("Name in Arabic")).to_have_value("")
    assert "سر" not in visitor.page.evaluate(STORED)
    visitor.page.context.add_cookies([session_cookie(salem, live_server.url)])
    visitor.open(NEW)
    expect(visitor.field("Name in Arabic")).to_have_value("سر سالم")
    visitor.press("Discard it")
    expect(visitor.field("Name in Arabic")).to_have_value("")
    typed(visitor, "سر سالم")
    visitor.menu("Your menu")
    visitor.press("Sign out")
    expect(visitor.page.locator("[name=login]")).to_be_visible()
    assert visitor.page.evaluate(STORED) == "[]"
