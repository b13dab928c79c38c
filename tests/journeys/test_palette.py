"""Ctrl-K: anywhere, on any layout, by keys, by touch and by ear; and from record to record of a list."""

import pytest
from playwright.sync_api import expect

from tests.journeys.axe import violations
from tests.journeys.visitor import PHONE


def press_ctrl_k(page, letter):
    """Ctrl and the key at the place of K, as a layout that writes this letter there reports it."""
    keys = page.context.new_cdp_session(page)
    event = {"code": "KeyK", "key": letter, "modifiers": 2, "windowsVirtualKeyCode": 75}
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
    keys.detach()


@pytest.mark.parametrize("letter", ["ن", "k"], ids=["Arabic layout", "Latin layout"])
def test_ctrl_k_goes_to_a_page(browse, salem, letter):
    visitor = browse(salem)
    page = visitor.page
    visitor.open("/w/noor/")
    press_ctrl_k(page, letter)
    field = page.locator("#palette-search")
    expect(field).to_be_focused()
    field.press_sequentially(visitor.says("New contact"))
    chosen = page.locator("#palette-list [aria-selected=true]")
    expect(page.locator("#palette-list [role=option]")).to_have_count(1)
    expect(chosen).to_contain_text(visitor.says("New contact"))
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    page.keyboard.press("Enter")
    expect(visitor.title).to_have_text(visitor.says("New contact"))


def test_it_acts_on_the_record_that_is_open(browse, salem, add_account):
    account = add_account(salem, "مؤسسة الريادة")
    visitor = browse(salem)
    visitor.open(f"/w/noor/accounts/{account.number}/")
    visitor.page.keyboard.press("Control+k")
    field = visitor.page.locator("#palette-search")
    field.press_sequentially(visitor.says("Archive"))
    expect(visitor.page.locator("#palette-list [data-actions] [aria-selected=true]")).to_have_text(
        visitor.says("Archive")
    )
    visitor.page.keyboard.press("Enter")
    expect(visitor.toast).to_contain_text(visitor.says("%(name)s was archived.", name=account.name))


def test_a_finger_opens_it_and_escape_gives_the_focus_back(browse, salem, add_account, language):
    add_account(salem, "شركة النخيل")
    visitor = browse(salem, language=language, width=PHONE)
    page = visitor.page
    visitor.open("/w/noor/accounts/")
    button = page.get_by_role("link", name=visitor.says("Commands"), exact=True)
    button.tap()
    page.locator("#palette-search").press_sequentially("نخيل")
    expect(page.locator("#palette-list [role=option]")).to_contain_text(["شركة النخيل"])
    assert violations(page, within="document.querySelector('#palette')") == []
    assert visitor.sideways() <= 0
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(button).to_be_focused()


def test_brackets_walk_through_the_list_one_came_from(browse, salem, add_account):
    for number in range(26):
        add_account(salem, f"شركة {number:02}")
    visitor = browse(salem)
    visitor.open("/w/noor/accounts/?sort=name")
    visitor.rows().nth(23).locator("a[data-row-link]").click()
    expect(visitor.title).to_have_text("شركة 23")
    for name in ("شركة 24", "شركة 25"):
        visitor.page.keyboard.press("BracketRight")
        expect(visitor.title).to_have_text(name)
    expect(visitor.page.get_by_role("link", name=visitor.says("Next record"))).to_have_count(0)
    visitor.page.keyboard.press("BracketLeft")
    expect(visitor.title).to_have_text("شركة 24")
