"""What the worker does for long work. Losing any of these messages loses nothing: beat looks again."""

import time
from datetime import timedelta

from celery import shared_task
from django.db import connection, models, transaction
from django.db.models.functions import Now

from lib.tenancy.state import workspace
from lib.tenancy.tasks import workspace_task
from timeline.jobs import hint, run_slice
from timeline.models import Attachment, Job, KeptFile
from timeline.sweeping import sweep_workspace, swept_folders

MOST_WORKSPACES = 200
JOBS_KEPT = timedelta(days=30)
MOST_JOBS = 500
MOST_IN_ONE_WORKSPACE = 50
SWEEP_SECONDS = 15


@workspace_task
def run_job(job_id):
    run_slice(job_id)


@shared_task
def resume_stalled_jobs():
    """Hint again at jobs whose worker died or whose hint was lost."""
    for workspace_id in due_workspaces("due_workspaces_jobs"):
        with workspace(workspace_id), transaction.atomic():
            for job in Job.objects.stalled().order_by("lease_until", "pk")[:MOST_IN_ONE_WORKSPACE]:
                Job.objects.filter(pk=job.pk).update(hinted_at=Now())
                hint(job)


@shared_task
def forget_expired_files():
    for workspace_id in due_workspaces("due_workspaces_files"):
        with workspace(workspace_id), transaction.atomic():
            KeptFile.objects.expired().order_by("pk")[:MOST_IN_ONE_WORKSPACE].forget()


@shared_task
def forget_expired_attachments():
    """Files that were removed long ago, and those whose form never came."""
    for workspace_id in due_workspaces("due_workspaces_attachments"):
        with workspace(workspace_id), transaction.atomic():
            due = Attachment.objects.expired().select_for_update(skip_locked=True).order_by("pk")
            due[:MOST_IN_ONE_WORKSPACE].forget()


@shared_task
def sweep_files():
    """Delete what lies on the disk and belongs to no row: a killed request leaves such files."""
    deadline = time.monotonic() + SWEEP_SECONDS
    for workspace_id in swept_folders():
        with workspace(workspace_id):
            sweep_workspace(deadline)
        if time.monotonic() > deadline:
            break


@shared_task
def forget_old_jobs():
    """Jobs that ended long ago go, but not those a record still tells its story by."""
    for workspace_id in due_workspaces("due_workspaces_old_jobs"):
        with workspace(workspace_id), transaction.atomic():
            old = Job.objects.exclude(state__in=Job.OPEN).filter(created_at__lt=Now() - JOBS_KEPT)
            for relation in Job._meta.get_fields(include_hidden=True):
                if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
                    needed = relation.related_model.objects.exclude(**{relation.field.name: None})
                    old = old.exclude(pk__in=needed.values(relation.field.name))
            Job.objects.filter(
                pk__in=list(old.order_by("pk").values_list("pk", flat=True)[:MOST_JOBS])
            ).delete()


def due_workspaces(function) -> list[int]:
    """Ids of workspaces with due work: asked before any of them is open, so the owner's function answers."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [MOST_WORKSPACES])
        return [row[0] for row in cursor.fetchall()]
