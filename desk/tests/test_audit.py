"""The audit log: who may read it, what it shows, and that it can be taken away as a file."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from accounts import services
from desk import audit
from desk.views import audit as views
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Event, Job
from timeline.services import record
from workspaces.demo import past_event
from workspaces.models import Workspace
from workspaces.roles import Role
from workspaces.services import change_workspace, invite

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/w/noor/settings/audit/"


@pytest.fixture
def in_office(huda):
    with workspace(huda.workspace_id):
        yield huda


@pytest.fixture
def afaq(in_office, salem):
    return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "city": "Jeddah"})


def lines(client, query=""):
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return [(line.actor, line.happened, line.subject) for line in answer.context["lines"]]


def shown(client, query=""):
    return re.sub(r"\s+", " ", strip_tags(client.get(f"{PAGE}{query}").content.decode()))


def test_only_who_leads_the_workspace_reads_it(sign_in, huda, mona, salem, faisal, reem, karim):
    assert sign_in(huda).get(PAGE).status_code == 200
    for member in (mona, salem, faisal, reem):
        client = sign_in(member)
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}export/").status_code == 403
        assert "settings/audit" not in client.get("/w/noor/settings/profile/").content.decode()
    assert sign_in(karim).get(PAGE).status_code == 404
    assert sign_in(huda).post(PAGE).status_code == 405


def test_it_tells_who_did_what_to_which_record_with_both_values(sign_in, in_office, salem, afaq):
    with transaction.atomic():
        afaq.city = "Riyadh"
        services.change_account(afaq, by=salem, read_version=1, changed=["city"])
    text = shown(sign_in(in_office))
    assert "edited this account City: from Jeddah to Riyadh سالم Afaq Gulf" in text


def test_settings_and_roles_are_told_with_both_values(sign_in, in_office, salem, mona):
    with transaction.atomic():
        opened = Workspace.objects.get()
        opened.calendar, opened.country = "both", "AE"
        change_workspace(opened, by=in_office, changed=["calendar", "country"])
    with transaction.atomic():
        salem.change(by=in_office, role=Role.AGENT, reports_to=mona)
    text = shown(sign_in(in_office))
    assert "Calendar: from Gregorian to Both calendars" in text
    assert "Country: from Saudi Arabia to United Arab Emirates" in text
    assert "Role: from Account manager to Agent" in text


def test_it_is_narrowed_by_person_verb_record_and_period(sign_in, in_office, salem, mona, afaq):
    with transaction.atomic():
        other = services.add_account(by=mona, fields={"name_en": "Basma"})
        afaq.archive(by=mona)
        invite(email="new@noor.example", role=Role.AGENT, by=in_office)
    client = sign_in(in_office)
    assert lines(client, f"?person={salem.number}") == [("سالم", "added this account", "Afaq Gulf")]
    assert [line[1] for line in lines(client, "?verb=account.archived")] == ["archived this account"]
    assert [line[0] for line in lines(client, "?verb=colleagues")] == ["هدى"]
    assert {line[2] for line in lines(client, "?q=basma")} == {"Basma"}
    assert {line[2] for line in lines(client, f"?q={other.number}")} == {"Basma"}
    assert lines(client, "?q=nobody") == []
    assert "Nothing matches" in shown(client, "?q=nobody")
    assert len(lines(client, f"?person={mona.number}&verb=account.archived&q=afaq")) == 1


def test_days_are_those_of_the_workspace(sign_in, in_office, afaq):
    # 21:30 UTC on the first is half past midnight of the second in Riyadh.
    with transaction.atomic():
        at = datetime(2025, 3, 1, 21, 30, tzinfo=UTC)
        past_event("account.archived", afaq, by=in_office, at=at).save()
    client = sign_in(in_office)
    archived = [("هدى", "archived this account", "Afaq Gulf")]
    assert lines(client, "?since=2025-03-02&until=2025-03-02") == archived
    assert lines(client, "?since=1/9/1446&until=2/9/1446&verb=account.archived") == archived
    assert lines(client, "?until=2025-03-01") == []
    assert lines(client, "?since=0001-01-01&until=9999-12-31")
    assert "This filter is left out." in shown(client, "?since=never")
    assert (
        client.get(f"{PAGE}?since=never&until=2025-99-99&person=77&verb=x&sort=y&after=z").status_code == 200
    )


def test_an_import_is_one_line_until_somebody_asks_for_a_record(sign_in, in_office, salem, afaq):
    with transaction.atomic():
        for row in range(3):
            record("account.imported", afaq, by=salem, is_part=True, file="a.csv", row=str(row))
    client = sign_in(in_office)
    assert [line[1] for line in lines(client)] == ["added this account"]
    assert len(lines(client, "?q=afaq")) == 4


def test_an_import_is_told_with_its_counts(sign_in, in_office, salem, afaq):
    counts = {"created": 4980, "twin": 20, "updated": 7, "known": 12, "refused": 8}
    with transaction.atomic():
        record("import.finished", afaq, by=salem, file="a.csv", **counts)
    expected = "imported a.csv: 5,000 added, 7 updated, 12 known already, 8 refused"
    assert lines(sign_in(in_office))[0][1].replace("\u2068", "").replace("\u2069", "") == expected


def test_pages_go_on_by_key_in_as_many_queries_as_before(sign_in, in_office, salem, afaq):
    client = sign_in(in_office)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    def archive(times):
        with transaction.atomic():
            for place in range(times):
                record("account.archived", afaq, by=[salem, in_office][place % 2])

    archive(60)
    asked()
    few = asked()
    archive(60)
    assert asked() == few
    seen, query = 0, ""
    while query is not None:
        page = client.get(f"{PAGE}{query}").context["page"]
        seen, query = seen + len(page.rows), page.next_url or None
    with transaction.atomic():
        assert seen == Event.objects.count()


def test_it_is_taken_away_as_a_file_and_that_is_noted(sign_in, in_office, salem, afaq):
    with transaction.atomic():
        afaq.city = "=1+1"
        services.change_account(afaq, by=salem, read_version=1, changed=["city"])
    client = sign_in(in_office)
    answer = client.post(f"{PAGE}export/?person={salem.number}", {"format": "csv"})
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["When", "Done by", "What happened"]
    assert rows[1][1:] == [
        "سالم", "edited this account", "account", "Afaq Gulf", "1", "City", "Jeddah", "'=1+1",
    ]  # fmt: skip
    assert client.post(f"{PAGE}export/", {"format": "xlsx"}).content[:2] == b"PK"
    assert client.post(f"{PAGE}export/", {"format": "exe"}).status_code == 400
    assert lines(client)[0][1] == "exported 3 lines of the audit log (Excel)"


def test_a_long_one_is_a_job(sign_in, in_office, salem, afaq, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE_EVENTS", 10)
    monkeypatch.setattr(audit, "BATCH_ROWS", 20)
    with transaction.atomic():
        for _place in range(45):
            record("account.archived", afaq, by=salem)
    client = sign_in(in_office)
    gone_to = client.post(f"{PAGE}export/?sort=at", {"format": "csv"})["Location"]
    again = client.post(f"{PAGE}export/?sort=at", {"format": "csv"})["Location"]
    assert gone_to == again
    with transaction.atomic():
        job = Job.objects.get()
    run_slice(job.pk)
    text = client.get(f"/w/noor/accounts/export/{job.number}/").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 47
    assert [row[2] for row in rows[1:3]] == ["added this account", "archived this account"]
    assert sign_in(salem).get(f"/w/noor/accounts/export/{job.number}/").status_code == 404
    with transaction.atomic():
        assert not job_parts()


def job_parts():
    from timeline.models import KeptFile

    return KeptFile.objects.filter(name__startswith="part of job")


def test_who_no_longer_leads_gets_no_file_from_a_job_that_waits(in_office, salem, afaq):
    from django.http import QueryDict

    with transaction.atomic():
        job = audit.start_export(kind="csv", sort=audit.SORTS[0], by=in_office, query=QueryDict())
        type(in_office).objects.filter(pk=in_office.pk).update(role=Role.MANAGER)
    run_slice(job.pk)
    with transaction.atomic():
        job.refresh_from_db()
        assert (job.state, job.error) == (Job.State.FAILED, "not_allowed")
