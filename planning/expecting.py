"""Expectations in writing: drafted, sent to the customer by a link, acknowledged or commented on, taken back."""

from datetime import timedelta
from html import unescape

from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models.record import Stale
from interactions.asking import address_of
from interactions.mailing import LINK, cancel_mail, send_letter
from interactions.models import FollowUp, MailEntry
from interactions.services import add_follow_up, log_interaction
from lib import formats
from lib.tokens import hash_of, new_token
from messaging.models import OutgoingMail
from messaging.models.outgoing import TooLateToCancel
from planning.models import ScopeStatement, StatementAnswer, StatementLink
from planning.models.statement import PARTS
from timeline.notifying import notify
from timeline.services import record
from updates.answering import next_working_day
from workspaces.mail import site_link

WRITTEN = ("language", *PARTS, "valid_from", "valid_until")
# So long the customer may answer, and after so many days they are late.
OPEN_FOR = timedelta(days=60)
DUE_AFTER = timedelta(days=7)
MOST_ANSWERS = 20
State = ScopeStatement.State


class NotADraft(Exception):
    """What the customer was asked to acknowledge stays as it is: write another edition."""


class NotAsked(Exception):
    """The customer is not, or no longer, asked to acknowledge this edition."""


class EnoughSaid(Exception):
    """So much was said through this page that no more is taken."""


def current_of(account) -> ScopeStatement | None:
    """What holds now: the last edition that the customer acknowledged."""
    return ScopeStatement.objects.acknowledged().filter(account=account).first()


@transaction.atomic
def draft_edition(*, account, by, fields, form_token=None) -> ScopeStatement:
    """The next edition; a draft that waits already is written over. Refused while the customer is archived."""
    account.wait_to_change()
    draft = ScopeStatement.objects.drafts().filter(account=account).first()
    if draft is not None:
        return change_draft(draft, by=by, read_version=draft.version, fields=fields)
    last = ScopeStatement.objects.filter(account=account).aggregate(last=Max("edition"))["last"] or 0
    made = ScopeStatement.objects.create(
        **fields, account=account, edition=last + 1, created_by=by, form_token=form_token
    )
    record("expectations.drafted", made, by=by, context=account)
    return made


@transaction.atomic
def change_draft(statement, *, by, read_version, fields) -> ScopeStatement:
    """Raises Stale when somebody else saved it meanwhile, NotADraft when it was sent."""
    statement.wait_to_change()
    if not statement.is_draft:
        raise NotADraft
    if statement.version != read_version:
        raise Stale
    changed = sorted(name for name, value in fields.items() if getattr(statement, name) != value)
    if changed:
        for name in changed:
            setattr(statement, name, fields[name])
        statement.save_version()
        record("expectations.changed", statement, by=by, fields=changed)
    return statement


@transaction.atomic
def ask(statement, *, contact, is_mailed, note, by, token="") -> ScopeStatement:
    """Ask the customer to acknowledge a draft, by mail, by a link that is handed over (`token`), or both.

    An edition that waits already is replaced: its links are dead. Raises NotADraft.
    """
    statement.wait_to_change()
    if not statement.is_draft:
        raise NotADraft
    for waiting in ScopeStatement.objects.asked().filter(account=statement.account_id):
        replace(waiting, by=by)
    account, now = statement.account, timezone.now()
    statement.state, statement.contact, statement.asked_by = State.ASKED, contact, by
    statement.asked_at, statement.expires_at = now, now + OPEN_FOR
    with override(by.workspace.language if by else account.language or None):
        reason = _("Acknowledge the expectations in writing (edition %(edition)s)")
        reason = reason % {"edition": formats.digits(statement.edition)}
    owed = {"owed_by": FollowUp.OwedBy.CUSTOMER, "owner": account.owner or by, "contact": contact}
    owed |= {"reason": reason[:300], "due_on": timezone.localdate() + DUE_AFTER}
    statement.follow_up = add_follow_up(account=account, by=by, fields=owed)
    statement.save_version()
    if token:
        StatementLink.objects.create(statement=statement, token_hash=hash_of(token))
    record("expectations.asked", statement, by=by, context=account)
    if is_mailed:
        send_mail_of(statement, note=note, by=by)
    return statement


def send_mail_of(statement, *, by, note="", is_reminder=False) -> MailEntry:
    """The mail with the link, in the language of the text; the link is made as it leaves."""
    opened = statement.workspace
    with override(statement.language), formats.use(opened.formats(statement.language)):
        subject = _("Reminder: our agreement in writing") if is_reminder else _("Our agreement in writing")
        context = {
            "to": statement.contact,
            "note": note,
            "company": opened.name,
            "is_reminder": is_reminder,
            "link": LINK,
        }
        # Templates escape everything for HTML; plain text takes it back.
        text = unescape(render_to_string("emails/customer_expectations.txt", context))
    entry = send_letter(
        account=statement.account,
        contact=statement.contact,
        to_address=address_of(statement.account, statement.contact),
        subject=subject,
        text=text.strip(),
        language=statement.language,
        by=by,
    )
    StatementLink.objects.create(statement=statement, mail=entry.outgoing)
    return entry


def fill_link(mail: OutgoingMail, text: str) -> str:
    """A message that asks gets its link as it leaves; tried again, it gets another one, and all of them open."""
    links = StatementLink.objects.filter(mail=mail).select_related("statement")
    found = links.order_by("pk").first() if LINK in text else None
    if found is None:
        return text
    token = new_token()
    StatementLink.objects.create(statement=found.statement, mail=mail, token_hash=hash_of(token))
    return text.replace(LINK, url_of(found.statement, token))


def url_of(statement, token) -> str:
    return site_link("customer_expectations", workspace=statement.workspace.slug, token=token)


