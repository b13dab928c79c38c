"""Whom a campaign may go to: a set of contacts, asked anew when it begins.

{"segment": number} means who is in a segment at that moment, {"accounts": {...}} those who have a position at
customers of some kind, and nothing at all everybody. Whatever it is, `audience_of` gives a queryset of contacts, and
consent is asked besides.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet

from accounts.models import Account, Consent, Contact, Position, Segment
from accounts.models.contact import Channel
from accounts.segments.reading import contacts_of
from accounts.segments.tree import Unsound
from campaigns.turns import whose_turn

# What customers are chosen by -> how their table is asked.
OF_ACCOUNTS: Final = {
    "status": "status__in",
    "tier": "tier__in",
    "owner": "owner__in",
    "city": "city__in",
    "management_type": "management_type__in",
}


class UnknownAudience(ValueError):
    """The audience names something that customers are not chosen by, or that is gone."""


def audience_of(campaign) -> QuerySet:
    return audience(campaign.audience)


def audience(spec: Mapping[str, Any]) -> QuerySet:
    """The contacts that a specification means, whether they have agreed or not."""
    if set(spec) - {"segment", "accounts", "turn"} or {"segment", "accounts"} <= set(spec):
        raise UnknownAudience(sorted(spec))
    if "segment" in spec:
        contacts = of_segment(spec["segment"])
    else:
        contacts = Contact.objects.standing().kept()
        if "accounts" in spec:
            contacts = contacts.filter(at_accounts(spec["accounts"]))
    return contacts.filter(whose_turn(spec["turn"])) if "turn" in spec else contacts


def at_accounts(chosen: Mapping[str, Any]) -> Q:
    if set(chosen) - set(OF_ACCOUNTS):
        raise UnknownAudience(sorted(chosen))
    accounts = Account.objects.standing().kept()
    accounts = accounts.filter(**{OF_ACCOUNTS[name]: values for name, values in chosen.items()})
    return Q(pk__in=Position.objects.filter(account__in=accounts).values("contact"))


def of_segment(number: int) -> QuerySet:
    """Its rules are read at this moment, and days count from today."""
    found = Segment.objects.filter(number=number).first()
    if found is None:
        raise UnknownAudience(f"no segment {number}")
    try:
        return contacts_of(found)
    except Unsound as refusal:
        raise UnknownAudience(str(refusal)) from None


def agreed(purpose: str, channel=Channel.EMAIL) -> Q:
    """Contacts to whom it may be sent: advertising to who has agreed, the rest until it is refused."""
    if Consent.is_advertising(purpose):
        return Q(pk__in=Consent.objects.consenting(channel, purpose))
    return ~Q(pk__in=Consent.objects.refusing(channel, purpose))
