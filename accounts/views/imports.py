"""Import of customers: bring a file, match its columns, see what will happen, start, look at what came of it."""

from itertools import islice

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.imports import steps
from accounts.imports.columns import says_who
from accounts.imports.foresight import foresee
from accounts.imports.forms import ColumnsForm, ShapeForm, UploadForm, named_limits, trouble_text
from accounts.imports.reading import lines
from accounts.imports.results import rows_page, summary
from accounts.models import Import
from accounts.views.bringing import bring_page
from lib.http import UNPROCESSABLE, to_page
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SAMPLE_ROWS = 1_000
FORESEEN_AT_ONCE_ROWS = 1_000
FORESIGHT_SECONDS = 4.0


def visible_imports(request):
    imports = Import.objects.visible_to(request.membership)
    return imports.select_related(
        "job", "undo_job", "reading_job", "created_by__user", "created_by__workspace", "upload", "table"
    )


def find_import(request, number) -> Import:
    return get_object_or_404(visible_imports(request), number=number)


@workspace_page(Permission.IMPORT, methods=("GET", "POST"))
def import_new(request):
    """The page that takes a file in, with the imports there were."""
    return bring_page(
        request,
        UploadForm,
        steps.bring_file,
        "accounts/import_new.html",
        one_url="accounts:import_one",
        earlier=visible_imports(request).order_by("-pk"),
        limits=named_limits(),
    )


@workspace_page(Permission.IMPORT)
def import_one(request, number):
    """Wherever this import stands: being read, its columns, its progress, its result."""
    origin = find_import(request, number)
    if origin.trouble and not origin.headings:
        return render(
            request, "accounts/import_trouble.html", {"origin": origin, "text": trouble_text(origin)}
        )
    if origin.reading_job and not origin.reading_job.is_over:
        return job_page(request, origin, origin.reading_job, _("Reading the file"))
    if not origin.has_begun:
        return columns_page(request, origin)
    if not origin.is_over:
        return job_page(request, origin, origin.job, _("Importing"))
    if origin.undo_job and not origin.undo_job.is_over:
        return job_page(request, origin, origin.undo_job, _("Undoing"))
    if request.htmx:
        return reloaded(request)
    return render(request, "accounts/import_result.html", summary(origin, request.membership))


def job_page(request, origin, job, title):
    context = {"origin": origin, "job": job, "job_title": title, "counts": origin.counts()}
    part = "#progress" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"accounts/import_progress.html{part}", context)


def reloaded(request):
    """The work is over: the page that shows what came of it takes the place of the progress."""
    response = render(request, "accounts/import_progress.html#over")
    response["HX-Refresh"] = "true"
    return response


def columns_page(request, origin, form=None, shape=None):
    if origin.table is None:
        return render(
            request,
            "accounts/import_trouble.html",
            {"origin": origin, "text": _("The file is no longer kept.")},
        )
    if (
        request.htmx
        and not request.htmx.boosted
        and request.headers.get("HX-Target") != "foresight"
        and not form
    ):
        return reloaded(request)
    form = form or ColumnsForm(origin=origin, samples=samples(origin))
    is_asked = bool(request.htmx) or "check" in request.GET or origin.rows_count <= FORESEEN_AT_ONCE_ROWS
    has_name = says_who(origin.mapping, updates=origin.updates)
    earlier = steps.last_like(origin)
    context = {
        "origin": origin,
        "form": form,
        "shape": shape or ShapeForm(origin=origin),
        "trouble": trouble_text(origin),
        "has_name": has_name,
        "remembered": earlier if earlier and earlier.mapping == origin.mapping else None,
        "foresight": foresee(origin, seconds=FORESIGHT_SECONDS) if is_asked and has_name else None,
    }
    part = "#foresight" if request.htmx and not request.htmx.boosted else ""
    # htmx shows the errors of a form that is saved while it is being filled in.
    status = UNPROCESSABLE if form.errors and not request.htmx else 200
    return render(request, f"accounts/import_columns.html{part}", context, status=status)


def samples(origin) -> list[list[str]]:
    with origin.table.content.open("rb") as table:
        return [cells for _row, cells in islice(lines(table), 1, SAMPLE_ROWS + 1)]


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_columns(request, number):
    """Save what the columns are; with `start` begin, else show again what would happen."""
    origin = find_import(request, number)
    if origin.has_begun or origin.table is None:
        return to_page(request, "accounts:import_one", number=number)
    form = ColumnsForm(request.POST, origin=origin, samples=samples(origin))
    if not form.is_valid():
        return columns_page(request, origin, form=form)
    with transaction.atomic():
        chosen = {name: form.cleaned_data[name] for name in ("owner", "status", "mode", "empty_clears")}
        steps.choose_columns(origin, mapping=form.mapping, **chosen)
        if "start" in request.POST:
            steps.start_import(origin, by=request.membership)
    if request.htmx:
        return columns_page(request, origin, form=form)
    return to_page(request, "accounts:import_one", number=number)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_shape(request, number):
    """Read the file again in another encoding, with another separator or from another sheet."""
    origin = find_import(request, number)
    if origin.has_begun or origin.upload is None:
        return to_page(request, "accounts:import_one", number=number)
    shape = ShapeForm(request.POST, origin=origin)
    if shape.is_valid():
        steps.read_upload(origin, **shape.cleaned_data)
        if not origin.trouble:
            return to_page(request, "accounts:import_one", number=number)
        shape.add_error(None, trouble_text(origin))
    origin = find_import(request, number)
    origin.trouble = {}
    return columns_page_again(request, origin, shape)


def columns_page_again(request, origin, shape):
    response = columns_page(request, origin, shape=shape)
    response.status_code = UNPROCESSABLE
    return response


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_undo(request, number):
    origin = find_import(request, number)
    steps.undo_import(origin, by=request.membership)
    return to_page(request, "accounts:import_one", number=number)


@workspace_page(Permission.IMPORT, methods=("POST",))
def import_discard(request, number):
    """Forget a file that was not imported."""
    origin = find_import(request, number)
    if not origin.has_begun:
        steps.forget_files(origin)
        origin.delete()
        messages.success(request, _("The file was forgotten. Nothing was imported."))
    return to_page(request, "accounts:import")


@workspace_page(Permission.IMPORT)
def import_rows(request, number):
    """The rows of one outcome, page by page."""
    origin = find_import(request, number)
    return rows_page(request, origin)
