"""The steps of an import of purchases as verbs: bring a file, read it, start, undo."""

import tempfile
from functools import partial
from typing import BinaryIO

from django.db import transaction

from accounts.bringing.steps import about, begin, taken_before
from accounts.imports import sniffing
from accounts.imports.reading import Table, read_table
from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from lib.filetypes import shown_name
from sales.imports.columns import COLUMNS
from sales.models import PurchaseImport
from timeline.jobs import start_job
from timeline.models import KeptFile

READ, JOB, UNDO = "sales.read_purchases", "sales.import_purchases", "sales.undo_import"


@transaction.atomic
def bring_file(file: BinaryIO, *, name: str, size: int, by, form_token=None) -> PurchaseImport:
    """Take a file in. What could hurt is refused first (Unreadable); a large one is read by the worker."""
    origin = PurchaseImport(
        file_name=shown_name(name), created_by=by, currency=by.workspace.currency, form_token=form_token
    )
    found = taken_before(origin)
    if found is not None:
        return found
    if size <= READ_AT_ONCE_BYTES[sniffing.kind_of(file, size)]:
        with tempfile.TemporaryFile() as table:
            _take_table(origin, read_table(file, size, table), table)
    else:
        origin.upload = KeptFile.keep(file, name=origin.file_name, by=by)
        origin.save()
        origin.reading_job = start_job(READ, by=by, total=1, **about(origin))
        origin.save(update_fields=["reading_job"])
    return origin


@transaction.atomic
def read_upload(origin: PurchaseImport) -> None:
    """Read the kept file; trouble is noted."""
    with origin.upload.content.open("rb") as file, tempfile.TemporaryFile() as table:
        try:
            found = read_table(file.file, origin.upload.size_bytes, table)
        except Unreadable as trouble:
            origin.trouble = {"code": trouble.code, "figures": trouble.figures}
            origin.save(update_fields=["trouble"])
            return
        _take_table(origin, found, table)


def _take_table(origin: PurchaseImport, found: Table, table: BinaryIO) -> None:
    origin.table = KeptFile.keep(table, name=origin.file_name, by=origin.created_by)
    origin.headings, origin.rows_count = found.headings, found.rows_count
    origin.mapping = COLUMNS.match(found.headings)
    # As a file with these headings was brought in last.
    alike = PurchaseImport.objects.filter(headings=found.headings).exclude(job=None).order_by("-pk").first()
    if alike is not None:
        origin.mapping, origin.source, origin.currency = alike.mapping, alike.source, alike.currency
        origin.status, origin.adds_customers = alike.status, alike.adds_customers
    origin.save()


start_import = partial(begin, job=JOB)


@transaction.atomic
def undo_import(origin: PurchaseImport, *, by) -> None:
    """Queue the undoing once; only of an import that is over."""
    locked = PurchaseImport.objects.select_for_update(no_key=True).get(pk=origin.pk)
    if locked.undo_job_id is None and origin.is_over:
        total = origin.purchases.count() + origin.customers_added
        origin.undo_job = start_job(UNDO, by=by, total=total, **about(origin))
        origin.save(update_fields=["undo_job"])
