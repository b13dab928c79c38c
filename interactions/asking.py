"""Asking a customer by a link for what they owe: asked, mailed, answered, asked anew, taken back."""

from datetime import datetime, time, timedelta
from html import unescape

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from interactions.mailing import LINK, cancel_mail, send_letter
from interactions.models import (
    AskingRule,
    CustomerAnswer,
    CustomerRequest,
    FollowUp,
    MailEntry,
    RequestLink,
)
from interactions.ready_answers import Answering
from interactions.services import log_interaction
from lib import formats
from lib.file_fields import Brought
from lib.tokens import hash_of, new_token
from messaging.models import OutgoingMail
from messaging.models.outgoing import TooLateToCancel
from timeline.notifying import notify
from timeline.services import record
from workspaces.mail import site_link

# So long after the due day, or after today when that is over, the customer may still answer.
OPEN_AFTER = timedelta(days=60)
MOST_ANSWERS = 20
MOST_FILES = 10


class NotAsked(Exception):
    """Only what the customer owes and still owes is asked of them."""


class EnoughSaid(Exception):
    """The customer has answered so often that no more is taken through this page."""


@transaction.atomic
def ask(*, follow_up, contact, is_mailed, fields, by, form_token=None) -> CustomerRequest:
    """Ask the customer; with a mail now and reminders later, or for a link that somebody hands over.

    Refused while the customer is archived. Raises NotAsked for what we owe or what is over.
    """
    follow_up.wait_to_change()
    if not follow_up.is_open or follow_up.owed_by != FollowUp.OwedBy.CUSTOMER:
        raise NotAsked
    account = follow_up.account
    last_day = max(follow_up.due_on, timezone.localdate()) + OPEN_AFTER
    made = CustomerRequest(
        **fields,
        follow_up=follow_up,
        account=account,
        contact=contact,
        to_address=address_of(account, contact) if is_mailed else "",
        language=Answering(by, account=account, contact=contact).language,
        expires_at=timezone.make_aware(datetime.combine(last_day, time.max)),
        created_by=by,
        form_token=form_token,
    )
    made.remind_at = timezone.now() if made.to_address else None
    made.save()
    follow_up.tell("followup.asked", by=by)
    if made.to_address:
        send_mail_of(made, by=by)
    return made


def address_of(account, contact) -> str:
    return contact.email_1 if contact else account.email


def send_mail_of(made, *, by, is_reminder=False) -> MailEntry:
    """The mail that asks, or that reminds of it, in the language of who is asked; its link is made as it leaves."""
    opened = made.workspace
    follow_up = made.follow_up
    with override(made.language), formats.use(opened.formats(made.language)):
        words = {"name": made.asked}
        subject = _("Reminder: %(name)s") % words if is_reminder else _("We need from you: %(name)s") % words
        context = {
            "asked": made,
            "to": made.contact,
            "company": opened.name,
            "due_on": follow_up.due_on,
            "is_late": follow_up.due_on < timezone.localdate(),
            "is_reminder": is_reminder,
            "link": LINK,
        }
        # Templates escape everything for HTML; plain text takes it back.
        text = unescape(render_to_string("emails/customer_request.txt", context))
    entry = send_letter(
        account=made.account,
        contact=made.contact,
        to_address=made.to_address,
        subject=subject[:200],
        text=text.strip(),
        language=made.language,
        by=by,
        is_automatic=is_reminder,
    )
    RequestLink.objects.create(request=made, mail=entry.outgoing)
    return entry


def fill_link(mail: OutgoingMail, text: str) -> str:
    """A message that asks gets its link as it leaves; tried again, it gets another one, and all of them open."""
    found = RequestLink.objects.filter(mail=mail).select_related("request").first() if LINK in text else None
    if found is None:
        return text
    token = new_token()
    RequestLink.objects.create(request=found.request, mail=mail, token_hash=hash_of(token))
    return text.replace(LINK, url_of(found.request, token))


def url_of(made, token) -> str:
    return site_link("customer_request", workspace=made.workspace.slug, token=token)


@transaction.atomic
def make_link(made, *, token, by, is_first=False) -> None:
    """A link to be copied; unless it is the first one, those before stop working: they may have gone astray."""
    made.wait_to_change()
    if not is_first:
        made.links.filter(revoked_at=None).update(revoked_at=timezone.now())
        made.follow_up.tell("followup.link_renewed", by=by)
    RequestLink.objects.create(request=made, token_hash=hash_of(token))


@transaction.atomic
def take_back(made, *, by) -> None:
    """The links are dead; a mail with one that has not left yet stays here."""
    made.revoke(by=by)
    waiting = MailEntry.objects.filter(
        outgoing__in=made.links.exclude(mail=None).values("mail"), outgoing__state=OutgoingMail.State.QUEUED
    )
    for entry in waiting.select_related("interaction__account", "outgoing").order_by("pk"):
        try:
            cancel_mail(entry.interaction, by=by)
        except TooLateToCancel:
            continue


def find_by_token(token_hash: str) -> CustomerRequest | None:
    """The request that a link opens, as a customer may see it now."""
    links = RequestLink.objects.filter(token_hash=token_hash, revoked_at=None)
    found = CustomerRequest.objects.open().filter(pk__in=links.values("request"))
    return found.select_related("follow_up", "account", "contact", "created_by__user", "workspace").first()


@transaction.atomic
def take_answer(asked, *, text="", is_yes=None, uploads=(), form_token=None) -> CustomerAnswer:
    """What the customer sent, once for each form. It is logged and told, and what they owed is done by it,
    unless they said no: that is for a colleague to see to.

    Raises Refused for files that are not taken, EnoughSaid, NotAsked when it was taken back meanwhile, and Archived.
    """
    asked.wait_to_change()
    if asked.is_revoked:
        raise NotAsked
    if form_token and (before := asked.answers.filter(form_token=form_token).first()):
        return before
    if asked.answers.count() >= MOST_ANSWERS:
        raise EnoughSaid
    follow_up = asked.follow_up
    is_done = asked.is_owed and is_yes is not False
    word = {True: _("Yes"), False: _("No"), None: ""}[is_yes]
    interaction = log_interaction(
        account=asked.account,
        by=None,
        fields={
            "channel": "portal",
            "direction": "in",
            "subject": asked.asked[:200],
            "text": "\n\n".join(part for part in (word, text) if part),
            "is_visible_to_customer": True,
        },
        contacts=[asked.contact] if asked.contact else [],
        does=follow_up if is_done else None,
        files=Brought(uploads=list(uploads)),
        told_as="portal",
        notice="",
    )
    made = CustomerAnswer.objects.create(
        request=asked, interaction=interaction, is_yes=is_yes, form_token=form_token
    )
    asked.answered_at, asked.remind_at = timezone.now(), None
    asked.save_version()
    record("followup.answered", follow_up, by=None)
    notify("followup.answered", {follow_up.owner, asked.created_by}, subject=follow_up, word=str(is_yes))
    return made


@transaction.atomic
def change_rule(wanted: dict, *, by) -> bool:
    """When customers are reminded from now on; whether anything changed. Days that have passed are not made up for."""
    rule = AskingRule.read()
    changed = sorted(name for name, value in wanted.items() if getattr(rule, name) != value)
    if not changed:
        return False
    AskingRule.objects.update_or_create(defaults=wanted)
    CustomerRequest.objects.exclude(remind_at=None).look_again()
    record("asking.changed", AskingRule.read(), by=by, fields=changed)
    return True
