"""Offers keep to the hours and the number that a workspace has set; asked as a part is taken, so every few seconds.

Whose hours are over waits for the next ones in its row (`not_before`), and a part of which nobody is left waits whole.
Who has had as many offers as are allowed is left out, not put off: an offer that comes weeks later is none.
"""

from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Consent
from campaigns.audience import EVERYBODY, Range
from campaigns.models import Campaign, Recipient, SendChunk, SendingRules
from campaigns.states import State
from lib.tenancy.state import require_workspace_id
from meetings.zones import zone_of_country
from workspaces.models import Workspace

Row = Recipient.State
# Campaigns whose waiting recipients get it still, as far as anybody knows.
GOES_ON = (State.SNAPSHOTTING, State.RUNNING, State.PAUSED)


def rules_for(purpose: str) -> SendingRules | None:
    """What holds for this; None where nothing does."""
    if not Consent.is_advertising(purpose):
        return None
    return SendingRules.objects.standing()


def put_off(chunk: SendChunk, purpose: str, now: datetime) -> bool:
    """Let those of an open part that is locked wait whose hours are over; whether that is all of them."""
    rules = rules_for(purpose)
    if rules is None or rules.window.is_always_open:
        return False
    zone = zone_of_workspace()
    if not rules.by_contact_zone:
        opens_at = rules.window.opens_at(now, zone)
        if opens_at is None:
            return False
        # Nobody of the whole campaign is written to before. Parts that another worker has just now it puts off itself.
        same = SendChunk.objects.filter(
            campaign=chunk.campaign_id, state=SendChunk.State.OPEN, due_at__lt=opens_at
        )
        free = same.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)
        SendChunk.objects.filter(pk__in=list(free)).update(due_at=opens_at)
        return True
    return _put_off_by_country(chunk, rules, zone, now)


def _put_off_by_country(chunk: SendChunk, rules: SendingRules, zone: str, now: datetime) -> bool:
    due = Recipient.objects.of(chunk).waiting().filter(Q(not_before=None) | Q(not_before__lte=now))
    countries = due.order_by().values_list("contact__country", flat=True).distinct()
    waits: dict[datetime, list[str]] = {}
    for country in countries:
        opens_at = rules.window.opens_at(now, zone_of(country or "", zone))
        if opens_at is not None:
            waits.setdefault(opens_at, []).append(country)
    for opens_at, these in waits.items():
        gone = Q(contact=None) if None in these else Q(pk__in=[])
        due.filter(Q(contact__country__in=[each for each in these if each is not None]) | gone).update(
            not_before=opens_at
        )
    if not waits:
        return False
    rows = Recipient.objects.of(chunk).waiting()
    next_at = rows.aggregate(next_at=Min(Coalesce("not_before", now)))["next_at"]
    if next_at is None or next_at <= now:
        return False
    chunk.due_at = next_at
    chunk.save(update_fields=["due_at"])
    return True


def zone_of_workspace() -> str:
    opened = Workspace.objects.only("time_zone").get(pk=require_workspace_id())
    return opened.time_zone if opened.time_zone in zones() else "UTC"


def zone_of(country: str, otherwise: str) -> str:
    """Of a country with several zones, where most people live; of none that is known, the workspace's."""
    found = zone_of_country(country)
    return found if found in zones() else otherwise


@cache
def zones() -> frozenset[str]:
    return frozenset(available_timezones())


def capped(campaign, here: Range = EVERYBODY) -> Q:
    """Of contacts: that they have had, or are about to get, as many offers as are allowed."""
    rules = rules_for(campaign.purpose)
    if rules is None or rules.most_letters is None:
        return Q(pk__in=[])
    promised = Q(state__in=Recipient.WAITING, campaign__state__in=GOES_ON)
    rows = offers(campaign).filter(here.of("contact"), had(rules) | promised, contact__isnull=False)
    many = rows.order_by().values("contact").annotate(count=Count("pk"))
    return Q(pk__in=many.filter(count__gte=rules.most_letters).values("contact"))


def offers(campaign) -> QuerySet[Recipient]:
    """Of other campaigns and automations."""
    exempt = (Consent.Purpose.SERVICE, Consent.Purpose.SURVEY)
    return Recipient.objects.exclude(campaign=campaign).exclude(campaign__purpose__in=exempt)


def is_capped(campaign) -> Exists | Value:
    """Of recipients of it: that they have had as many since it began to be written down."""
    rules = rules_for(campaign.purpose)
    if rules is None or rules.most_letters is None:
        return Value(False)
    last = rules.most_letters
    return Exists(offers(campaign).filter(had(rules), contact=OuterRef("contact"))[last - 1 : last])


def has_to_wait(campaign) -> bool:
    """Where offers are counted, one campaign after the other is written down: each sees whom the others write to."""
    rules = rules_for(campaign.purpose)
    if rules is None or rules.most_letters is None:
        return False
    return Campaign.objects.filter(state=State.SNAPSHOTTING, pk__lt=campaign.pk).exists()


def had(rules: SendingRules) -> Q:
    since = rules.counts_since(timezone.now())
    return Q(state__in=(Row.SENT, Row.AMBIGUOUS), settled_at__gt=since)
