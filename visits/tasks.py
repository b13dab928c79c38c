"""What the worker does for visits. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task

from interactions.tasks import in_turn
from visits import forgetting


@shared_task
def forget_old_visits():
    in_turn("due_workspaces_old_visits", lambda: forgetting.forget_next() == forgetting.BATCH)
