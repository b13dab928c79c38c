"""The job of an import of complaints."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.bringing.steps import begin, take_in
from accounts.bringing.work import UNEXPECTED, BringingIn
from complaints.imports.columns import COLUMNS
from complaints.imports.rows import Reader
from complaints.imports.writing import Batch
from complaints.models import ComplaintImport
from lib import formats
from workspaces.roles import Permission

JOB = "complaints.import"
NEEDS = (Permission.IMPORT, Permission.HANDLE_COMPLAINTS)


def bring_file(file, *, name, size, by, form_token=None) -> ComplaintImport:
    origin = ComplaintImport(file_name=name, created_by=by, form_token=form_token)
    return take_in(origin, file, size, COLUMNS.match)


start_import = partial(begin, job=JOB)


class ImportingComplaints(BringingIn):
    label = _("Import of complaints")
    model = ComplaintImport
    related = ("table", "created_by__workspace")
    one_url = "complaints:import_one"
    # Filing holds the series of numbers until its batch is committed: other filings wait no longer than this takes.
    batch_rows = 25
    needs = NEEDS
    counts = ("added", "history", "known", "refused")

    def prepare(self, job):
        """The rows are read before the transaction that keeps them."""
        found, offset = super().prepare(job)
        with transaction.atomic():
            origin = self.origin(job)
        opened = origin.created_by.workspace
        with timezone.override(opened.time_zone), formats.use(opened.formats("ar")):
            reader = Reader(origin.mapping, opened.country)
            return [reader.read(number, cells) for number, cells in found], offset

    def keep_rows(self, origin, rows, *, by):
        Batch(origin, by).write(rows)

    def refuse_rows(self, origin, rows):
        for row in rows:
            origin.refuse(row.number, row.cells, [UNEXPECTED])
