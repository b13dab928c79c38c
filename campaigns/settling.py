"""What is known of recipients is written into their rows, and at once into the counters of their part."""

from collections import Counter

from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.outcomes import Outcome
from campaigns.starting import count
from messaging.models import Suppression
from messaging.sending import suppress

State, Reason = Recipient.State, Recipient.Reason
# Reasons for which an address is not written to any more, by this channel.
LEFT_ALONE: dict[str, str] = {
    Reason.NO_SUCH_ADDRESS: Suppression.Reason.BOUNCED,
    Reason.NO_SUCH_NUMBER: Suppression.Reason.WRONG,
    Reason.OPTED_OUT: Suppression.Reason.ASKED,
}
COUNTED = (State.SENT, State.FAILED, State.SKIPPED, State.AMBIGUOUS)


def write_down(outcomes: list[Outcome], *, of=Recipient.WAITING) -> Counter[str]:
    """Into the rows that wait; how many of each counted state that makes. The caller moves the counters."""
    counts: Counter[str] = Counter()
    for each in outcomes:
        is_settled = each.state in COUNTED
        changed = Recipient.objects.filter(pk=each.pk, state__in=of).update(
            state=each.state,
            reason=each.reason,
            answer=each.answer,
            not_before=each.not_before,
            attempts=each.attempts,
            settled_at=timezone.now() if is_settled else None,
        )
        if changed and is_settled:
            counts[str(each.state)] += 1
        if changed and each.reason in LEFT_ALONE:
            named = Recipient.objects.values_list("address", "campaign__channel")
            address, channel = named.get(pk=each.pk)
            suppress(address, channel=channel, reason=LEFT_ALONE[each.reason], by=None)
    return counts


def moved(counts: Counter[str]) -> dict:
    """The counters of a part, moved by these, for an UPDATE."""
    return {f"{state}_count": F(f"{state}_count") + number for state, number in counts.items()}


def add(chunk: SendChunk, counts: Counter[str]) -> None:
    for state, number in counts.items():
        name = f"{state}_count"
        setattr(chunk, name, getattr(chunk, name) + number)


def close(chunk: SendChunk, *, done: int, intent: int) -> int:
    """Give back a part that is locked and leased: up to `done` the answers are known and what they are not is «sent»;
    from there to `intent` nobody knows. What still waits is open again, when its time has come. How many were sent.
    """
    now = timezone.now()
    here = Recipient.objects.in_pass(chunk)
    sent = here.filter(seq__lte=done).update(
        state=State.SENT, reason="", answer="", not_before=None, settled_at=now, attempts=F("attempts") + 1
    )
    unknown = here.filter(seq__lte=intent).update(
        state=State.AMBIGUOUS, reason=Reason.DIED, not_before=None, settled_at=now
    )
    add(chunk, Counter({"sent": sent, "ambiguous": unknown}))
    next_at = (
        Recipient.objects.of(chunk).waiting().aggregate(next_at=Min(Coalesce("not_before", now)))["next_at"]
    )
    chunk.state = SendChunk.State.DONE if next_at is None else SendChunk.State.OPEN
    chunk.due_at = None if next_at is None else max(next_at, now)
    chunk.done_seq = chunk.intent_seq = chunk.lo - 1
    chunk.save()
    return sent


@transaction.atomic
def tell_late(chunk: SendChunk, *, sent: list[int], outcomes: list[Outcome]) -> None:
    """A worker that was slow knows after all what came of messages that were held for «perhaps sent» meanwhile."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=chunk.campaign_id)
    row = SendChunk.objects.select_for_update().get(pk=chunk.pk)
    held = Recipient.objects.of(row).filter(state=State.AMBIGUOUS, reason=Reason.DIED)
    arrived = held.filter(seq__in=sent).update(state=State.SENT, reason="", settled_at=timezone.now())
    known = [each for each in outcomes if each.state == State.FAILED]
    counts = write_down(known, of=(State.AMBIGUOUS,))
    counts["sent"] += arrived
    counts["ambiguous"] -= arrived + counts["failed"]
    add(row, counts)
    row.save()
    if campaign.counted is not None:
        campaign.counted = count(campaign)
        campaign.save(update_fields=["counted"])


def leave_out(chunk: SendChunk, reason: str) -> None:
    """Settle a part that is locked and open: nothing more of it is sent."""
    left = Recipient.objects.of(chunk).waiting()
    skipped = left.update(state=State.SKIPPED, reason=reason, not_before=None, settled_at=timezone.now())
    add(chunk, Counter({"skipped": skipped}))
    chunk.state, chunk.due_at = SendChunk.State.DONE, None
    chunk.save()
