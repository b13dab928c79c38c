"""What the worker does for notifications. Losing any of these messages loses nothing: beat looks again."""

import time
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.db.models.functions import Now

from desk.notices import mail_next
from lib.tenancy.state import workspace
from timeline.models import Notification
from timeline.tasks import due_workspaces

TURN_SECONDS = 5
MOST_MEMBERS = 20
KEPT = timedelta(days=90)
MOST_FORGOTTEN = 5_000


@shared_task
def mail_notifications():
    """Write the mails that are due; the installation's own mail sends them.

    Each workspace in turn, and other work in between: the next tick goes on.
    """
    until, is_more = time.monotonic() + TURN_SECONDS, True
    while is_more:
        is_more = False
        for workspace_id in due_workspaces("due_workspaces_notifications"):
            with workspace(workspace_id):
                is_more |= all(mail_next() for _member in range(MOST_MEMBERS))
            if time.monotonic() > until:
                return


@shared_task
def forget_old_notifications():
    for workspace_id in due_workspaces("due_workspaces_old_notifications"):
        with workspace(workspace_id), transaction.atomic():
            # Never one of which a mail has still to tell: a worker whose clock is months behind writes such rows.
            old = Notification.objects.filter(at__lt=Now() - KEPT, mail_at=None).order_by("at").values("pk")
            Notification.objects.filter(pk__in=old[:MOST_FORGOTTEN]).delete()
