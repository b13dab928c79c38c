"""What the worker does with e-mail. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task
from django.db import transaction

from lib.tenancy.state import workspace
from lib.tenancy.tasks import publish, workspace_task
from messaging import receiving, sending
from timeline.tasks import due_workspaces


@shared_task
def send_due_mail():
    """Hint at every workspace that has something to send: each gets a turn of its own."""
    for workspace_id in due_workspaces("due_workspaces_mail"):
        publish(send_mail_of, workspace_id)


@workspace_task
def send_mail_of():
    sending.send_due()


@shared_task
def forget_raw_mail():
    for workspace_id in due_workspaces("due_workspaces_raw_mail"):
        with workspace(workspace_id), transaction.atomic():
            receiving.forget_raw()
