"""Products, or prices of a list, from a file: bring it, match its columns, look at what came of it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.views.bringing import bring_page, limits_at_once
from accounts.views.exports import export
from lib.http import UNPROCESSABLE, to_page, workspace_url
from sales.models import ProductImport
from sales.product_imports.forms import ProductColumnsForm, ProductFileForm
from sales.product_imports.telling import told_problem
from sales.product_imports.work import bring_file, sample, start_import
from sales.views.price_lists import find_price_list
from sales.views.prices_in_lists import is_closed, to_list_page
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def product_export(request):
    """The list of products as a file."""
    return export(request, "products")


def visible_imports(request):
    related = ("job", "table", "created_by__user", "price_list")
    return ProductImport.objects.visible_to(request.membership).select_related(*related)


def find_import(request, number):
    return get_object_or_404(visible_imports(request), number=number)


@workspace_page(Permission.IMPORT, methods=("GET", "POST"))
def import_new(request):
    return file_page(request)


@workspace_page(Permission.IMPORT, methods=("GET", "POST"))
def prices_import(request, number):
    """The same into a price list."""
    found = find_price_list(request, number)
    return to_list_page(request, found) if is_closed(request, found) else file_page(request, found)


def file_page(request, price_list=None):
    return bring_page(
        request,
        ProductFileForm,
        partial(bring_file, price_list=price_list),
        "sales/product_import_new.html",
        one_url="sales:product_import_one",
        earlier=visible_imports(request).filter(price_list=price_list),
        limits=limits_at_once(),
        **place_of(request, price_list),
    )


def place_of(request, price_list) -> dict:
    """What the pages of an import stand under."""
    if price_list is None:
        return {
            "crumb": _("Products"),
            "crumb_url": workspace_url(request, "sales:products"),
            "price_list": None,
        }
    url = workspace_url(request, "sales:price_list", number=price_list.number)
    return {"crumb": price_list.name, "crumb_url": url, "price_list": price_list}


@workspace_page(Permission.IMPORT)
def import_one(request, number):
    """Wherever it stands: its columns, its progress, what came of it."""
    origin = find_import(request, number)
    place = place_of(request, origin.price_list)
    is_part = request.htmx and not request.htmx.boosted
    if origin.is_over and is_part:
        response = render(request, "sales/product_import_one.html#over", {"origin": origin})
        response["HX-Refresh"] = "true"
        return response
    if origin.is_over:
        context = {"origin": origin, "rows": refused(origin), **place}
        return render(request, "sales/product_import_result.html", context)
    if origin.has_begun:
        context = {"origin": origin, "job": origin.job, "job_title": _("Importing"), **place}
        template = "sales/product_import_one.html" + ("#progress" if is_part else "")
        return render(request, template, context)
    return columns_page(request, origin)


def columns_page(request, origin, form=None):
    if origin.table is not None:
        form = form or columns_form(origin, initial={"currency": origin.currency, "updates": origin.updates})
    context = {"origin": origin, "form": form, **place_of(request, origin.price_list)}
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "sales/product_import_columns.html", context, status=status)


def columns_form(origin, data=None, **kwargs):
    price_list = origin.price_list
    return ProductColumnsForm(data, origin=origin, samples=sample(origin), price_list=price_list, **kwargs)


def refused(origin) -> list[dict]:
    return [
        {
            "number": number,
            "problems": [told_problem(*problem) for problem in problems],
            "cells": " · ".join(cell for cell in cells if cell),
        }
        for number, problems, cells in origin.refused_rows
    ]


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_start(request, number):
    """Keep what the columns are, and begin."""
    origin = find_import(request, number)
    if origin.has_begun or origin.table is None:
        return to_page(request, "sales:product_import_one", number=number)
    form = columns_form(origin, request.POST)
    if not form.is_valid():
        return columns_page(request, origin, form)
    chosen = {name: form.cleaned_data[name] for name in ("updates", "currency") if name in form.fields}
    start_import(origin, mapping=form.mapping, by=request.membership, **chosen)
    return to_page(request, "sales:product_import_one", number=number)


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
    return to_page(request, "sales:product_import")
