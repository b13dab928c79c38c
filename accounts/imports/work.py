"""The three jobs of an import: read a large file, import its rows, undo it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.following import arrivals
from accounts.imports import steps
from accounts.imports.checking import CheckedRow, Checker
from accounts.imports.custom import known_columns
from accounts.imports.numbers import NumberStock
from accounts.imports.reading import Rows, next_rows
from accounts.imports.stages import known_stages
from accounts.imports.undo import undo_rows
from accounts.imports.writing import Batch
from accounts.models import Account, Contact, Import, ImportRow
from lib.text import fold
from timeline.jobs import GivenUp, JobKind
from timeline.models import Job
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

BATCH_ROWS = 1_000
# Each row that changes a customer goes through the verb of a form: no transaction may take long.
UPDATE_ROWS = 200


class AboutImport(JobKind):
    """A job about one import, shown on its page."""

    has_page_while_running = True

    def origin(self, job: Job) -> Import:
        imports = Import.objects.select_related(
            "created_by__user", "created_by__workspace", "table", "upload", "job"
        )
        return imports.get(pk=job.arguments["import"])

    def page(self, job):
        return "accounts:import_one", {"number": job.arguments["number"]}

    def title(self, job):
        return f"{self.label}: {job.arguments['file']}"


class Reading(AboutImport):
    label = _("Reading a file")
    icon = "file-import"
    is_told = False  # whoever brought the file looks at it

    def batch(self, job, prepared):
        steps.read_upload(self.origin(job))
        job.done = job.total
        return False


@dataclass
class Piece:
    """Rows read and checked before the transaction that writes them."""

    batch: Batch
    rows: list[CheckedRow]
    offset: int


class Importing(AboutImport):
    label = _("Import of customers")
    icon = "file-import"

    def prepare(self, job):
        with transaction.atomic():
            origin = self.origin(job)
            by = origin.created_by
            if not by.can(Permission.IMPORT):
                raise GivenUp("not_allowed")
            batch = Batch(
                origin=origin,
                numbers={kind: NumberStock(job.cursor.get(kind, [])) for kind in ("accounts", "contacts")},
                by=by,
            )
        read, offset = self._read(origin, job)
        with transaction.atomic():
            checker = checker_of(origin)
        rows = [checker.check(number, cells) for number, cells in read]
        batch.numbers["accounts"].fill(Account, sum(not row.refused for row in rows))
        batch.numbers["contacts"].fill(Contact, sum(bool(row.contact) for row in rows))
        return Piece(batch, rows, offset)

    def _read(self, origin: Import, job: Job) -> tuple[Rows, int]:
        rows = UPDATE_ROWS if origin.updates else BATCH_ROWS
        size = 1 if job.done < job.cursor.get("one_by_one_until", 0) else rows
        return next_rows(origin.table, job.cursor, size)

    def batch(self, job, prepared):
        prepared.batch.write(prepared.rows)
        stocks = {kind: stock.ranges for kind, stock in prepared.batch.numbers.items()}
        return self._moved(job, prepared.offset, len(prepared.rows), **stocks)

    def _moved(self, job: Job, offset: int, rows: int, **stocks) -> bool:
        job.cursor = {**job.cursor, "offset": offset, **stocks}
        job.done += rows
        return rows > 0 and job.done < job.total

    def step_over(self, job, error):
        """First the rows of the batch one by one; then the one row that cannot be written is refused."""
        if job.done >= job.cursor.get("one_by_one_until", 0):
            job.cursor["one_by_one_until"] = job.done + BATCH_ROWS
            return True
        origin = self.origin(job)
        rows, offset = self._read(origin, job)
        for number, cells in rows:
            ImportRow.objects.create(
                origin=origin,
                row_number=number,
                outcome=ImportRow.Outcome.REFUSED,
                reason="unexpected",
                cells=[cell.replace("\0", "") for cell in cells],
            )
        return self._moved(job, offset, len(rows))

    def ended(self, job):
        origin = self.origin(job)
        job.result = origin.counts()
        verb = {Job.State.DONE: "import.finished", Job.State.CANCELLED: "import.stopped"}.get(
            job.state, "import.failed"
        )
        record(verb, origin, by=origin.created_by, file=origin.file_name, number=origin.number, **job.result)
        for follow in arrivals:
            follow(by=origin.created_by)
        if job.state != Job.State.FAILED:
            steps.forget_files(origin)


class Undoing(AboutImport):
    label = _("Undoing an import")
    icon = "arrow-back-up"

    def batch(self, job, prepared):
        rows = undo_rows(self.origin(job), below=job.cursor.get("below"), by=job.created_by)
        job.done += len(rows)
        job.cursor = {"below": rows[-1] if rows else 0}
        return bool(rows)

    def ended(self, job):
        origin = self.origin(job)
        job.result = dict(
            origin.rows.exclude(undone="").order_by().values_list("undone").annotate(Count("pk"))
        )
        if job.state == Job.State.DONE:
            record("import.undone", origin, by=job.created_by, file=origin.file_name, **job.result)


def checker_of(origin: Import) -> Checker:
    workspace = origin.created_by.workspace
    return Checker(
        origin.headings,
        origin.mapping,
        workspace.country,
        workspace.currency,
        members(),
        known_stages(),
        updates=origin.updates,
        empty_clears=origin.updates and origin.empty_clears,
        custom_fields=known_columns(origin.created_by),
    )


def members() -> dict[str, int]:
    """Colleagues by e-mail address and name; a name that two have is nobody's."""
    found: dict[str, int] = {}
    twice = set()
    for pk, name, email in Membership.objects.active().values_list("pk", "user__name", "user__email"):
        found[fold(email)] = pk
        if fold(name) in found:
            twice.add(fold(name))
        found.setdefault(fold(name), pk)
    return {name: pk for name, pk in found.items() if name and name not in twice}


KINDS: dict[str, Any] = {
    "accounts.read_import": Reading(),
    "accounts.import": Importing(),
    "accounts.undo_import": Undoing(),
}
