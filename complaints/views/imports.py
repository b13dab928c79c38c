"""Complaints from a file: bring it, match its columns, look at what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.views.bringing import bring_page, limits_at_once
from accounts.views.exports import MOST_REFUSED_IN_XLSX, as_download
from complaints.imports.forms import ComplaintColumnsForm, ComplaintFileForm
from complaints.imports.results import refused_file, refused_rows, shown
from complaints.imports.work import NEEDS, bring_file, sample, start_import
from complaints.models import ComplaintImport
from lib.http import UNPROCESSABLE, to_page
from lib.spreadsheets import CONTENT_TYPES
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

ROWS_A_PAGE = 50


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
    """Wherever it stands: its columns, its progress, what came of it."""
    origin = find_import(request, number)
    is_part = request.htmx and not request.htmx.boosted
    if origin.is_over and is_part:
        response = render(request, "complaints/import_one.html#over", {"origin": origin})
        response["HX-Refresh"] = "true"
        return response
    if origin.is_over:
        return result_page(request, origin)
    if origin.has_begun:
        context = {"origin": origin, "job": origin.job, "job_title": _("Importing")}
        return render(request, "complaints/import_one.html" + ("#progress" if is_part else ""), context)
    return columns_page(request, origin)


def result_page(request, origin):
    """The figures, and the refused rows page by page."""
    page = Paginator(refused_rows(origin), ROWS_A_PAGE).get_page(request.GET.get("page", "")[:9])
    context = {"origin": origin, "rows": shown(page.object_list), "page": page}
    return render(request, "complaints/import_result.html", context)


def columns_page(request, origin, form=None):
    if origin.table is not None:
        form = form or ComplaintColumnsForm(origin=origin, samples=sample(origin))
    context = {"origin": origin, "form": form}
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "complaints/import_columns.html", context, status=status)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_start(request, number):
    """Keep what the columns are, and begin."""
    origin = find_import(request, number)
    if origin.has_begun or origin.table is None:
        return to_page(request, "complaints:import_one", number=number)
    form = ComplaintColumnsForm(request.POST, origin=origin, samples=sample(origin))
    if not form.is_valid():
        return columns_page(request, origin, form)
    start_import(origin, mapping=form.mapping, by=request.membership, **form.chosen)
    return to_page(request, "complaints:import_one", number=number)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_discard(request, number):
    """Forget a file that was not brought in."""
    origin = find_import(request, number)
    if not origin.has_begun:
        table = origin.table
        origin.delete()
        if table is not None:
            table.forget()
        messages.success(request, _("The file was forgotten. Nothing was imported."))
    return to_page(request, "complaints:import")


@workspace_page(Permission.IMPORT)
def import_refused(request, number):
    """The refused rows, to be corrected and brought again."""
    origin = find_import(request, number)
    kind = request.GET.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    if refused_rows(origin)[: MOST_REFUSED_IN_XLSX + 1].count() > MOST_REFUSED_IN_XLSX:
        kind = "csv"
    name, content = refused_file(origin, kind, get_language() or "ar")
    return as_download(content, name, kind)
