"""One press makes one record, what was typed is not lost by accident, and a verb can be taken back."""

import re

from django.db import transaction
from playwright.sync_api import expect

from accounts.models import Account, Industry
from lib.tenancy.state import workspace


def names_in(opened):
    with workspace(opened.pk), transaction.atomic():
        return sorted(account.name for account in Account.objects.all())


def test_a_double_click_on_save_makes_one_record(browse, salem, noor, every_seat):
    visitor = browse(salem, **every_seat)
    visitor.open("/w/noor/accounts/new/")
    visitor.type("Name in Arabic", "مؤسسة الريادة")
    visitor.page.get_by_role("button", name=visitor.says("Save")).dblclick()
    expect(visitor.title).to_have_text("مؤسسة الريادة")
    assert names_in(noor) == ["مؤسسة الريادة"]


def test_a_double_click_without_scripts_makes_one_record_too(browse, salem, noor):
    visitor = browse(salem, scripts=False)
    visitor.open("/w/noor/accounts/new/")
    visitor.type("Name in Arabic", "مؤسسة الريادة")
    visitor.page.get_by_role("button", name=visitor.says("Save")).dblclick()
    expect(visitor.title).to_have_text("مؤسسة الريادة")
    assert names_in(noor) == ["مؤسسة الريادة"]


def test_leaving_with_unsaved_text_asks_first(browse, salem):
    visitor = browse(salem)
    visitor.open("/w/noor/accounts/new/")
    visitor.field("Name in Arabic").press_sequentially("لم يحفظ")
    asked = []
    visitor.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    visitor.press("Cancel")
    expect(visitor.field("Name in Arabic")).to_have_value("لم يحفظ")
    assert asked == ["beforeunload"]


def test_leaving_an_untouched_form_and_saving_ask_nothing(browse, salem):
    visitor = browse(salem)
    asked = []
    visitor.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    visitor.open("/w/noor/accounts/new/")
    visitor.press("Cancel")
    expect(visitor.title).to_have_text(visitor.says("Accounts"))
    visitor.open("/w/noor/accounts/new/")
    visitor.field("Name in Arabic").press_sequentially("محفوظ")
    visitor.press("Save")
    expect(visitor.title).to_have_text("محفوظ")
    assert asked == []


def test_an_error_keeps_what_was_typed_and_says_where_it_is(browse, salem, seat):
    visitor = browse(salem, **seat)
    visitor.open("/w/noor/accounts/new/")
    visitor.type("Name in Arabic", "مؤسسة الريادة")
    visitor.type("Phone", "12")
    visitor.press("Save")
    alert = visitor.page.get_by_role("alert")
    expect(alert).to_contain_text(visitor.says("Not saved yet. Please look at this:"))
    expect(visitor.field("Name in Arabic")).to_have_value("مؤسسة الريادة")
    alert.get_by_role("link", name=visitor.says("Phone")).click()
    expect(visitor.field("Phone")).to_be_focused()
    expect(visitor.field("Phone")).to_have_attribute("aria-invalid", "true")
    expect(visitor.field("Phone")).to_have_attribute("aria-describedby", re.compile("error"))


def test_saving_an_untouched_form_changes_nothing(browse, salem, noor):
    visitor = browse(salem)
    visitor.open("/w/noor/accounts/new/")
    visitor.menu("More details")
    typed = {"Name in Arabic": "مؤسسة الريادة", "Industry": "التجزئة", "Region": "مكة", "Tags": "قديم، مهم"}
    for label, text in typed.items():
        visitor.type(label, text)
    visitor.press("Save")
    for _time in range(2):
        visitor.press("Edit")
        for label, text in typed.items():
            expect(visitor.field(label)).to_have_value(text)
        visitor.press("Save")
        expect(visitor.page.locator(".facts")).to_contain_text("التجزئة")
    with workspace(noor.pk), transaction.atomic():
        assert [str(industry) for industry in Industry.objects.all()] == ["التجزئة"]


def test_archiving_is_taken_back_by_the_toast(browse, salem, add_account, seat):
    account = add_account(salem, "مؤسسة الريادة")
    visitor = browse(salem, **seat)
    visitor.open(f"/w/noor/accounts/{account.number}/")
    visitor.menu("More actions")
    visitor.press("Archive")
    expect(visitor.toast).to_contain_text(visitor.says("%(name)s was archived.", name=account.name))
    expect(visitor.page.locator(".page-header .badge")).to_contain_text(visitor.says("Archived"))
    visitor.press("Undo")
    expect(visitor.toast).to_contain_text(visitor.says("%(name)s is back in your lists.", name=account.name))
    expect(visitor.page.locator(".page-header .badge")).not_to_contain_text(visitor.says("Archived"))


def test_who_saves_second_is_shown_what_the_first_wrote(browse, salem, mona, add_account):
    account = add_account(salem, "مؤسسة الريادة", city="جدة")
    address = f"/w/noor/accounts/{account.number}/edit/"
    first, second = browse(salem), browse(mona, language="en")
    first.open(address)
    second.open(address)
    first.type("City", "الرياض")
    first.press("Save")
    expect(first.title).to_have_text("مؤسسة الريادة")
    second.type("City", "الدمام")
    second.press("Save")
    second.sees("Two people changed this")
    sides = second.page.locator(".collision-side")
    expect(sides).to_contain_text(["جدة", "الدمام", "الرياض"])
    expect(second.field("City")).to_have_value("الدمام")
    sides.nth(2).click()
    second.press("Save")
    second.sees_text("الرياض")
