"""Files as people bring them, and files that were built to hurt."""

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager, suppress

import pytest
import xlsxwriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts.imports import limits, reading
from accounts.imports.reading import lines, read_table
from accounts.imports.trouble import FIGURES, TEXTS, Unreadable, told
from lib.filetypes import shown_name


def read(content: bytes, **shape):
    target = io.BytesIO()
    table = read_table(io.BytesIO(content), len(content), target, **shape)
    target.seek(0)
    return table, [cells for _row, cells in lines(target)], target


@contextmanager
def refused(code):
    with pytest.raises(Unreadable) as caught:
        yield
    assert caught.value.code == code
    assert str(caught.value)


ARABIC = "الاسم,الهاتف\nشركة النور,0501234567\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (ARABIC.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + ARABIC.encode(), "utf-8"),
        (ARABIC.encode("cp1256"), "cp1256"),
        (ARABIC.encode("utf-16"), "utf-16"),
        ("Name,City\nUniversité,Nîmes\nCafé,Łódź".encode("cp1250"), "cp1252"),
    ],
)
def test_the_encoding_is_guessed(content, encoding):
    table, rows, _target = read(content)
    assert table.encoding == encoding
    if encoding != "cp1252":
        assert rows == [["الاسم", "الهاتف"], ["شركة النور", "0501234567"]]


def test_a_wrong_guess_can_be_put_right():
    table, rows, _target = read("Name\nZoë\n".encode("cp1252"), encoding="cp1252")
    assert (table.encoding, rows[1]) == ("cp1252", ["Zoë"])


def test_a_byte_that_went_wrong_is_told_with_its_row():
    content = "الاسم\n" + "شركة النور للتجارة\n" * 40
    broken = content.encode() + b"\xff\n" + content.encode()
    with pytest.raises(Unreadable) as caught:
        read(broken)
    assert (caught.value.code, caught.value.figures["row"]) == ("wrong_encoding", 42)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_guessed(delimiter):
    rows = [["الاسم", "المدينة", "ملاحظات"], ["النور, الرياض", "جدة; مكة", 'قال "نعم"'], ["آفاق", "", "x|y"]]
    text = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    table, found, _target = read(text.encode())
    assert (table.delimiter, found) == (delimiter, rows)


def test_excels_own_line_about_the_separator_is_no_heading():
    table, rows, _target = read(b"sep=;\r\nName;City\r\nNoor;Riyadh\r\n")
    assert (table.delimiter, rows[0], table.rows_count) == (";", ["Name", "City"], 1)


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    content = b'\nName,Note\n\nNoor,"two\nlines"\n\n,\nAfaq,\n'
    _table, _rows, target = read(content)
    target.seek(0)
    assert [(row, cells[0]) for row, cells in lines(target)] == [(2, "Name"), (4, "Noor"), (7, "Afaq")]


def test_one_column_is_a_table_too():
    table, rows, _target = read("الاسم\nالنور\nآفاق\n".encode())
    assert (table.headings, table.rows_count, rows[2]) == (["الاسم"], 2, ["آفاق"])


