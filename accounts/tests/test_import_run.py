"""An import from the uploaded file to its last row: every row ends once, and nothing is done twice."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from accounts import services
from accounts.imports import steps, work
from accounts.imports.undo import rows_to_undo
from accounts.merging.services import merge
from accounts.models import (
    Account,
    AccountStatus,
    AccountTag,
    Consent,
    Contact,
    Import,
    ImportRow,
    Position,
    Tag,
)
from accounts.services import change_account, place_contact
from lib.tenancy.state import workspace
from timeline import jobs
from timeline.models import Event, Job, KeptFile

pytestmark = pytest.mark.django_db
Outcome = ImportRow.Outcome

CUSTOMERS = """Company,Website,Phone,Contact,Mobile,Tags
Noor,https://noor.example,0112345678,Salem,0551234567,مهم
Noor,https://www.NOOR.example,,Mona,0551234568,
NOOR,https://other.example,,,,
,https://nameless.example,,,,
Afaq,not a site,,,,
"""


def brought(by, text=CUSTOMERS, name="customers.csv", **options):
    content = text.encode()
    return steps.bring_file(io.BytesIO(content), name=name, size=len(content), by=by, **options)


def finish(job):
    for _slice in range(50):
        jobs.run_slice(job.pk)
        job.refresh_from_db()
        if job.is_over:
            return job
    raise AssertionError("the job does not end")


def imported(by, text=CUSTOMERS, **options) -> Import:
    origin = brought(by, text, **options)
    steps.start_import(origin, by=by)
    finish(origin.job)
    origin.refresh_from_db()
    return origin


def undone(origin, by):
    steps.undo_import(origin, by=by)
    assert finish(origin.undo_job).state == Job.State.DONE, origin.undo_job.error
    return dict(origin.rows.exclude(undone="").values_list("row_number", "undone"))


def outcomes(origin):
    return dict(origin.rows.order_by("row_number").values_list("row_number", "outcome"))


def test_every_row_ends_exactly_once(in_noor, huda):
    origin = imported(huda)
    assert origin.job.state == Job.State.DONE
    assert outcomes(origin) == {
        2: Outcome.CREATED,
        3: Outcome.KNOWN,
        4: Outcome.TWIN,
        5: Outcome.REFUSED,
        6: Outcome.CREATED,
    }
    assert origin.job.result == {"created": 2, "twin": 1, "updated": 0, "known": 1, "refused": 1}
    assert sum(origin.counts().values()) == origin.rows_count == 5


def test_accounts_come_with_all_that_a_form_would_have_made(in_noor, huda):
    imported(huda)
    noor = Account.objects.get(website="https://noor.example")
    assert (noor.name_en, noor.phone_e164, noor.owner, noor.created_by) == (
        "Noor",
        "+966112345678",
        huda,
        huda,
    )
    assert (noor.version, noor.currency, noor.source, noor.status) == (1, "SAR", "import", "prospect")
    assert [status.status for status in noor.statuses.all()] == ["prospect"]
    assert [str(tagging) for tagging in noor.taggings.all()] == ["مهم"]
    people = list(noor.positions.order_by("pk").values_list("contact__name_en", "is_primary"))
    assert people == [("Salem", True), ("Mona", False)]
    assert sorted(Account.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert set(Event.objects.about(noor).values_list("verb", flat=True)) == {
        "account.imported",
        "contact.imported",
    }
    assert Account.objects.matching("noor").count() == 2


def test_a_likely_duplicate_points_at_whom_it_resembles(in_noor, huda):
    origin = imported(huda)
    row = origin.rows.get(outcome=Outcome.TWIN)
    assert row.account != row.twin == Account.objects.get(website="https://noor.example")


def test_a_refused_row_keeps_what_was_written_and_others_do_not(in_noor, huda):
    origin = imported(huda)
    assert origin.rows.get(row_number=5).cells == ["", "https://nameless.example"]
    assert origin.rows.exclude(cells=None).count() == 1
    assert origin.rows.get(row_number=6).problems == [["website", "website", "not a site"]]


def test_the_same_file_again_creates_nothing(in_noor, huda):
    imported(huda, "Name,Website\nNoor,noor.example\nAfaq,afaq.example\n")
    again = imported(huda, "Name,Website\nNoor,noor.example\nAfaq,afaq.example\n")
    assert set(outcomes(again).values()) == {Outcome.KNOWN}
    assert Account.objects.count() == 2


def test_the_files_are_forgotten_once_the_rows_are_in(in_noor, huda, django_capture_on_commit_callbacks):
    origin = brought(huda)
    paths = [origin.upload.content.name, origin.table.content.name]
    assert all(
        default_storage.exists(path) and path.startswith(f"workspaces/{in_noor.pk}/") for path in paths
    )
    steps.start_import(origin, by=huda)
    with django_capture_on_commit_callbacks(execute=True):
        finish(origin.job)
    assert not KeptFile.objects.exists()
    assert not any(default_storage.exists(path) for path in paths)


def test_a_file_sent_twice_is_one_import_and_started_twice_is_one_job(in_noor, huda):
    token = "7d4b2a7e-55a5-4c1e-9a44-3d9d6e9c1f11"
    first, second = brought(huda, form_token=token), brought(huda, form_token=token)
    assert first == second
    steps.start_import(first, by=huda)
    steps.start_import(second, by=huda)
    assert Job.objects.filter(kind="accounts.import").count() == 1
    with pytest.raises(steps.AlreadyStarted):
        steps.choose_columns(first, mapping=[], owner=None, status="prospect")


def test_a_large_file_is_read_by_the_worker(in_noor, huda, monkeypatch):
    monkeypatch.setattr(steps, "READ_AT_ONCE_BYTES", dict.fromkeys(steps.READ_AT_ONCE_BYTES, 10))
    origin = brought(huda)
    assert origin.headings == []
    finish(origin.reading_job)
    origin.refresh_from_db()
    assert (origin.rows_count, origin.mapping[0]) == (5, "name")


def test_a_large_file_that_cannot_be_read_says_so(in_noor, huda, monkeypatch):
    monkeypatch.setattr(steps, "READ_AT_ONCE_BYTES", dict.fromkeys(steps.READ_AT_ONCE_BYTES, 10))
    origin = brought(huda, 'Name,City\nNoor,"open\n')
    finish(origin.reading_job)
    origin.refresh_from_db()
    assert origin.trouble == {"code": "open_quote", "figures": {"row": 2}}


def many(count):
    return "Name,Website\n" + "".join(f"Company {n},https://c{n}.example\n" for n in range(count))


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(work, "BATCH_ROWS", 10)


def test_a_stopped_import_says_how_far_it_came_and_the_next_one_goes_on(
    in_noor, huda, small_batches, monkeypatch
):
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0)
    origin = brought(huda, many(35))
    steps.start_import(origin, by=huda)
    jobs.run_slice(origin.job.pk)
    jobs.cancel_job(origin.job)
    finish(origin.job)
    assert (origin.job.state, origin.job.done, Account.objects.count()) == (Job.State.CANCELLED, 10, 10)
    assert Event.objects.get(verb="import.stopped").detail["created"] == 10
    again = imported(huda, many(35))
    assert again.counts() == {"created": 25, "twin": 0, "updated": 0, "known": 10, "refused": 0}
    assert Account.objects.count() == 35


def test_numbers_run_on_through_batches_and_few_are_lost(in_noor, huda, small_batches):
    imported(huda, many(25))
    assert sorted(Account.objects.values_list("number", flat=True)) == list(range(1, 26))
    imported(huda, many(28))
    assert max(Account.objects.values_list("number", flat=True)) < 26 + 3 + 10


def test_a_batch_done_by_a_worker_that_lost_its_lease_leaves_nothing(in_noor, huda, small_batches):
    origin = brought(huda, many(15))
    steps.start_import(origin, by=huda)
    slow = jobs._Slice(Job.objects.claim(origin.job.pk))
    Job.objects.filter(pk=origin.job.pk).update(lease_until="2020-01-01T00:00Z")
    finish(origin.job)
    with pytest.raises(jobs.LeaseLost):
        slow.next_batch()
    assert (Account.objects.count(), origin.rows.count()) == (15, 15)


def test_a_row_that_cannot_be_written_is_refused_and_the_others_are_in(
    in_noor, huda, small_batches, monkeypatch
):
    write = work.Batch.write

    def poisoned(self, rows):
        if any(row.account.get("name_en") == "Company 13" for row in rows):
            raise RuntimeError("poison")
        write(self, rows)

    monkeypatch.setattr(work.Batch, "write", poisoned)
    origin = imported(huda, many(25))
    assert origin.job.state == Job.State.DONE
    assert origin.counts() == {"created": 24, "twin": 0, "updated": 0, "known": 0, "refused": 1}
    refused = origin.rows.get(outcome=Outcome.REFUSED)
    assert (refused.reason, refused.cells[0]) == ("unexpected", "Company 13")


def test_a_file_that_vanished_fails_the_import_and_says_so(in_noor, huda):
    origin = brought(huda)
    default_storage.delete(origin.table.content.name)
    steps.start_import(origin, by=huda)
    finish(origin.job)
    assert (origin.job.state, origin.job.error) == (Job.State.FAILED, "file_gone")
    assert Event.objects.filter(verb="import.failed").exists()


def test_who_may_no_longer_import_does_not(in_noor, huda, salem):
    origin = brought(salem)
    steps.start_import(origin, by=salem)
    salem.end(by=huda)
    finish(origin.job)
    assert (origin.job.state, Account.objects.count()) == (Job.State.FAILED, 0)


def test_owner_parent_and_industry_are_found_by_name(in_noor, huda, salem):
    text = "Name,Account manager,Parent account,Industry\nHead,سالم,,تجارة\nBranch,nobody,head,تجاره\n"
    origin = imported(huda, text)
    head, branch = Account.objects.order_by("number")
    assert (head.owner, branch.owner, branch.parent) == (salem, huda, head)
    assert head.industry == branch.industry
    assert origin.rows.get(row_number=3).problems == [["owner", "member", "nobody"]]


def test_an_unknown_parent_is_told_and_no_ring_is_made(in_noor, huda):
    origin = imported(huda, "Name,Parent account\nA,B\nB,A\nC,C\n")
    assert Account.objects.exclude(parent=None).count() == 1
    assert sorted(row.row_number for row in origin.rows.exclude(problems=[])) == [2, 4]


def test_opting_out_reaches_those_who_are_known_already(in_noor, huda):
    head = "Name,Website,Contact,Opted out\n"
    imported(huda, head + "Noor,noor.example,Salem,\n")
    assert not Consent.objects.exists()
    imported(huda, head + "Noor,noor.example,Salem,yes\n")
    assert set(Consent.objects.values_list("state", "channel").distinct()) == {
        ("withdrawn", channel) for channel in ("email", "phone", "sms", "whatsapp")
    }
    imported(huda, head + "Noor,noor.example,Salem,yes\n")
    assert Consent.objects.count() == 4
    assert Contact.objects.count() == 1


def test_a_colleagues_customer_is_known_but_gets_no_contact(in_noor, noor, huda, mona, salem):
    noor.visibility = "team"
    noor.save()
    imported(huda, "Name,Website\nNoor,noor.example\n")
    salem.workspace = noor
    origin = imported(salem, "Name,Website,Contact\nNoor,noor.example,Spy\n")
    row = origin.rows.get()
    assert (row.outcome, row.problems) == (Outcome.KNOWN, [["contact_name", "not_yours", "Spy"]])
    assert not Contact.objects.exists()


# Undo
def test_undo_takes_back_what_nobody_touched(in_noor, huda):
    origin = imported(huda)
    assert set(undone(origin, huda).values()) == {"removed"}
    for model in (Account, Contact, Position, AccountStatus, AccountTag):
        assert not model.objects.exists()
    assert (origin.rows.count(), Tag.objects.count()) == (5, 1)
    assert Event.objects.filter(verb="account.deleted").count() == 3
    assert Event.objects.get(verb="import.undone").detail["removed"] == 4
    assert not rows_to_undo(origin).exists()


def test_undo_keeps_what_was_changed_and_what_others_need(in_noor, huda):
    origin = imported(huda, many(4))
    changed, needed, parent, free = Account.objects.order_by("number")
    changed.city = "جدة"
    change_account(changed, by=huda, read_version=1, changed=["city"])
    place_contact(Contact.objects.create(name_en="New", created_by=huda), needed, by=huda)
    Account.objects.create(name_en="Branch", parent=parent)
    assert undone(origin, huda) == {2: "changed", 3: "needed", 4: "needed", 5: "removed"}
    assert not Account.objects.filter(pk=free.pk).exists()
    assert Account.objects.count() == 4


def test_undo_keeps_the_account_of_a_contact_that_was_changed(in_noor, huda):
    origin = imported(huda, "Name,Contact\nNoor,Salem\n")
    contact = Contact.objects.get()
    contact.archive(by=huda)
    assert undone(origin, huda) == {2: "changed"}


def test_undo_takes_a_contact_back_from_an_account_that_was_there_before(in_noor, huda):
    imported(huda, "Name,Website\nNoor,noor.example\n")
    origin = imported(huda, "Name,Website,Contact,Opted out\nNoor,noor.example,Salem,yes\n")
    assert Consent.objects.count() == 4
    assert undone(origin, huda) == {2: "removed"}
    assert (Account.objects.count(), Contact.objects.count(), Consent.objects.count()) == (1, 0, 0)


def test_undo_in_batches_and_twice_is_one_undo(in_noor, huda, monkeypatch):
    monkeypatch.setattr("accounts.imports.undo.BATCH_ROWS", 7)
    origin = imported(huda, many(30))
    steps.undo_import(origin, by=huda)
    job = origin.undo_job
    steps.undo_import(origin, by=huda)
    assert origin.undo_job == job
    finish(job)
    assert (job.done, Account.objects.count()) == (30, 0)


def test_an_import_that_still_runs_cannot_be_undone(in_noor, huda):
    origin = brought(huda)
    steps.start_import(origin, by=huda)
    steps.undo_import(origin, by=huda)
    assert origin.undo_job is None


def test_forget_consents_reaches_no_other_workspace(noor, bahr, huda, karim):
    with workspace(bahr.pk):
        theirs = Contact.objects.create(name_en="Theirs")
        Consent.objects.create(
            contact=theirs, channel="email", purpose="marketing", state="given", wording="w", source="s"
        )
    with workspace(noor.pk), connection.cursor() as cursor:
        cursor.execute("SELECT forget_consents(%s)", [[theirs.pk]])
    with workspace(bahr.pk):
        assert Consent.objects.count() == 1


@pytest.mark.parametrize("visibility", ["all", "team"])
def test_the_number_of_a_merged_customer_means_the_one_it_is_a_part_of(noor, in_noor, salem, visibility):
    one, other = (services.add_account(by=salem, fields={"name_en": "Afaq", "owner": salem}) for _ in "ab")
    merge(one, other, by=salem)
    noor.visibility = visibility
    noor.save()
    by = type(salem).objects.select_related("workspace", "user").get(pk=salem.pk)
    origin = imported(by, f"Sila number,Company\n{other.number},Afaq\n")
    assert outcomes(origin) == {2: Outcome.KNOWN}
    assert origin.rows.get().account == one
