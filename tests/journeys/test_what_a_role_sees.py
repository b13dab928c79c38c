"""A page offers what its reader may do, and nothing of another workspace."""

import re

from playwright.sync_api import expect

VERBS = [
    "New account",
    "New contact",
    "Edit",
    "Import",
    "Export as CSV",
    "Archive",
    "Delete for good",
    "Add a contact",
]


def offered(visitor):
    """Every verb on this page, in closed menus too."""
    inside = visitor.page.locator("#content")
    found = []
    for verb in VERBS:
        name = re.compile(rf"^{re.escape(visitor.says(verb))}( ?[A-Z])?$")  # with the letter of its shortcut
        verbs = (inside.get_by_role(role, name=name, include_hidden=True) for role in ("button", "link"))
        if any(each.count() for each in verbs):
            found.append(verb)
    empty = inside.locator("details.menu .menu-panel").filter(
        has_not=visitor.page.locator("a, button, input")
    )
    assert empty.count() == 0
    return found


def test_an_empty_workspace_shows_the_first_steps(browse, huda, seat):
    visitor = browse(huda, **seat)
    visitor.open("/w/noor/")
    for step in ("Import your customers", "Invite a colleague", "Add a contact"):
        visitor.sees(step)
    visitor.page.locator("#content").get_by_role("link", name=visitor.says("Add a contact")).click()
    expect(visitor.title).to_have_text(visitor.says("New contact"))


def test_a_viewer_reads_everything_and_is_offered_no_verb(browse, reem, salem, add_account, language):
    account = add_account(salem, "مؤسسة الريادة")
    visitor = browse(reem, language=language)
    for path in ("", "accounts/", "contacts/", f"accounts/{account.number}/", "search/?q=الريادة"):
        visitor.open(f"/w/noor/{path}")
        assert offered(visitor) == [], path


def test_an_empty_list_offers_a_viewer_nothing(browse, reem):
    visitor = browse(reem)
    for path in ("", "accounts/", "contacts/"):
        visitor.open(f"/w/noor/{path}")
        assert offered(visitor) == [], path


def test_an_account_manager_is_offered_the_verbs_but_the_last(browse, salem, add_account):
    account = add_account(salem, "مؤسسة الريادة")
    visitor = browse(salem)
    visitor.open("/w/noor/accounts/")
    assert set(offered(visitor)) >= {"New account", "Import", "Export as CSV"}
    visitor.open(f"/w/noor/accounts/{account.number}/")
    assert set(offered(visitor)) >= {"Edit", "Archive"}
    assert "Delete for good" not in offered(visitor)


def test_a_role_that_may_not_is_told_so_in_its_language(browse, reem, seat):
    visitor = browse(reem, **seat)
    answer = visitor.open("/w/noor/accounts/new/")
    assert answer.status == 403
    expect(visitor.title).to_have_text(visitor.says("You may not open this"))
    assert visitor.sideways() <= 0


def test_the_stranger_finds_nothing_at_our_addresses(browse, karim, salem, add_account, language):
    add_account(salem, "مؤسسة الريادة")
    visitor = browse(karim, language=language)
    for path in (
        "",
        "accounts/",
        "accounts/1/",
        "accounts/1/edit/",
        "search/?q=الريادة",
        "settings/members/",
    ):
        answer = visitor.open(f"/w/noor/{path}")
        assert answer.status == 404
        expect(visitor.title).to_have_text(visitor.says("There is nothing at this address"))
        expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        assert "الريادة" not in visitor.page.locator("body").inner_text()
    visitor.press("Go to the home page")
    expect(visitor.page.locator(".workspace-switch")).to_contain_text("Bahr")
