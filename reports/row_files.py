"""The rows behind a number as a file: at once, or as a job where there are many. The columns of the CSV never change
(docs/reports.md)."""

import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exports import BATCH_ROWS, KEPT_DAYS, Exporting, rows_of_parts
from lib import formats
from lib.spreadsheets import write_table
from reports.asking import Asked
from reports.kpis import kpis
from reports.kpis.base import ALL, PART, Kpi
from reports.records import completed, rows_of
from timeline.jobs import GivenUp, start_job
from timeline.models import Job, KeptFile
from timeline.services import record
from workspaces.roles import Permission

JOB = "reports.rows"
COLUMNS = ("customer_number", "customer", "record", "record_number", "on", "amount", "currency")


def which_of(kpi: Kpi, query: QueryDict) -> str:
    """Every row, or those alone that the number counts of them."""
    return PART if query.get("rows") == PART and kpi.part_name else ALL


def found_of(kpi: Kpi, asked: Asked) -> QuerySet:
    return kpi.records(asked.scope, asked.period, which_of(kpi, asked.query))


def ordered(found: QuerySet) -> QuerySet:
    """As the page has them, with what they are told by."""
    return completed(found.order_by("-pk"))


def cells_of(records: Iterable[Any]) -> Iterator[list[Any]]:
    for row in rows_of(records):
        account = row.account
        yield [
            account.number if account else "",
            account.name if account else "",
            row.text,
            row.number or "",
            row.on or "",
            "" if row.value is None else row.value,
            row.currency,
        ]


def headings(kind: str) -> list[str]:
    """For programs the same in every language, for people in theirs."""
    if kind == "csv":
        return list(COLUMNS)
    return [
        _("Customer number"),
        _("Customer"),
        _("Record"),
        _("Number of the record"),
        _("When"),
        _("Amount"),
        _("Currency"),
    ]


def write_rows(file, kpi: Kpi, rows: Iterable[list[Any]], kind: str) -> None:
    language = translation.get_language() or "ar"
    write_table(file, with_headings(rows, kind), kind, title=str(kpi.name), language=language)


def with_headings(rows: Iterable[list[Any]], kind: str) -> Iterator[list[Any]]:
    yield headings(kind)
    yield from rows


def file_name(kpi: Kpi, kind: str) -> str:
    return f"{kpi.name} {timezone.localdate():%Y-%m-%d}.{kind}"


def note_export(key: str, *, by, query: str, kind: str, rows: int) -> None:
    record("report.rows_exported", by, by=by, report=key, filter=query[:500], format=kind, rows=rows)


def file_at_once(kpi: Kpi, asked: Asked, kind: str) -> bytes:
    rows = list(cells_of(ordered(found_of(kpi, asked))))
    written = io.BytesIO()
    write_rows(written, kpi, rows, kind)
    note_export(kpi.key, by=asked.membership, query=asked.query.urlencode(), kind=kind, rows=len(rows))
    return written.getvalue()


def start_file(kpi: Kpi, asked: Asked, kind: str, total: int) -> Job:
    """The job of this very file: pressed twice while it waits or runs, it is one. Its days stay those of today."""
    by = asked.membership
    arguments = {
        "kpi": kpi.key,
        "query": asked.query.urlencode(),
        "today": asked.today.isoformat(),
        "format": kind,
        "language": translation.get_language() or "ar",
    }
    running = Job.objects.open().filter(kind=JOB, created_by=by, arguments=arguments).first()
    return running or start_job(JOB, by=by, total=total, **arguments)


@contextmanager
def in_the_words_of(job: Job, by):
    """A worker writes the file as its reader reads the page, by the days of the workspace."""
    language, opened = job.arguments["language"], by.workspace
    shown = formats.use(opened.formats(language))
    with translation.override(language), timezone.override(opened.time_zone), shown:
        yield


class RowsExporting(Exporting):
    label = gettext_lazy("Rows behind a number")

    def title(self, job):
        kpi = kpis.get(job.arguments["kpi"])
        return f"{self.label}: {kpi.name}" if kpi else self.label

    def _read(self, job, by):
        kpi = kpis.get(job.arguments["kpi"])
        if kpi is None or not by.can(Permission.VIEW_CUSTOMERS) or not by.can(kpi.permission):
            raise GivenUp("not_allowed")
        with in_the_words_of(job, by):
            today = date.fromisoformat(job.arguments["today"])
            asked = Asked(by, QueryDict(job.arguments["query"]), today=today)
            if not kpi.is_for(asked.scope):
                raise GivenUp("not_allowed")
            found = found_of(kpi, asked)
            if job.cursor.get("last"):
                found = found.filter(pk__lt=job.cursor["last"][0])
            page = list(ordered(found)[:BATCH_ROWS])
            rows = list(cells_of(page))
        return rows, [page[-1].pk] if len(page) == BATCH_ROWS else None

    def _put_together(self, job):
        kpi, kind = kpis.get(job.arguments["kpi"]), job.arguments["format"]
        if kpi is None:
            raise GivenUp("not_allowed")
        parts = [KeptFile.objects.get(pk=pk) for pk in job.cursor["parts"]]
        with in_the_words_of(job, job.created_by), tempfile.TemporaryFile() as written:
            rows = rows_of_parts(headings(kind), parts)
            language = job.arguments["language"]
            write_table(written, rows, kind, title=str(kpi.name), language=language)
            kept = KeptFile.keep(written, name=file_name(kpi, kind), by=job.created_by, days=KEPT_DAYS)
        job.result = {"file": kept.pk, "rows": job.done}

    def _note(self, job):
        asked = job.arguments
        note_export(
            asked["kpi"], by=job.created_by, query=asked["query"], kind=asked["format"], rows=job.done
        )
