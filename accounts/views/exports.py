"""Files to take away: what a list shows, and the rows that an import refused."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import exports
from accounts.imports.results import refused_file
from accounts.views.bulk import asked_query, refused
from accounts.views.imports import find_import
from accounts.views.lists import asked_list, without_place
from lib.http import to_page
from lib.lists.page import asked_sort
from lib.spreadsheets import CONTENT_TYPES
from timeline.models import Job, KeptFile
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_REFUSED_IN_XLSX = 5_000
MOST_CHOSEN = 100


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def account_export(request):
    return export(request, "accounts")


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def lead_export(request):
    return export(request, "leads")


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def contact_export(request):
    return export(request, "contacts")


def export(request, name):
    """The list that the address asks for as a file: at once, or as a job when it is long."""
    kind = request.POST.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    exported = exports.EXPORTED[name]
    query = asked_list(request, exported.listing, without_place(request.GET)).query.copy()
    query.pop(exports.CHOSEN, None)
    if request.POST.get("list"):
        if request.POST.get("all") == "1" and (refusal := refused(request, name, asked_query(request))):
            return HttpResponseBadRequest(refusal)
        query = chosen_rows(request)
    found = exported.found(request.membership, query)
    sort = asked_sort(exported.listing.sorts_for(request.membership), query, exported.listing.default_sort)
    many = found.order_by()[: exports.AT_ONCE_ROWS + 1].count()
    if many <= exports.AT_ONCE_ROWS:
        content = exports.export_at_once(
            exported, exports.ordered(found, sort), kind=kind, by=request.membership, query=query
        )
        return as_download(content, exports.file_name(exported, kind), kind)
    return export_in_a_job(request, exported, kind, sort, query)


def chosen_rows(request):
    """The list below whose table rows were ticked: those rows, or everything that matches."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop(exports.CHOSEN, None)
    if request.POST.get("all") != "1":
        typed = [text for text in request.POST.getlist("number")[:MOST_CHOSEN] if text.isascii()]
        query.setlist(exports.CHOSEN, [text for text in typed if text.isdigit() and len(text) < 10] or ["0"])
    return query


def export_in_a_job(request, exported, kind, sort, query):
    total = exported.found(request.membership, query, scans=True).order_by().count()
    if kind == "xlsx" and total > exports.MOST_XLSX_ROWS:
        return render(
            request,
            "accounts/export_too_long.html",
            {"total": total, "most": exports.MOST_XLSX_ROWS},
            status=400,
        )
    job = exports.start_export(
        exported, kind=kind, sort=sort, total=total, by=request.membership, query=query
    )
    return to_page(request, "desk:job", number=job.number)


@workspace_page(Permission.EXPORT, proof=("GET",))
def export_file(request, number):
    """The file of an export job of any kind, for the one who asked for it, while it is kept."""
    jobs = Job.objects.filter(state=Job.State.DONE, created_by=request.membership)
    job = get_object_or_404(jobs, number=number)
    kept = KeptFile.objects.filter(pk=job.result.get("file")).first()
    if kept is None or kept.is_expired:
        raise Http404
    kind = job.arguments["format"]
    return FileResponse(
        kept.content.open("rb"), as_attachment=True, filename=kept.name, content_type=CONTENT_TYPES[kind]
    )


@workspace_page(Permission.IMPORT)
def import_refused(request, number):
    """The refused rows of an import, to be corrected and brought again."""
    origin = find_import(request, number)
    kind = request.GET.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    if origin.rows.filter(outcome="refused")[: MOST_REFUSED_IN_XLSX + 1].count() > MOST_REFUSED_IN_XLSX:
        kind = "csv"
    name, content = refused_file(origin, kind, get_language() or "ar")
    return as_download(content, name, kind)


def as_download(content, name, kind):
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
