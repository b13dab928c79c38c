"""Sending an update: a letter to each contact, with a link of their own that is made as it leaves."""

from dataclasses import dataclass
from html import unescape

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Contact
from accounts.models.record import Stale
from interactions.mailing import LINK, send_letter
from interactions.models import MailEntry
from lib import formats
from lib.tokens import hash_of, new_token
from messaging.models import OutgoingMail, is_suppressed
from timeline.services import record
from updates.models import CustomerUpdate, UpdateItem, UpdateLink
from updates.models.update import OPEN_FOR, NotADraft
from updates.services import items_of
from workspaces.mail import site_link
from workspaces.models import Workspace


class NobodyToSendTo(Exception):
    """No contact is chosen, or none of them has an address that takes mail."""


class NothingToSend(Exception):
    """Every item was left out."""


@dataclass(frozen=True)
class Section:
    """The items of one kind, under its name in the language of the update."""

    label: str
    items: list[UpdateItem]


def sections_of(update) -> list[Section]:
    """What the customer reads, kind by kind; in the language that is in force."""
    told = items_of(update)
    groups = [
        Section(str(kind.label), [each for each in told if each.kind == kind]) for kind in UpdateItem.Kind
    ]
    return [group for group in groups if group.items]


def letter_of(update) -> str:
    """The whole text of the mail, without the signature."""
    opened = Workspace.objects.get(pk=update.workspace_id)
    with override(update.language), formats.use(opened.formats(update.language)):
        context = {"update": update, "sections": sections_of(update), "link": LINK}
        # Templates escape everything for HTML; plain text takes it back.
        return unescape(render_to_string("emails/customer_update.txt", context)).strip()


def recipients_of(update) -> list[Contact]:
    """Those who are chosen and can be written to."""
    people = Contact.objects.filter(pk__in=update.chosen, archived_at=None).exclude(email_1="")
    there = people.filter(positions__account=update.account_id).distinct().order_by("pk")
    return [each for each in there if not is_suppressed(each.email_1)]


@transaction.atomic
def send_update(update, *, by, read_version=None) -> int:
    """To how many it goes. Pressed twice it goes once. Raises NotADraft, NobodyToSendTo, NothingToSend, and Stale for
    a draft that is another one than who sends it has read.
    """
    update.hold_draft()
    if read_version is not None and update.version != read_version:
        raise Stale
    people = recipients_of(update)
    if not people:
        raise NobodyToSendTo
    if not items_of(update):
        raise NothingToSend
    text = letter_of(update)
    for contact in people:
        entry = send_letter(
            account=update.account,
            contact=contact,
            to_address=contact.email_1,
            subject=update.subject,
            text=text,
            language=update.language,
            by=by,
        )
        UpdateLink.objects.create(update=update, contact=contact, mail=entry.outgoing)
    update.state, update.sent_at, update.sent_by = update.State.SENT, timezone.now(), by
    update.save_version()
    record("update.sent", update, by=by, context=update.account, count=len(people))
    return len(people)


@transaction.atomic
def take_back(update, *, by) -> None:
    """A draft again, while none of its mails has left; raises TooLateToCancel after that, and NotADraft when another
    draft has come meanwhile.
    """
    update.wait_to_change()
    if not update.is_sent:
        return
    if CustomerUpdate.objects.drafts().filter(account=update.account_id).exists():
        raise NotADraft
    entries = MailEntry.objects.filter(outgoing__in=update.links.values("mail"))
    for entry in entries.select_related("interaction__account", "outgoing").order_by("pk"):
        entry.outgoing.cancel()
        entry.interaction.remove(by=by)
    update.links.all().delete()
    update.state, update.sent_at, update.sent_by = update.State.DRAFT, None, None
    update.save_version()
    record("update.taken_back", update, by=by, context=update.account)


def fill_link(mail: OutgoingMail, text: str) -> str:
    """A letter with an update gets its link as it leaves; tried again, it gets another one, and all of them open."""
    found = UpdateLink.objects.filter(mail=mail).order_by("pk").first() if LINK in text else None
    if found is None:
        return text
    token = new_token()
    UpdateLink.objects.create(
        update=found.update, contact=found.contact, mail=mail, token_hash=hash_of(token)
    )
    return text.replace(LINK, site_link("customer_update", workspace=found.workspace.slug, token=token))


def find_by_token(token_hash: str) -> UpdateLink | None:
    """The link by which a contact comes whom we still know, while the update is to be answered."""
    found = UpdateLink.objects.filter(
        token_hash=token_hash,
        update__state=CustomerUpdate.State.SENT,
        update__sent_at__gt=timezone.now() - OPEN_FOR,
        update__account__archived_at=None,
        contact__isnull=False,
        contact__archived_at=None,
    )
    return found.select_related("update__account", "update__sent_by__user", "contact").first()
