"""The sweep: all customers of a workspace are compared, every night those who changed, once a week all.

A job in batches: killed or stopped, it goes on where its last commit left it, and what it found stays.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.duplicates.pairs import look_at
from accounts.models import Account, Contact
from lib.tenancy.state import require_workspace_id
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from workspaces.models import Workspace

SWEEP = "accounts.duplicates"
BATCH = 500
ALL_AGAIN_AFTER = timedelta(days=7)
KINDS = (Account, Contact)


class Sweeping(JobKind):
    label = _("Looking for duplicates")
    result_label = _("Show likely duplicates")
    icon = "arrow-merge"
    may_run_again = True

    def page(self, job):
        return "accounts:duplicates", {}

    def batch(self, job, prepared):
        place = job.cursor.get("kind", 0)
        model, since = KINDS[place], job.arguments.get("since")
        rows = to_look_at(model, since).filter(pk__gt=job.cursor.get("after", 0))
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        found = look_at(model, keys) if keys else 0
        job.result = {"found": job.result.get("found", 0) + found}
        job.done += len(keys)
        job.total = max(job.total, job.done)
        if len(keys) == BATCH:
            job.cursor = {"kind": place, "after": keys[-1]}
            return True
        job.cursor = {"kind": place + 1}
        return place + 1 < len(KINDS)


def to_look_at(model, since):
    rows = model.objects.kept()
    return rows.filter(updated_at__gte=parse_datetime(since)) if since else rows


@transaction.atomic
def sweep(*, by=None, is_whole=False) -> Job:
    """Look for duplicates in the background; one sweep at a time in a workspace, and asked for twice it is one."""
    Workspace.objects.select_for_update(no_key=True).get(pk=require_workspace_id())
    running = Job.objects.open().filter(kind=SWEEP).first()
    if running:
        return running
    since = None if is_whole else changed_since()
    total = sum(to_look_at(model, since).count() for model in KINDS)
    return start_job(SWEEP, by=by, total=total, since=since)


def changed_since() -> str | None:
    """The beginning of the last sweep that came to its end; None where all were not looked at for a week."""
    done = Job.objects.filter(kind=SWEEP, state=Job.State.DONE).order_by("-pk")
    whole = done.filter(arguments__since=None).first()
    last = done.first()
    if whole is None or whole.created_at < timezone.now() - ALL_AGAIN_AFTER:
        return None
    return (last.created_at - timedelta(minutes=5)).isoformat()
