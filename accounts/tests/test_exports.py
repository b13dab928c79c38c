"""Exports: exactly what the list shows, harmless, and fit to be imported again."""

import csv
import io
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from accounts import exports
from accounts.consents import write_consent
from accounts.imports import steps
from accounts.models import Account, Contact
from accounts.services import add_account, add_contact, set_tags
from lib.tenancy.state import workspace
from lib.text import clean, fold
from timeline import jobs
from timeline.models import Event, Job, KeptFile

pytestmark = pytest.mark.django_db
EXPORT, CONTACTS = "/w/noor/accounts/export/", "/w/noor/contacts/export/"


def table(response) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheetml" in response.headers["content-type"]:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def import_content(by, content: bytes, name="again.csv"):
    origin = steps.bring_file(io.BytesIO(content), name=name, size=len(content), by=by)
    steps.start_import(origin, by=by)
    for _slice in range(20):
        jobs.run_slice(origin.job_id)
    return origin


@pytest.fixture
def full(in_noor, salem):
    """An account with a value in every column."""
    account = add_account(
        by=salem,
        status="active",
        tags=["مهم", "عقود"],
        fields={
            "name_ar": "شركة النور", "name_en": "=Noor()", "other_names": "Al Noor | النورين", "tier": "A",
            "owner": salem, "city": "الرياض", "country": "SA", "size": "50-249", "annual_revenue_minor": 1_250_050,
            "currency": "SAR", "language": "ar", "website": "https://noor.example", "phone": "050 123 4567",
            "phone_e164": "+966501234567", "email": "info@noor.example", "source": "referral",
            "description": "سطر أول\n- سطر ثان",
        },
    )  # fmt: skip
    contact = add_contact(
        by=salem,
        account=account,
        title="المدير",
        interests=["كرة القدم"],
        fields={
            "name_ar": "سالم", "name_en": "Salem", "phone_1": "+966551234567", "phone_1_e164": "+966551234567",
            "email_1": "s@noor.example", "birth_on": date(1990, 5, 1), "gender": "male", "language": "ar",
            "preferred_channel": "whatsapp",
        },
    )  # fmt: skip
    write_consent(
        contact, by=salem, channel="email", purpose="marketing", state="withdrawn", wording="w", source="call"
    )
    return account


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_what_the_list_shows(sign_in, huda, full, kind):
    response = sign_in(huda).post(EXPORT, {"format": kind})
    assert response.headers["content-disposition"].startswith("attachment")
    [row] = table(response)
    assert row["Name in Arabic"] == "شركة النور"
    assert row["Name in English"] == "'=Noor()"
    assert row["Contact: name in Arabic"] == "سالم"
    assert row["Does not want marketing"] == "Yes"
    assert str(row["Annual revenue"]) in ("12500.50", "12500.5")
    assert str(row["Contact: birth date"]) == "1990-05-01"


def test_filters_sort_and_search_hold_for_the_file_too(sign_in, in_noor, huda):
    for name, tier in (("Cedar", "A"), ("Afaq", "A"), ("Basma", "B"), ("Cedrus", "A")):
        add_account(by=huda, fields={"name_en": name, "tier": tier})
    client = sign_in(huda)

    def names(query):
        return [row["Name in English"] for row in table(client.post(f"{EXPORT}?{query}", {"format": "csv"}))]

    assert names("tier=A") == ["Afaq", "Cedar", "Cedrus"]
    assert names("tier=A&sort=-name") == ["Cedrus", "Cedar", "Afaq"]
    assert names("q=ced&sort=number") == ["Cedar", "Cedrus"]
    assert names("archived=1") == []
    assert names("after=garbage&before=x") == ["Afaq", "Basma", "Cedar", "Cedrus"]


def test_nobody_exports_what_he_does_not_see(sign_in, noor, huda, salem, mona, full):
    noor.visibility = "team"
    noor.save()
    add_account(by=huda, fields={"name_en": "Hidden", "owner": huda})
    assert len(table(sign_in(salem).post(EXPORT))) == 1
    assert len(table(sign_in(huda).post(EXPORT))) == 2


def test_every_export_is_noted(sign_in, huda, full):
    sign_in(huda).post(f"{EXPORT}?tier=A", {"format": "xlsx"})
    event = Event.objects.get(verb="accounts.exported")
    assert event.actor == huda
    assert event.detail == {"filter": "tier=A", "format": "xlsx", "rows": 1}