def test_a_row_that_is_wider_than_the_heading_widens_it():
    table, _rows, _target = read(b"Name\nNoor,Riyadh,x\n")
    assert table.headings == ["Name", "", ""]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"Name,City\n", "no_rows"),
        (b'Name,City\nNoor,"never closed\nAfaq,x\n', "open_quote"),
        (b"%PDF-1.7 ...", "not_text"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not_text"),
        (b"\x00\x01\x02\x03" * 400, "not_text"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "web_page"),
        (b'\xef\xbb\xbf  <?xml version="1.0"?><Workbook/>', "web_page"),
        (b"PK\x03\x04 not a zip at all", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        (b"Name\n" + b"x" * (limits.MOST_CHARACTERS + 1), "cell_too_long"),
        (b"Name\n" + b"x" * 5_000_000, "cell_too_long"),
        (b",".join([b"c"] * 2_000) + b"\n" + b",".join([b"1"] * 2_000), "too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(content, code):
    with refused(code):
        read(content)


def test_the_row_over_the_limit_refuses_the_file():
    with refused("too_many_rows"):
        read(b"Name\n" + b"x\n" * (limits.MOST_ROWS + 1))
    table, _rows, _target = read(b"Name\n" + b"x\n" * limits.MOST_ROWS)
    assert table.rows_count == limits.MOST_ROWS


def test_a_file_over_the_limit_is_refused_unread():
    with refused("too_large"):
        read_table(io.BytesIO(b"x"), limits.MOST_BYTES + 1, io.BytesIO())


def test_every_reason_can_be_told():
    for code in TEXTS:
        assert told(code, {"row": 3, "encoding": "UTF-8"})
    assert set(FIGURES) <= set(TEXTS)


# Spreadsheets
def workbook(rows=(("الاسم", "الجوال"), ("النور", 966501234567)), sheets=("Sheet",)) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return written.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, part)
    return written.getvalue()


def sheet_of(xml: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    source, written = io.BytesIO(workbook()), io.BytesIO()
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in book.infolist():
            part = xml.encode() if entry.filename == "xl/worksheets/sheet1.xml" else book.read(entry)
            copy.writestr(entry.filename, part)
    return written.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def test_a_workbook_is_read_and_figures_are_what_a_person_typed():
    table, rows, _target = read(
        workbook((("Name", "Phone", "Sum", "Yes"), ("النور", 966501234567, 12500.5, True)))
    )
    assert rows == [["Name", "Phone", "Sum", "Yes"], ["النور", "966501234567", "12500.5", "yes"]]
    assert (table.sheet, table.sheets) == ("Sheet", ["Sheet"])


def test_another_sheet_can_be_chosen():
    content = workbook(sheets=("الأول", "الثاني"))
    assert read(content)[0].sheet == "الأول"
    assert read(content, sheet="الثاني")[0].sheet == "الثاني"
    with refused("no_such_sheet"):
        read(content, sheet="nowhere")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_part(workbook(), "xl/vbaProject.bin", b"x"), "macros"),
        (with_part(workbook(), "xl/bomb.xml", b"0" * 60_000_000), "suspicious"),
        (
            with_part(workbook(), "xl/x.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'),
            "suspicious",
        ),
        (sheet_of(SHEET.format("<row><c t='inlineStr'><is><t>Name</t></is></c></row>")), "no_rows"),
        (sheet_of(SHEET.format("")), "empty"),
        (sheet_of("<worksheet"), "broken"),
        (b"PK\x05\x06" + b"\0" * 18, "not_text"),
    ],
)
def test_hostile_workbooks_are_refused(content, code):
    with refused(code):
        read(content)


def test_a_bomb_is_refused_at_once():
    cells = "<row>" + "<c t='inlineStr'><is><t>aaaaaaaaaa</t></is></c>" * 50 + "</row>"
    content = sheet_of(SHEET.format(cells * 40_000))
    assert len(content) < 700_000
    begun = time.monotonic()
    with refused("suspicious"):
        read(content)
    assert time.monotonic() - begun < 2


def test_a_zip_of_a_hundred_thousand_entries_is_refused_before_its_directory_is_read():
    written = io.BytesIO(workbook())
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFE, 0xFFFE, 9_000_000, 0, 0)
    with refused("suspicious"):
        read(written.getvalue()[:-22] + end)


def test_a_sheet_with_a_cell_in_the_last_row_and_column_does_not_take_the_process_along():
    """The parser asks for 500 GB and aborts: it does so in a process of its own."""
    far = "<row r='1'><c r='A1' t='inlineStr'><is><t>a</t></is></c></row>"
    far += "<row r='1048576'><c r='XFD1048576' t='inlineStr'><is><t>b</t></is></c></row>"
    begun = time.monotonic()
    with refused("too_many_cells"):
        read(sheet_of(SHEET.format(far)))
    assert time.monotonic() - begun < 10


def test_a_reader_that_takes_too_long_is_ended(monkeypatch):
    def never(*args, **kwargs):
        raise subprocess.TimeoutExpired(args[0], 1)

    monkeypatch.setattr(reading.subprocess, "run", never)
    with refused("too_slow"):
        read(workbook())


def test_the_reader_is_run_without_the_secrets_of_the_process(monkeypatch):
    seen = {}
    run = subprocess.run

    def watch(argv, **kwargs):
        seen.update(kwargs["env"])
        return run(argv, **kwargs)

    monkeypatch.setattr(reading.subprocess, "run", watch)
    read(workbook())
    assert not {"SECRET_KEY", "DATABASE_URL"} & seen.keys()
    assert sys.executable


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_the_reader_of_text_raises_nothing_but_its_own_error(content):
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return
    with suppress(Unreadable):
        table, rows, _target = read(content)
        assert table.rows_count == len(rows) - 1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_raises_nothing_but_the_readers_own_error(place, noise):
    whole = workbook()
    content = whole[: place % len(whole)] + noise + whole[place % len(whole) + len(noise) :]
    with suppress(Unreadable):
        read(content)


def trimmed(row):
    row = list(row)
    while row and not row[-1].strip():
        row.pop()
    return row


cell = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=20
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(cell, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_a_csv_writer_wrote_is_read_as_it_was(rows):
    table = [["Name", "City", "Note", "More"], *rows]
    written = [row for row in map(trimmed, table) if row]
    assume(len(written) > 1)
    text = "\r\n".join(",".join('"' + each.replace('"', '""') + '"' for each in row) for row in table)
    _found, read_rows, _target = read(text.encode(), encoding="utf-8", delimiter=",")
    assert read_rows == written


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\عملاء.xlsx", "عملاء.xlsx"),
        ("a\0b\u202ecsv.exe.csv", "abcsv.exe.csv"),
    ],
)
def test_the_name_of_a_file_is_shown_clean(name, shown):
    assert shown_name(name) == shown


def test_a_file_without_a_name_has_one_to_show():
    assert shown_name("") == shown_name("/") != ""


def test_a_very_long_name_is_cut():
    assert len(shown_name("ع" * 400 + ".xlsx")) <= 200
    assert shown_name("ع" * 400 + ".xlsx").endswith(".xlsx")
    assert os.path.splitext(shown_name("x.y.z"))[1] == ".z"
