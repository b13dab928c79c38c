"""Pages of numbers: dashboards, one KPI over time and by its parts, and the rows behind it."""

from types import SimpleNamespace

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lib.http import workspace_url
from lib.lists.page import ListPage, Sort
from reports.asking import NARROWING, Asked
from reports.boards import Board, boards, usual_board
from reports.kpis import SECTIONS, kpis
from reports.kpis.base import Kpi
from reports.models import ReportNote
from reports.periods import USUAL_RUN, run
from reports.records import completed, rows_of
from reports.row_files import found_of, which_of
from reports.showing import Compared, beside, compared, held, parts_of, run_of, tile_of
from reports.targets import targets_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_LINES, MOST_NOTES = 8, 30
NEWEST = Sort("newest", _("Newest first"), "id", is_descending=True)


def asked_of(request, board: Board | None = None) -> Asked:
    query = request.GET
    if board is not None and board.narrows and not any(name in query for name in NARROWING):
        query = query.copy()
        query.update(board.narrows)
    return Asked(request.membership, query)


def find_kpi(request, key: str) -> Kpi:
    kpi = kpis.get(key)
    if kpi is None:
        raise Http404
    if not request.membership.can(kpi.permission):
        raise PermissionDenied
    return kpi


@workspace_page(Permission.VIEW_CUSTOMERS)
def dashboard(request):
    board = boards.get(request.GET.get("board", ""), usual_board(request.membership))
    asked = asked_of(request, board)
    base = workspace_url(request, "reports:reports")
    targets = targets_of({*board.kpis, *board.charts}, asked)
    context = {
        "asked": asked,
        "board": board,
        "tabs": [
            {
                "url": f"{base}?board={each.key}&period={asked.period_key}",
                "label": each.label,
                "is_current": each is board,
            }
            for each in boards
        ],
        "tiles": [tile_of(kpi, asked, targets.get(kpi.key, ())) for kpi in shown_of(board.kpis, asked)],
        "charts": [
            (kpi, run_of(kpi, asked, targets=targets.get(kpi.key, ())))
            for kpi in shown_of(board.charts, asked)
        ],
        "tables": [
            (kpi, kpi.splits()[split], parts_of(kpi, asked, kpi.splits()[split])[:MOST_LINES])
            for key, split in board.tables
            for kpi in shown_of((key,), asked)
        ],
        "before": beside(asked.period, asked)[0],
    }
    asked.hint()
    return render(request, "reports/dashboard.html", context)


def shown_of(keys, asked) -> list[Kpi]:
    return [kpi for key in keys if (kpi := kpis.get(key)) and kpi.is_for(asked.scope)]


@workspace_page(Permission.VIEW_CUSTOMERS)
def kpi_list(request):
    """All of them with what they mean."""
    rows = [
        (label, [kpi for kpi in kpis if kpi.section == key and request.membership.can(kpi.permission)])
        for key, label in SECTIONS.items()
    ]
    return render(request, "reports/kpi_list.html", {"sections": [row for row in rows if row[1]]})


@workspace_page(Permission.VIEW_CUSTOMERS)
def kpi_page(request, key):
    kpi = find_kpi(request, key)
    asked = asked_of(request)
    is_for = kpi.is_for(asked.scope)
    splits = kpi.splits()
    split = splits.get(request.GET.get("split", ""), next(iter(splits.values()), None))
    context = {
        "kpi": kpi,
        "asked": asked,
        "is_for": is_for,
        "splits": splits.values(),
        "split": split,
        "found": None,
    }
    if is_for:
        found: Compared = compared(kpi, asked)
        targets, notes = targets_of([key], asked).get(key, []), notes_on(key, asked)
        context |= {
            "found": found,
            "target": held(found.now, asked, targets),
            "notes": notes,
            "run": run_of(kpi, asked, targets=targets, notes=notes),
            "parts": parts_of(kpi, asked, split) if split else [],
            "is_open": asked.period.is_open(asked.today),
        }
    asked.hint()
    return render(request, "reports/kpi.html", context)


def notes_on(key: str, asked: Asked) -> list[ReportNote]:
    """What was written about this number and about all of them, within the days the chart shows."""
    first = run(asked.grain, USUAL_RUN[asked.grain], asked.today)[0].first_on
    return list(ReportNote.objects.in_use().filter(on__gte=first, kpi__in=["", key])[:MOST_NOTES])


@workspace_page(Permission.VIEW_CUSTOMERS)
def kpi_rows(request, key):
    """The rows behind the number, a page at a time."""
    kpi = find_kpi(request, key)
    asked = asked_of(request)
    if not kpi.is_for(asked.scope):
        raise PermissionDenied
    which = which_of(kpi, request.GET)
    page = ListPage(
        SimpleNamespace(qs=found_of(kpi, asked)), [NEWEST], request.GET, NEWEST.key, complete=completed
    )
    context = {"kpi": kpi, "asked": asked, "page": page, "rows": rows_of(page.rows), "which": which}
    context["rows_menu"] = "reports/rows.html#menu" if request.membership.can(Permission.EXPORT) else ""
    return render(request, "reports/rows.html", context)