@pytest.mark.parametrize("page", [EXPORT, CONTACTS])
def test_who_may_export(sign_in, full, faisal, reem, karim, salem, page):
    assert sign_in(salem).post(page).status_code == 200
    assert sign_in(faisal).post(page).status_code == 403
    assert sign_in(reem).post(page).status_code == 403
    assert sign_in(karim).post(page).status_code == 404
    assert sign_in(salem).post(page, {"format": "exe"}).status_code == 400
    assert Event.objects.filter(verb__endswith=".exported").count() == 1


@pytest.mark.parametrize("page", [EXPORT, CONTACTS])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_or_a_reader_ahead_takes_nothing_out(sign_in, salem, long_list, page, method):
    assert getattr(sign_in(salem), method)(page).status_code == 405
    assert not Job.objects.exists()
    assert not Event.objects.filter(verb__endswith=".exported").exists()


def comparable(account):
    names = [
        "kind", "name_ar", "name_en", "other_names", "status", "tier", "owner_id", "industry_id", "region_id", "city",
        "country", "size", "annual_revenue_minor", "currency", "language", "website", "phone", "phone_e164", "email",
        "source", "description",
    ]  # fmt: skip
    people = [
        [
            getattr(position.contact, field.attname)
            for field in Contact._meta.fields
            if field.attname not in OWN
        ]
        + [position.title, [str(each) for each in position.contact.interests.order_by("pk")]]
        for position in account.positions.select_related("contact")
    ]
    tags = sorted(str(tagging) for tagging in account.taggings.all())
    return [getattr(account, name) for name in names], tags, people


