"""The steps of an import as verbs: take a file in, read it, look at its first rows, begin."""

import tempfile
from collections.abc import Callable
from itertools import islice
from typing import BinaryIO, TypeVar

from django.db import transaction

from accounts.imports import sniffing
from accounts.imports.reading import lines, read_table
from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from accounts.models import BroughtFile
from lib.filetypes import shown_name
from timeline.jobs import start_job
from timeline.models import KeptFile
from timeline.services import record

Brought = TypeVar("Brought", bound=BroughtFile)


def taken_before(origin: Brought) -> Brought | None:
    """The import of the same form, sent twice."""
    token = origin.form_token
    return type(origin).objects.filter(form_token=token).first() if token else None


@transaction.atomic
def take_in(origin: Brought, file: BinaryIO, size: int, match: Callable[[list[str]], list[str]]) -> Brought:
    """Keep a new import and read its file.

    Raises Unreadable for what is none or too large to be read while somebody waits.
    """
    found = taken_before(origin)
    if found is not None:
        return found
    if size > READ_AT_ONCE_BYTES[sniffing.kind_of(file, size)]:
        raise Unreadable("too_many_cells")
    origin.file_name = shown_name(origin.file_name)
    with tempfile.TemporaryFile() as table:
        told = read_table(file, size, table)
        origin.table = KeptFile.keep(table, name=origin.file_name, by=origin.created_by)
    origin.headings, origin.rows_count = told.headings, told.rows_count
    origin.mapping = match(told.headings)
    origin.save()
    return origin


def sample(origin: BroughtFile, rows=3) -> list[list[str]]:
    with origin.table.content.open("rb") as table:
        return [cells for _row, cells in islice(lines(table), 1, rows + 1)]


def about(origin: BroughtFile) -> dict:
    """What a job is told of its import."""
    return {"import": origin.pk, "number": origin.number, "file": origin.file_name}


@transaction.atomic
def begin(origin: BroughtFile, job: str, *, by, **said) -> None:
    """Keep what was said of the file and queue its job, once, however often the button is pressed."""
    locked = type(origin).objects.select_for_update(no_key=True).get(pk=origin.pk)
    if locked.has_begun or locked.table_id is None:
        return
    for name, value in said.items():
        setattr(origin, name, value)
    origin.job = start_job(job, by=by, total=origin.rows_count, **about(origin))
    origin.save(update_fields=[*said, "job"])
    record(f"{origin._meta.model_name}.started", origin, by=by)
