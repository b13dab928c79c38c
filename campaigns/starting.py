"""Campaigns begin when their time has come, and end when each recipient is settled. The steps that Sila makes."""

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from campaigns.audience import UnknownAudience
from campaigns.lanes import lane_of_workspace
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.snapshot import take_snapshot
from campaigns.states import State

BATCH = 1


def start_next() -> int:
    """Gather the recipients of the next campaign whose time has come; how many were begun."""
    found = _begin()
    if found is None:
        return 0
    with transaction.atomic():
        # Alone: a second worker, or one that is only slow, finds it running.
        rows = Campaign.objects.filter(pk=found, state=State.SNAPSHOTTING)
        campaign = rows.select_for_update(no_key=True, skip_locked=True).order_by("pk").first()
        if campaign is None:
            return 0
        lane_of_workspace()
        try:
            take_snapshot(campaign)
        except UnknownAudience:  # before anything was asked or written
            campaign.move("fail", by=None, why=Campaign.Why.AUDIENCE)
            return 1
        campaign.move("run", by=None, started_at=timezone.now())
    finish_if_over(found)
    return 1


@transaction.atomic
def _begin() -> int | None:
    """The key of one that is to be begun; it shows as being gathered from now on."""
    now = timezone.now()
    due = Campaign.objects.due(now).select_for_update(no_key=True, skip_locked=True).order_by("send_at", "pk")
    campaign = due.first()
    if campaign is None:
        return None
    if campaign.expire_at is not None and campaign.expire_at <= now:
        campaign.move("expire", by=None)
        return None
    if campaign.state == State.SCHEDULED:
        campaign.move("begin", by=None)
    return campaign.pk


@transaction.atomic
def finish_if_over(campaign_pk: int) -> bool:
    """Done when no part of it waits; whether that was so."""
    rows = Campaign.objects.filter(pk=campaign_pk, state=State.RUNNING)
    campaign = rows.select_for_update(no_key=True).order_by("pk").first()
    if campaign is None or SendChunk.objects.filter(campaign=campaign, due_at__isnull=False).exists():
        return False
    campaign.move("finish", by=None, counted=count(campaign), finished_at=timezone.now())
    return True


class DoesNotAddUp(Exception):
    """The counters of a campaign and its rows differ."""


def count(campaign) -> dict[str, int]:
    """Its rows by state, once nothing waits; they have to be what its counters say."""
    rows = Recipient.objects.filter(campaign=campaign).order_by().values_list("state")
    counted = dict(rows.annotate(count=Count("pk")))
    if counted != tally(campaign) or sum(counted.values()) != campaign.recipient_count:
        raise DoesNotAddUp(campaign.pk)
    return counted


def tally(campaign) -> dict[str, int]:
    """How many stand where, by the counters of its parts; states that nobody is in are left out."""
    found = {"skipped": campaign.left_out_count}
    settled = campaign.left_out_count
    for chunk in SendChunk.objects.filter(campaign=campaign):
        for state in ("sent", "failed", "skipped", "ambiguous"):
            found[state] = found.get(state, 0) + getattr(chunk, f"{state}_count")
        settled += chunk.settled_count
    found["waiting"] = campaign.recipient_count - settled
    return {state: number for state, number in found.items() if number}
