"""What the worker does for duplicates, merges, segments. Losing any of these messages loses nothing: beat returns."""

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from accounts.duplicates.pairs import look_at
from accounts.duplicates.sweeping import KINDS, sweep
from accounts.merging.undoing import forget_details
from accounts.segments.slices import read_all
from lib.tenancy.state import workspace
from lib.tenancy.tasks import workspace_task
from timeline.tasks import due_workspaces

log = structlog.get_logger(__name__)


@workspace_task
def look_for_duplicates(kind, pk):
    """Of one customer who has just come or was renamed; the sweep looks again in the night."""
    model = next(each for each in KINDS if each._meta.model_name == kind)
    look_at(model, [pk])


@shared_task
def sweep_duplicates():
    in_each("due_workspaces_duplicates", sweep)


@shared_task
def forget_merge_details():
    in_each("due_workspaces_merges", forget_details)


@shared_task
def read_segments():
    """In the night of each workspace."""
    in_each("due_workspaces_segments", read_all)


def in_each(due, work):
    for workspace_id in due_workspaces(due):
        try:
            with workspace(workspace_id):
                work()
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            # What one workspace stumbles over keeps no other waiting; the next tick tries it again.
            log.exception("due_work_failed", what=due, workspace=workspace_id)
