"""A list is narrowed by what its filters offer, which come when they are opened."""

from playwright.sync_api import expect


def test_filters_are_opened_and_join_what_is_searched_already(browse, salem, add_account):
    for name, status in [("واحة الشمال", "active"), ("واحة الجنوب", "prospect"), ("نخيل", "active")]:
        add_account(salem, name, status=status)
    visitor = browse(salem)
    page = visitor.page
    visitor.open("/w/noor/accounts/?status=active")
    expect(visitor.rows()).to_have_count(2)
    page.locator("#list-search").fill("واحة")
    expect(visitor.rows()).to_have_count(1)  # the filter in force went along before anybody opened it
    visitor.menu("Filters")
    status = page.locator(".filter-panel select[name=status]")
    expect(status).to_have_value("active")
    status.select_option("prospect")
    visitor.press("Apply filters")
    expect(visitor.rows()).to_have_count(1)
    expect(visitor.rows()).to_contain_text("واحة الجنوب")
    expect(page.locator(".chips li.chip")).to_have_count(1)
