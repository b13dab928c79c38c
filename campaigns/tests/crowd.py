"""Customers to write to, and campaigns that are on their way to them."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Consent, Contact
from campaigns import draining, starting, tending
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.scheduling import add_campaign, schedule
from campaigns.starting import tally


def contact(name, email, *, agrees=True, purpose="marketing", **fields):
    made = Contact(name_en=name, email_1=email, **fields)
    made.save()
    if agrees:
        say(made, "given", purpose)
    return made


def say(made, state, purpose="marketing"):
    return Consent.objects.create(
        contact=made, channel="email", purpose=purpose, state=state, wording="Yes", source="test"
    )


def crowd(count, *, domain="crowd.example"):
    return [contact(f"Guest {at:04}", f"guest{at:04}@{domain}") for at in range(1, count + 1)]


def campaign_of(template, *, by, expire_at=None, **fields):
    """One that is scheduled for now."""
    made = add_campaign(by=by, **{"name": "Season", "purpose": "marketing", "template": template, **fields})
    schedule(made, by=by, expire_at=expire_at)
    return made


def fresh(made):
    return Campaign.objects.get(pk=made.pk)


def rows(made):
    """(address, state, reason) of its recipients, in their order."""
    seen = Recipient.objects.filter(campaign=made).order_by("seq", "pk")
    return [(row.address, str(row.state), str(row.reason)) for row in seen]


def states(made):
    found = {}
    for _address, state, _reason in rows(made):
        found[state] = found.get(state, 0) + 1
    return found


def adds_up(made):
    """Counters and rows say the same, of the whole and of each part."""
    now = fresh(made)
    found = states(made)
    waiting = found.pop("pending", 0) + found.pop("deferred", 0)
    assert tally(now) == ({**found, "waiting": waiting} if waiting else found)
    assert now.recipient_count == sum(found.values()) + waiting
    for chunk in SendChunk.objects.filter(campaign=made):
        seen = Recipient.objects.of(chunk)
        for state in ("sent", "failed", "skipped", "ambiguous"):
            assert getattr(chunk, f"{state}_count") == seen.filter(state=state).count()
    if now.counted is not None:
        assert now.counted == found
    return True


def drain_all(most=50):
    """As workers would, one part after the other, while there is something to send."""
    sent = 0
    for _turn in range(most):
        before = SendChunk.objects.filter(state="open", due_at__lte=timezone.now()).count()
        sent += draining.drain()
        if not before:
            return sent
    return sent


def over(made):
    """Its lease is over: as if its worker were dead for long."""
    past = timezone.now() - timedelta(seconds=1)
    SendChunk.objects.filter(campaign=made, state="leased").update(due_at=past)


def begin():
    return starting.start_next()


def tend():
    return tending.tend_next()
