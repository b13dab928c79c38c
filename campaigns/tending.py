"""What is left behind is put in order: parts of dead workers, campaigns whose time is over or that were stopped."""

from django.db import transaction
from django.utils import timezone

from campaigns.gathering import make_parts
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.scheduling import pause
from campaigns.settling import close, leave_out
from campaigns.starting import count, finish_if_over
from campaigns.states import NotNow, State

BATCH = 20
# Leases of one part that ended before anything of it was sent.
MOST_DEATHS = 5


def tend_next() -> int:
    """Some of it, each in a transaction of its own; how many were put in order."""
    done = _each(reap_next) + _each(expire_next) + _each(wind_up_next)
    return done + _finish_those_that_are_over()


def _each(step) -> int:
    done = 0
    while done < BATCH and step():
        done += 1
    return done


def reap_next() -> bool:
    """A lease that is over: what its worker had written down is taken for what it is (docs/adr/0009)."""
    chunk = _reap()
    if chunk is not None and chunk.deaths and chunk.deaths % MOST_DEATHS == 0:
        _pause(chunk.campaign_id)
    return chunk is not None


@transaction.atomic
def _reap() -> SendChunk | None:
    over = SendChunk.objects.filter(state=SendChunk.State.LEASED, due_at__lte=timezone.now())
    chunk = over.select_for_update(skip_locked=True).order_by("pk").first()
    if chunk is not None:
        chunk.epoch += 1
        chunk.deaths += 1
        close(chunk, done=chunk.done_seq, intent=chunk.intent_seq)
    return chunk


@transaction.atomic
def _pause(campaign_pk: int) -> None:
    try:
        pause(Campaign.objects.get(pk=campaign_pk), by=None, why=Campaign.Why.WORKERS)
    except NotNow:
        return


@transaction.atomic
def expire_next() -> bool:
    """What has not left by its last moment does not leave any more."""
    late = Campaign.objects.late(timezone.now())
    campaign = late.select_for_update(no_key=True, skip_locked=True).order_by("pk").first()
    if campaign is None:
        return False
    campaign.move("expire", by=None)
    return True


@transaction.atomic
def wind_up_next() -> bool:
    """One part of a campaign that was stopped, or its last sum."""
    for campaign in Campaign.objects.unsettled().order_by("pk")[:BATCH]:
        if campaign.gathered is not None:
            return _make_parts(campaign.pk)
        chunks = SendChunk.objects.filter(campaign=campaign, due_at__isnull=False)
        reason = Recipient.Reason.EXPIRED if campaign.state == State.EXPIRED else Recipient.Reason.CANCELLED
        open_ones = chunks.filter(state=SendChunk.State.OPEN)
        chunk = open_ones.select_for_update(skip_locked=True).order_by("pk").first()
        if chunk is not None:
            leave_out(chunk, reason)
            return True
        if not chunks.exists():
            return _add_up(campaign.pk)
    return False


def _make_parts(campaign_pk: int) -> bool:
    """It was stopped while its recipients were written down: those who are settle like any others."""
    campaign = _held(campaign_pk)
    if campaign is None:
        return False
    make_parts(campaign)
    campaign.save(update_fields=["gathered", "recipient_count", "left_out_count"])
    return True


def _held(campaign_pk: int) -> Campaign | None:
    rows = Campaign.objects.unsettled().filter(pk=campaign_pk)
    return rows.select_for_update(no_key=True, skip_locked=True).order_by("pk").first()


def _add_up(campaign_pk: int) -> bool:
    campaign = _held(campaign_pk)
    if campaign is None:
        return False
    campaign.counted, campaign.finished_at = count(campaign), timezone.now()
    campaign.save(update_fields=["counted", "finished_at"])
    return True


def _finish_those_that_are_over() -> int:
    """A worker that settled the last part may have died before it said so."""
    with transaction.atomic():
        waiting = SendChunk.objects.filter(due_at__isnull=False).values("campaign")
        running = Campaign.objects.filter(state=State.RUNNING).filled(timezone.now())
        running = running.exclude(pk__in=waiting).order_by("pk")
        keys = list(running.values_list("pk", flat=True)[:BATCH])
    return sum(finish_if_over(pk) for pk in keys)
