"""What the worker does for follow-ups. Losing any of these messages loses nothing: beat looks again."""

import time

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from interactions.reminding import BATCH, remind_next
from interactions.quiet import tell_quiet
from interactions.reminding import remind_next
from lib.tenancy.state import workspace
from timeline.tasks import due_workspaces

log = structlog.get_logger(__name__)

TURN_SECONDS = 5


@shared_task
def remind_of_follow_ups():
    """A batch of each workspace in turn, so that a large one keeps nobody waiting, while one has more than a batch."""
    until, is_more = time.monotonic() + TURN_SECONDS, True
    while is_more and time.monotonic() < until:
        is_more = False
        for workspace_id in due_workspaces("due_workspaces_reminders"):
            try:
                with workspace(workspace_id):
                    is_more |= remind_next() == BATCH
    in_turn("due_workspaces_reminders", remind_next)


@shared_task
def tell_quiet_customers():
    in_turn("due_workspaces_quiet", tell_quiet)


def in_turn(due, settle_next):
    """A batch of each workspace in turn, so that a large one keeps nobody waiting."""
    until = time.monotonic() + TURN_SECONDS
    while time.monotonic() < until:
        settled = 0
        for workspace_id in due_workspaces(due):
            try:
                with workspace(workspace_id):
                    settled += settle_next()
            except SoftTimeLimitExceeded:
                raise
            except Exception:
                # What one workspace stumbles over keeps no other waiting; the next tick tries it again.
                log.exception("reminders_failed", workspace=workspace_id)
                log.exception("due_rows_failed", what=due, workspace=workspace_id)
        if not settled:
            break
