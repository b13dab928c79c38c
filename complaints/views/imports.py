"""Complaints from a file: bring it, match its columns, look at what came of it."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.bringing.telling import shown
from accounts.views.bringing import ImportPages, bring_page, limits_at_once, under
from accounts.views.exports import MOST_REFUSED_IN_XLSX, as_download
from complaints.imports.forms import ComplaintColumnsForm, ComplaintFileForm
from complaints.imports.results import refused_file, refused_rows
from complaints.imports.telling import told_problem
from complaints.imports.work import NEEDS, bring_file, start_import
from complaints.models import ComplaintImport
from lib.spreadsheets import CONTENT_TYPES
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

ROWS_A_PAGE = 50


def result_page(request, origin):
    """The figures, and the refused rows page by page."""
    page = Paginator(refused_rows(origin), ROWS_A_PAGE).get_page(request.GET.get("page", "")[:9])
    rows = ((row.row_number, row.problems, row.cells) for row in page.object_list)
    context = {"origin": origin, "rows": shown(rows, told_problem), "page": page}
    return render(request, "complaints/import_result.html", context)


PAGES = ImportPages(
    url="complaints:import",
    form=ComplaintColumnsForm,
    start=start_import,
    result=result_page,
    place=under(_("Import complaints"), "complaints:import"),
    columns_template="complaints/import_columns.html",
)


def visible_imports(request):
    if not all(request.membership.can(each) for each in NEEDS):
        raise PermissionDenied
    related = ("job", "table", "created_by__user")
    return ComplaintImport.objects.visible_to(request.membership).select_related(*related)


def find_import(request, number):
    return get_object_or_404(visible_imports(request), number=number)


@workspace_page(Permission.IMPORT, methods=("GET", "POST"))
def import_new(request):
    return bring_page(
        request,
        ComplaintFileForm,
        bring_file,
        "complaints/import_new.html",
        one_url="complaints:import_one",
        earlier=visible_imports(request),
        limits=limits_at_once(),
    )


@workspace_page(Permission.IMPORT)
def import_one(request, number):
    return PAGES.one(request, find_import(request, number))


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_start(request, number):
    return PAGES.begin(request, find_import(request, number))


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_discard(request, number):
    return PAGES.discard(request, find_import(request, number))


@workspace_page(Permission.IMPORT)
def import_refused(request, number):
    """The refused rows, to be corrected and brought again."""
    origin = find_import(request, number)
    kind = request.GET.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(gettext("Choose CSV or Excel."))
    if refused_rows(origin)[: MOST_REFUSED_IN_XLSX + 1].count() > MOST_REFUSED_IN_XLSX:
        kind = "csv"
    name, content = refused_file(origin, kind, get_language() or "ar")
    return as_download(content, name, kind)
