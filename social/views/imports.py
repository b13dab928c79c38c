"""Mentions from a file: bring it, match its columns, look at what came of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.views.bringing import bring_page, limits_at_once
from lib import formats
from lib.http import UNPROCESSABLE, to_page
from social.imports.columns import COLUMNS
from social.imports.forms import MentionColumnsForm, MentionFileForm
from social.imports.work import bring_file, sample, start_import
from social.models import MentionImport
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


def visible_imports(request):
    return MentionImport.objects.visible_to(request.membership).select_related(
        "job", "table", "created_by__user"
    )


def find_import(request, number):
    return get_object_or_404(visible_imports(request), number=number)


@workspace_page(Permission.IMPORT, methods=("GET", "POST"))
def import_new(request):
    return bring_page(
        request,
        MentionFileForm,
        bring_file,
        "social/import_new.html",
        one_url="social:import_one",
        earlier=visible_imports(request),
        limits=limits_at_once(),
    )


@workspace_page(Permission.IMPORT)
def import_one(request, number):
    """Wherever it stands: its columns, its progress, what came of it."""
    origin = find_import(request, number)
    if origin.is_over:
        if request.htmx and not request.htmx.boosted:
            response = render(request, "social/import_one.html#over", {"origin": origin})
            response["HX-Refresh"] = "true"
            return response
        return render(request, "social/import_result.html", {"origin": origin, "refused": refused(origin)})
    if origin.has_begun:
        part = "#progress" if request.htmx and not request.htmx.boosted else ""
        return render(request, f"social/import_one.html{part}", {"origin": origin, "job": origin.job})
    return columns_page(request, origin)


def columns_page(request, origin, form=None):
    if origin.table is None:
        return render(request, "social/import_columns.html", {"origin": origin, "form": None})
    form = form or MentionColumnsForm(origin=origin, samples=sample(origin))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "social/import_columns.html", {"origin": origin, "form": form}, status=status)


def refused(origin) -> list[dict]:
    """The first refused rows: their numbers, what in them cannot be read, and how they begin."""
    names = {key: label for key, (label, _names) in COLUMNS.items()}
    return [
        {
            "number": number,
            "fields": formats.listed(str(names.get(key, _("Something unexpected"))) for key in keys),
            "cells": " · ".join(cell for cell in cells if cell),
        }
        for number, keys, cells in origin.refused_rows
    ]


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_start(request, number):
    """Keep what the columns are, and begin."""
    origin = find_import(request, number)
    if origin.has_begun or origin.table is None:
        return to_page(request, "social:import_one", number=number)
    form = MentionColumnsForm(request.POST, origin=origin, samples=sample(origin))
    if not form.is_valid():
        return columns_page(request, origin, form)
    start_import(origin, mapping=form.mapping, network=form.cleaned_data["network"], by=request.membership)
    return to_page(request, "social:import_one", number=number)


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
    return to_page(request, "social:import")
