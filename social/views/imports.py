"""Mentions from a file: bring it, match its columns, look at what came of it."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts.views.bringing import ImportPages, bring_page, limits_at_once, under
from lib import formats
from social.imports.columns import COLUMNS
from social.imports.forms import MentionColumnsForm, MentionFileForm
from social.imports.work import bring_file, start_import
from social.models import MentionImport
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

UNEXPECTED = _("Something unexpected")


def refused(origin) -> list[dict]:
    """The first refused rows: their numbers, what in them cannot be read, and how they begin."""
    names = {key: label for key, (label, _names) in COLUMNS.items()}
    return [
        {
            "number": number,
            "fields": formats.listed(str(names.get(key, UNEXPECTED)) for key in keys),
            "cells": " · ".join(cell for cell in cells if cell),
        }
        for number, keys, cells in origin.refused_rows
    ]


def result_page(request, origin):
    return render(request, "social/import_result.html", {"origin": origin, "refused": refused(origin)})


PAGES = ImportPages(
    url="social:import",
    form=MentionColumnsForm,
    start=start_import,
    result=result_page,
    place=under(_("Import mentions"), "social:import"),
    columns_template="social/import_columns.html",
)


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
    return PAGES.one(request, find_import(request, number))


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_start(request, number):
    return PAGES.begin(request, find_import(request, number))


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_discard(request, number):
    return PAGES.discard(request, find_import(request, number))
