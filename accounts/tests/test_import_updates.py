"""An import that updates: only what the file says, seen before, never over somebody's work, and undone from history."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from accounts.imports import steps
from accounts.imports.foresight import foresee
from accounts.models import Account, Contact, Import, ImportRow
from accounts.services import add_account, add_contact, change_account, set_tags
from accounts.tests.test_import_run import brought, finish, outcomes, undone
from lib.tenancy.state import workspace
from timeline import jobs
from timeline.models import Event, Job

pytestmark = pytest.mark.django_db
Outcome = ImportRow.Outcome


def prepared(by, text, **choices):
    origin = brought(by, text)
    choices = {"mode": Import.Mode.UPDATE, "owner": by, "status": "prospect"} | choices
    steps.choose_columns(origin, mapping=origin.mapping, **choices)
    return origin


def updated(by, text, **choices) -> Import:
    origin = prepared(by, text, **choices)
    steps.start_import(origin, by=by)
    finish(origin.job)
    origin.refresh_from_db()
    assert origin.job.state == Job.State.DONE
    return origin


@pytest.fixture
def noor_trading(in_noor, huda):
    account = add_account(
        by=huda,
        tags=["مهم"],
        fields={
            "name_ar": "شركة النور", "name_en": "Noor Trading", "website": "https://noor.example", "owner": huda,
            "city": "الرياض", "tier": "B", "currency": "SAR", "phone": "0112345678", "phone_e164": "+966112345678",
            "email": "info@noor.example", "annual_revenue_minor": 500_000,
        },
    )  # fmt: skip
    add_contact(
        by=huda,
        account=account,
        title="مدير",
        fields={"name_ar": "سالم", "email_1": "salem@noor.example", "phone_1": "", "phone_1_e164": ""},
    )
    return account


def values(account):
    names = ("name_ar", "name_en", "city", "tier", "phone_e164", "email", "annual_revenue_minor", "status")
    account.refresh_from_db()
    return {name: getattr(account, name) for name in names}


def test_a_customer_who_is_known_gets_what_the_file_says_and_nothing_else(noor_trading, huda):
    before = values(noor_trading)
    origin = updated(huda, "Name,Website,City,Tier,Tags\nnoor trading,noor.example,جدة,,عقود\n")
    assert outcomes(origin) == {2: Outcome.UPDATED}
    assert values(noor_trading) == before | {"city": "جدة"}
    assert {str(each) for each in noor_trading.taggings.all()} == {"مهم", "عقود"}
    event = Event.objects.get(verb="account.updated")
    assert (event.detail["fields"], event.detail["row"], event.detail["import"]) == (
        ["city", "tags"], "2", origin.number,
    )  # fmt: skip


def test_what_is_the_same_already_is_unchanged_and_new_rows_are_added(noor_trading, huda):
    origin = updated(
        huda, "Name,Website,Phone,Tier\nNoor Trading,noor.example,+966 11 234 5678,B\nAfaq,afaq.example,,\n"
    )
    assert outcomes(origin) == {2: Outcome.KNOWN, 3: Outcome.CREATED}
    noor_trading.refresh_from_db()
    assert noor_trading.version == 1


def test_by_its_number_a_customer_is_renamed_and_needs_no_name(noor_trading, huda):
    origin = updated(huda, f"Number in Sila,Name in English,Tier\n{noor_trading.number},Al Noor Holding,A\n")
    assert values(noor_trading)["name_en"] == "Al Noor Holding"
    assert origin.rows.get().problems == [["account_number", "renamed", "شركة النور"]]
    origin = updated(huda, f"Number in Sila,Tier\n{noor_trading.number},C\n999,A\nx,A\n")
    assert outcomes(origin) == {2: Outcome.UPDATED, 3: Outcome.REFUSED, 4: Outcome.REFUSED}
    assert [row.reason for row in origin.rows.order_by("row_number")] == ["", "no_number", "no_name"]
    assert Account.objects.count() == 1


def test_a_customer_found_by_its_name_keeps_it_and_gets_the_one_that_was_missing(in_noor, huda):
    account = add_account(by=huda, fields={"name_en": "Noor Trading", "website": "https://noor.example"})
    updated(huda, "Name in English,Name in Arabic,Website\nNOOR TRADING,النور للتجارة,noor.example\n")
    account.refresh_from_db()
    assert (account.name_en, account.name_ar) == ("Noor Trading", "النور للتجارة")


def test_an_empty_cell_empties_only_when_that_was_chosen(noor_trading, huda):
    text = "Name,Website,City,Phone,Annual revenue,Status,Tags\nNoor Trading,noor.example,,,,,\n"
    assert outcomes(updated(huda, text)) == {2: Outcome.KNOWN}
    updated(huda, text, empty_clears=True)
    found = values(noor_trading)
    assert (found["city"], found["phone_e164"], found["annual_revenue_minor"]) == ("", "", None)
    assert (found["status"], found["email"]) == ("prospect", "info@noor.example")
    assert not noor_trading.taggings.exists()


def test_a_value_that_does_not_fit_changes_nothing_even_when_empty_cells_empty(noor_trading, huda):
    origin = updated(
        huda, "Name,Website,E-mail,Tier\nNoor Trading,noor.example,not an address,A\n", empty_clears=True
    )
    assert values(noor_trading)["email"] == "info@noor.example"
    assert origin.rows.get().problems == [["email", "email", "not an address"]]


def test_status_owner_and_industry_are_changed_as_a_form_would(noor_trading, huda, salem):
    updated(
        huda,
        "Name,Website,Status,Account manager,Industry\nNoor Trading,noor.example,active,سالم,تجارة\n",
    )
    noor_trading.refresh_from_db()
    assert (noor_trading.status, noor_trading.owner, str(noor_trading.industry)) == ("active", salem, "تجارة")
    assert [each.status for each in noor_trading.statuses.filter(until_at=None)] == ["active"]
    assert noor_trading.statuses.count() == 2


def test_the_contact_of_a_row_is_updated_or_added(noor_trading, huda):
    origin = updated(
        huda,
        "Name,Website,Contact,Contact email,Mobile,Job title\n"
        "Noor Trading,noor.example,سالم,salem@noor.example,0551234567,المدير العام\n"
        "Noor Trading,noor.example,منى,mona@noor.example,,\n",
    )
    contact = Contact.objects.get(name_ar="سالم")
    assert contact.phone_1_e164 == "+966551234567"
    assert contact.positions.get().title == "المدير العام"
    assert outcomes(origin) == {2: Outcome.UPDATED, 3: Outcome.KNOWN}
    assert noor_trading.positions.count() == 2


def test_a_person_and_its_contact_stay_one(in_noor, huda):
    person = add_account(by=huda, fields={"kind": "person", "name_ar": "هند", "email": "hind@mail.example"})
    origin = updated(huda, "Name,Kind,E-mail,Phone,City\nهند,فرد,hind@mail.example,0551234567,جدة\n")
    contact = Contact.objects.get()
    assert (contact.phone_1_e164, contact.city) == ("+966551234567", "جدة")
    assert undone(origin, huda) == {2: "restored"}
    contact.refresh_from_db()
    person.refresh_from_db()
    assert (contact.phone_1, contact.city, person.phone, person.city) == ("", "", "", "")


def test_the_first_row_about_a_customer_speaks(noor_trading, huda, monkeypatch):
    text = "Name,Website,City\n" + "".join(f"Noor Trading,noor.example,City {n}\n" for n in range(3))
    monkeypatch.setattr("accounts.imports.work.UPDATE_ROWS", 2)
    origin = updated(huda, text)
    assert values(noor_trading)["city"] == "City 0"
    assert outcomes(origin) == {2: Outcome.UPDATED, 3: Outcome.KNOWN, 4: Outcome.KNOWN}
    assert [row.problems[0][1] for row in origin.rows.filter(row_number__gt=2)] == ["row_above"] * 2


def test_what_somebody_saved_since_the_start_is_left_alone(noor_trading, huda):
    origin = prepared(huda, "Name,Website,City\nNoor Trading,noor.example,جدة\n")
    steps.start_import(origin, by=huda)
    noor_trading.city = "مكة"
    change_account(noor_trading, by=huda, read_version=1, changed=["city"])
    finish(origin.job)
    assert values(noor_trading)["city"] == "مكة"
    assert origin.rows.get().problems == [["", "changed_meanwhile", "شركة النور"]]


def test_neither_the_archive_nor_a_colleagues_customer_is_touched(noor, noor_trading, huda, salem, mona):
    noor_trading.archive(by=huda)
    text = "Name,Website,City,Contact\nNoor Trading,noor.example,جدة,Spy\n"
    origin = updated(huda, text)
    assert origin.rows.get().problems == [["contact_name", "archived", "Spy"]]
    noor_trading.restore(by=huda)
    noor.visibility = "team"
    noor.save()
    salem.workspace = noor
    assert outcomes(updated(salem, text)) == {2: Outcome.KNOWN}
    by_number = updated(salem, f"Number in Sila,City\n{noor_trading.number},جدة\n")
    assert by_number.rows.get().reason == "no_number"
    assert values(noor_trading)["city"] == "الرياض"
    assert Contact.objects.count() == 1


def test_numbers_of_another_workspace_reach_nobody_there(in_noor, huda, karim, bahr):
    with workspace(bahr.pk):
        theirs = add_account(by=karim, fields={"name_en": "Theirs"})
    origin = updated(huda, f"Number in Sila,Name\n{theirs.number},Mine\n")
    assert outcomes(origin) == {2: Outcome.REFUSED}
    with workspace(bahr.pk):
        theirs.refresh_from_db()
        assert (theirs.name_en, theirs.version) == ("Theirs", 1)


# Undo
def test_undo_restores_what_was_changed_and_removes_what_was_added(noor_trading, huda):
    before = values(noor_trading)
    origin = updated(
        huda,
        "Name,Website,City,Tier,Status,Industry,Tags,Contact,Contact email,Job title\n"
        "Noor Trading,noor.example,جدة,A,active,تجارة,عقود,سالم,salem@noor.example,رئيس\n"
        "Afaq,afaq.example,,,,,,,,\n",
    )
    assert undone(origin, huda) == {2: "restored", 3: "removed"}
    assert values(noor_trading) == before
    assert noor_trading.industry is None
    assert [str(each) for each in noor_trading.taggings.all()] == ["مهم"]
    assert noor_trading.positions.get().title == "مدير"
    assert Account.objects.count() == 1
    assert Event.objects.filter(verb="account.taken_back").exists()


def test_the_audit_log_tells_an_import_and_its_undo_in_a_line_each(noor_trading, huda):
    before = Event.objects.audited().count()
    origin = updated(
        huda,
        "Name,Website,City,Status,Contact,Contact email,Job title\n"
        "Noor Trading,noor.example,جدة,active,سالم,salem@noor.example,رئيس\n"
        "Afaq,afaq.example,,,,,\n",
    )
    undone(origin, huda)
    told = Event.objects.audited().order_by("id")[before:]
    assert [event.verb for event in told] == ["import.started", "import.finished", "import.undone"]
    assert Event.objects.about(noor_trading).filter(verb="account.updated", is_part=True).exists()


def test_undo_leaves_and_lists_what_somebody_changed_since(noor_trading, huda):
    origin = updated(
        huda,
        "Name,Website,City,Contact,Contact email,Mobile\n"
        "Noor Trading,noor.example,جدة,سالم,salem@noor.example,0551234567\n",
    )
    contact = Contact.objects.get()
    contact.archive(by=huda)
    assert undone(origin, huda) == {2: "changed"}
    assert values(noor_trading)["city"] == "جدة"


def test_undo_takes_a_contact_away_from_a_customer_whom_the_same_row_changed(noor_trading, huda):
    origin = updated(huda, "Name,Website,City,Contact\nNoor Trading,noor.example,جدة,منى\n")
    assert Contact.objects.count() == 2
    assert undone(origin, huda) == {2: "restored"}
    assert Contact.objects.get().name_ar == "سالم"
    assert values(noor_trading)["city"] == "الرياض"


def test_undo_of_a_second_update_brings_back_the_first(noor_trading, huda):
    head = "Name,Website,City\nNoor Trading,noor.example,"
    first, second = updated(huda, f"{head}جدة\n"), updated(huda, f"{head}مكة\n")
    assert undone(second, huda) == {2: "restored"}
    assert values(noor_trading)["city"] == "جدة"
    assert undone(first, huda) == {2: "changed"}


# Before it is started
def test_the_preview_says_new_changed_unchanged_and_refused(noor_trading, huda):
    set_tags(noor_trading, ["مهم"])
    origin = prepared(
        huda,
        "Number in Sila,Name,Website,City\n"
        f"{noor_trading.number},Noor Trading,noor.example,جدة\n"
        f"{noor_trading.number},Noor Trading,noor.example,مكة\n"
        ",Afaq,afaq.example,\n,Noor Trading,noor.example,الرياض\n7777,Gone,,\n",
    )
    with translation.override("en"):
        foresight = foresee(origin, seconds=5)
    figures = (foresight.added, foresight.updated, foresight.known, foresight.refused)
    assert figures == (1, 1, 2, 1)
    [changed] = [each for each in foresight.first_rows if each.changes]
    with translation.override("en"):
        told = changed.told_changes
    assert told == [{"column": "City", "before": "الرياض", "after": "جدة"}]
    steps.start_import(origin, by=huda)
    finish(origin.job)
    counts = origin.counts()
    assert figures == (counts["created"], counts["updated"], counts["known"], counts["refused"])


def test_update_is_chosen_on_the_page_and_shown_before_and_after(sign_in, noor, huda):
    with workspace(noor.pk):
        add_account(by=huda, fields={"name_en": "Noor", "website": "https://noor.example", "city": "Riyadh"})
    client, page = sign_in(huda), "/w/noor/accounts/import/"
    client.post(page, {"file": SimpleUploadedFile("a.csv", b"Name,Website,City\nNoor,noor.example,Jeddah\n")})
    columns = {"column_0": "name", "column_1": "website", "column_2": "city", "status": "prospect"}
    update = {**columns, "mode": "update"}
    htmx = {"hx-request": "true", "hx-target": "foresight"}
    part = client.post(f"{page}1/columns/", update, headers=htmx).content.decode()
    assert "Customers to update" in part
    assert "Riyadh" in part
    assert "Jeddah" in part
    assert client.post(f"{page}1/columns/", {**columns, "mode": "nonsense"}).status_code == 422
    assert client.post(f"{page}1/columns/", {**update, "start": "1"}).status_code == 303
    with workspace(noor.pk):
        for _slice in range(5):
            jobs.run_slice(Import.objects.get().job_id)
        assert Account.objects.get().city == "Jeddah"
    assert "Known already, unchanged" in client.get(f"{page}1/").content.decode()
    assert "Noor" in client.get(f"{page}1/rows/?outcome=updated").content.decode()
