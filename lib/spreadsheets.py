"""Files for spreadsheet programs: CSV and XLSX that open in Arabic and English and run nobody's formulas.

A cell that a spreadsheet would take for a formula gets an apostrophe in front; `original` takes it off again, so
what was exported comes back as it was. Source of the signs: OWASP, CSV injection; the full-width ones are what
Excel accepts on East Asian systems.
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone

FORMULA_STARTS = "=+\\-@＝＋－＠﹦﹢﹣﹫\t\r\n"
_formula = re.compile(rf"'*[ \u00a0\u3000]*[{FORMULA_STARTS}]")
_phone = re.compile(r"\+[0-9][0-9 ()-]{5,30}")
_unwritable = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

LONGEST_CELL = 32_767
EXACT_IN_A_FLOAT = 10**15
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if _formula.match(text) else text


def original(text: str) -> str:
    """What `harmless` was given; a text that it did not make stays as it is."""
    return text[1:] if text.startswith("'") and _formula.match(text[1:]) else text


def csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as CSV in UTF-8, without the byte-order mark that only the first of them has."""
    written = io.StringIO()
    csv.writer(written).writerows([[_csv_cell(cell) for cell in row] for row in rows])
    return written.getvalue().encode()


def write_csv(file: BinaryIO, rows: Iterable[Iterable[Any]]) -> None:
    """With the mark by which Excel knows UTF-8."""
    file.write("\ufeff".encode())
    for row in rows:
        file.write(csv_lines([row]))


def write_xlsx(file: BinaryIO, rows: Iterable[Iterable[Any]], *, title: str, right_to_left: bool) -> None:
    """The first row is the heading."""
    write_sheets(file, [(title, rows)], right_to_left=right_to_left)


def write_sheets(
    file: BinaryIO, sheets: Iterable[tuple[str, Iterable[Iterable[Any]]]], *, right_to_left: bool
) -> None:
    """A title and rows for each sheet, the first row of each being its heading."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for title, rows in sheets:
            sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or None)
            if right_to_left:
                sheet.right_to_left()
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 60, 22)
            for number, row in enumerate(rows):
                for column, cell in enumerate(map(_local, row)):
                    style = moment if isinstance(cell, datetime) else day
                    _write_cell(sheet, number, column, cell, style if number else heading)


def write_table(
    file: BinaryIO, rows: Iterable[Iterable[Any]], kind: str, *, title: str, language: str
) -> None:
    """`kind` is csv or xlsx."""
    if kind == "csv":
        write_csv(file, rows)
    else:
        write_xlsx(file, rows, title=title, right_to_left=language.startswith("ar"))


def _local(cell: Any) -> Any:
    """A moment by the clocks of the workspace, to the minute: cells know no time zones."""
    is_moment = isinstance(cell, datetime) and timezone.is_aware(cell)
    return timezone.localtime(cell).replace(tzinfo=None, second=0, microsecond=0) if is_moment else cell


def _csv_cell(cell: Any) -> str:
    cell = _local(cell)
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _write_cell(sheet, number, column, cell, style):
    if cell is None or cell == "":
        return
    if isinstance(cell, date) and cell.year >= 1900:
        sheet.write_datetime(number, column, cell, style)
    elif isinstance(cell, int | Decimal) and abs(cell) < EXACT_IN_A_FLOAT:
        sheet.write_number(number, column, cell)
    else:
        text = _unwritable.sub("", str(cell))
        # A phone is no formula in a cell of text, and people should see it as they dial it.
        text = text if _phone.fullmatch(text) else harmless(text)
        sheet.write_string(number, column, text[:LONGEST_CELL], style if number == 0 else None)
