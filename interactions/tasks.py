"""What the worker does for follow-ups. Losing any of these messages loses nothing: beat looks again."""

import time

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from interactions import asking_reminders, quiet, reminding
from lib.tenancy.state import workspace
from timeline.tasks import due_workspaces

log = structlog.get_logger(__name__)

TURN_SECONDS = 5


@shared_task
def remind_of_follow_ups():
    in_turn("due_workspaces_reminders", lambda: reminding.remind_next() == reminding.BATCH)


@shared_task
def remind_customers():
    in_turn("due_workspaces_requests", lambda: asking_reminders.remind_next() == asking_reminders.BATCH)


@shared_task
def tell_quiet_customers():
    in_turn("due_workspaces_quiet", lambda: quiet.tell_quiet() == quiet.BATCH)


def in_turn(due, settle_batch):
    """A batch of each workspace in turn, so that a large one keeps nobody waiting, while one has more than a batch."""
    until, is_more = time.monotonic() + TURN_SECONDS, True
    while is_more and time.monotonic() < until:
        is_more = False
        for workspace_id in due_workspaces(due):
            try:
                with workspace(workspace_id):
                    is_more |= settle_batch()
            except SoftTimeLimitExceeded:
                raise
            except Exception:
                # What one workspace stumbles over keeps no other waiting; the next tick tries it again.
                log.exception("due_rows_failed", what=due, workspace=workspace_id)
