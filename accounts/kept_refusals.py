"""What was refused stays refused when the contact is deleted and comes again: from a file, or by the form for leads."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.consents import ADDRESSES, Purpose, Standing, State
from accounts.models import Consent, Contact, KeptRefusal
from messaging.models.suppression import hash_of_address


def keep_refusals(contacts: Sequence[int]) -> None:
    """Called before the consents of these contacts go with them."""
    rows = []
    for contact in Contact.objects.filter(pk__in=contacts).prefetch_related("consents"):
        standing = Standing(contact.consents.all())
        for channel, purpose in standing.kinds:
            if standing.has(State.WITHDRAWN, channel, purpose):
                addresses = {getattr(contact, name) for name in ADDRESSES[channel]} - {""}
                rows += [
                    KeptRefusal(channel=channel, purpose=purpose, address_hash=hash_of_address(each))
                    for each in addresses
                ]
    KeptRefusal.objects.bulk_create(rows, ignore_conflicts=True)


def refused_before(addresses: Iterable[str]) -> set[tuple[str, str, str]]:
    """(hash of the address, channel, purpose) of what is kept of them."""
    hashes = {hash_of_address(address) for address in addresses if address}
    kept = KeptRefusal.objects.filter(address_hash__in=hashes)
    return set(kept.values_list("address_hash", "channel", "purpose"))


def is_refused(kept, address, channel, purpose) -> bool:
    purposes = {purpose, Purpose.MARKETING} if Consent.is_advertising(purpose) else {purpose}
    return any((hash_of_address(address), channel, each) in kept for each in purposes)


def heeding(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of consents that a file brings, each with its address: where it was refused before, it is refused still."""
    kept = refused_before(row["address"] for row in rows if row["state"] == State.GIVEN)
    for row in rows if kept else ():
        if row["state"] == State.GIVEN and is_refused(kept, row["address"], row["channel"], row["purpose"]):
            told = _("Refused before by the same address. In the file: %(text)s") % {"text": row["wording"]}
            row.update(state=State.WITHDRAWN, wording=told[:2000])
    return rows
