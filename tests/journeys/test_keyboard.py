"""Whoever works all day at a keyboard needs no mouse, on an Arabic layout as on a Latin one."""

import pytest
from playwright.sync_api import expect

# What the keys at these places write.
ARABIC_LAYOUT = {"KeyN": "ى", "KeyJ": "ت", "KeyK": "ن", "Slash": "ظ"}
LATIN_LAYOUT = {"KeyN": "n", "KeyJ": "j", "KeyK": "k", "Slash": "/"}


@pytest.fixture(params=[ARABIC_LAYOUT, LATIN_LAYOUT], ids=["Arabic layout", "Latin layout"])
def strike(request):
    """One key by its place, as the browser reports it from this layout."""

    def one(page, code):
        keys = page.context.new_cdp_session(page)
        event = {"code": code, "key": request.param[code], "text": request.param[code]}
        keys.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
        keys.detach()

    return one


def test_search_is_a_key_away_and_enter_opens_what_the_arrows_choose(browse, salem, add_account, strike):
    for name in ("شركة النخلة", "شركة النخيل"):
        add_account(salem, name)
    visitor = browse(salem)
    page = visitor.page
    visitor.open("/w/noor/accounts/")
    strike(page, "Slash")
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("")
    page.keyboard.type("نخ")
    results = page.locator("#search-results a[role=option]")
    expect(results).to_have_count(3)
    expect(page.locator("#search")).to_have_attribute("aria-expanded", "true")
    for _press in range(2):
        page.keyboard.press("ArrowDown")
    expect(results.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(results.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(visitor.title).to_have_text("شركة النخلة")


def test_escape_leaves_the_results(browse, salem, add_account):
    add_account(salem, "شركة النخيل")
    visitor = browse(salem)
    visitor.open("/w/noor/")
    visitor.page.locator("#search").press_sequentially("نخيل")
    expect(visitor.page.locator("#search-results a")).to_have_count(2)
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("#search-results a")).to_have_count(0)


def test_rows_are_walked_with_j_and_k_and_enter_opens_one(browse, salem, add_account, strike):
    for name in ("ألف", "باء", "تاء"):
        add_account(salem, name)
    visitor = browse(salem)
    page = visitor.page
    visitor.open("/w/noor/accounts/")
    for code in ("KeyJ", "KeyJ", "KeyJ", "KeyJ", "KeyK"):
        strike(page, code)
    expect(visitor.rows().nth(1).locator("a[data-row-link]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(visitor.title).to_have_text("باء")


def test_n_opens_the_form_and_types_nothing_into_it(browse, salem, strike):
    visitor = browse(salem)
    visitor.open("/w/noor/accounts/")
    strike(visitor.page, "KeyN")
    expect(visitor.title).to_have_text(visitor.says("New account"))
    expect(visitor.field("Name in Arabic")).to_have_value("")


def test_a_letter_in_a_field_is_a_letter(browse, salem, strike):
    visitor = browse(salem)
    visitor.open("/w/noor/accounts/")
    visitor.page.locator("#list-search").focus()
    strike(visitor.page, "KeyN")
    expect(visitor.page.locator("#list-search")).not_to_have_value("")
    expect(visitor.title).to_have_text(visitor.says("Accounts"))


def test_the_shortcuts_can_be_read_and_switched_off(browse, salem, language):
    visitor = browse(salem, language=language)
    page = visitor.page
    visitor.open("/w/noor/accounts/")
    page.keyboard.press("Shift+Slash")
    dialog = page.get_by_role("dialog", name=visitor.says("Keyboard shortcuts"))
    expect(dialog).to_be_visible()
    dialog.get_by_label(visitor.says("Use keyboard shortcuts")).uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("n")
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()
    expect(visitor.title).to_have_text(visitor.says("Accounts"))
