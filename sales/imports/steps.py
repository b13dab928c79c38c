"""The steps of an import of purchases as verbs: bring a file, read it, start, undo, forget the file."""

import tempfile
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from accounts.imports import sniffing
from accounts.imports.reading import Table, lines, read_table
from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from lib.filetypes import shown_name
from sales.imports.columns import match
from sales.models import PurchaseImport
from timeline.jobs import start_job
from timeline.models import KeptFile
from timeline.services import record

READ, JOB, UNDO = "sales.read_purchases", "sales.import_purchases", "sales.undo_import"


@transaction.atomic
def bring_file(file: BinaryIO, *, name: str, size: int, by, form_token=None) -> PurchaseImport:
    """Take a file in. What could hurt is refused first (Unreadable); a large one is read by the worker."""
    found = PurchaseImport.objects.filter(form_token=form_token).first() if form_token else None
    if found:
        return found
    kind = sniffing.kind_of(file, size)
    origin = PurchaseImport(
        file_name=shown_name(name), created_by=by, currency=by.workspace.currency, form_token=form_token
    )
    if size <= READ_AT_ONCE_BYTES[kind]:
        with tempfile.TemporaryFile() as table:
            _take_table(origin, read_table(file, size, table), table)
    else:
        origin.upload = KeptFile.keep(file, name=origin.file_name, by=by)
        origin.save()
        origin.reading_job = start_job(READ, by=by, total=1, **_about(origin))
        origin.save(update_fields=["reading_job"])
    return origin


def _about(origin: PurchaseImport) -> dict:
    return {"import": origin.pk, "number": origin.number, "file": origin.file_name}


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
    origin.mapping = match(found.headings)
    # As a file with these headings was brought in last.
    alike = PurchaseImport.objects.filter(headings=found.headings).exclude(job=None).order_by("-pk").first()
    if alike is not None:
        origin.mapping, origin.source, origin.currency = alike.mapping, alike.source, alike.currency
        origin.status, origin.adds_customers = alike.status, alike.adds_customers
    origin.save()


def sample(origin: PurchaseImport, rows=3) -> list[list[str]]:
    with origin.table.content.open("rb") as table:
        return [cells for _row, cells in islice(lines(table), 1, rows + 1)]


@transaction.atomic
def start_import(origin: PurchaseImport, *, by, mapping, source, currency, status, adds_customers) -> None:
    """Queue it once, however often the button is pressed."""
    locked = PurchaseImport.objects.select_for_update(no_key=True).get(pk=origin.pk)
    if locked.has_begun or locked.table_id is None:
        return
    origin.mapping, origin.source, origin.currency = mapping, source, currency
    origin.status, origin.adds_customers = status, adds_customers
    origin.job = start_job(JOB, by=by, total=origin.rows_count, **_about(origin))
    origin.save(update_fields=["mapping", "source", "currency", "status", "adds_customers", "job"])
    record("purchaseimport.started", origin, by=by)


@transaction.atomic
def undo_import(origin: PurchaseImport, *, by) -> None:
    """Queue the undoing once; only of an import that is over."""
    locked = PurchaseImport.objects.select_for_update(no_key=True).get(pk=origin.pk)
    if locked.undo_job_id is None and origin.is_over:
        total = origin.purchases.count() + origin.customers_added
        origin.undo_job = start_job(UNDO, by=by, total=total, **_about(origin))
        origin.save(update_fields=["undo_job"])


def forget_files(origin: PurchaseImport) -> None:
    """Once the rows are in, the file is of no use to anybody and full of personal data."""
    files = [file for file in (origin.upload, origin.table) if file]
    origin.upload = origin.table = None
    origin.save(update_fields=["upload", "table"])
    for file in files:
        file.forget()