OWN = {"id", "workspace_id", "number", "version", "created_at", "updated_at", "created_by_id", "form_token"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_export_imported_again_gives_the_same_customers(
    sign_in, in_noor, huda, salem, full, kind, language
):
    before = comparable(full)
    client = sign_in(huda)
    client.cookies["django_language"] = language
    content = client.post(EXPORT, {"format": kind}).content
    assert import_content(huda, content, f"a.{kind}").counts()["known"] == 1
    Account.objects.filter(pk=full.pk).update(
        name_ar="أخرى", name_en="", other_names="", archived_at=full.created_at
    )
    origin = import_content(huda, content, f"a.{kind}")
    assert origin.counts()["created"] == 1
    assert list(origin.rows.exclude(problems=[])) == []
    again = Account.objects.exclude(pk=full.pk).get()
    assert comparable(again) == before
    contact = again.positions.get().contact
    assert set(contact.consents.values_list("state", flat=True)) == {"withdrawn"}


signs = st.characters(codec="utf-8", exclude_categories=["Cs"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(signs, min_size=1, max_size=60),
    note=st.text(signs, max_size=80),
    kind=st.sampled_from(["csv", "xlsx"]),
)
def test_any_text_survives_the_round(in_noor, huda, name, note, kind):
    """Names and notes as Sila stores them; entities apart, which an import reads as the signs they mean."""
    name, note = clean(name.replace("&", " "))[:200], clean(note.replace("&", " "), lines=True)
    if not fold(name):
        return  # an apostrophe alone names nobody: such a row is refused
    Account.objects.update(website="")  # of the example before
    made = Account.objects.create(
        name_en=name, description=note, website="https://round.example", currency="SAR"
    )
    exported = exports.EXPORTED["accounts"]
    found = Account.objects.filter(pk=made.pk)
    content = exports.export_at_once(exported, found, kind=kind, by=huda, query=QueryDict())
    Account.objects.filter(pk=made.pk).update(website="", name_en="gone")
    origin = import_content(huda, content, f"a.{kind}")
    again = origin.rows.get().account
    stored = again.name_en or again.name_ar
    assert (stored, again.description) == (name, note)


def test_contacts_are_exported_with_their_account(sign_in, huda, full):
    add_contact(by=huda, fields={"name_en": "Alone"})
    alone, salem = table(sign_in(huda).post(CONTACTS, {"format": "csv"}))
    assert (alone["Contact: name in English"], alone["Name in Arabic"]) == ("Alone", "")
    assert (salem["Contact: name in English"], salem["Name in Arabic"]) == ("Salem", "شركة النور")
    assert salem["Website"] == "https://noor.example"
    assert Event.objects.filter(verb="contacts.exported").exists()


def test_exported_contacts_imported_again_are_known(sign_in, in_noor, huda, full):
    content = sign_in(huda).post(CONTACTS, {"format": "csv"}).content
    import_content(huda, content)
    assert (Account.objects.count(), Contact.objects.count()) == (1, 1)


def test_an_export_asks_as_many_queries_for_many_as_for_few(
    sign_in, in_noor, huda, full, django_assert_max_num_queries
):
    for number in range(20):
        account = add_account(by=huda, fields={"name_en": f"C{number}"})
        set_tags(account, ["a", "b"])
        add_contact(by=huda, account=account, fields={"name_en": f"P{number}"})
    client = sign_in(huda)
    for page in (EXPORT, CONTACTS):
        with django_assert_max_num_queries(20):
            client.post(page)


# Long ones
@pytest.fixture
def long_list(in_noor, huda, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE_ROWS", 5)
    monkeypatch.setattr(exports, "BATCH_ROWS", 4)
    for number in range(11):
        add_account(by=huda, fields={"name_en": f"Company {number:02}", "annual_revenue_minor": number})


def finish(job):
    for _slice in range(30):
        jobs.run_slice(job.pk)
    job.refresh_from_db()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_list_is_a_job_with_a_file(sign_in, huda, salem, long_list, kind, monkeypatch):
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0)
    client = sign_in(huda)
    response = client.post(f"{EXPORT}?sort=-name&q=company", {"format": kind})
    assert response.status_code == 303
    job = Job.objects.get()
    assert response.headers["location"] == f"/w/noor/jobs/{job.number}/"
    finish(job)
    assert (job.state, job.result["rows"]) == (Job.State.DONE, 11)
    file = f"{EXPORT}{job.number}/"
    rows = table(client.get(file))
    assert [row["Name in English"] for row in rows] == [
        f"Company {number:02}" for number in range(10, -1, -1)
    ]
    assert float(rows[1]["Annual revenue"]) == 0.09
    assert KeptFile.objects.count() == 1, "the parts are forgotten"
    assert Event.objects.get(verb="accounts.exported").detail["rows"] == 11
    assert sign_in(salem).get(file).status_code == 404
    KeptFile.objects.update(expires_at="2020-01-01T00:00Z")
    assert client.get(file).status_code == 404


def test_asking_twice_while_it_runs_is_one_job(sign_in, huda, long_list):
    client = sign_in(huda)
    client.post(EXPORT, {"format": "csv"})
    client.post(EXPORT, {"format": "csv"})
    client.post(f"{EXPORT}?tier=A", {"format": "csv"})
    assert Job.objects.count() == 1


def test_a_part_that_was_written_twice_is_in_the_file_once(sign_in, huda, long_list):
    sign_in(huda).post(EXPORT, {"format": "csv"})
    job = Job.objects.get()
    slow = jobs._Slice(Job.objects.claim(job.pk))
    slow.kind.prepare(slow.job)
    Job.objects.update(lease_until="2020-01-01T00:00Z")
    finish(job)
    assert job.result["rows"] == 11
    KeptFile.objects.filter(name__startswith="part").update(expires_at="2020-01-01T00:00Z")
    assert KeptFile.objects.expired().count() == 1, "what the fallen worker left is swept"


def test_who_has_left_gets_no_file(sign_in, huda, mona, long_list):
    sign_in(mona).post(EXPORT, {"format": "csv"})
    mona.end(by=huda)
    job = Job.objects.get()
    finish(job)
    assert job.state == Job.State.FAILED


def test_a_list_too_long_for_excel_is_told(sign_in, huda, long_list, monkeypatch):
    monkeypatch.setattr(exports, "MOST_XLSX_ROWS", 6)
    response = sign_in(huda).post(EXPORT, {"format": "xlsx"})
    assert response.status_code == 400
    assert not Job.objects.exists()


def test_a_stranger_sees_no_job_and_no_file(sign_in, karim, huda, long_list):
    sign_in(huda).post(EXPORT, {"format": "csv"})
    job = Job.objects.get()
    finish(job)
    for address in (
        f"{EXPORT}{job.number}/",
        f"/w/noor/jobs/{job.number}/",
        f"/w/bahr/accounts/export/{job.number}/",
    ):
        assert sign_in(karim).get(address).status_code == 404
    with workspace(karim.workspace_id):
        assert not Job.objects.exists()
