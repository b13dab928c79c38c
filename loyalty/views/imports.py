"""Opening balances from a file: bring it, match its columns, look at what came of it."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts.bringing.telling import shown
from accounts.views.bringing import ImportPages, bring_page, limits_at_once, under
from loyalty.imports.forms import BalancesColumnsForm, BalancesFileForm
from loyalty.imports.telling import told_problem
from loyalty.imports.work import bring_file, start_import
from loyalty.models import PointsImport
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


def result_page(request, origin):
    context = {"origin": origin, "rows": shown(origin.refused_rows, told_problem)}
    return render(request, "loyalty/points_import_result.html", context)


PAGES = ImportPages(
    url="loyalty:points_import",
    form=BalancesColumnsForm,
    start=start_import,
    result=result_page,
    place=under(_("Loyalty points"), "loyalty:members"),
)


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
    return PAGES.one(request, find_import(number))


@workspace_page(Permission.MANAGE_LOYALTY, methods=("POST",))
def import_start(request, number):
    return PAGES.begin(request, find_import(number))


@workspace_page(Permission.MANAGE_LOYALTY, methods=("POST",))
def import_discard(request, number):
    return PAGES.discard(request, find_import(number))
