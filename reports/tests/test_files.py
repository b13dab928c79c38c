"""Reports as files: what stands in them, whose numbers they are, and who gets them."""

import csv
import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from django.http import QueryDict
from django.utils import timezone
from python_calamine import CalamineWorkbook

from reports.asking import Asked
from reports.boards import EXECUTIVE, MINE
from reports.kpis import kpis
from reports.papers import asked_of_board, paper_of_board, paper_of_kpi
from reports.printing import made, print_paper, worded
from reports.sheets import COLUMNS, csv_of, xlsx_of
from timeline.models import Event

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/reports/"


def query_of(text=""):
    return QueryDict(text)


def rows_of(content: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def sold(opened, customer, buys, salem, faisal):
    """Salem sold for 300.00, Faisal for 50.00; all of it within the last days."""
    mine, other = customer("Afaq Gulf"), customer("Bayan Trading", owner=faisal)
    buys(mine, 5, 9, amount_minor=15_000)
    buys(other, 4, amount_minor=5_000)
    return mine, other


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
@pytest.mark.parametrize("path", ["file/?board=executive", "revenue/file/?period=this_year&split=tier"])
def test_a_report_is_a_file_and_that_is_recorded(kind, path, sign_in, huda, sold):
    answer = sign_in(huda).post(f"{PAGE}{path}", {"format": kind})
    assert answer.status_code == 200
    starts = {"pdf": b"%PDF", "xlsx": b"PK", "csv": "\ufeffkpi,".encode()}
    assert answer.content.startswith(starts[kind])
    assert answer["Content-Disposition"].startswith("attachment")
    told = Event.objects.get(verb="report.exported")
    assert (told.actor_id, told.detail["format"]) == (huda.pk, kind)


def test_the_columns_for_analysis_never_change(sold, huda):
    assert ",".join(COLUMNS) == (
        "kpi,period_start,period_end,grain,split,part,numerator,denominator,value,unit,currency,n,as_of"
    )
    paper = paper_of_kpi(kpis.get("revenue"), Asked(huda, query_of("period=30d")), "manager")
    rows = rows_of(csv_of(paper))
    whole = rows[0]
    today = timezone.localdate()
    assert whole["kpi"] == "revenue"
    assert whole["period_end"] == today.isoformat()
    assert (whole["value"], whole["numerator"], whole["unit"]) == ("350.00", "35000", "money")
    assert (whole["currency"], whole["n"], whole["split"], whole["grain"]) == ("SAR", "3", "", "days")
    by_manager = {row["part"]: row["value"] for row in rows if row["split"] == "manager"}
    assert sorted(by_manager.values()) == ["300.00", "50.00"]
    assert {row["grain"] for row in rows if not row["split"]} == {"days", "month"}


def test_who_sees_a_part_of_the_customers_gets_their_numbers(sold, faisal):
    faisal.workspace.visibility = faisal.workspace.Visibility.TEAM
    faisal.workspace.save(update_fields=["visibility"])
    paper = paper_of_kpi(kpis.get("revenue"), Asked(faisal, query_of("period=30d")))
    assert rows_of(csv_of(paper))[0]["value"] == "50.00"
    assert faisal.user.name in paper.whose


def test_filters_of_the_address_and_of_the_board_hold(sold, huda, salem):
    paper = paper_of_board(MINE, asked_of_board(huda, query_of("period=30d"), MINE))
    assert {row["value"] for row in rows_of(csv_of(paper)) if row["kpi"] == "revenue"} == {"0.00"}
    of_salem = asked_of_board(huda, query_of(f"period=30d&manager={salem.number}"), EXECUTIVE)
    found = {kpi.key: found for kpi, found in paper_of_board(EXECUTIVE, of_salem).numbers}
    assert found["revenue"].now.amount == 30_000
    assert "acquisition-cost" not in found


def test_a_workbook_has_values_and_definitions(sign_in, huda, sold):
    answer = sign_in(huda).post(f"{PAGE}revenue/file/?period=30d", {"format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    values, definitions = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    assert values[1][6] == 350
    assert "revenue" in {row[3] for row in definitions if len(row) > 3}


@pytest.mark.parametrize(("language", "is_from_the_right"), [("ar", True), ("en", False)])
def test_an_arabic_workbook_is_read_from_the_right(language, is_from_the_right, sold, huda):
    written = xlsx_of(paper_of_kpi(kpis.get("revenue"), Asked(huda, query_of())), language)
    for sheet in ("sheet1", "sheet2"):
        inside = zipfile.ZipFile(io.BytesIO(written)).read(f"xl/worksheets/{sheet}.xml")
        assert (b'rightToLeft="1"' in inside) == is_from_the_right


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_pdf_has_pages_in_each_language(language, sold, huda):
    paper = paper_of_board(EXECUTIVE, asked_of_board(huda, query_of(), EXECUTIVE))
    made = print_paper(paper, language)
    assert made.startswith(b"%PDF")
    assert int(re.search(rb"/Count (\d+)", made)[1]) >= 2


def test_nobody_without_the_permission_takes_numbers_away(sign_in, reem, karim, sold):
    for path in ("file/", "revenue/file/"):
        assert sign_in(reem).post(f"{PAGE}{path}", {"format": "csv"}).status_code == 403
        assert sign_in(karim).post(f"{PAGE}{path}", {"format": "csv"}).status_code == 404
    assert not Event.objects.filter(verb="report.exported").exists()


def test_odd_questions_get_a_plain_answer(sign_in, huda, sold):
    visitor = sign_in(huda)
    assert visitor.get(f"{PAGE}file/").status_code == 405
    assert visitor.post(f"{PAGE}file/", {"format": "exe"}).status_code == 400
    assert visitor.post(f"{PAGE}no-such-number/file/", {"format": "exe"}).status_code == 404
    assert visitor.post(f"{PAGE}acquisition-cost/file/?tier=A", {"format": "csv"}).status_code == 403
    assert not Event.objects.filter(verb="report.exported", detail__format="exe").exists()


def test_each_page_of_a_pdf_is_drawn(sold, huda):
    """As a picture: nothing that people typed is code of the page."""
    sold[0].name_ar = sold[0].name_en = '#panic() $x$ "\\'
    sold[0].save()
    paper = paper_of_board(EXECUTIVE, asked_of_board(huda, query_of(), EXECUTIVE))
    words = worded(paper, "ar") | {"title": '#panic() $x$ "\\', "whose": '#include "/etc/passwd"'}
    drawn = made(words, format="png", ppi=40.0)
    assert all(page.startswith(b"\x89PNG") for page in (drawn if isinstance(drawn, list) else [drawn]))
    if folder := os.environ.get("PICTURES"):
        for language in ("ar", "en"):
            for number, page in enumerate(made(worded(paper, language), format="png", ppi=70.0)):
                (Path(folder) / f"{language}{number}.png").write_bytes(page)
