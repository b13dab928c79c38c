"""What strangers send becomes a lead: by the public form, and by e-mail that is nobody's yet.

Whoever is known already gets it on their record; the answer to the sender is the same for everybody.
"""

from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.consent_asking import ask_to_confirm
from accounts.consents import standing_of, write_consent
from accounts.kept_refusals import is_refused, refused_before
from accounts.leads.answers import answers_of
from accounts.leads.sources import source_of
from accounts.models import Account, Consent, Contact, LeadForm, LeadSubmission
from accounts.models.contact import Channel
from accounts.owning import MayNotOwn
from accounts.services import add_account, add_contact, place_contact
from interactions.filing import Place, accounts_with, assign, contacts_with
from interactions.lead_answers import promise_answer
from interactions.mailing import send_letter
from interactions.models import Interaction
from interactions.services import log_interaction
from lib.tenancy.models import take_numbers
from messaging.models import Sender
from messaging.models.suppression import folded_address
from messaging.writing import direction_of
from timeline.notifying import notify
from timeline.services import record
from workspaces.models import Membership, Workspace
from workspaces.roles import ROLES, Permission

log = structlog.get_logger(__name__)

State = LeadSubmission.State
ONE_DAY = timedelta(days=1)
LONGEST_WRITTEN = 10_000
LEADING = [role for role, may in ROLES.items() if Permission.MANAGE_LEADS in may]


@transaction.atomic
def receive(
    sent: dict, *, opened: Workspace, lead_form: LeadForm, language: str, form_token, doubt=""
) -> LeadSubmission:
    """Keep what was sent, once for each form; without a doubt it is taken at once.

    One after the other in a workspace, so that the same person sending twice at the same moment is one lead.
    """
    one_at_a_time()
    made = LeadSubmission.objects.filter(form_token=form_token).first()
    if made is not None:
        return made
    submission = LeadSubmission(**sent, language=language, form_token=form_token, doubt=doubt)
    submission.state = State.WAITING if doubt else State.TAKEN
    submission.save()
    if not doubt:
        _take(submission, by=None, opened=opened, lead_form=lead_form)
    return submission


def one_at_a_time() -> None:
    """By the series of their numbers: a change of parents or a merge holds customers and waits for the workspace."""
    take_numbers(LeadSubmission, 0)


class DecidedBefore(Exception):
    """A colleague has said already what it is."""


@transaction.atomic
def accept(submission: LeadSubmission, *, by) -> LeadSubmission:
    """A member says that a person sent it."""
    one_at_a_time()
    _decide(submission, State.TAKEN, by=by, among=[State.WAITING, State.REFUSED])
    _take(submission, by=by, opened=by.workspace, lead_form=LeadForm.objects.standing())
    return submission


@transaction.atomic
def refuse(submission: LeadSubmission, *, by) -> None:
    _decide(submission, State.REFUSED, by=by, among=[State.WAITING])


@transaction.atomic
def wait_again(submission: LeadSubmission, *, by) -> None:
    _decide(submission, State.WAITING, by=by, among=[State.REFUSED])


def _decide(submission, state, *, by, among):
    submission.refresh_from_db(from_queryset=LeadSubmission.objects.select_for_update(no_key=True))
    if submission.state not in among:
        raise DecidedBefore
    submission.state, submission.decided_by, submission.decided_at = state, by, timezone.now()
    submission.save(update_fields=["state", "decided_by", "decided_at"])
    record(f"leadsubmission.{state}", submission, by=by, name=str(submission))


def _take(submission, *, by, opened, lead_form) -> None:
    account, contact = known(submission)
    is_new = account is None
    if account is None:
        account, contact = add_lead(
            submission, contact, by=by, owner=lead_form.owner, custom=answers_of(submission)
        )
    elif contact is None:
        contact = add_contact(by=by, fields=_person(submission), account=account)
    LeadSubmission.objects.filter(pk=submission.pk).update(account=account)
    submission.account = account
    _write_down(submission, account, contact, by=by, opened=opened, is_new=is_new)
    if submission.consent:
        _keep_consent(submission, contact, by=by, confirms=lead_form.confirms_consent)
    promise_answer(account, contact, by=by, opened=opened, hours=lead_form.answer_hours)
    _tell(account, is_new=is_new, by=by)
    _acknowledge(submission, account, contact, opened=opened)


def known(submission) -> tuple[Account | None, Contact | None]:
    """Whom of our customers this is, by e-mail address or phone number."""
    by_phone = Contact.objects.none()
    accounts = accounts_with(submission.email)
    if submission.phone_e164:
        by_phone = Contact.objects.kept().filter(phone_1_e164=submission.phone_e164).order_by("pk")
        accounts = accounts | Account.objects.kept().filter(phone_e164=submission.phone_e164)
    contact = contacts_with(submission.email).first() or by_phone.first()
    found = Account.objects.kept()
    at_contact = Q(positions__contact=contact) if contact else Q(pk__in=[])
    found = found.filter(at_contact | Q(pk__in=accounts.order_by().values("pk")))
    return found.order_by("pk").first(), contact


def _person(submission) -> dict:
    name = "name_ar" if direction_of(submission.name) == "rtl" else "name_en"
    return {
        name: submission.name,
        "phone_1": submission.phone,
        "phone_1_e164": submission.phone_e164,
        "email_1": submission.email,
        "city": submission.city,
        "language": submission.language,
    }


