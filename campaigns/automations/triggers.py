"""What brings people into an automation: a fixed list. Most read the outbox; some look by the clock.

A trigger that reads events is asked with those of its verbs; one that looks, with a moment since which it has to find
people, and now. Either answers with who, for which customer, and because of what: the same occurrence never counts
twice for one contact.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Position, SegmentReading
from accounts.segments.keys import unpack
from complaints.models import Complaint
from lib.registry import Registry
from sales.models import Purchase
from timeline.models import Event
from visits.querysets import abandoned_carts, viewed_not_bought

# Looked at by the clock so often.
LOOKS_EVERY = timedelta(minutes=10)
# Of one look; who is left comes with the next one.
MOST_FOUND = 1_000
HOURS, DAYS, SEGMENT, TAG, FILES = "hours", "days", "segment", "tag", "with_files"


class Brought(NamedTuple):
    """Keys; of the customer None where it is to be found by the contact."""

    contact: int
    account: int | None
    occurrence: str


Options = Mapping[str, Any]


@dataclass(frozen=True)
class Trigger:
    key: str
    label: Any
    help_text: Any
    verbs: tuple[str, ...] = ()
    brings: Callable[[Sequence[Event], Options], Iterable[Brought]] | None = None
    # Since when, now, what is asked of it, and (a set of keys) who may not enter.
    finds: Callable[[datetime, datetime, Options, Any], Iterable[Brought]] | None = None
    # What has to be said about it: names of fields.
    asks: tuple[str, ...] = field(default=())

    @property
    def is_by_the_clock(self) -> bool:
        return self.finds is not None


triggers = Registry("what brings people into automations")


def main_contacts(accounts: Iterable[int]) -> dict[int, int]:
    """By the key of an account that of its main contact, or of the first one."""
    rows = Position.objects.filter(account__in=set(accounts)).order_by("is_primary", "-pk")
    return dict(rows.values_list("account_id", "contact_id"))


def of_contacts(events, options):
    """A customer who is a person comes with the contact that is this person, of whom nothing is told besides."""
    accounts = [each for each in events if each.verb == "account.created"]
    persons = Account.objects.filter(pk__in={each.subject_id for each in accounts}, kind=Account.Kind.PERSON)
    keys = set(persons.values_list("pk", flat=True))
    contacts = [each for each in events if each.verb != "account.created"]
    return [
        *(Brought(each.subject_id, None, f"event:{each.pk}") for each in contacts),
        *of_accounts([each for each in accounts if each.subject_id in keys], options),
    ]


def of_accounts(events, options):
    """By the main contact, as it stands when the event is read."""
    found = main_contacts(each.subject_id for each in events)
    return [
        Brought(found[each.subject_id], each.subject_id, f"event:{each.pk}")
        for each in events
        if each.subject_id in found
    ]


def of_new_customers(events, options):
    """Prospects who became customers, and who came as customers."""
    return of_accounts([each for each in events if each.detail.get("new") == "active"], options)


def of_purchases(events, options):
    keys = {each.subject_id for each in events}
    rows = Purchase.objects.counted().filter(pk__in=keys).values_list("pk", "account_id", "contact_id")
    bought = {pk: (account, contact) for pk, account, contact in rows}
    found = main_contacts(account for account, contact in bought.values() if contact is None)
    brought = []
    for key in dict.fromkeys(each.subject_id for each in events):
        account, contact = bought.get(key, (None, None))
        contact = contact or found.get(account)
        if contact is not None:
            brought.append(Brought(contact, account, f"purchase:{key}"))
    return brought


def of_delivered(events, options):
    """Delivered now, or entered as delivered."""
    added = {each.subject_id for each in events if each.verb == "purchase.added"}
    delivered = Purchase.objects.filter(pk__in=added, status=Purchase.Status.DELIVERED)
    already = set(delivered.values_list("pk", flat=True))
    return of_purchases(
        [each for each in events if each.detail.get("new") == "delivered" or each.subject_id in already],
        options,
    )


def of_tag(events, options):
    wanted = options.get(TAG)
    return of_accounts(
        [each for each in events if wanted in each.detail.get("added", {}).get("tags", [])], options
    )


def of_complaints(events, options):
    keys = {each.subject_id for each in events}
    rows = Complaint.objects.filter(pk__in=keys).exclude(contact=None)
    return [
        Brought(contact, account, f"complaint:{pk}")
        for pk, account, contact in rows.values_list("pk", "account_id", "contact_id")
    ]


def of_segment(events, options):
    """Who came with a reading of the segment; who was in it before is not new."""
    keys = [each.detail["reading"] for each in events if each.detail.get("reading")]
    readings = SegmentReading.objects.filter(pk__in=keys, segment__number=options.get(SEGMENT))
    return [
        Brought(contact, None, f"reading:{reading.pk}")
        for reading in readings.order_by("pk")
        for contact in unpack(reading.came_keys)
    ]


def left_carts(since, now, options, without):
    """Carts that came to stand still for so long since then, but of those who may not enter: else, where there are
    many, the same ones would be found each time.
    """
    hours = options.get(HOURS, 4)
    days = max((now - since).days + 2, 2) + hours // 24
    rows = abandoned_carts(hours=hours, days=days, now=now).filter(
        at__gt=since - timedelta(hours=hours), contact__archived_at=None, contact__isnull=False
    )
    rows = rows.exclude(contact__in=without)
    return [Brought(each.contact_id, None, f"visit:{each.pk}") for each in rows[:MOST_FOUND]]


def looked_at(since, now, options, without):
    """Who looked at a product since then, so many days ago, and has not bought it; each product once, and nobody who
    may not enter.
    """
    days = options.get(DAYS, 2)
    rows = viewed_not_bought(days=days + 30, now=now).filter(contact__isnull=False, contact__archived_at=None)
    rows = rows.exclude(contact__in=without)
    upto, after = now - timedelta(days=days), since - timedelta(days=days)
    seen = rows.filter(seen_at__lte=upto, seen_at__gt=after).order_by("contact_id", "product_id")
    return [
        Brought(each["contact_id"], None, f"product:{each['product_id']}:{each['seen_at']:%Y%m%d}")
        for each in seen[:MOST_FOUND]
    ]


PARTS = [
    Trigger("contact_added", _("A contact was added"),
            _("Each new contact, whoever added them."),
            ("contact.created", "account.created"), of_contacts, asks=(FILES,)),
    Trigger("customer_added", _("A customer was added"),
            _("The main contact of each new customer."),
            ("account.created",), of_accounts, asks=(FILES,)),
    Trigger("became_customer", _("A prospect became a customer"),
            _("The main contact, when the status changes to active."),
            ("account.status_changed",), of_new_customers, asks=(FILES,)),
    Trigger("purchase_added", _("A purchase was recorded"),
            _("Whoever bought; else the main contact of the customer."),
            ("purchase.added",), of_purchases, asks=(FILES,)),
    Trigger("purchase_delivered", _("A purchase was delivered"),
            _("Whoever bought; else the main contact of the customer."),
            ("purchase.added", "purchase.status_changed"), of_delivered, asks=(FILES,)),
    Trigger("cart_left", _("A cart was left"),
            _("On your website: no order and no purchase after it."), finds=left_carts, asks=(HOURS,)),
    Trigger("viewed", _("Looked at a product and did not buy it"),
            _("On your website, as far as the contact is known there."), finds=looked_at, asks=(DAYS,)),
    Trigger("segment_entered", _("Came into a segment"),
            _("Segments are read each night, and whenever somebody reads them on their page."),
            ("segment.read",), of_segment, asks=(SEGMENT,)),
    Trigger("tag_added", _("A customer was given a tag"), _("The main contact of the customer."),
            ("account.changed",), of_tag, asks=(TAG,)),
    Trigger("complaint_closed", _("A complaint was closed"), _("Whoever complained."),
            ("complaint.close",), of_complaints),
]  # fmt: skip

for each in PARTS:
    triggers.register(each.key, each)
# What automations read of the outbox; purchases also for goals.
VERBS = frozenset(verb for each in PARTS for verb in each.verbs)


def trigger_of(design: Mapping[str, Any]) -> Trigger:
    """Unknown ones cannot be kept: the form offers these alone."""
    return triggers.get(design["trigger"]["kind"])
