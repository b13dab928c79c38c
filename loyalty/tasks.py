"""What the worker does for points. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task

from accounts.tasks import in_each
from loyalty import expiring, reconciling


@shared_task
def expire_points():
    in_each("due_workspaces_expiry", expiring.start_expiry)


@shared_task
def check_ledgers():
    in_each("due_workspaces_ledger_check", reconciling.start_check)
