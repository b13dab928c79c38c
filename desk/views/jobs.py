"""Long work: what runs, what came of it, and a way to stop it. For who started it and for who leads."""

import django_filters as filters
from django.contrib import messages
from django.forms import CheckboxInput
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.notices import jobs_seen_by, title_of
from lib.http import page_or_part, to_page, workspace_url
from lib.lists import ListPage, Sort
from timeline.jobs import JobKind, NotAgain, cancel_job, job_kinds, may_run_again, run_again
from timeline.models import Job
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SORTS = [Sort("-created", gettext_lazy("Newest first"), "created_at", is_descending=True)]
COLUMNS = [
    {"label": gettext_lazy("Work")},
    {"label": gettext_lazy("State")},
    {"label": gettext_lazy("Done"), "number": True},
    {"label": gettext_lazy("Started by")},
    {"label": gettext_lazy("When")},
]
STATES = {
    Job.State.QUEUED: "waiting",
    Job.State.RUNNING: "info",
    Job.State.DONE: "done",
    Job.State.FAILED: "late",
    Job.State.CANCELLED: "neutral",
}


class JobFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=Job.State, label=gettext_lazy("State"))
    mine = filters.BooleanFilter(method="only_mine", widget=CheckboxInput, label=gettext_lazy("Mine only"))

    class Meta:
        model = Job
        fields = ["state"]

    def only_mine(self, queryset, name, value):
        return queryset.filter(created_by=self.request.membership) if value else queryset


def find_job(request, number) -> Job:
    return get_object_or_404(jobs_seen_by(request.membership), number=number)


@workspace_page(Permission.VIEW_WORKSPACE)
def job_list(request):
    filtered = JobFilter(request.GET, queryset=jobs_seen_by(request.membership), request=request)
    page = ListPage(filters=filtered, sorts=SORTS, query=request.GET, default_sort="-created")
    shown = [{"job": each, "title": title_of(each)} for each in page.rows]
    leads = request.membership.can(Permission.MANAGE_SETTINGS)
    context = {"page": page, "columns": COLUMNS, "shown": shown, "leads": leads}
    return page_or_part(request, "timeline/job_list.html", "list", context)


@workspace_page(Permission.VIEW_WORKSPACE)
def job(request, number):
    found = find_job(request, number)
    kind = job_kinds.get(found.kind, JobKind())
    is_ours = not kind.is_private or found.created_by_id == request.membership.pk
    target = kind.page(found) if is_ours else None
    context = {
        "job": found,
        "title": title_of(found),
        "work": kind.label,
        "state": "waiting" if found.is_stopping else STATES[Job.State(found.state)],
        "state_label": _("Stopping") if found.is_stopping else found.get_state_display(),
        "result_url": workspace_url(request, target[0], **target[1]) if target else "",
        "result_label": kind.result_label,
        "result_icon": kind.icon,
        "reason": kind.reason(found) if found.state == Job.State.FAILED else "",
        "may_run_again": may_run_again(found, request.membership),
    }
    response = page_or_part(request, "timeline/job.html", "progress", context)
    if request.htmx and found.is_over:
        response["HX-Refresh"] = "true"
    return response


@workspace_page(Permission.VIEW_WORKSPACE, methods=("POST",))
def job_cancel(request, number):
    found = find_job(request, number)
    cancel_job(found)
    messages.success(request, _("Stopping. What is done stays."))
    kind = job_kinds.get(found.kind)
    target = kind.page(found) if kind and kind.has_page_while_running else None
    if target:
        return to_page(request, target[0], **target[1])
    return to_page(request, "desk:job", number=number)


@workspace_page(Permission.VIEW_WORKSPACE, methods=("POST",))
def job_again(request, number):
    """Begin failed or stopped work anew, as a job of its own."""
    found = find_job(request, number)
    try:
        fresh = run_again(found, by=request.membership)
    except NotAgain:
        messages.error(request, _("This work cannot be run again from here."))
        return to_page(request, "desk:job", number=number)
    return to_page(request, "desk:job", number=fresh.number)
