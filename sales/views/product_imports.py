"""Products, or prices of a list, from a file: bring it, match its columns, look at what came of it."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts.bringing.telling import shown
from accounts.views.bringing import ImportPages, bring_page, limits_at_once
from accounts.views.exports import export
from lib.http import workspace_url
from sales.models import ProductImport
from sales.product_imports.forms import ProductColumnsForm, ProductFileForm
from sales.product_imports.telling import told_problem
from sales.product_imports.work import bring_file, start_import
from sales.views.price_lists import find_price_list
from sales.views.prices_in_lists import is_closed, to_list_page
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


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


def result_page(request, origin):
    context = {"origin": origin, "rows": shown(origin.refused_rows, told_problem)}
    return render(
        request, "sales/product_import_result.html", {**context, **place_of(request, origin.price_list)}
    )


PAGES = ImportPages(
    url="sales:product_import",
    form=ProductColumnsForm,
    start=start_import,
    result=result_page,
    place=lambda request, origin: place_of(request, origin.price_list),
    columns_template="sales/product_import_columns.html",
)


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


@workspace_page(Permission.IMPORT)
def import_one(request, number):
    return PAGES.one(request, find_import(request, number))


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_start(request, number):
    return PAGES.begin(request, find_import(request, number))


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_discard(request, number):
    return PAGES.discard(request, find_import(request, number))
