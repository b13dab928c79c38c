"""From the file that a person brought to a plain table: one JSON line a row, so that a Job can go on anywhere.

The first line is the heading, [row number, [cells]]; the others follow in order.
"""

import json
import os
import shutil
import subprocess  # nosec B404
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from accounts.imports import limits, sheet_reader, sniffing, text_reader
from accounts.imports.trouble import Unreadable
from timeline.jobs import GivenUp


@dataclass(frozen=True)
class Table:
    """What is known of a file once it is read."""

    kind: str  # sniffing.TEXT or SHEET
    headings: list[str]
    rows_count: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)


def read_table(file: BinaryIO, size: int, target: BinaryIO, *, encoding="", delimiter="", sheet="") -> Table:
    """Write the table of `file` to `target`. What is not said is guessed. Raises Unreadable, and nothing else."""
    kind = sniffing.kind_of(file, size)
    if kind == sniffing.SHEET:
        told = read_sheet(file, target, sheet)
        width, count, headings = _measured(target)
        return Table(kind, _headings(headings, width), count, sheet=told["sheet"], sheets=told["sheets"])
    shape = text_reader.guess_shape(file, encoding=encoding, delimiter=delimiter)
    for count, (row, cells) in enumerate(text_reader.records(file, shape)):
        if count > limits.MOST_ROWS:
            raise Unreadable("too_many_rows")
        _check(row, cells)
        target.write(as_line(row, cells))
    width, count, headings = _measured(target)
    return Table(kind, _headings(headings, width), count, encoding=shape.encoding, delimiter=shape.delimiter)


def as_line(row: int, cells: list[str]) -> bytes:
    while cells and not cells[-1].strip():
        cells.pop()
    return (json.dumps([row, cells], ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _check(row: int, cells: list[str]) -> None:
    if len(cells) > limits.MOST_COLUMNS and any(cells[limits.MOST_COLUMNS :]):
        raise Unreadable("too_many_columns", row=row)
    if any(len(cell) > limits.MOST_CHARACTERS for cell in cells):
        raise Unreadable("cell_too_long", row=row)


def _measured(table: BinaryIO) -> tuple[int, int, list[str]]:
    """The widest row, the number of rows below the heading, and the heading."""
    table.seek(0)
    width, rows = 0, 0
    headings: list[str] = []
    for _row, cells in lines(table):
        headings = headings or cells
        width = max(width, len(cells))
        rows += 1
    if not rows:
        raise Unreadable("empty")
    if rows == 1:
        raise Unreadable("no_rows")
    return width, rows - 1, headings


def _headings(headings: list[str], width: int) -> list[str]:
    return headings + [""] * (width - len(headings))


def lines(table: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    for line in iter(table.readline, b""):
        row, cells = json.loads(line)
        yield row, cells


Rows = list[tuple[int, list[str]]]


def next_rows(
    kept,
    cursor: dict,
    size: int,
    *,
    goes_on: Callable[[list[str], list[str]], bool] | None = None,
    most: int = 0,
) -> tuple[Rows, int]:
    """The next rows of a kept table and where those after them begin, as the cursor of a job says.

    What belongs to the last of them (`goes_on`, of the cells of two rows) comes with it, up to `most` rows more.
    GivenUp when the file is no longer kept.
    """
    try:
        table = kept.content.open("rb")
    except (AttributeError, FileNotFoundError) as error:
        raise GivenUp("file_gone") from error
    with table:
        table.seek(cursor.get("offset", 0))
        if "offset" not in cursor:
            next(lines(table))  # the heading
        rows, offset = list(islice(lines(table), size)), table.tell()
        if goes_on is None or not rows:
            return rows, offset
        for each in islice(lines(table), most):
            if not goes_on(rows[-1][1], each[1]):
                break
            rows.append(each)
            offset = table.tell()
    return rows, offset


def read_sheet(file: BinaryIO, target: BinaryIO, sheet: str) -> dict:
    """Let another process read the sheet, and take what it wrote."""
    with tempfile.TemporaryDirectory(prefix="sila-import-") as folder:
        source, written = Path(folder, "source"), Path(folder, "table")
        file.seek(0)
        with source.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        told = _run_reader(source, written, sheet)
        if "trouble" in told:
            raise Unreadable(told.pop("trouble"), **told)
        with written.open("rb") as table:
            shutil.copyfileobj(table, target)
        return told


def _run_reader(source: Path, written: Path, sheet: str) -> dict:
    figures = (
        limits.MOST_ROWS,
        limits.MOST_COLUMNS,
        limits.MOST_CHARACTERS,
        limits.MOST_CELLS,
        limits.READER_MEMORY_BYTES,
        limits.READER_SECONDS,
    )
    argv = [sys.executable, "-I", sheet_reader.__file__, str(source), str(written), sheet, *map(str, figures)]
    try:
        ended = subprocess.run(  # nosec B603
            argv,
            capture_output=True,
            timeout=limits.READER_SECONDS + 2,
            check=False,
            env={"PATH": os.defpath, "RUST_BACKTRACE": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow") from error
    if ended.returncode == 0:
        return json.loads(ended.stdout)
    # SIGXCPU or SIGKILL: out of time. SIGABRT: the parser asked for more memory than there may be.
    raise Unreadable("too_slow" if ended.returncode in (-9, -24) else "too_many_cells")
