"""The rows behind a number as a file: what stands in it, whose rows they are, short and long."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from reports import row_files
from reports.kpis import kpis
from reports.views import files
from timeline import jobs
from timeline.models import Event, Job, KeptFile
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/reports/revenue/rows/file/"
ASKED = f"{PAGE}?period=30d"


def table(answer) -> list[dict[str, str]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def sold(opened, customer, buys, salem, faisal):
    """Salem sold twice for 150.00, Faisal once for 50.00."""
    mine, other = customer("=Afaq Gulf"), customer("Bayan Trading", owner=faisal)
    buys(mine, 5, 9, amount_minor=15_000)
    buys(other, 4, amount_minor=5_000)
    return mine, other


@pytest.fixture
def long(monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE_ROWS", 1)
    monkeypatch.setattr(row_files, "BATCH_ROWS", 2)


def work_off(job):
    for _slice in range(10):
        jobs.run_slice(job.pk)
    job.refresh_from_db()
    return job


def test_the_columns_never_change_and_each_row_is_one_record(sign_in, huda, sold):
    assert ",".join(row_files.COLUMNS) == "customer_number,customer,record,record_number,on,amount,currency"
    answer = sign_in(huda).post(ASKED, {"format": "csv"})
    assert answer.content.startswith("\ufeffcustomer_number,".encode())
    rows = table(answer)
    assert sorted(row["amount"] for row in rows) == ["150.00", "150.00", "50.00"]
    assert {row["currency"] for row in rows} == {"SAR"}
    assert {row["customer"] for row in rows} == {"'=Afaq Gulf", "Bayan Trading"}
    assert {row["customer_number"] for row in rows} == {str(each.number) for each in sold}
    told = Event.objects.get(verb="report.rows_exported")
    assert (told.actor_id, told.detail["report"], told.detail["rows"]) == (huda.pk, "revenue", 3)


@pytest.mark.parametrize("is_long", [False, True])
def test_who_sees_a_part_of_the_customers_gets_their_rows(is_long, long, sign_in, salem, sold, monkeypatch):
    """In a job as they are when it runs: what was narrowed since then holds."""
    if not is_long:
        monkeypatch.setattr(files, "AT_ONCE_ROWS", 10)
        narrow(salem.workspace)
    visitor = sign_in(salem)
    answer = visitor.post(ASKED, {"format": "csv"})
    if is_long:
        narrow(salem.workspace)
        job = work_off(Job.objects.get(kind=row_files.JOB))
        answer = visitor.get(f"/w/noor/accounts/export/{job.number}/")
    assert answer.status_code == 200
    assert [row["customer"] for row in table(answer)] == ["'=Afaq Gulf"] * 2


def narrow(workspace):
    workspace.visibility = workspace.Visibility.TEAM
    workspace.save(update_fields=["visibility"])


def test_a_long_file_is_a_job_with_the_same_rows(long, sign_in, huda, sold, monkeypatch):
    visitor = sign_in(huda)
    answers = [visitor.post(ASKED, {"format": "csv"}) for _press in range(2)]
    job = Job.objects.get(kind=row_files.JOB)
    assert {answer["location"] for answer in answers} == {f"/w/noor/jobs/{job.number}/"}
    job = work_off(job)
    assert (job.state, job.done, job.total) == (Job.State.DONE, 3, 3)
    kept = table(visitor.get(f"/w/noor/accounts/export/{job.number}/"))
    monkeypatch.setattr(files, "AT_ONCE_ROWS", 10)
    assert kept == table(visitor.post(ASKED, {"format": "csv"}))
    assert KeptFile.objects.count() == 1
    assert Event.objects.filter(verb="report.rows_exported").count() == 2


def test_a_file_under_way_is_cancelled_and_leaves_nothing(long, sign_in, huda, sold):
    sign_in(huda).post(ASKED, {"format": "csv"})
    job = Job.objects.get(kind=row_files.JOB)
    jobs.cancel_job(job)
    assert work_off(job).state == Job.State.CANCELLED
    assert not KeptFile.objects.exists()
    assert not Event.objects.filter(verb="report.rows_exported").exists()


def test_who_may_no_longer_export_when_it_runs_gets_nothing(long, sign_in, salem, sold):
    sign_in(salem).post(ASKED, {"format": "csv"})
    salem.role = Role.VIEWER
    salem.save(update_fields=["role"])
    job = work_off(Job.objects.get(kind=row_files.JOB))
    assert job.state == Job.State.FAILED
    assert not KeptFile.objects.exists()


def test_no_rows_are_a_file_with_headings(sign_in, huda, sold):
    address = f"{PAGE}?period=own&first=2020-01-01&last=2020-01-31"
    answer = sign_in(huda).post(address, {"format": "csv"})
    assert answer.content.decode("utf-8-sig").splitlines() == [",".join(row_files.COLUMNS)]
    assert sign_in(huda).post(address, {"format": "xlsx"}).content.startswith(b"PK")


def test_a_workbook_has_amounts_as_numbers(sign_in, huda, sold):
    answer = sign_in(huda).post(ASKED, {"format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sorted(row[5] for row in rows[1:]) == [50, 150, 150]


def test_too_many_rows_for_a_workbook_are_told(long, sign_in, huda, sold, monkeypatch):
    monkeypatch.setattr(files, "MOST_XLSX_ROWS", 2)
    assert sign_in(huda).post(ASKED, {"format": "xlsx"}).status_code == 400
    assert not Job.objects.exists()


@pytest.mark.parametrize("key", [kpi.key for kpi in kpis])
def test_the_rows_of_every_number_are_a_file(key, sign_in, huda, sold):
    answer = sign_in(huda).post(f"/w/noor/reports/{key}/rows/file/?period=this_year", {"format": "csv"})
    assert answer.status_code == 200
    assert answer.content.startswith("\ufeffcustomer_number,".encode())


@pytest.mark.parametrize("name", ["huda", "faisal"])
def test_the_page_offers_the_files_to_those_who_may_export(name, request, sign_in, sold):
    answer = sign_in(request.getfixturevalue(name)).get("/w/noor/reports/revenue/rows/?period=30d")
    assert answer.status_code == 200
    assert (b"/reports/revenue/rows/file/?period=30d" in answer.content) == (name == "huda")


def test_odd_questions_get_a_plain_answer(sign_in, huda, reem, karim, sold):
    visitor = sign_in(huda)
    assert visitor.get(PAGE).status_code == 405
    assert visitor.post(PAGE, {"format": "pdf"}).status_code == 400
    assert visitor.post("/w/noor/reports/no-such/rows/file/", {"format": "csv"}).status_code == 404
    assert sign_in(reem).post(PAGE, {"format": "csv"}).status_code == 403
    assert sign_in(karim).post(PAGE, {"format": "csv"}).status_code == 404
