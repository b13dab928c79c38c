"""Whom a campaign may go to: a set of contacts, asked anew when it begins.

Until segments stand, the audience is all contacts, or those who have a position at customers of some kind. Whatever
it is, `audience_of` gives a queryset of contacts, and consent is asked besides.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet

from accounts.models import Account, Consent, Contact, Position
from accounts.models.contact import Channel

# What customers are chosen by -> how their table is asked.
OF_ACCOUNTS: Final = {
    "status": "status__in",
    "tier": "tier__in",
    "owner": "owner__in",
    "city": "city__in",
    "management_type": "management_type__in",
}


class UnknownAudience(ValueError):
    """The audience names something that customers are not chosen by."""


def audience_of(campaign) -> QuerySet:
    return audience(campaign.audience)


def audience(spec: Mapping[str, Any]) -> QuerySet:
    """The contacts that a specification means, whether they have agreed or not."""
    contacts = Contact.objects.standing().kept()
    chosen = spec.get("accounts")
    if set(spec) - {"accounts"}:
        raise UnknownAudience(sorted(spec))
    if chosen is None:
        return contacts
    if set(chosen) - set(OF_ACCOUNTS):
        raise UnknownAudience(sorted(chosen))
    accounts = Account.objects.standing().kept()
    accounts = accounts.filter(**{OF_ACCOUNTS[name]: values for name, values in chosen.items()})
    return contacts.filter(pk__in=Position.objects.filter(account__in=accounts).values("contact"))


def agreed(purpose: str, channel=Channel.EMAIL) -> Q:
    """Contacts to whom it may be sent: advertising to who has agreed, the rest until it is refused."""
    if Consent.is_advertising(purpose):
        return Q(pk__in=Consent.objects.consenting(channel, purpose))
    return ~Q(pk__in=Consent.objects.refusing(channel, purpose))
