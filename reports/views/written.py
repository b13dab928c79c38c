"""Targets, notes on numbers and reports put together: lists, writing, putting away and bringing back."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from reports.asking import Asked
from reports.forms import BuiltReportForm, NoteForm, TargetForm
from reports.kpis import kpis
from reports.measures import shown
from reports.models import BuiltReport, ReportNote, Target
from reports.periods import USUAL
from reports.showing import parts_of, run_of, tile_of
from reports.writing import SetBefore, add, change, restore
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST = 200


def save(request, form, model, found, **further):
    """Whether it was kept; what speaks against it stands on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        if found is None:
            adding = partial(add, model, by=request.membership, **further)
            add_once(adding, model, form_token=form.cleaned_data["form_token"], **form.written)
        else:
            version = form.cleaned_data["version"] or 0
            change(found, by=request.membership, read_version=version, fields=form.written)
    except MadeBefore as refusal:
        refuse_sent_before(form, refusal.record)
    except Stale:
        refuse_stale(form, model.objects.get(pk=found.pk).version)
    except SetBefore:
        form.add_error("from_on", _("There is a target from this month on already. Change that one."))
    else:
        messages.success(request, _("Saved."))
        return True
    return False


def put_away(request, found, page, undo_name):
    """POST archives it; with `undo` it is back."""
    words = {"name": isolated(found.name)}
    if is_undo(request):
        try:
            restore(found, by=request.membership)
        except SetBefore:
            messages.error(request, _("Another target took its place meanwhile."))
        else:
            say_done(request, _("Back again: %(name)s") % words)
    else:
        found.archive(by=request.membership)
        url = workspace_url(request, undo_name, number=found.number)
        say_done(request, _("Archived: %(name)s") % words, undo_url=url)
    return to_page(request, page)


@workspace_page(Permission.MANAGE_REPORTS)
def target_list(request):
    rows = list(Target.objects.select_related("member__user")[:MOST])
    for each in rows:
        kpi = kpis.get(each.kpi)
        each.label = kpi.name if kpi else each.kpi
        each.shown = shown(each.value, kpi.unit, request.workspace.currency) if kpi else each.value
        each.is_monthly = bool(kpi and kpi.adds_up)
    context = {
        "rows": [each for each in rows if not each.is_archived],
        "archived": [each for each in rows if each.is_archived],
    }
    return render(request, "reports/target_list.html", context)


@workspace_page(Permission.MANAGE_REPORTS, methods=("GET", "POST"))
def target_new(request):
    return target_page(request, None)


@workspace_page(Permission.MANAGE_REPORTS, methods=("GET", "POST"))
def target_edit(request, number):
    return target_page(
        request, get_object_or_404(Target.objects.select_related("member__user"), number=number)
    )


def target_page(request, found):
    start = {"kpi": request.GET.get("kpi", "")}
    form = TargetForm(posted(request), found=found, membership=request.membership, initial=start)
    if save(request, form, Target, found):
        return to_page(request, "reports:targets")
    return form_page(request, "reports/target_form.html", form, found=found)


@workspace_page(Permission.MANAGE_REPORTS, methods=("POST",))
def target_archive(request, number):
    found = get_object_or_404(Target.objects.all(), number=number)
    return put_away(request, found, "reports:targets", "reports:target_archive")


@workspace_page(Permission.MANAGE_REPORTS)
def note_list(request):
    rows = list(ReportNote.objects.select_related("created_by__user")[:MOST])
    for each in rows:
        kpi = kpis.get(each.kpi)
        each.label = kpi.name if kpi else ""
    context = {
        "rows": [each for each in rows if not each.is_archived],
        "archived": [each for each in rows if each.is_archived],
    }
    return render(request, "reports/note_list.html", context)


@workspace_page(Permission.MANAGE_REPORTS, methods=("GET", "POST"))
def note_new(request):
    return note_page(request, None)


@workspace_page(Permission.MANAGE_REPORTS, methods=("GET", "POST"))
def note_edit(request, number):
    return note_page(request, get_object_or_404(ReportNote.objects.all(), number=number))


def note_page(request, found):
    start = {"kpi": request.GET.get("kpi", "")}
    form = NoteForm(posted(request), found=found, membership=request.membership, initial=start)
    if save(request, form, ReportNote, found, created_by=request.membership):
        return to_page(request, "reports:notes")
    return form_page(request, "reports/note_form.html", form, found=found)


@workspace_page(Permission.MANAGE_REPORTS, methods=("POST",))
def note_archive(request, number):
    found = get_object_or_404(ReportNote.objects.all(), number=number)
    return put_away(request, found, "reports:notes", "reports:note_archive")


def built_reports(request):
    return BuiltReport.objects.visible_to(request.membership).select_related("owner__user")


@workspace_page(Permission.VIEW_CUSTOMERS)
def built_list(request):
    rows = list(built_reports(request)[:MOST])
    for each in rows:
        each.may_change = each.owner_id == request.membership.pk
    context = {
        "rows": [each for each in rows if not each.is_archived],
        "archived": [each for each in rows if each.is_archived and each.may_change],
    }
    return render(request, "reports/built_list.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def built(request, number):
    """The report with the numbers of the reader."""
    found = get_object_or_404(built_reports(request), number=number)
    query = QueryDict(mutable=True)
    query.update({"period": found.period, "by": found.grain, **found.narrowing})
    asked = Asked(request.membership, query)
    kinds = [kpi for key in found.kpis if (kpi := kpis.get(key)) and kpi.is_for(asked.scope)]
    has_runs, has_parts = found.shape != BuiltReport.Shape.PARTS, found.shape != BuiltReport.Shape.COLUMNS
    context = {
        "report": found,
        "asked": asked,
        "may_change": found.owner_id == request.membership.pk,
        "tiles": [tile_of(kpi, asked) for kpi in kinds],
        "charts": [(kpi, run_of(kpi, asked)) for kpi in kinds] if has_runs else [],
        "tables": [
            (kpi, kpi.splits()[found.split], parts_of(kpi, asked, kpi.splits()[found.split]))
            for kpi in kinds
            if has_parts and found.split in kpi.splits()
        ],
        "left_out": len(found.kpis) - len(kinds),
    }
    return render(request, "reports/built.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("GET", "POST"))
def built_new(request):
    return built_page(request, None)


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("GET", "POST"))
def built_edit(request, number):
    return built_page(request, own_report(request, number))


def own_report(request, number):
    found = get_object_or_404(built_reports(request), number=number)
    if found.owner_id != request.membership.pk:
        raise PermissionDenied
    return found


def built_page(request, found):
    start = {"period": USUAL, "shape": BuiltReport.Shape.BOTH, "kpis": request.GET.getlist("kpi")}
    form = BuiltReportForm(
        posted(request), found=found, membership=request.membership, query=request.GET, initial=start
    )
    if save(request, form, BuiltReport, found, owner=request.membership):
        kept = found or BuiltReport.objects.get(form_token=form.cleaned_data["form_token"])
        return to_page(request, "reports:built", number=kept.number)
    return form_page(request, "reports/built_form.html", form, found=found)


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("POST",))
def built_archive(request, number):
    return put_away(request, own_report(request, number), "reports:built_list", "reports:built_archive")
