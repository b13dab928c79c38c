"""Long work: what runs, what came of it, and a way to stop it. For who started it and for who leads."""

import django_filters as filters
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.http import page_or_part, to_page, workspace_url
from lib.lists import ListPage, Sort
from timeline.jobs import JobKind, cancel_job, job_kinds
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

    class Meta:
        model = Job
        fields = ["state"]


def visible_jobs(request):
    jobs = Job.objects.select_related("created_by__user")
    if request.membership.can(Permission.MANAGE_SETTINGS):
        return jobs
    return jobs.filter(created_by=request.membership)


def find_job(request, number) -> Job:
    return get_object_or_404(visible_jobs(request), number=number)


def title(job) -> str:
    kind = job_kinds.get(job.kind)
    return str(kind.title(job)) if kind else job.kind


@workspace_page(Permission.VIEW_WORKSPACE)
def job_list(request):
    filtered = JobFilter(request.GET, queryset=visible_jobs(request), request=request)
    page = ListPage(filters=filtered, sorts=SORTS, query=request.GET, default_sort="-created")
    shown = [{"job": each, "title": title(each)} for each in page.rows]
    context = {"page": page, "columns": COLUMNS, "shown": shown}
    return page_or_part(request, "timeline/job_list.html", "list", context)


@workspace_page(Permission.VIEW_WORKSPACE)
def job(request, number):
    found = find_job(request, number)
    kind = job_kinds.get(found.kind, JobKind())
    is_ours = not kind.is_private or found.created_by_id == request.membership.pk
    target = kind.page(found) if is_ours else None
    context = {
        "job": found,
        "title": title(found),
        "work": kind.label,
        "state": "waiting" if found.is_stopping else STATES[Job.State(found.state)],
        "state_label": _("Stopping") if found.is_stopping else found.get_state_display(),
        "result_url": workspace_url(request, target[0], **target[1]) if target else "",
        "result_label": kind.result_label,
        "result_icon": kind.icon,
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
