"""What the worker does for campaigns. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from campaigns import crediting, draining, issuing, settling_responses, starting, tending
from campaigns.automations import walking
from campaigns.channels.refusals import acknowledge
from campaigns.models import Lane
from interactions.tasks import in_turn
from lib.tenancy.state import require_workspace_id, workspace
from lib.tenancy.tasks import publish, workspace_task
from timeline.tasks import due_workspaces


@shared_task
def begin_campaigns():
    in_turn("due_workspaces_campaign_starts", lambda: starting.start_next() == starting.BATCH)


@shared_task
def issue_campaigns():
    """The next issues of series."""
    in_turn("due_workspaces_campaign_series", lambda: issuing.issue_next() == issuing.BATCH)


@shared_task
def send_campaigns():
    """Hint at every workspace that has something to send, those first whose turn it is."""
    for workspace_id in due_workspaces("due_workspaces_campaigns"):
        with workspace(workspace_id), transaction.atomic():
            Lane.objects.update(hinted_at=timezone.now())
            publish(send_campaign_of, workspace_id)


@workspace_task
def send_campaign_of():
    """One part; then others have their turn before the next one."""
    if draining.drain():
        with transaction.atomic():
            # Else beat would add a turn of its own with each of its ticks, and others would stand behind all of them.
            Lane.objects.update(hinted_at=timezone.now())
            publish(send_campaign_of, require_workspace_id())


@shared_task
def go_on_with_automations():
    """Who comes in, and whose next step is due."""
    in_turn("due_workspaces_automations", walking.go_on)


@workspace_task
def acknowledge_stop(contact: int, in_english: int):
    """To who has just answered «stop» by WhatsApp; once, and not again where it fails."""
    acknowledge(contact, in_english=bool(in_english))


@shared_task
def tend_campaigns():
    in_turn("due_workspaces_campaign_care", lambda: tending.tend_next() >= tending.BATCH)


@shared_task
def settle_responses():
    in_turn("due_workspaces_responses", lambda: settling_responses.settle_next() >= settling_responses.BATCH)


@shared_task
def credit_campaigns():
    """Which purchases are put down to which campaign, and what control groups tell."""
    in_turn("due_workspaces_campaign_credits", lambda: crediting.credit_next() > 0)
