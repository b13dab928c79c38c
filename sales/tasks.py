"""What the worker does for sales. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task

from interactions.tasks import in_turn
from sales import opportunities


@shared_task
def tell_overdue_opportunities():
    in_turn("due_workspaces_opportunities", lambda: opportunities.tell_overdue() == opportunities.BATCH)
