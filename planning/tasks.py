"""What the worker does for plans. Losing the message loses nothing: beat looks again."""

from celery import shared_task

from interactions.tasks import in_turn
from planning import reviewing


@shared_task
def tell_due_reviews():
    in_turn("due_workspaces_plan_reviews", lambda: reviewing.tell_due() == reviewing.BATCH)
