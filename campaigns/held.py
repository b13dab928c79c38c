"""«Perhaps sent» is settled by a person: taken for sent, or sent once more. Sila never decides it by itself.

The campaign is locked first, then the part, then its rows, as settling.py does. Who is sent to once more waits like
anybody else, and the engine asks again whether they still may get it; the Message-ID is the one of before.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.settling import add
from campaigns.starting import count
from campaigns.states import STOPPED, State
from timeline.services import record

# A worker that has the part now took it before: its pass does not meet who is put back into it.
A_MOMENT = timedelta(milliseconds=1)


class TooLateToSend(Exception):
    """The campaign was stopped, or its last moment is over: nothing of it is sent any more."""


@transaction.atomic
def take_as_sent(campaign, *, by, contact=None) -> int:
    """All that are held, or those of one contact; how many that were."""
    campaign.wait_to_change()
    taken = 0
    for chunk, rows in _held(campaign, contact):
        changed = rows.update(state=Recipient.State.SENT, reason="", settled_at=timezone.now())
        add(chunk, {"sent": changed, "ambiguous": -changed})
        chunk.save(update_fields=["sent_count", "ambiguous_count"])
        taken += changed
    if taken and campaign.counted is not None:
        campaign.counted = count(campaign)
        campaign.save(update_fields=["counted"])
    _note("campaign.held_taken", campaign, taken, by=by, contact=contact)
    return taken


@transaction.atomic
def send_again(campaign, *, by, contact=None) -> int:
    """All that are held wait once more, or those of one contact; how many that were. A campaign that was done goes
    on. Raises TooLateToSend.
    """
    campaign.wait_to_change()
    is_late = campaign.expire_at is not None and campaign.expire_at <= timezone.now()
    if is_late or campaign.state in STOPPED:
        raise TooLateToSend
    sent = 0
    for chunk, rows in _held(campaign, contact):
        now = timezone.now()
        due_at = max(now, chunk.pass_at + A_MOMENT) if chunk.pass_at else now
        changed = rows.update(
            state=Recipient.State.PENDING, reason="", not_before=due_at, settled_at=None, answer=""
        )
        _reopen(chunk, changed, due_at)
        sent += changed
    if sent and campaign.state == State.DONE:
        campaign.move("reopen", by=by, counted=None, finished_at=None)
    _note("campaign.held_sent_again", campaign, sent, by=by, contact=contact)
    return sent


def _held(campaign, contact):
    """Parts that have such rows, each locked, with the rows."""
    held = Recipient.objects.filter(campaign=campaign, state=Recipient.State.AMBIGUOUS)
    if contact is not None:
        held = held.filter(contact=contact)
    chunks = SendChunk.objects.filter(campaign=campaign, ambiguous_count__gt=0)
    for pk in list(chunks.order_by("pk").values_list("pk", flat=True)):
        chunk = SendChunk.objects.select_for_update().get(pk=pk)
        rows = held.filter(seq__gte=chunk.lo, seq__lte=chunk.hi)
        if rows.exists():
            yield chunk, rows


def _reopen(chunk: SendChunk, changed: int, due_at) -> None:
    """It waits again; one that a worker has at this moment is looked at again once it is given back."""
    add(chunk, {"ambiguous": -changed})
    if chunk.state == SendChunk.State.DONE:
        chunk.state, chunk.due_at = SendChunk.State.OPEN, due_at
    elif chunk.state == SendChunk.State.OPEN:
        chunk.due_at = min(chunk.due_at, due_at)
    chunk.save(update_fields=["ambiguous_count", "state", "due_at"])


def _note(verb: str, campaign: Campaign, changed: int, *, by, contact) -> None:
    if changed:
        record(verb, campaign, by=by, context=contact, count=changed)
