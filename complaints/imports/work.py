"""The steps of an import of complaints as verbs, and its job."""

import tempfile
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.imports import sniffing
from accounts.imports.reading import lines, next_rows, read_table
from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from complaints.imports.columns import match
from complaints.imports.rows import Reader
from complaints.imports.writing import Batch, refuse
from complaints.models import ComplaintImport
from lib import formats
from lib.filetypes import shown_name
from timeline.jobs import GivenUp, JobKind, start_job
from timeline.models import Job, KeptFile
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

# Filing holds the series of numbers until its batch is committed: other filings wait for it no longer than this takes.
BATCH_ROWS = 25
JOB = "complaints.import"
COUNTS = ("added", "history", "known", "refused")
NEEDS = (Permission.IMPORT, Permission.HANDLE_COMPLAINTS)


@transaction.atomic
def bring_file(file, *, name, size, by, form_token=None) -> ComplaintImport:
    """Take a file in and read it. Raises Unreadable for what is none or too large to be read while somebody waits."""
    found = ComplaintImport.objects.filter(form_token=form_token).first() if form_token else None
    if found:
        return found
    if size > READ_AT_ONCE_BYTES[sniffing.kind_of(file, size)]:
        raise Unreadable("too_many_cells")
    origin = ComplaintImport(file_name=shown_name(name), created_by=by, form_token=form_token)
    with tempfile.TemporaryFile() as table:
        told = read_table(file, size, table)
        origin.table = KeptFile.keep(table, name=origin.file_name, by=by)
    origin.headings, origin.rows_count = told.headings, told.rows_count
    origin.mapping = match(told.headings)
    origin.save()
    return origin


def sample(origin, rows=3) -> list[list[str]]:
    with origin.table.content.open("rb") as table:
        return [cells for _row, cells in islice(lines(table), 1, rows + 1)]


@transaction.atomic
def start_import(origin, *, mapping, by, source="", resolution="", acknowledges=False) -> None:
    """Queue it once, however often the button is pressed."""
    locked = ComplaintImport.objects.select_for_update(no_key=True).get(pk=origin.pk)
    if locked.has_begun or locked.table_id is None:
        return
    origin.mapping, origin.source, origin.resolution = mapping, source, resolution
    origin.acknowledges = acknowledges
    about = {"import": origin.pk, "number": origin.number, "file": origin.file_name}
    origin.job = start_job(JOB, by=by, total=origin.rows_count, **about)
    origin.save(update_fields=["mapping", "source", "resolution", "acknowledges", "job"])
    record("complaintimport.started", origin, by=by)


class ImportingComplaints(JobKind):
    label = _("Import of complaints")
    icon = "file-import"
    has_page_while_running = True

    def page(self, job):
        return "complaints:import_one", {"number": job.arguments["number"]}

    def title(self, job):
        return f"{self.label}: {job.arguments['file']}"

    def origin(self, job) -> ComplaintImport:
        related = ("table", "created_by__workspace")
        return ComplaintImport.objects.select_related(*related).get(pk=job.arguments["import"])

    def prepare(self, job):
        """The rows of the next batch, read, and where those after them begin."""
        with transaction.atomic():
            origin = self.origin(job)
        size = 1 if job.done < job.cursor.get("one_by_one_until", 0) else BATCH_ROWS
        found, offset = next_rows(origin.table, job.cursor, size)
        opened = origin.created_by.workspace
        with timezone.override(opened.time_zone), formats.use(opened.formats("ar")):
            reader = Reader(origin.mapping, opened.country)
            return [reader.read(number, cells) for number, cells in found], offset

    def batch(self, job, prepared):
        rows, offset = prepared
        origin, by = self.opened(job)
        with timezone.override(by.workspace.time_zone):
            Batch(origin, by).write(rows)
        return self.moved(job, origin, len(rows), offset)

    def opened(self, job):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not all(by.can(each) for each in NEEDS):
            raise GivenUp("not_allowed")
        return self.origin(job), by

    def moved(self, job, origin, count, offset) -> bool:
        origin.save(update_fields=COUNTS)
        job.cursor = {**job.cursor, "offset": offset}
        job.done += count
        return count > 0 and job.done < job.total

    def step_over(self, job, error):
        """First the rows of the batch one by one; then the one that cannot be kept is refused."""
        if job.done >= job.cursor.get("one_by_one_until", 0):
            job.cursor["one_by_one_until"] = job.done + BATCH_ROWS
            return True
        rows, offset = self.prepare(job)
        origin, _by = self.opened(job)
        for row in rows:
            refuse(origin, row.number, row.cells, [["", "unexpected", ""]])
        return self.moved(job, origin, len(rows), offset)

    def ended(self, job):
        origin = self.origin(job)
        job.result = {name: getattr(origin, name) for name in COUNTS}
        record("complaintimport.ended", origin, by=job.created_by, **job.result)
        if job.state != Job.State.FAILED and origin.table is not None:
            table, origin.table = origin.table, None
            origin.save(update_fields=["table"])
            table.forget()
