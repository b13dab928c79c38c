"""The three jobs of an import of purchases: read a large file, bring its rows in, take them out again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.following import arrivals
from accounts.imports.numbers import NumberStock
from accounts.imports.reading import next_rows
from accounts.models import Account
from lib import formats
from sales.imports import steps
from sales.imports.rows import Reader
from sales.imports.undoing import undo_customers, undo_purchases
from sales.imports.writing import Batch
from sales.models import Purchase, PurchaseImport, PurchaseImportRow
from timeline.jobs import GivenUp, JobKind
from timeline.models import Job
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

BATCH_ROWS, MOST_LINES = 1_000, 500
STOCKS = {"accounts": Account, "purchases": Purchase}


class AboutImport(JobKind):
    """A job about one import, shown on its page."""

    has_page_while_running = True

    def origin(self, job: Job) -> PurchaseImport:
        related = ("table", "upload", "job", "created_by__workspace")
        return PurchaseImport.objects.select_related(*related).get(pk=job.arguments["import"])

    def page(self, job):
        return "sales:purchase_import_one", {"number": job.arguments["number"]}

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


class Importing(AboutImport):
    label = _("Import of purchases")
    icon = "file-import"

    def prepare(self, job):
        """The rows of the next batch, read and checked; a purchase of several lines is never cut in two."""
        with transaction.atomic():
            origin = self.origin(job)
        reader = reader_of(origin)
        size = 1 if job.done < job.cursor.get("one_by_one_until", 0) else BATCH_ROWS
        read, offset = next_rows(
            origin.table, job.cursor, size, goes_on=same_reference(reader), most=MOST_LINES
        )
        workspace = origin.created_by.workspace
        with timezone.override(workspace.time_zone), formats.use(workspace.formats("ar")):
            rows = [reader.read(number, cells) for number, cells in read]
        stocks = {kind: NumberStock(job.cursor.get(kind, [])) for kind in STOCKS}
        stocks["purchases"].fill(Purchase, len(rows))
        if origin.adds_customers:
            stocks["accounts"].fill(
                Account, len({(row.code, row.customer, row.email, row.phone) for row in rows})
            )
        return rows, offset, stocks

    def batch(self, job, prepared):
        rows, offset, stocks = prepared
        origin, by = self.opened(job)
        Batch(origin, by, stocks).write(rows)
        ranges = {kind: stock.ranges for kind, stock in stocks.items()}
        return self.moved(job, origin, len(rows), offset, **ranges)

    def opened(self, job):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not by.can(Permission.IMPORT):
            raise GivenUp("not_allowed")
        return self.origin(job), by

    def moved(self, job, origin, count, offset, **ranges) -> bool:
        origin.save(update_fields=["added", "known", "refused", "customers_added"])
        job.cursor = {**job.cursor, "offset": offset, **ranges}
        job.done += count
        return count > 0 and job.done < job.total

    def step_over(self, job, error):
        """First the purchases of the batch one by one; then the one that cannot be kept is refused."""
        if job.done >= job.cursor.get("one_by_one_until", 0):
            job.cursor["one_by_one_until"] = job.done + BATCH_ROWS
            return True
        rows, offset, stocks = self.prepare(job)
        origin = self.origin(job)
        for row in rows:
            PurchaseImportRow.objects.create(
                origin=origin,
                row_number=row.number,
                outcome=PurchaseImportRow.Outcome.REFUSED,
                problems=[["", "unexpected", ""]],
                cells=[cell.replace("\0", "") for cell in row.cells],
            )
        origin.refused += len(rows)
        return self.moved(
            job, origin, len(rows), offset, **{kind: stock.ranges for kind, stock in stocks.items()}
        )

    def ended(self, job):
        origin = self.origin(job)
        job.result = {
            name: getattr(origin, name) for name in ("added", "known", "refused", "customers_added")
        }
        record("purchaseimport.ended", origin, by=job.created_by, **job.result)
        if origin.customers_added:
            for follow in arrivals:
                follow(by=job.created_by)
        if job.state != Job.State.FAILED:
            steps.forget_files(origin)


def same_reference(reader: Reader):
    """Whether the row that comes next is another line of the purchase before it."""

    def goes_on(before, after) -> bool:
        reference = reader.reference(before)
        return bool(reference) and reference == reader.reference(after)

    return goes_on


def reader_of(origin: PurchaseImport) -> Reader:
    workspace = origin.created_by.workspace
    return Reader(origin.mapping, origin.currency or workspace.currency, origin.status, workspace.country)


class Undoing(AboutImport):
    label = _("Undoing an import of purchases")
    icon = "arrow-back-up"

    def batch(self, job, prepared):
        """Purchases first, and then the customers who came with them."""
        origin = self.origin(job)
        cursor: dict[str, Any] = job.cursor or {"step": "purchases", "below": None}
        if cursor["step"] == "purchases":
            seen = undo_purchases(origin, below=cursor["below"])
        else:
            seen = undo_customers(origin, by=job.created_by, below=cursor["below"])
        job.done = min(job.done + len(seen), job.total)
        if seen:
            job.cursor = {**cursor, "below": seen[-1]}
            return True
        job.cursor = {"step": "customers", "below": None}
        return cursor["step"] == "purchases"

    def ended(self, job):
        origin = self.origin(job)
        left = PurchaseImportRow.objects.filter(
            origin=origin, outcome=PurchaseImportRow.Outcome.CUSTOMER, account__isnull=False
        )
        job.result = {"purchases_left": origin.purchases.count(), "customers_left": left.count()}
        if job.state == Job.State.DONE:
            record("purchaseimport.undone", origin, by=job.created_by)


KINDS = {steps.READ: Reading(), steps.JOB: Importing(), steps.UNDO: Undoing()}
