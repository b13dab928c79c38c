"""A dashboard or a KPI as a file: PDF to read, Excel to go on with, CSV for programs."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.spreadsheets import CONTENT_TYPES
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


def unknown_format():
    return HttpResponseBadRequest(_("Choose PDF, Excel or CSV."))


def answered(request, paper: Paper, key: str) -> HttpResponse:
    kind, language = request.POST["format"], get_language() or "ar"
    content = file_of(paper, kind, language)
    rows = len(paper.numbers)
    record("report.exported", request.membership, by=request.membership, report=key, format=kind, rows=rows)
    response = HttpResponse(content, content_type=TYPES[kind])
    name = f"{paper.title} {timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def file_of(paper: Paper, kind: str, language: str) -> bytes:
    if kind == "pdf":
        return print_paper(paper, language)
    return csv_of(paper) if kind == "csv" else xlsx_of(paper, language)
