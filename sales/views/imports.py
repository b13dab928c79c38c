"""Purchases from a file: bring it, match its columns, look at what came of it, take it out again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.imports.forms import named_limits, trouble_text
from accounts.views.bringing import bring_page
from lib.http import UNPROCESSABLE, to_page
from sales.imports.forms import FOR_ALL_ROWS, PurchaseColumnsForm, PurchaseFileForm
from sales.imports.steps import bring_file, forget_files, sample, start_import, undo_import
from sales.imports.telling import told_problem
from sales.models import PurchaseImport, PurchaseImportRow
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

ROWS_A_PAGE = 50
Outcome = PurchaseImportRow.Outcome


def visible_imports(request):
    related = ("job", "undo_job", "reading_job", "table", "created_by__user")
    return PurchaseImport.objects.visible_to(request.membership).select_related(*related)


def find_import(request, number):
    return get_object_or_404(visible_imports(request), number=number)


@workspace_page(Permission.IMPORT, methods=("GET", "POST"))
def import_new(request):
    return bring_page(
        request,
        PurchaseFileForm,
        bring_file,
        "sales/import_new.html",
        one_url="sales:purchase_import_one",
        earlier=visible_imports(request),
        limits=named_limits(),
    )


@workspace_page(Permission.IMPORT)
def import_one(request, number):
    """Wherever it stands: being read, its columns, its progress, what came of it."""
    origin = find_import(request, number)
    if origin.trouble:
        context = {"origin": origin, "text": trouble_text(origin)}
        return render(request, "sales/import_trouble.html", context)
    for job, title in (
        (origin.reading_job, _("Reading the file")),
        (origin.job, _("Importing")),
        (origin.undo_job, _("Undoing")),
    ):
        if job is not None and not job.is_over:
            part = "#progress" if request.htmx and not request.htmx.boosted else ""
            context = {"origin": origin, "job": job, "job_title": title}
            return render(request, f"sales/import_one.html{part}", context)
    if request.htmx and not request.htmx.boosted:
        response = render(request, "sales/import_one.html#over", {"origin": origin})
        response["HX-Refresh"] = "true"
        return response
    return result_page(request, origin) if origin.is_over else columns_page(request, origin)


def columns_page(request, origin, form=None):
    if origin.table is None:
        context = {"origin": origin, "text": _("The file is no longer kept.")}
        return render(request, "sales/import_trouble.html", context)
    said = {name: getattr(origin, name) for name in FOR_ALL_ROWS}
    form = form or PurchaseColumnsForm(origin=origin, samples=sample(origin), initial=said)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "sales/import_columns.html", {"origin": origin, "form": form}, status=status)


def result_page(request, origin):
    """The figures, and the refused rows page by page."""
    refused = Paginator(origin.rows.filter(outcome=Outcome.REFUSED), ROWS_A_PAGE)
    page = refused.get_page(request.GET.get("page", "")[:9])
    rows = [
        {
            "number": row.row_number,
            "problems": [told_problem(*problem) for problem in row.problems],
            "cells": " · ".join(cell for cell in row.cells or [] if cell),
        }
        for row in page.object_list
    ]
    context = {"origin": origin, "rows": rows, "page": page, "may_undo": origin.undo_job is None}
    return render(request, "sales/import_result.html", context)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_start(request, number):
    """Keep what the columns are, and begin."""
    origin = find_import(request, number)
    if origin.has_begun or origin.table is None:
        return to_page(request, "sales:purchase_import_one", number=number)
    form = PurchaseColumnsForm(request.POST, origin=origin, samples=sample(origin))
    if not form.is_valid():
        return columns_page(request, origin, form)
    start_import(origin, by=request.membership, mapping=form.mapping, **form.chosen)
    return to_page(request, "sales:purchase_import_one", number=number)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_undo(request, number):
    """POST takes out what the file brought, as far as nobody has worked with it."""
    undo_import(find_import(request, number), by=request.membership)
    return to_page(request, "sales:purchase_import_one", number=number)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_discard(request, number):
    """Forget a file that was not brought in."""
    origin = find_import(request, number)
    if not origin.has_begun:
        forget_files(origin)
        origin.delete()
        messages.success(request, _("The file was forgotten. Nothing was imported."))
    return to_page(request, "sales:purchase_import")
