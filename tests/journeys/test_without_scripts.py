"""With scripts off, Sila is plain pages and forms, and everything that matters still works."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def customers(salem, add_account):
    add_account(salem, "شركة آفاق الخليج", city="جدة", status="active")
    add_account(salem, "مصنع الواحة", city="الرياض")
    for number in range(27):
        add_account(salem, f"مؤسسة {number:02}", city="الدمام")


@pytest.mark.usefixtures("customers")
def test_a_list_is_searched_filtered_sorted_and_turned(browse, salem, seat):
    visitor = browse(salem, **seat, scripts=False)
    visitor.open("/w/noor/accounts/")
    expect(visitor.rows()).to_have_count(25)
    visitor.press("Next", "page")
    expect(visitor.rows()).to_have_count(4)
    visitor.press("Previous", "page")
    expect(visitor.rows()).to_have_count(25)
    visitor.page.locator("#list-search").fill("افاق")
    visitor.page.locator("#list-search").press("Enter")
    expect(visitor.rows()).to_have_count(1)
    visitor.sees_text("شركة آفاق الخليج")


@pytest.mark.usefixtures("customers")
def test_a_filter_is_chosen_by_form_and_taken_off_by_its_chip(browse, salem, language):
    visitor = browse(salem, language=language, scripts=False)
    visitor.open("/w/noor/accounts/")
    visitor.menu("Filters")
    visitor.press("Choose filters")
    visitor.choose("Status", "Active")
    visitor.press("Apply filters")
    expect(visitor.rows()).to_have_count(1)
    expect(visitor.page.locator(".chips")).to_contain_text(visitor.says("Active"))
    visitor.press("Clear all")
    expect(visitor.rows()).to_have_count(25)


@pytest.mark.usefixtures("customers")
def test_a_narrowed_list_is_taken_out_as_a_file(browse, salem, seat):
    visitor = browse(salem, **seat, scripts=False)
    visitor.open("/w/noor/accounts/?status=active")
    visitor.menu("More actions")
    with visitor.page.expect_download() as download:
        visitor.press("Export as CSV")
    with open(download.value.path(), encoding="utf-8-sig") as file:
        assert len(file.readlines()) == 2


@pytest.mark.usefixtures("customers")
def test_the_search_box_leads_to_a_page_of_results(browse, salem, seat):
    visitor = browse(salem, **seat, scripts=False)
    visitor.open("/w/noor/")
    visitor.page.locator("#search").fill("الواحه")
    visitor.page.locator("#search").press("Enter")
    expect(visitor.title).to_have_text(visitor.says("Search"))
    visitor.page.get_by_role("link", name="مصنع الواحة").click()
    expect(visitor.title).to_have_text("مصنع الواحة")


def test_a_customer_is_added_after_a_mistake_changed_and_archived(browse, salem, seat):
    visitor = browse(salem, **seat, scripts=False)
    visitor.open("/w/noor/accounts/")
    visitor.press("New account", exact=False)
    visitor.type("City", "جدة")
    visitor.press("Save")
    visitor.sees("Write the name in Arabic, in English or both.")
    expect(visitor.field("City")).to_have_value("جدة")
    visitor.type("Name in Arabic", "مؤسسة الريادة")
    visitor.press("Save")
    expect(visitor.title).to_have_text("مؤسسة الريادة")
    visitor.press("Edit")
    visitor.type("City", "الرياض")
    visitor.press("Save")
    visitor.sees_text("الرياض")
    visitor.menu("More actions")
    visitor.press("Archive")
    expect(visitor.page.locator(".page-header")).to_contain_text(visitor.says("Archived"))
    visitor.press("Undo")
    expect(visitor.page.locator(".page-header")).not_to_contain_text(visitor.says("Archived"))
