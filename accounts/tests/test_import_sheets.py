"""The older Excel format and OpenDocument, as programs write them and as somebody might build them to hurt."""

import io
import time
import zipfile
from datetime import date
from html import escape

import pytest
import xlwt

from accounts.imports.trouble import Unreadable
from accounts.tests.test_import_reading import read, refused

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def xls(rows, *, sheets=("العملاء",)) -> bytes:
    """`rows` are cells by the place of their row."""
    book = xlwt.Workbook(encoding="utf-8")
    as_day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name in sheets:
        sheet = book.add_sheet(name)
        for place, cells in rows.items():
            for column, cell in enumerate(cells):
                sheet.write(place, column, cell, *([as_day] if isinstance(cell, date) else []))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def ods(rows, *, inside="", manifest="", extra=()) -> bytes:
    """A file as LibreOffice writes it, as far as a reader looks."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{inside if inside.startswith("<!") else ""}'
        f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="العملاء">{lines}{"" if inside.startswith("<!") else inside}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        book.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        book.writestr("content.xml", content)
        for name in extra:
            book.writestr(name, "x")
    return written.getvalue()


def test_an_old_excel_file_is_read_as_it_was_typed():
    rows = [
        ["الاسم", "الجوال", "منذ"],
        ["شركة النور", 501234567.0, date(2020, 5, 1)],
        ["Afaq & Co", "0551", ""],
    ]
    table, found, _target = read(xls(dict(enumerate(rows)), sheets=("العملاء", "أخرى")))
    assert (table.sheet, table.sheets, table.rows_count) == ("العملاء", ["العملاء", "أخرى"], 2)
    assert found == [
        ["الاسم", "الجوال", "منذ"],
        ["شركة النور", "501234567", "2020-05-01"],
        ["Afaq & Co", "0551"],
    ]


def test_an_open_document_is_read_as_it_was_typed():
    table, found, _target = read(ods([["الاسم", "City"], ["شركة النور & بنوه", "جدة"], ["Afaq", ""]]))
    assert (table.sheet, table.rows_count) == ("العملاء", 2)
    assert found == [["الاسم", "City"], ["شركة النور & بنوه", "جدة"], ["Afaq"]]


def test_an_old_excel_file_that_was_cut_off_is_damaged():
    whole = xls({0: ["Name"]} | {n: [f"Company {n}"] for n in range(1, 500)})
    for length in (600, len(whole) // 2):
        with refused("broken"):
            read(whole[:length])


def test_an_old_excel_file_that_reaches_too_far_is_refused():
    with refused("too_many_cells"):
        read(xls({0: ["Name"], 65_535: [""] * 255 + ["x"]}))


@pytest.mark.parametrize("what", ["columns", "rows"])
def test_an_open_document_that_repeats_itself_endlessly_hurts_nobody(what):
    cell = (
        '<table:table-cell table:number-columns-repeated="{}" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    if what == "columns":
        bomb = f"<table:table-row>{cell.format(1_000_000_000)}</table:table-row>"
    else:
        bomb = (
            f'<table:table-row table:number-rows-repeated="1000000000">{cell.format(100)}</table:table-row>'
        )
    began = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        read(ods([["Name"]], inside=bomb))
    assert caught.value.code in ("too_many_cells", "too_many_columns", "too_slow", "broken")
    assert time.monotonic() - began < 20


def test_an_open_document_with_entities_a_password_or_macros_is_refused():
    rows = [["Name"], ["Noor"]]
    with refused("suspicious"):
        read(ods(rows, inside='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'))
    with refused("password"):
        read(ods(rows, manifest="<manifest><manifest:encryption-data/></manifest>"))
    with refused("macros"):
        read(ods(rows, extra=("Basic/Standard/Module1.xml",)))
