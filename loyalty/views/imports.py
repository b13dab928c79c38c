"""Opening balances from a file: bring it, match its columns, look at what came of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.views.bringing import bring_page, limits_at_once
from lib.http import UNPROCESSABLE, to_page
from loyalty.imports.forms import BalancesColumnsForm, BalancesFileForm
from loyalty.imports.telling import told_problem
from loyalty.imports.work import bring_file, sample, start_import
from loyalty.models import PointsImport
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


def standing_imports():
    return PointsImport.objects.select_related("job", "table", "created_by__user")


def find_import(number) -> PointsImport:
    return get_object_or_404(standing_imports(), number=number)


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
def import_new(request):
    return bring_page(
        request,
        BalancesFileForm,
        bring_file,
        "loyalty/points_import_new.html",
        one_url="loyalty:points_import_one",
        earlier=standing_imports(),
        limits=limits_at_once(),
    )


@workspace_page(Permission.MANAGE_LOYALTY)
def import_one(request, number):
    """Wherever it stands: its columns, its progress, what came of it."""
    origin = find_import(number)
    is_part = request.htmx and not request.htmx.boosted
    if origin.is_over and is_part:
        response = render(request, "loyalty/points_import_one.html#over", {"origin": origin})
        response["HX-Refresh"] = "true"
        return response
    if origin.is_over:
        context = {"origin": origin, "rows": refused(origin)}
        return render(request, "loyalty/points_import_result.html", context)
    if origin.has_begun:
        context = {"origin": origin, "job": origin.job, "job_title": _("Importing")}
        template = "loyalty/points_import_one.html" + ("#progress" if is_part else "")
        return render(request, template, context)
    return columns_page(request, origin)


def columns_page(request, origin, form=None):
    if origin.table is not None:
        form = form or BalancesColumnsForm(origin=origin, samples=sample(origin))
    status = UNPROCESSABLE if form is not None and form.errors else 200
    context = {"origin": origin, "form": form}
    return render(request, "loyalty/points_import_columns.html", context, status=status)


def refused(origin) -> list[dict]:
    return [
        {
            "number": number,
            "problems": [told_problem(*problem) for problem in problems],
            "cells": " · ".join(cell for cell in cells if cell),
        }
        for number, problems, cells in origin.refused_rows
    ]


@workspace_page(Permission.MANAGE_LOYALTY, methods=("POST",))
def import_start(request, number):
    """Keep what the columns are, and begin."""
    origin = find_import(number)
    if origin.has_begun or origin.table is None:
        return to_page(request, "loyalty:points_import_one", number=number)
    form = BalancesColumnsForm(request.POST, origin=origin, samples=sample(origin))
    if not form.is_valid():
        return columns_page(request, origin, form)
    start_import(origin, mapping=form.mapping, by=request.membership)
    return to_page(request, "loyalty:points_import_one", number=number)


@workspace_page(Permission.MANAGE_LOYALTY, methods=("POST",))
def import_discard(request, number):
    """Forget a file that was not brought in."""
    origin = find_import(number)
    if not origin.has_begun:
        table = origin.table
        origin.delete()
        if table is not None:
            table.forget()
        messages.success(request, _("The file was forgotten. Nothing was imported."))
    return to_page(request, "loyalty:points_import")
