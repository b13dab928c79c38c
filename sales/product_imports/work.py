"""The steps of an import of products as verbs, and its job."""

import tempfile
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.imports import sniffing
from accounts.imports.reading import lines, next_rows, read_table
from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from lib import formats
from lib.filetypes import shown_name
from sales.models import ProductImport
from sales.product_imports.columns import match
from sales.product_imports.rows import Row, read
from sales.product_imports.writing import REFUSED, keep_price, keep_product
from timeline.jobs import GivenUp, JobKind, start_job
from timeline.models import Job, KeptFile
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

BATCH_ROWS = 100
MOST_SHOWN, LONGEST_CELL = 200, 200
JOB = "sales.import_products"
COUNTS = ("added", "changed", "known", "refused")


@transaction.atomic
def bring_file(file, *, name, size, by, price_list=None, form_token=None) -> ProductImport:
    """Take a file in and read it. Raises Unreadable for what is none or too large to be read while somebody waits."""
    found = ProductImport.objects.filter(form_token=form_token).first() if form_token else None
    if found:
        return found
    if size > READ_AT_ONCE_BYTES[sniffing.kind_of(file, size)]:
        raise Unreadable("too_many_cells")
    currency = price_list.currency if price_list else by.workspace.currency
    origin = ProductImport(
        file_name=shown_name(name),
        created_by=by,
        currency=currency,
        price_list=price_list,
        form_token=form_token,
    )
    with tempfile.TemporaryFile() as table:
        told = read_table(file, size, table)
        origin.table = KeptFile.keep(table, name=origin.file_name, by=by)
    origin.headings, origin.rows_count = told.headings, told.rows_count
    origin.mapping = match(told.headings, is_of_list=price_list is not None)
    origin.save()
    return origin


def sample(origin, rows=3) -> list[list[str]]:
    with origin.table.content.open("rb") as table:
        return [cells for _row, cells in islice(lines(table), 1, rows + 1)]


@transaction.atomic
def start_import(origin, *, mapping, updates, by, currency="") -> None:
    """Queue it once, however often the button is pressed."""
    locked = ProductImport.objects.select_for_update(no_key=True).get(pk=origin.pk)
    if locked.has_begun or locked.table_id is None:
        return
    origin.mapping, origin.updates, origin.currency = mapping, updates, currency or origin.currency
    about = {"import": origin.pk, "number": origin.number, "file": origin.file_name}
    origin.job = start_job(JOB, by=by, total=origin.rows_count, **about)
    origin.save(update_fields=["mapping", "updates", "currency", "job"])
    record("productimport.started", origin, by=by)


class ImportingProducts(JobKind):
    label = _("Import of products")
    icon = "file-import"
    has_page_while_running = True

    def page(self, job):
        return "sales:product_import_one", {"number": job.arguments["number"]}

    def title(self, job):
        return f"{self.label}: {job.arguments['file']}"

    def origin(self, job) -> ProductImport:
        return ProductImport.objects.select_related("table", "price_list").get(pk=job.arguments["import"])

    def prepare(self, job):
        """The rows of the next batch, and where those after them begin."""
        with transaction.atomic():
            origin = self.origin(job)
        size = 1 if job.done < job.cursor.get("one_by_one_until", 0) else BATCH_ROWS
        return next_rows(origin.table, job.cursor, size)

    def batch(self, job, prepared):
        rows, offset = prepared
        origin, by = self.opened(job)
        with timezone.override(by.workspace.time_zone), formats.use(by.workspace.formats("ar")):
            for number, cells in rows:
                keep_row(origin, number, cells, by=by)
        return self.moved(job, origin, len(rows), offset)

    def opened(self, job):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not by.can(Permission.IMPORT):
            raise GivenUp("not_allowed")
        origin = self.origin(job)
        if origin.price_list is not None and origin.price_list.is_archived:
            raise GivenUp("not_allowed")
        return origin, by

    def moved(self, job, origin, count, offset) -> bool:
        origin.save(update_fields=[*COUNTS, "refused_rows"])
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
        for number, cells in rows:
            refuse(origin, number, cells, [["", "unexpected", ""]])
        return self.moved(job, origin, len(rows), offset)

    def ended(self, job):
        origin = self.origin(job)
        job.result = {name: getattr(origin, name) for name in COUNTS}
        record("productimport.ended", origin, by=job.created_by, **job.result)
        if job.state != Job.State.FAILED and origin.table is not None:
            table, origin.table = origin.table, None
            origin.save(update_fields=["table"])
            table.forget()


def keep_row(origin, number, cells, *, by) -> None:
    price_list = origin.price_list
    row: Row = read(origin.mapping, cells, currency=origin.currency, is_of_list=price_list is not None)
    if price_list is None:
        outcome = keep_product(row, by=by, updates=origin.updates)
    else:
        outcome = keep_price(row, price_list, by=by, updates=origin.updates)
    if outcome == REFUSED:
        refuse(origin, number, cells, row.problems)
    else:
        setattr(origin, outcome, getattr(origin, outcome) + 1)


def refuse(origin, number, cells, problems) -> None:
    origin.refused += 1
    if len(origin.refused_rows) < MOST_SHOWN:
        shown = [cell.replace("\0", "")[:LONGEST_CELL] for cell in cells]
        origin.refused_rows.append([number, problems, shown])
