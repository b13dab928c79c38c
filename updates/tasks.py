"""What the worker does for updates. Losing the message loses nothing: beat looks again."""

from celery import shared_task

from interactions.tasks import in_turn
from updates import rhythms


@shared_task
def draft_updates():
    in_turn("due_workspaces_updates", lambda: rhythms.draft_due() == rhythms.BATCH)
