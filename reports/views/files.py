"""A dashboard or a KPI as a file: PDF to read, Excel to go on with, CSV for programs; and the rows behind a KPI."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.exports import AT_ONCE_ROWS, MOST_XLSX_ROWS
from lib.http import to_page
from lib.spreadsheets import CONTENT_TYPES
from reports import row_files
from reports.asking import Asked
from reports.boards import boards, usual_board
from reports.papers import Paper, asked_of_board, paper_of_board, paper_of_kpi
from reports.printing import print_paper
from reports.sheets import csv_of, xlsx_of
from reports.views.kpis import find_kpi
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

TYPES = {"pdf": "application/pdf", **CONTENT_TYPES}


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def board_file(request):
    """POST answers with the dashboard that the address asks for."""
    board = boards.get(request.GET.get("board", ""), usual_board(request.membership))
    if request.POST.get("format") not in TYPES:
        return unknown_format()
    asked = asked_of_board(request.membership, request.GET, board)
    return answered(request, paper_of_board(board, asked), board.key)


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def kpi_file(request, key):
    """POST answers with this number, over time and by its parts."""
    kpi = find_kpi(request, key)
    if request.POST.get("format") not in TYPES:
        return unknown_format()
    asked = Asked(request.membership, request.GET)
    if not kpi.is_for(asked.scope):
        raise PermissionDenied
    return answered(request, paper_of_kpi(kpi, asked, request.GET.get("split", "")), kpi.key)


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def kpi_rows_file(request, key):
    """POST answers with the rows behind this number: at once, or as a job where there are many."""
    kpi = find_kpi(request, key)
    kind = request.POST.get("format")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    asked = Asked(request.membership, request.GET)
    if not kpi.is_for(asked.scope) or not request.membership.can(Permission.VIEW_CUSTOMERS):
        raise PermissionDenied
    total = row_files.found_of(kpi, asked).order_by().count()
    if total <= AT_ONCE_ROWS:
        return as_download(row_files.file_at_once(kpi, asked, kind), row_files.file_name(kpi, kind), kind)
    if kind == "xlsx" and total > MOST_XLSX_ROWS:
        context = {"kpi": kpi, "asked": asked, "total": total, "most": MOST_XLSX_ROWS}
        return render(request, "reports/rows_too_many.html", context, status=400)
    job = row_files.start_file(kpi, asked, kind, total)
    return to_page(request, "desk:job", number=job.number)


def unknown_format():
    return HttpResponseBadRequest(_("Choose PDF, Excel or CSV."))


def answered(request, paper: Paper, key: str) -> HttpResponse:
    kind, language = request.POST["format"], get_language() or "ar"
    content = file_of(paper, kind, language)
    rows = len(paper.numbers)
    record("report.exported", request.membership, by=request.membership, report=key, format=kind, rows=rows)
    return as_download(content, f"{paper.title} {timezone.localdate():%Y-%m-%d}.{kind}", kind)


def as_download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def file_of(paper: Paper, kind: str, language: str) -> bytes:
    if kind == "pdf":
        return print_paper(paper, language)
    return csv_of(paper) if kind == "csv" else xlsx_of(paper, language)
