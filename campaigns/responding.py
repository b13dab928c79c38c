"""What readers do with a letter is written down here, in a transaction of its own: whoever follows a link gets there,
whether it can be written or not.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from campaigns.following import Followed
from campaigns.machines import via_of
from campaigns.models import ContentVersion, Recipient, Response, ResponseRules, SendChunk
from lib.patience import hurry
from lib.tenancy.state import workspace

log = structlog.get_logger(__name__)
Kind, Via = Response.Kind, Response.Via

# So long a page waits for its event to be written.
PATIENCE_MS = 1500
# Whoever presses so many different links of a letter within such a time is no reader.
BURST, BURST_LINKS = timedelta(seconds=10), 3
# An unsubscription is put down to the last letter, unless that is older.
LETTERS_COUNT = timedelta(days=60)
GOT_IT = (Recipient.State.SENT, Recipient.State.AMBIGUOUS)
# Then it is known whether a first press was one of many.
TOLD_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class Visit:
    """How somebody, or something, came."""

    user_agent: str
    address: str
    method: str = "GET"

    @property
    def via(self) -> str:
        return via_of(self.user_agent, self.address, method=self.method)


def note(followed: Followed, visit: Visit, *, workspace_id: int) -> None:
    """Write down that a letter was opened, or that one of its links was pressed. Never raises what a database says."""
    try:
        with workspace(workspace_id), transaction.atomic():
            hurry(PATIENCE_MS)
            _note(followed, visit)
    except DatabaseError as error:
        log.warning("campaign_response_lost", recipient=followed.recipient, error=type(error).__name__)


def _note(followed: Followed, visit: Visit) -> None:
    found = Recipient.objects.filter(pk=followed.recipient).first()
    if found is None or not ResponseRules.objects.standing().is_on:
        return
    via = visit.via
    if via not in Response.BY_MACHINE and is_on_its_way(found):
        via = Via.EARLY
    made = Response(campaign_id=found.campaign_id, recipient=found.pk, link=followed.link)
    made.kind = Kind.CLICKED if followed.link else Kind.OPENED
    if followed.link and via not in Response.BY_MACHINE and ends_a_burst(found, followed):
        via = Via.BURST
    made.via, made.by_machine = via, via in Response.BY_MACHINE
    if made.by_machine:
        write_of_machine(made)
    else:
        write_of_person(made)


def note_unsubscription(contact, purposes) -> None:
    """Of the last letter about each of them, as far as one went to this contact lately."""
    since = timezone.now() - LETTERS_COUNT
    for purpose in purposes:
        letters = Recipient.objects.filter(contact=contact, campaign__purpose=purpose, settled_at__gt=since)
        last = letters.filter(state__in=GOT_IT).order_by("-pk").first()
        if last is not None:
            made = Response(campaign_id=last.campaign_id, recipient=last.pk, kind=Kind.UNSUBSCRIBED)
            Response.objects.bulk_create([made], ignore_conflicts=True)


def is_on_its_way(recipient) -> bool:
    """Whether its mail server has not answered yet: what opens it now is that server."""
    if recipient.state not in Recipient.WAITING or recipient.seq is None:
        return False
    chunk = (
        SendChunk.objects.filter(campaign=recipient.campaign_id, lo__lte=recipient.seq)
        .order_by("-lo")
        .first()
    )
    return chunk is not None and recipient.seq > chunk.done_seq


def ends_a_burst(recipient, followed: Followed) -> bool:
    """Whether this is one of many presses at once; then those before it are a machine's too, and what it opened."""
    lately = Response.objects.of(recipient).filter(provider="", at__gt=timezone.now() - BURST)
    clicks = lately.filter(kind=Kind.CLICKED).values_list("link", "via")
    if any(via == Via.BURST for _link, via in clicks):
        return True
    count = len({followed.link, *(link for link, _via in clicks)})
    if count < 2 or count < min(BURST_LINKS, _links_in(followed)):
        return False
    lately.by_people().update(by_machine=True, via=Via.BURST, due_at=None)
    return True


def _links_in(followed: Followed) -> int:
    links = ContentVersion.objects.filter(pk=followed.content).values_list("links", flat=True).first()
    return len(links or ())


def write_of_person(made: Response) -> None:
    """Once, however often they do it."""
    if made.kind == Kind.CLICKED:
        made.due_at = timezone.now() + TOLD_AFTER
    Response.objects.bulk_create([made], ignore_conflicts=True)


def write_of_machine(made: Response) -> None:
    same = {"kind": made.kind, "link": made.link, "provider": "", "by_machine": True}
    if not Response.objects.filter(campaign=made.campaign_id, recipient=made.recipient, **same).exists():
        made.save(force_insert=True)
