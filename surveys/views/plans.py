"""Surveys that are sent by themselves: the list, one of them, writing, pausing, archiving."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from surveys.forms_plan import PlanForm
from surveys.measures import FEW
from surveys.models import SurveyPlan
from surveys.plan_figures import passed_over, rate, running_job, scores, with_counts
from surveys.planning import add_plan, change_plan
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_PLANS = 200
# They write to customers whom one's own list may not show: whoever may write to all of them decides.
MANAGE = Permission.MANAGE_CAMPAIGNS


def find_plan(number) -> SurveyPlan:
    related = ("survey", "segment", "created_by__user")
    return get_object_or_404(SurveyPlan.objects.select_related(*related), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def plan_list(request):
    """Those in use; with `archived=1` the others."""
    is_archived = request.GET.get("archived") == "1"
    found = SurveyPlan.objects.archived() if is_archived else SurveyPlan.objects.in_use()
    rows = with_counts(
        found.select_related("survey", "segment").order_by("-pk")[:MOST_PLANS], request.membership
    )
    return render(request, "surveys/plans.html", {"rows": rows, "is_archived": is_archived})


@workspace_page(Permission.VIEW_CUSTOMERS)
def plan(request, number):
    found = find_plan(number)
    context = {
        "plan": found,
        "rate": rate(found, request.membership),
        "scores": scores(found, request.membership),
        "passed": passed_over(found, request.membership),
        "job": running_job(found),
        "few_of_measure": FEW,
    }
    return render(request, "surveys/plan.html", context)


@workspace_page(MANAGE, methods=("GET", "POST"))
def plan_new(request):
    form = PlanForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(add_plan, by=request.membership)
        try:
            made = add_once(add, SurveyPlan, form_token=form.cleaned_data["form_token"], **form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("From now on it is sent by itself."))
            return to_page(request, "surveys:plan", number=made.number)
    return form_page(request, "surveys/plan_form.html", form, found=None)


@workspace_page(MANAGE, methods=("GET", "POST"))
def plan_edit(request, number):
    found = find_plan(number)
    form = PlanForm(posted(request), plan=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_plan(found, by=request.membership, read_version=version, fields=form.written)
        except Stale:
            refuse_stale(form, SurveyPlan.objects.get(pk=found.pk).version)
        else:
            messages.success(request, _("Saved."))
            return to_page(request, "surveys:plan", number=number)
    return form_page(request, "surveys/plan_form.html", form, found=found)


@workspace_page(MANAGE, methods=("POST",))
def plan_pause(request, number):
    """POST pauses it; with `undo` it goes on, from today."""
    found = find_plan(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.go_on(by=request.membership)
        say_done(request, _("It goes on: %(name)s.") % words)
    else:
        found.pause(by=request.membership)
        url = workspace_url(request, "surveys:plan_pause", number=number)
        say_done(request, _("Paused: %(name)s. Nobody is asked.") % words, undo_url=url)
    return to_page(request, "surveys:plan", number=number)


@workspace_page(MANAGE, methods=("POST",))
def plan_archival(request, number):
    """POST archives it; with `undo` it is back."""
    found = find_plan(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("Back: %(name)s") % words)
        return to_page(request, "surveys:plan", number=number)
    found.archive(by=request.membership)
    url = workspace_url(request, "surveys:plan_archival", number=number)
    say_done(request, _("Archived: %(name)s") % words, undo_url=url)
    return to_page(request, "surveys:plans")
