"""Files for spreadsheet programs: no cell is a formula, and what went out comes back."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lib.spreadsheets import harmless, original, write_table

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A",
    "  =1+1",
    "'=1",
]


def as_csv(rows) -> list[list[str]]:
    written = io.BytesIO()
    write_table(written, rows, "csv", title="t", language="en")
    return list(csv.reader(io.StringIO(written.getvalue().decode("utf-8-sig"), newline="")))


def as_xlsx(rows, language="en") -> list[list]:
    written = io.BytesIO()
    write_table(written, rows, "xlsx", title="عملاء: [1]", language=language)
    written.seek(0)
    return CalamineWorkbook.from_filelike(written).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_would_run_does_not_and_comes_back(text):
    [[cell]] = as_csv([[text]])
    assert cell.startswith("'")
    assert original(cell) == text


@pytest.mark.parametrize("text", ["", "شركة النور", "a=b", "'quoted'", "5 - 3", "user@example.com", "٠٥٠"])
def test_other_cells_stay_as_they_are(text):
    assert harmless(text) == text == original(text)


@given(st.text())
def test_whatever_goes_out_comes_back(text):
    assert original(harmless(text)) == text
    assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_of_a_workbook_is_text_and_harmless(text):
    [_heading, [cell]] = as_xlsx([["h"], [text]])
    assert cell.startswith("'")


def test_a_workbook_keeps_phones_figures_and_days():
    rows = as_xlsx([["h", "", "", ""], ["+966 50 123 4567", Decimal("12500.50"), date(2024, 5, 1), 10**17]])
    assert rows[1] == ["+966 50 123 4567", 12500.5, date(2024, 5, 1), "100000000000000000"]


def test_a_workbook_takes_texts_that_xml_does_not():
    rows = as_xlsx([["h"], ["a\x0bb\x00c\ufffe" + "x" * 40_000]])
    assert rows[1][0].startswith("abc")
    assert len(rows[1][0]) == 32_767


def test_arabic_files_begin_on_the_right_and_csv_says_that_it_is_utf8():
    written = io.BytesIO()
    write_table(written, [["الاسم"]], "csv", title="t", language="ar")
    assert written.getvalue().startswith(b"\xef\xbb\xbf")
    assert as_xlsx([["الاسم"], ["النور"]], language="ar") == [["الاسم"], ["النور"]]
