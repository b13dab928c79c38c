"""Whose an incoming e-mail is: by what it answers, then by who wrote it; else a member says so."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import Account, Contact
from accounts.services import add_contact
from interactions.models import Interaction, MailEntry
from interactions.services import log_interaction
from lib.registry import Registry
from messaging.models import InboundMail, OutgoingMail
from messaging.receiving import keep_files
from timeline.models import Attachment

LONGEST_TEXT = 10_000
MOST_PLACES = 12
MOST_KNOWN = 500
Channel, Direction = Interaction.Channel, Interaction.Direction

# Of (mail, interaction), in the transaction that files an e-mail with a customer: rooms above hear what is theirs.
heard = Registry("who hears an e-mail that was filed")
# workspaces.navigation.NavigationItem of pages above: a POST with the number of a message makes something of it.
makings = Registry("what an e-mail of the inbox can be made")


@dataclass(frozen=True)
class Place:
    """Where it may belong: a customer, and who of them wrote it."""

    account: Account
    contact: Contact | None = None


def contacts_with(address: str):
    """Contacts of the workspace with this address, in any spelling of its letters."""
    if not address:
        return Contact.objects.none()
    same = Q(email_1__iexact=address) | Q(email_2__iexact=address)
    return Contact.objects.kept().matching(address).filter(same).order_by("pk")


def accounts_with(address: str):
    if not address:
        return Account.objects.none()
    return Account.objects.kept().matching(address).filter(email__iexact=address).order_by("pk")


def places_of(address: str, *, among=None) -> list[Place]:
    """Every customer that this address may speak for; `among` are the accounts that count."""
    accounts = Account.objects.kept() if among is None else among
    found = []
    for contact in contacts_with(address)[:MOST_PLACES]:
        at = accounts.filter(positions__contact=contact).distinct().order_by("pk")[:MOST_PLACES]
        found += [Place(account, contact) for account in at]
    known = {place.account.pk for place in found}
    alone = accounts.filter(pk__in=accounts_with(address)[:MOST_PLACES].values("pk")).order_by("pk")
    return (found + [Place(each) for each in alone if each.pk not in known])[:MOST_PLACES]


def answered(mail: InboundMail) -> Interaction | None:
    """The interaction that it answers: of the nearest message it refers to that we know."""
    ids = mail.reference_ids()
    sent = Q(outgoing__in=OutgoingMail.objects.filter(message_id__in=ids))
    came = Q(inbound__in=InboundMail.objects.filter(message_id__in=ids))
    entries = MailEntry.objects.filter(sent | came).select_related(
        "interaction__account", "outgoing", "inbound"
    )
    by_id = {entry.mail.message_id: entry for entry in entries}
    nearest = next((by_id[each] for each in ids if each in by_id), None)
    return nearest.interaction if nearest else None


def file_by_itself(mail: InboundMail, parsed) -> str | None:
    """File it where it belongs without doubt; None when a person has to say."""
    places = places_of(mail.from_address)
    origin = answered(mail)
    if origin is not None and not origin.account.is_archived:
        at = [place for place in places if place.account == origin.account]
        place = at[0] if len(at) == 1 else Place(origin.account)
    elif len(places) == 1:
        place = places[0]
    else:
        mail.is_known = bool(places or origin)
        mail.save(update_fields=["is_known"])
        return None
    interaction = file_mail(mail, place, by=None, is_told=not mail.is_automatic)
    keep_files(mail, parsed, belongs_to=interaction)
    return InboundMail.State.FILED


@transaction.atomic
def file_mail(mail: InboundMail, place: Place, *, by, is_told=True) -> Interaction:
    """Make it an interaction of this customer. Refused while the customer is archived; the same message only once."""
    interaction = log_interaction(
        account=place.account,
        by=by,
        at=mail.sent_at,
        fields={
            "channel": Channel.EMAIL,
            "direction": Direction.IN,
            "subject": mail.subject,
            "text": mail.text[:LONGEST_TEXT],
            "outcome": Interaction.Outcome.AUTOMATIC if mail.is_automatic else "",
            "is_visible_to_customer": True,
        },
        contacts=[place.contact] if place.contact else [],
        told_as="mail_in",
        notice="mail.received" if is_told else "",
    )
    MailEntry.objects.create(interaction=interaction, inbound=mail)
    for hear in heard:
        hear(mail, interaction)
    return interaction


class DecidedBefore(Exception):
    """A colleague has said already what is to become of this message."""


@transaction.atomic
def assign(mail: InboundMail, place: Place, *, by) -> Interaction:
    """A member says whose it is; raises DecidedBefore, and Archived where the customer is put away."""
    if not mail.set_state(InboundMail.State.FILED, by=by):
        raise DecidedBefore
    interaction = file_mail(mail, place, by=by)
    kind = Interaction._meta.label_lower
    Attachment.objects.of(mail).update(record_kind=kind, record_id=interaction.pk)
    return interaction


@transaction.atomic
def assign_with_contact(mail: InboundMail, account, *, fields, by) -> Interaction:
    """Make a contact of who wrote, at this account, and file it there: what they write next comes by itself."""
    account.wait_to_change()
    contact = add_contact(by=by, fields=fields, account=account)
    return assign(mail, Place(account, contact), by=by)


@transaction.atomic
def ignore(mail: InboundMail, *, by):
    if not mail.set_state(InboundMail.State.IGNORED, by=by):
        raise DecidedBefore


@transaction.atomic
def take_up_again(mail: InboundMail, *, by):
    if not mail.set_state(InboundMail.State.WAITING, by=by):
        raise DecidedBefore


def inbox_of(membership):
    """The messages a member may see: of strangers, and of addresses of customers that are theirs to see."""
    rows = InboundMail.objects.exclude(state=InboundMail.State.FILED)
    if membership.sees_everything:
        return rows
    known = set(
        rows.filter(is_known=True).order_by("-id").values_list("from_address", flat=True)[:MOST_KNOWN]
    )
    return rows.filter(Q(is_known=False) | Q(from_address__in=_own_among(known, membership)))


def _own_among(addresses: set[str], membership) -> set[str]:
    """Those of these addresses that a customer has whom this member may see."""
    if not addresses:
        return set()
    own = {
        "email_1": Contact.objects.visible_to(membership),
        "email_2": Contact.objects.visible_to(membership),
        "email": Account.objects.visible_to(membership),
    }
    found: set[str] = set()
    for column, customers in own.items():
        written = customers.exclude(**{column: ""}).annotate(address=Lower(column))
        found |= set(written.filter(address__in=addresses).values_list("address", flat=True))
    return found
