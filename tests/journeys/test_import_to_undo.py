"""The first day: the spreadsheet comes in, a customer is found, opened and edited, the list goes out, all is undone."""

import csv
import io

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import Account
from lib.tenancy.state import workspace
from tests.journeys.visitor import Visitor

AHMADI = "شركة عبد الله الأحمدي للتجارة"
# As the company's old program writes it: Windows-1256, semicolons, Arabic headings in an order of its own.
SPREADSHEET = f"""الهاتف;اسم العميل;المدينة;ملاحظات داخلية
0112345678;{AHMADI};الرياض;قديم
0126543210;مؤسسة آفاق البحر;جدة;
;;الدمام;بلا اسم
0138765432;مصنع الواحة الخضراء;الدمام;
"""


@pytest.fixture
def spreadsheet():
    return {"name": "عملاؤنا.csv", "mimeType": "text/csv", "buffer": SPREADSHEET.encode("windows-1256")}


def names_in(opened):
    with workspace(opened.pk), transaction.atomic():
        return sorted(Account.objects.values_list("name_ar", flat=True))


def bring(visitor: Visitor, spreadsheet):
    """From the first page of an empty workspace to what will happen."""
    visitor.open("/w/noor/")
    visitor.page.locator("#content").get_by_role("link", name=visitor.says("Import"), exact=True).click()
    visitor.page.locator("input[type=file]").set_input_files(spreadsheet)
    visitor.press("Upload and look at it")
    expect(visitor.title).to_have_text("عملاؤنا.csv")


def figure(visitor, label):
    stat = visitor.page.locator(".stat").filter(has_text=visitor.says(label)).first
    return stat.locator("dd")


def start(visitor, work_off_jobs):
    visitor.page.locator("button[name=start]").click()
    expect(visitor.page.locator("progress")).to_be_visible()
    work_off_jobs()


def test_from_the_spreadsheet_to_the_undone_import(
    browse, huda, noor, spreadsheet, work_off_jobs, every_seat
):
    visitor = browse(huda, **every_seat)
    page = visitor.page

    bring(visitor, spreadsheet)
    expect(figure(visitor, "New customers")).to_have_text("3")
    expect(figure(visitor, "Refused, without a name")).to_have_text("1")
    expect(page.locator("#foresight")).to_contain_text("مصنع الواحة الخضراء")
    assert names_in(noor) == []

    start(visitor, work_off_jobs)
    # The page that waits finds out by itself.
    expect(figure(visitor, "Added")).to_have_text("3")
    expect(figure(visitor, "Refused")).to_have_text("1")

    page.locator("#search").press_sequentially("عبدالله الاحمدى")
    page.locator("#search-results a[role=option]").first.click()
    expect(visitor.title).to_have_text(AHMADI)
    visitor.press("Edit")
    visitor.type("City", "الخرج")
    visitor.press("Save")
    expect(page.locator(".facts")).to_contain_text("الخرج")
    expect(page.locator(".timeline > li").first).to_contain_text(visitor.says("edited this account"))

    visitor.menu("More actions")
    visitor.press("Archive")
    visitor.toast.get_by_role("button", name=visitor.says("Undo")).click()
    expect(visitor.toast).to_contain_text(visitor.says("%(name)s is back in your lists.", name=AHMADI))

    assert exported(visitor) == {
        "شركة عبد الله الأحمدي للتجارة": "الخرج",
        "مؤسسة آفاق البحر": "جدة",
        "مصنع الواحة الخضراء": "الدمام",
    }
    # The file follows the list that was narrowed in place.
    page.locator("#list-search").press_sequentially("الواحه")
    expect(visitor.rows()).to_have_count(1)
    visitor.menu("More actions")
    expect(page.locator("form[data-of-list][data-busy]")).to_have_count(0)
    assert taken_out(visitor) == {"مصنع الواحة الخضراء": "الدمام"}

    visitor.open("/w/noor/accounts/import/")
    page.get_by_role("link", name="عملاؤنا.csv").click()
    visitor.press("Undo this import")
    expect(page.locator("progress")).to_be_visible()
    work_off_jobs()
    # What somebody has worked with since stays.
    expect(page.locator(".page-header .badge")).to_contain_text(visitor.says("Undone"))
    assert names_in(noor) == [AHMADI]


def exported(visitor) -> dict[str, str]:
    """City by name, as the file says that the list gives away."""
    visitor.open("/w/noor/accounts/")
    visitor.menu("More actions")
    return taken_out(visitor)


def taken_out(visitor) -> dict[str, str]:
    with visitor.page.expect_download() as download:
        visitor.press("Export as CSV")
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(io.StringIO(file.read())))
    name, city = rows[0].index(visitor.says("Name in Arabic")), rows[0].index(visitor.says("City"))
    return {row[name]: row[city] for row in rows[1:]}


def test_columns_are_chosen_by_hand_and_the_foresight_follows(browse, huda, spreadsheet, seat):
    visitor = browse(huda, **seat)
    bring(visitor, spreadsheet)
    notes = visitor.page.get_by_label("ملاحظات داخلية")
    expect(notes).to_have_value("")
    visitor.page.get_by_label("اسم العميل").select_option("")
    expect(visitor.page.locator("#foresight")).to_contain_text(
        visitor.says("Say which column holds the name of the customer.")
    )
    visitor.page.get_by_label("اسم العميل").select_option("name_ar")
    expect(figure(visitor, "New customers")).to_have_text("3")
    with visitor.page.expect_response("**/columns/"):
        notes.select_option("description")
    visitor.page.reload()
    expect(visitor.page.get_by_label("ملاحظات داخلية")).to_have_value("description")


def test_an_import_goes_without_scripts(browse, huda, noor, spreadsheet, work_off_jobs, seat):
    visitor = browse(huda, scripts=False, **seat)
    bring(visitor, spreadsheet)
    start(visitor, work_off_jobs)
    visitor.press("Look again")
    expect(figure(visitor, "Added")).to_have_text("3")
    assert len(names_in(noor)) == 3


def test_an_import_is_stopped_before_it_begins(browse, huda, noor, spreadsheet, work_off_jobs, language):
    visitor = browse(huda, language=language)
    bring(visitor, spreadsheet)
    visitor.page.locator("button[name=start]").click()
    visitor.press("Stop")
    work_off_jobs()
    expect(visitor.page.locator(".page-header .badge")).to_contain_text(visitor.says("Stopped"))
    assert names_in(noor) == []


def test_what_is_no_table_is_told_and_nothing_is_kept(browse, huda, language):
    visitor = browse(huda, language=language)
    visitor.open("/w/noor/accounts/import/")
    file = {"name": "table.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7 no table"}
    visitor.page.locator("input[type=file]").set_input_files(file)
    visitor.press("Upload and look at it")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    expect(visitor.title).to_have_text(visitor.says("Import customers"))
