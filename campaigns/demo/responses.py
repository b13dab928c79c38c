"""Believable responses to the campaigns of the demo that were sent: the same every time."""

from datetime import timedelta

from django.utils import timezone

from campaigns.models import Campaign, Recipient, Response
from workspaces.demo import Stage

Kind, Via = Response.Kind, Response.Via
# Of a hundred letters, and how many hours after it was sent most of them come.
OPENED, PRESSED, APPLE, SCANNED, SOFT, GONE = 38, 9, 14, 4, 1, 1
UNSUBSCRIBED, COMPLAINED = 0.6, 0.2
HOURS = 18
# Of a second letter, which people liked better.
LIKED = 62


def seed_responses(stage: Stage) -> None:
    """Of each that has begun, in its own workspace; what would come later than now has not come."""
    for campaign in Campaign.objects.exclude(started_at=None).order_by("number"):
        if not Response.objects.filter(campaign=campaign).exists():
            chance = stage.random(f"responses {campaign.number}")
            Response.objects.bulk_create(_responses(campaign, chance), batch_size=1000)


def _responses(campaign, chance) -> list[Response]:
    content = campaign.contents.saying(campaign)
    links = len(content.links) if content else 0
    sent = Recipient.objects.filter(campaign=campaign, state=Recipient.State.SENT).order_by("pk")
    found: list[Response] = []
    now = timezone.now()
    # Of a test of letters the second is liked, which the rest got as well.
    liked = {2, 0} if campaign.variants.exists() else set()
    for recipient in sent:
        began = recipient.settled_at or campaign.started_at
        found += [
            Response(campaign=campaign, recipient=recipient.pk, at=began + timedelta(hours=hours), **fields)
            for hours, fields in list(_of_one(chance, links, LIKED if recipient.variant in liked else OPENED))
            if began + timedelta(hours=hours) < now
        ]
    return found


def _of_one(chance, links, opened):
    """What one reader does, and what programs do with the letter."""

    def is_one_of(hundred) -> bool:
        return chance.uniform(0, 100) < hundred

    later = chance.expovariate(1 / HOURS)
    if is_one_of(SOFT):
        yield 0.1, _bounce(chance, "552 5.2.2 Mailbox full", is_lasting=False)
        return
    if is_one_of(GONE):
        yield 0.1, _bounce(chance, "550 5.1.1 No such user", is_lasting=True)
        return
    if is_one_of(APPLE):
        yield chance.uniform(0.1, 2), {"kind": Kind.OPENED, "by_machine": True, "via": Via.APPLE}
    if links and is_one_of(SCANNED):
        yield 0.01, {"kind": Kind.CLICKED, "link": 1, "by_machine": True, "via": Via.SCANNER}
    if not is_one_of(opened):
        return
    yield later, {"kind": Kind.OPENED, "via": Via.PROXY if is_one_of(30) else ""}
    if links and is_one_of(PRESSED * 100 / OPENED):
        for link in sorted(chance.sample(range(1, links + 1), k=1 if is_one_of(80) else min(2, links))):
            yield later + 0.02 * link, {"kind": Kind.CLICKED, "link": link}
    if is_one_of(UNSUBSCRIBED * 100 / OPENED):
        yield later + 0.1, {"kind": Kind.UNSUBSCRIBED}
    elif is_one_of(COMPLAINED * 100 / OPENED):
        named = {"provider": "postmark", "event_id": f"demo-{chance.getrandbits(64):x}"}
        yield later + 0.1, {"kind": Kind.COMPLAINED, **named}


def _bounce(chance, answer, *, is_lasting):
    named = {"provider": "dsn", "event_id": f"<demo-{chance.getrandbits(64):x}@mx.example>"}
    return {"kind": Kind.BOUNCED, "answer": answer, "is_lasting": is_lasting, **named}