def add_lead(submission, contact, *, by, owner, custom=None) -> tuple[Account, Contact]:
    """A company with whoever wrote as its contact, or the person alone."""
    origin = {name: getattr(submission, name) for name in ("utm_source", "campaign", "ref")}
    called = submission.company or submission.name
    fields = {
        "kind": Account.Kind.COMPANY if submission.company or contact else Account.Kind.PERSON,
        "name_ar" if direction_of(called) == "rtl" else "name_en": called,
        "phone": submission.phone,
        "phone_e164": submission.phone_e164,
        "email": submission.email,
        "city": submission.city,
        "language": submission.language,
        "source": source_of(**origin),
        "campaign": submission.campaign or submission.utm_source or submission.ref,
    }
    owner = owner if owner is not None and owner.is_active else None
    try:
        account = add_account(by=by, fields={**fields, "owner": owner}, custom=custom)
    except MayNotOwn:
        account = add_account(by=by, fields=fields, custom=custom)
    if contact is not None:
        place_contact(contact, account, by=by)
    elif account.kind == Account.Kind.PERSON:
        contact = Contact.objects.get(positions__account=account)
    else:
        contact = add_contact(by=by, fields=_person(submission), account=account)
    return account, contact


def _write_down(submission, account, contact, *, by, opened, is_new) -> Interaction:
    """As an interaction, in the words of the workspace's language.

    What stands on the record of whom we knew is not for a stranger to change: a colleague reads it here.
    """
    with override(opened.language):
        lines = [submission.message]
        if submission.interest:
            lines.append(_("Interested in: %(interest)s") % {"interest": submission.interest})
        if not is_new:
            said = answers_of(submission)
            lines.append("\n".join(f"{each.label}: {each.shown(value)}" for each, value in said.items()))
        origin = " · ".join(filter(None, [submission.utm_source, submission.campaign, submission.ref]))
        if origin:
            lines.append(_("Came by: %(origin)s") % {"origin": origin})
        subject = _("Form on the site")
    return log_interaction(
        account=account,
        by=by,
        at=submission.at,
        fields={
            "channel": Interaction.Channel.PORTAL,
            "direction": Interaction.Direction.IN,
            "subject": subject,
            "text": "\n\n".join(filter(None, lines))[:LONGEST_WRITTEN],
            "is_visible_to_customer": True,
        },
        contacts=[contact],
        notice="",
    )


def _keep_consent(submission, contact, *, by, confirms) -> None:
    """For what can be reached; what was withdrawn once is not given back by a form that anybody can fill in. Where the
    form asks for that, an e-mail address counts once its owner has confirmed it.
    """
    marketing = Consent.Purpose.MARKETING
    given = {"email": submission.email, "phone": submission.phone_e164}
    kept, standing = refused_before(given.values()), standing_of(contact)
    for channel, address in given.items():
        if not address or is_refused(kept, address, channel, marketing):
            continue
        if standing.deciding(channel, marketing) is not None:
            continue
        if confirms and channel == Channel.EMAIL:
            _ask_to_confirm(submission, contact, by=by, purpose=marketing)
        else:
            write_consent(
                contact, by=by, channel=channel, purpose=marketing, state=Consent.State.GIVEN,
                wording=submission.consent, source=f"/p/{contact.workspace.slug}/lead/",
                language=submission.language,
            )  # fmt: skip


def _ask_to_confirm(submission, contact, *, by, purpose) -> None:
    """At the address that was typed alone: whoever is known with another one is not asked there."""
    if folded_address(contact.email_1) != folded_address(submission.email):
        return
    try:
        ask_to_confirm(
            contact, by=by, purpose=purpose, wording=submission.consent, language=submission.language
        )
    except ValidationError as refused:  # they were asked a moment ago, or nothing is sent to this address
        log.info("consent_not_asked", reason=str(refused.messages[0]))


def _tell(account, *, is_new, by) -> None:
    """The owner of whom we knew; of a new lead without one, those who lead."""
    if account.owner is not None:
        if not is_new:  # of a new one it was told that it is theirs
            notify("lead.wrote", [account.owner], subject=account, by=by)
        return
    leaders = Membership.objects.active().filter(role__in=LEADING).select_related("user", "workspace")
    notify("lead.arrived", leaders, subject=account, by=by)


def _acknowledge(submission, account, contact, *, opened) -> None:
    """One e-mail a day to an address, in the language of the form, where the workspace has a sender of its own."""
    if not submission.email or not Sender.objects.exclude(from_name="", from_address="").exists():
        return
    lately = LeadSubmission.objects.filter(email__iexact=submission.email, state=State.TAKEN)
    if lately.filter(at__gt=timezone.now() - ONE_DAY).exclude(pk=submission.pk).exists():
        return
    with override(submission.language):
        subject = _("We have received your message")
        hello = _("Dear %(name)s,") % {"name": submission.name}
        text = _("thank you for writing to %(company)s. Your message has arrived, and we will answer soon.")
        body = f"{hello}\n\n{text % {'company': opened.name}}"
    send_letter(
        account=account, contact=contact, to_address=submission.email, subject=subject, text=body,
        language=submission.language, by=None, is_automatic=True,
    )  # fmt: skip


@transaction.atomic
def lead_of_mail(mail, *, by) -> Interaction:
    """Make who wrote a lead, with this message on its record. Raises DecidedBefore of interactions.filing."""
    return assign(mail, add_sender(mail, by=by), by=by)


def add_sender(mail, *, by) -> Place:
    """Who wrote it as a prospect, looked after by `by`."""
    name = mail.from_name or mail.from_address
    fields = {
        "kind": Account.Kind.PERSON,
        "name_ar" if direction_of(name) == "rtl" else "name_en": name[:200],
        "email": mail.from_address,
        "owner": by,
    }
    try:
        account = add_account(by=by, fields=fields)
    except MayNotOwn:
        account = add_account(by=by, fields={**fields, "owner": None})
    return Place(account, Contact.objects.get(positions__account=account))
