"""E-mail about complaints: an answer to one of our letters is what the customer says, others are made complaints of.

What a machine wrote is heard by nobody here: two programs that answer each other make neither messages nor complaints.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import Account
from complaints.answering import hear
from complaints.filing import file_complaint
from complaints.models import Complaint, ComplaintLink
from complaints.models.intake import LONGEST_SUBJECT
from complaints.models.message import LONGEST_MESSAGE
from complaints.states import State
from interactions.filing import answered, assign, file_mail, places_of
from interactions.lead_taking import add_sender, lead_of_mail
from interactions.mailing import LINK
from messaging.models import InboundMail
from messaging.receiving import keep_files
from messaging.writing import language_of

# The part of a mailbox after the plus that is for complaints: what is sent there is one without a colleague's word.
TAG = "complaints"
# From one address in a day; what comes beyond it waits in the inbox.
MOST_A_DAY = 10
ONE_DAY = timedelta(days=1)
_reference = re.compile(r"\bC-\d{4}-(\d{6,9})\b")
_link = re.compile(r"https?://\S+/p/[-\w]+/complaints/[-\w]{20,}/?")


class ManyPlaces(Exception):
    """The address is known with several customers: a person says whose message it is first."""


def hear_mail(mail: InboundMail, interaction) -> None:
    """Follows the filing of an e-mail with a customer: heard once, by the complaint that it answers."""
    if mail.is_automatic:
        return
    complaint = complaint_answered(mail, interaction.account)
    if complaint is None or complaint.state == State.REJECTED:
        return
    contact = interaction.contacts[0] if interaction.contacts else None
    hear(complaint, text=without_links(mail.text)[:LONGEST_MESSAGE], contact=contact, interaction=interaction)


def complaint_answered(mail: InboundMail, account) -> Complaint | None:
    """By the letter that it refers to, else by the reference in its subject: of this very customer."""
    ids = mail.reference_ids()
    letters = ComplaintLink.objects.filter(mail__message_id__in=ids, complaint__account=account)
    by_id = {each.mail.message_id: each.complaint for each in letters.select_related("mail", "complaint")}
    found = next((by_id[each] for each in ids if each in by_id), None)
    if found is None and (named := _reference.search(mail.subject)):
        found = Complaint.objects.filter(account=account, number=int(named[1])).first()
    return found.merged_into if found is not None and found.merged_into_id else found


def without_links(text: str) -> str:
    """A quotation carries the customer's own link, which is for nobody else."""
    return _link.sub(LINK, text)


@transaction.atomic
def complaint_of_mail(mail: InboundMail, *, by) -> Complaint:
    """A colleague says that a message of the inbox is a complaint: of whom wrote it, or of a prospect made of them.

    Raises ManyPlaces, and DecidedBefore of interactions.filing.
    """
    places = places_of(mail.from_address, among=Account.objects.visible_to(by).kept())
    if len(places) > 1:
        raise ManyPlaces
    interaction = assign(mail, places[0], by=by) if places else lead_of_mail(mail, by=by)
    return _file(mail, interaction, by=by)


def file_tagged(mail: InboundMail, parsed) -> str | None:
    """What was sent to the part of the mailbox that is for complaints; None for what goes the usual way.

    So does what a machine wrote, what answers something, what several customers may have sent, and too many a day.
    """
    if mail.is_automatic or not mail.from_address or not is_tagged(parsed.recipients):
        return None
    places = places_of(mail.from_address)
    if len(places) > 1 or answered(mail) is not None or was_taken_often(mail.from_address):
        return None
    place = places[0] if places else add_sender(mail, by=None)
    is_known_one = complaint_answered(mail, place.account) is not None
    interaction = file_mail(mail, place, by=None)
    keep_files(mail, parsed, belongs_to=interaction)
    if not is_known_one:
        _file(mail, interaction, by=None)
    return InboundMail.State.FILED


def is_tagged(recipients) -> bool:
    domain = settings.INBOUND_DOMAIN.lower()
    halves = [each.lower().rpartition("@") for each in recipients]
    return any(local.endswith(f"+{TAG}") and host == domain for local, _at, host in halves if domain)


def tagged(mailbox_address: str) -> str:
    """Where complaints are sent to; empty while no mailbox is open."""
    local, _at, host = mailbox_address.rpartition("@")
    return f"{local}+{TAG}@{host}" if local else ""


def was_taken_often(address: str) -> bool:
    lately = timezone.now() - ONE_DAY
    theirs = Complaint.objects.filter(
        interaction__mail_entries__inbound__from_address=address, filed_at__gt=lately
    )
    return theirs[:MOST_A_DAY].count() >= MOST_A_DAY


def _file(mail: InboundMail, interaction, *, by) -> Complaint:
    account = interaction.account
    otherwise = account.language or account.workspace.language
    text = without_links(mail.text)[:LONGEST_MESSAGE] or mail.subject or "—"
    language = language_of(text, otherwise)
    return file_complaint(
        account=account,
        contact=interaction.contacts[0] if interaction.contacts else None,
        by=by,
        at=mail.received_at,
        fields={
            "subject": mail.subject or Truncator(" ".join(text.split())).chars(LONGEST_SUBJECT),
            "text": text,
            "channel": Complaint.Channel.EMAIL,
            "language": language if language in {"ar", "en"} else "ar",
            "interaction": interaction,
        },
    )
