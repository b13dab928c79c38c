"""The steps of an import as verbs: bring a file, read it, choose its columns, start, undo, forget the file."""

import tempfile
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from accounts.imports import sniffing
from accounts.imports.checking import fits
from accounts.imports.columns import BY_KEY, match_headings
from accounts.imports.custom import known_columns, known_headings
from accounts.imports.reading import Table, lines, read_table
from accounts.imports.trouble import Unreadable
from accounts.imports.undo import rows_to_undo
from accounts.models import Import
from lib.filetypes import shown_name
from timeline.jobs import start_job
from timeline.models import KeptFile
from timeline.services import record

# Larger files are read by the worker: a page must answer.
READ_AT_ONCE_BYTES = {sniffing.TEXT: 3 * 1024 * 1024, sniffing.SHEET: 1024 * 1024}
SAMPLE_ROWS = 200


class AlreadyStarted(Exception):
    """The columns of an import that runs cannot be changed."""


@transaction.atomic
def bring_file(file: BinaryIO, *, name: str, size: int, by, form_token=None) -> Import:
    """Take a file in. What could hurt is refused first (Unreadable); a form sent twice makes one import."""
    found = Import.objects.filter(form_token=form_token).first() if form_token else None
    if found:
        return found
    kind = sniffing.kind_of(file, size)
    origin = Import(file_name=shown_name(name), created_by=by, owner=by, form_token=form_token)
    if size <= READ_AT_ONCE_BYTES[kind]:
        with tempfile.TemporaryFile() as table:
            found = read_table(file, size, table)
            origin.upload = KeptFile.keep(file, name=origin.file_name, by=by)
            _take_table(origin, found, table)
    else:
        origin.upload = KeptFile.keep(file, name=origin.file_name, by=by)
        origin.save()
        origin.reading_job = start_job("accounts.read_import", by=by, total=1, **_about(origin))
        origin.save(update_fields=["reading_job"])
    return origin


def _about(origin: Import) -> dict:
    return {"import": origin.pk, "number": origin.number, "file": origin.file_name}


@transaction.atomic
def read_upload(origin: Import, **shape) -> None:
    """Read the kept file, in the shape that is said (encoding, delimiter, sheet); trouble is noted."""
    with origin.upload.content.open("rb") as file, tempfile.TemporaryFile() as table:
        try:
            found = read_table(file.file, origin.upload.size_bytes, table, **shape)
        except Unreadable as trouble:
            origin.trouble = {"code": trouble.code, "figures": trouble.figures}
            origin.save(update_fields=["trouble"])
            return
        _take_table(origin, found, table)


def _take_table(origin: Import, found: Table, table: BinaryIO) -> None:
    old = origin.table
    origin.table = KeptFile.keep(table, name=origin.file_name, by=origin.created_by)
    origin.trouble = {}
    origin.headings, origin.rows_count = found.headings, found.rows_count
    origin.encoding, origin.delimiter = found.encoding, found.delimiter
    origin.sheet, origin.sheets = found.sheet, found.sheets
    origin.mapping = guessed_mapping(origin, table)
    origin.save()
    if old:
        old.forget()


def guessed_mapping(origin: Import, table: BinaryIO) -> list[str]:
    """As a file with these headings was imported last; else headings by their names, and a column whose values
    say something else is left to a person."""
    custom = known_columns(origin.created_by)
    earlier = last_like(origin)
    if earlier is not None:
        return [key if key in BY_KEY or key in custom else "" for key in earlier.mapping]
    table.seek(0)
    sample = [cells for _row, cells in islice(lines(table), 1, SAMPLE_ROWS + 1)]
    mapping = match_headings(origin.headings, known_headings(custom))
    for place, key in enumerate(mapping):
        values = [cells[place] for cells in sample if len(cells) > place and cells[place].strip()]
        if key and not fits(key, values):
            mapping[place] = ""
    return mapping


def last_like(origin: Import) -> Import | None:
    """The last import of the workspace whose file had the same headings: its columns are remembered."""
    alike = Import.objects.filter(headings=origin.headings).exclude(job=None).exclude(pk=origin.pk)
    return alike.order_by("-pk").first()


@transaction.atomic
def choose_columns(
    origin: Import, *, mapping, owner, status, mode=Import.Mode.ADD, empty_clears=False
) -> None:
    locked = Import.objects.select_for_update().get(pk=origin.pk)
    if locked.has_begun:
        raise AlreadyStarted
    origin.mapping, origin.owner, origin.status = mapping, owner, status
    origin.mode, origin.empty_clears = mode, empty_clears
    origin.save(update_fields=["mapping", "owner", "status", "mode", "empty_clears"])


@transaction.atomic
def start_import(origin: Import, *, by) -> None:
    """Queue the import once, however often the button is pressed."""
    locked = Import.objects.select_for_update().get(pk=origin.pk)
    if not locked.has_begun:
        origin.job = start_job("accounts.import", by=by, total=origin.rows_count, **_about(origin))
        origin.save(update_fields=["job"])
        record("import.started", origin, by=by, file=origin.file_name, number=origin.number)


@transaction.atomic
def undo_import(origin: Import, *, by) -> None:
    locked = Import.objects.select_for_update().get(pk=origin.pk)
    if locked.undo_job_id is None and origin.is_over:
        total = rows_to_undo(origin).count()
        origin.undo_job = start_job("accounts.undo_import", by=by, total=total, **_about(origin))
        origin.save(update_fields=["undo_job"])


def forget_files(origin: Import) -> None:
    """Once the rows are in, the file is of no use to anybody and full of personal data."""
    files = [file for file in (origin.upload, origin.table) if file]
    origin.upload = origin.table = None
    origin.save(update_fields=["upload", "table"])
    for file in files:
        file.forget()