@transaction.atomic
def remind(statement, *, by) -> MailEntry:
    """Another mail with another link; those before work on. Raises NotAsked."""
    statement.wait_to_change()
    if not statement.is_asked or statement.is_over:
        raise NotAsked
    record("expectations.reminded", statement, by=by, context=statement.account)
    return send_mail_of(statement, by=by, is_reminder=True)


@transaction.atomic
def renew_link(statement, *, token, by) -> None:
    """A link to be copied; those before stop working: they may have gone astray. A letter that has not left yet
    stays here, since its link would be dead. Raises NotAsked.
    """
    statement.wait_to_change()
    if not statement.is_asked or statement.is_over:
        raise NotAsked
    revoke_links(statement, by=by)
    StatementLink.objects.create(statement=statement, token_hash=hash_of(token))
    record("expectations.link_renewed", statement, by=by)


@transaction.atomic
def take_back(statement, *, by) -> None:
    """A draft again: the links are dead, and mails that have not left yet stay here. Raises NotAsked."""
    statement.wait_to_change()
    if not statement.is_asked:
        raise NotAsked
    if ScopeStatement.objects.drafts().filter(account=statement.account_id).exists():
        raise NotADraft  # another edition is being written already
    close_links(statement, by=by)
    statement.state, statement.asked_at, statement.expires_at = State.DRAFT, None, None
    statement.save_version()
    record("expectations.taken_back", statement, by=by, context=statement.account)


def close_links(statement, *, by) -> None:
    if statement.follow_up is not None:
        statement.follow_up.cancel(by=by)
    revoke_links(statement, by=by)


def revoke_links(statement, *, by) -> None:
    """They stop working, and mails with one that have not left yet are cancelled."""
    statement.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    waiting = MailEntry.objects.filter(
        outgoing__in=statement.links.exclude(mail=None).values("mail"),
        outgoing__state=OutgoingMail.State.QUEUED,
    )
    for entry in waiting.select_related("interaction__account", "outgoing").order_by("pk"):
        try:
            cancel_mail(entry.interaction, by=by)
        except TooLateToCancel:
            continue


def replace(statement, *, by) -> None:
    """A later edition takes its place."""
    if statement.is_asked:
        close_links(statement, by=by)
    statement.state = State.REPLACED
    statement.save_version()


def find_by_token(token_hash: str) -> ScopeStatement | None:
    """The edition that a link opens: one that waits for the customer, or that they acknowledged."""
    links = StatementLink.objects.filter(token_hash=token_hash, revoked_at=None)
    found = ScopeStatement.objects.filter(
        pk__in=links.values("statement"),
        state__in=(State.ASKED, State.ACKNOWLEDGED),
        expires_at__gt=timezone.now(),
        account__archived_at=None,
        contact__archived_at=None,
    )
    return found.select_related("account", "contact", "asked_by__user", "follow_up", "workspace").first()


@transaction.atomic
def take_answer(statement, *, is_acknowledged, name, text="", form_token=None) -> StatementAnswer:
    """What the customer says of it, once for each form: logged and told; a comment becomes a follow-up of ours.

    Raises NotAsked when it was taken back, replaced or acknowledged meanwhile, EnoughSaid, and Archived.
    """
    statement.wait_to_change()
    if form_token and (before := statement.answers.filter(form_token=form_token).first()):
        return before
    if not statement.is_asked:
        raise NotAsked
    if statement.answers.count() >= MOST_ANSWERS:
        raise EnoughSaid
    made = StatementAnswer.objects.create(
        statement=statement, is_acknowledged=is_acknowledged, name=name, text=text, form_token=form_token
    )
    if is_acknowledged:
        _acknowledge(statement, made)
    else:
        _look_at_comment(statement, made)
    notify(
        "expectations.answered",
        {statement.account.owner, statement.asked_by},
        subject=statement,
        word="yes" if is_acknowledged else "comment",
    )
    return made


def _acknowledge(statement, answer) -> None:
    for former in ScopeStatement.objects.acknowledged().filter(account=statement.account_id):
        replace(former, by=None)
    statement.state, statement.acknowledged_at = State.ACKNOWLEDGED, answer.at
    statement.acknowledged_by = answer.name
    statement.save_version()
    record("expectations.acknowledged", statement, by=None, context=statement.account, name=answer.name)
    talk = _log(statement, answer)
    if statement.follow_up is not None:
        statement.follow_up.finish(by=None, interaction=talk)


def _look_at_comment(statement, answer) -> None:
    record("expectations.commented", statement, by=None, context=statement.account, name=answer.name)
    talk = _log(statement, answer)
    owner = next(
        (each for each in (statement.account.owner, statement.asked_by) if each and each.is_active), None
    )
    if owner is not None:
        with override(statement.workspace.language):
            reason = _("Comment on the expectations: %(text)s") % {"text": answer.text}
        fields = {"reason": reason[:300], "owner": owner, "due_on": next_working_day()}
        fields["contact"] = statement.contact
        add_follow_up(account=statement.account, by=None, fields=fields, agreed_in=talk)


def _log(statement, answer):
    opened = statement.workspace
    with override(opened.language), formats.use(opened.formats(opened.language)):
        subject = (
            statement.name
        )  # in the words of those who read it, whatever language the customer writes in
    return log_interaction(
        account=statement.account,
        by=None,
        fields={
            "channel": "portal",
            "direction": "in",
            "subject": subject,
            "text": "\n\n".join(part for part in (answer.name, answer.text) if part),
            "is_visible_to_customer": True,
        },
        contacts=[statement.contact] if statement.contact else [],
        told_as="portal",
        notice="",
    )
