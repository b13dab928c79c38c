"""Purchases from a file: bring it, match its columns, look at what came of it, take it out again."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts.bringing.telling import shown
from accounts.imports.forms import named_limits, trouble_text
from accounts.views.bringing import ImportPages, bring_page, under
from lib.http import to_page
from sales.imports.forms import PurchaseColumnsForm, PurchaseFileForm
from sales.imports.steps import bring_file, start_import, undo_import
from sales.imports.telling import told_problem
from sales.models import PurchaseImport, PurchaseImportRow
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

ROWS_A_PAGE = 50
Outcome = PurchaseImportRow.Outcome


def result_page(request, origin):
    """The figures, and the refused rows page by page."""
    refused = Paginator(origin.rows.filter(outcome=Outcome.REFUSED), ROWS_A_PAGE)
    page = refused.get_page(request.GET.get("page", "")[:9])
    rows = shown(((row.row_number, row.problems, row.cells) for row in page.object_list), told_problem)
    context = {"origin": origin, "rows": rows, "page": page, "may_undo": origin.undo_job is None}
    return render(request, "sales/import_result.html", context)


PAGES = ImportPages(
    url="sales:purchase_import",
    form=PurchaseColumnsForm,
    start=start_import,
    result=result_page,
    place=under(_("Import purchases"), "sales:purchase_import"),
    columns_template="sales/import_columns.html",
)


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
    """Also while a large file is read, and while what it brought is taken out again."""
    origin = find_import(request, number)
    if origin.trouble:
        context = {"origin": origin, "text": trouble_text(origin)}
        return render(request, "sales/import_trouble.html", context)
    for job, title in ((origin.reading_job, _("Reading the file")), (origin.undo_job, _("Undoing"))):
        if job is not None and not job.is_over:
            return PAGES.progress(request, origin, job, title)
    return PAGES.one(request, origin)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_start(request, number):
    return PAGES.begin(request, find_import(request, number))


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_undo(request, number):
    """POST takes out what the file brought, as far as nobody has worked with it."""
    undo_import(find_import(request, number), by=request.membership)
    return to_page(request, "sales:purchase_import_one", number=number)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_discard(request, number):
    return PAGES.discard(request, find_import(request, number))
