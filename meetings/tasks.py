"""What the worker does for meetings. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task

from interactions.tasks import in_turn
from meetings import reminding


@shared_task
def remind_of_meetings():
    in_turn("due_workspaces_meetings", lambda: reminding.remind_next() == reminding.BATCH)
