"""The audit log of the workspace, for those who lead it."""

import io

from django.http import HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.views.exports import as_download, without_place
from desk import audit
from lib.http import page_or_part, to_page
from lib.lists import ListPage
from lib.spreadsheets import CONTENT_TYPES
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.settings_menu import tabs_for

AT_ONCE_EVENTS = 2_000
MOST_XLSX_EVENTS = 50_000
COLUMNS = [
    {"label": gettext_lazy("What happened")},
    {"label": gettext_lazy("Done by")},
    {"label": gettext_lazy("Record")},
    {"label": gettext_lazy("When"), "up": "at", "down": "-at"},
]


def asked_page(request, **options) -> ListPage:
    filtered = audit.audit_filter(request.GET)
    return ListPage(filters=filtered, sorts=audit.SORTS, query=request.GET, default_sort="-at", **options)


@workspace_page(Permission.VIEW_AUDIT)
def audit_log(request):
    page = asked_page(request)
    lines = audit.audit_lines(page.rows, request.membership)
    context = {"page": page, "columns": COLUMNS, "lines": lines, "tabs": tabs_for(request)}
    return page_or_part(request, "desk/audit.html", "list", context)


@workspace_page(Permission.VIEW_AUDIT, methods=("POST",), proof=("POST",))
def audit_export(request):
    """What the page shows as a file: at once, or as a job when it is long."""
    kind = request.POST.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    page, query = asked_page(request, size=1), without_place(request.GET)
    found = page.filters.qs
    if found.order_by()[: AT_ONCE_EVENTS + 1].count() <= AT_ONCE_EVENTS:
        return export_at_once(request, audit.ordered(found, page.sort), kind, query)
    if kind == "xlsx" and found.order_by()[: MOST_XLSX_EVENTS + 1].count() > MOST_XLSX_EVENTS:
        return HttpResponseBadRequest(_("This is too long for Excel. Choose a shorter period, or CSV."))
    job = audit.start_export(kind=kind, sort=page.sort, by=request.membership, query=query)
    return to_page(request, "desk:job", number=job.number)


def export_at_once(request, events, kind, query):
    rows = audit.rows_of(events, request.membership)
    written = io.BytesIO()
    audit.write_audit(written, [audit.headings(), *rows], kind)
    audit.note_export(by=request.membership, query=query.urlencode(), kind=kind, rows=len(rows))
    return as_download(written.getvalue(), audit.file_name(kind), kind)
