"""Whom a campaign may go to: a set of contacts, asked anew when it begins.

{"segment": number} means who is in a segment at that moment, {"accounts": {...}} those who have a position at
customers of some kind, and nothing at all everybody. Whatever it is, `audience_of` gives a queryset of contacts, and
consent is asked besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from accounts.models import Account, Consent, Contact, Position, Segment
from accounts.models.contact import Channel
from accounts.segments.querying import contacts
from accounts.segments.reading import places_of
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


@dataclass(frozen=True)
class Range:
    """Contacts by their keys, from behind one up to another. It is said to each part of a question by itself, since
    PostgreSQL carries it from none to the other.
    """

    after: int = 0
    upto: int | None = None

    def of(self, name: str) -> Q:
        above = Q(**{f"{name}__gt": self.after}) if self.after else Q()
        return above if self.upto is None else above & Q(**{f"{name}__lte": self.upto})


EVERYBODY: Final = Range()


def audience_of(campaign, here: Range = EVERYBODY, rules: Mapping[str, Any] | None = None) -> QuerySet:
    """`rules` are those of its segment as they were when it began."""
    return audience(campaign.audience, here, rules)


def audience(
    spec: Mapping[str, Any], here: Range = EVERYBODY, rules: Mapping[str, Any] | None = None
) -> QuerySet:
    """The contacts that a specification means, whether they have agreed or not."""
    if set(spec) - {"segment", "accounts", "turn"} or {"segment", "accounts"} <= set(spec):
        raise UnknownAudience(sorted(spec))
    if "segment" in spec:
        found = of_segment(spec["segment"], here, rules)
    else:
        found = Contact.objects.standing().kept()
        if "accounts" in spec:
            found = found.filter(at_accounts(spec["accounts"], here))
    found = found.filter(here.of("pk"))
    return found.filter(whose_turn(spec["turn"])) if "turn" in spec else found


def at_accounts(chosen: Mapping[str, Any], here: Range = EVERYBODY) -> Q:
    if set(chosen) - set(OF_ACCOUNTS):
        raise UnknownAudience(sorted(chosen))
    accounts = Account.objects.standing().kept()
    accounts = accounts.filter(**{OF_ACCOUNTS[name]: values for name, values in chosen.items()})
    places = Position.objects.filter(here.of("contact"), account__in=accounts)
    return Q(pk__in=places.values("contact"))


def segment(number: int) -> Segment:
    found = Segment.objects.filter(number=number).first()
    if found is None:
        raise UnknownAudience(f"no segment {number}")
    return found


def rules_of(spec: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The rules by which its segment chooses people at this moment; None where no rules do."""
    found = segment(spec["segment"]) if "segment" in spec else None
    return None if found is None or found.is_static else found.rules


def of_segment(number: int, here: Range = EVERYBODY, rules: Mapping[str, Any] | None = None) -> QuerySet:
    """Its rules are read at this moment unless they are given, and days count from today."""
    found = segment(number)
    if rules is not None:
        found.rules = rules
    try:
        return contacts(places_of(found).filter(here.of("contact")))
    except Unsound as refusal:
        raise UnknownAudience(str(refusal)) from None


def agreed(purpose: str, channel=Channel.EMAIL, here: Range = EVERYBODY) -> Q:
    """Contacts to whom it may be sent: advertising to who has agreed, the rest until it is refused."""
    if Consent.is_advertising(purpose):
        return Q(pk__in=Consent.objects.consenting(channel, purpose).filter(here.of("contact")))
    return ~Q(pk__in=Consent.objects.refusing(channel, purpose).filter(here.of("contact")))
