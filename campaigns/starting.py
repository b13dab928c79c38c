"""Campaigns begin when their time has come, and end when each recipient is settled. The steps that Sila makes."""

from django.db import OperationalError, transaction
from django.db.models import Count
from django.utils import timezone

from campaigns import gathering
from campaigns.audience import UnknownAudience
from campaigns.lanes import lane_of_workspace
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.sending_hours import has_to_wait
from campaigns.states import State

BATCH = 1


def start_next() -> int:
    """Write down some recipients of the next campaign whose time has come; whether there was one."""
    found = _begin()
    if found is None:
        return 0
    try:
        is_running = _gather(found)
    except OperationalError as error:
        if not gathering.is_too_slow(error):
            raise
        _take_less(found)
    else:
        if is_running:
            finish_if_over(found)
    return 1


def _held(pk: int) -> Campaign | None:
    """Alone: a second worker, or one that is only slow, finds it locked or running."""
    rows = Campaign.objects.filter(pk=pk, state=State.SNAPSHOTTING)
    return rows.select_for_update(no_key=True, skip_locked=True).order_by("pk").first()


@transaction.atomic
def _gather(pk: int) -> bool:
    """One range more; whether they are all written down now."""
    campaign = _held(pk)
    if campaign is None:
        return False
    if has_to_wait(campaign):
        return False
    lane_of_workspace(campaign.channel)
    try:
        has_more = gathering.gather(campaign)
    except UnknownAudience:
        _fail(campaign, Campaign.Why.AUDIENCE)
        return False
    if has_more:
        return False
    gathering.make_parts(campaign)
    campaign.move("run", by=None, started_at=timezone.now())
    return True


@transaction.atomic
def _take_less(pk: int) -> None:
    campaign = _held(pk)
    if campaign is not None and not gathering.take_less(campaign):
        _fail(campaign, Campaign.Why.SLOW)


def _fail(campaign, why: str) -> None:
    """Who was written down before is settled as left out (tending.py)."""
    campaign.move("fail", by=None, why=why)


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
    rows = Campaign.objects.filter(pk=campaign_pk, state=State.RUNNING).filled(timezone.now())
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
