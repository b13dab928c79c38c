"""The three jobs of an import of purchases: read a large file, bring its rows in, take them out again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.bringing.work import UNEXPECTED, AboutFile, BringingIn
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
from timeline.models import Job
from timeline.services import record

MOST_LINES = 500
STOCKS = {"accounts": Account, "purchases": Purchase}


class AboutImport(AboutFile):
    model = PurchaseImport
    related = ("table", "upload", "job", "created_by__workspace")
    one_url = "sales:purchase_import_one"


class Reading(AboutImport):
    label = _("Reading a file")
    is_told = False  # whoever brought the file looks at it

    def batch(self, job, prepared):
        steps.read_upload(self.origin(job))
        job.done = job.total
        return False


class Importing(AboutImport, BringingIn):
    label = _("Import of purchases")
    batch_rows = 1_000
    counts = ("added", "known", "refused", "customers_added")

    def prepare(self, job):
        """The rows of the next batch, read and checked; a purchase of several lines is never cut in two."""
        with transaction.atomic():
            origin = self.origin(job)
        reader = reader_of(origin)
        read, offset = next_rows(
            origin.table, job.cursor, self.size(job), goes_on=same_reference(reader), most=MOST_LINES
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

    def keep_rows(self, origin, rows, stocks, *, by):
        Batch(origin, by, stocks).write(rows)

    def carried(self, stocks):
        return {kind: stock.ranges for kind, stock in stocks.items()}

    def refuse_rows(self, origin, rows):
        for row in rows:
            origin.refuse(row.number, row.cells, [UNEXPECTED])

    def ended(self, job):
        super().ended(job)
        if job.result["customers_added"]:
            for follow in arrivals:
                follow(by=job.created_by)


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
            seen = undo_purchases(origin, by=job.created_by, below=cursor["below"])
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
