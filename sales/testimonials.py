"""Testimonials: asked for by a link of the customer's own, given there or to a colleague, with explicit consent."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Account
from interactions.mailing import LINK, send_letter
from lib.tokens import hash_of, new_token
from messaging.models import OutgoingMail
from sales.models import Testimonial, TestimonialMail
from workspaces.mail import site_link

LINK_LIVES = timedelta(days=30)
SCOPES = ("on_website", "on_social", "in_proposals")
CONSENTS = (*SCOPES, "with_name")


class LinkOver(Exception):
    """The link takes no answer any more."""


def ready_text(contact, workspace, language) -> tuple[str, str]:
    """Subject and text of the letter that asks, in its language; the link is filled in as it leaves."""
    with override(language):
        subject = _("May we quote you?")
        hello = _("Dear %(name)s,") % {"name": contact.name if contact else ""}
        body = _(
            "We would like to tell others how it is to work with %(company)s. Would you write a few lines?"
        ) % {"company": workspace.name}
        where = _("You decide where they may be used, and can change your mind at any time:")
        return subject, f"{hello}\n\n{body}\n\n{where}\n\n{LINK}"


@transaction.atomic
def ask(*, account, contact, by, language, subject="", text="", token=None, form_token=None) -> Testimonial:
    """Ask for one: by a letter of this text, or with `token` by a link that the colleague sends.

    Without `by` Sila asks by itself, which is no contact with the customer.
    """
    account.wait_to_change()
    now = timezone.now()
    made = Testimonial(
        account=account,
        contact=contact,
        asked_on=timezone.localdate(),
        language=language,
        expires_at=now + LINK_LIVES,
        token_hash=hash_of(token) if token else "",
        created_by=by,
        form_token=form_token,
    )
    made.save()
    if not token:
        entry = send_letter(
            account=account,
            contact=contact,
            to_address=contact.email_1,
            subject=subject,
            text=text if LINK in text else f"{text}\n\n{LINK}",
            language=language,
            by=by,
            is_automatic=by is None,
        )
        TestimonialMail.objects.create(testimonial=made, mail=entry.outgoing)
    made.tell("testimonial.asked", by=by)
    return made


def fill_link(mail: OutgoingMail, text: str) -> str:
    """The letter gets its link as it leaves; tried again it gets another one, and the last one opens."""
    found = (
        TestimonialMail.objects.filter(mail=mail).select_related("testimonial").first()
        if LINK in text
        else None
    )
    if found is None:
        return text
    token = new_token()
    Testimonial.objects.filter(pk=found.testimonial_id).update(token_hash=hash_of(token))
    return text.replace(LINK, site_link("testimonial", workspace=found.workspace.slug, token=token))


@transaction.atomic
def give(testimonial, *, by, fields) -> Testimonial:
    """What the customer says and agrees to; `by` is nobody when it comes by the link. Raises LinkOver there."""
    testimonial.wait_to_change()
    if by is None and not testimonial.takes_answer:
        raise LinkOver
    for name, value in fields.items():
        setattr(testimonial, name, value)
    testimonial.state = Testimonial.State.GIVEN
    testimonial.given_on = testimonial.given_on or timezone.localdate()
    testimonial.consent_on = consent_of(testimonial)
    testimonial.withdrawn_on = None
    testimonial.save_version()
    testimonial.tell("testimonial.given", by=by)
    if by is None:
        testimonial.tell_people("testimonial.given")
    return testimonial


def consent_of(testimonial):
    """Since when something is agreed to; without a tick nothing is."""
    agrees = any(getattr(testimonial, name) for name in SCOPES)
    return (testimonial.consent_on or timezone.localdate()) if agrees else None


@transaction.atomic
def decline(testimonial) -> None:
    """The customer says by the link that there will be none. Raises LinkOver."""
    testimonial.wait_to_change()
    if not testimonial.takes_answer:
        raise LinkOver
    testimonial.decline(by=None)


@transaction.atomic
def write_down(*, account, by, fields, form_token=None) -> Testimonial:
    """One that was given to a colleague, by word of mouth or in a letter."""
    account.wait_to_change()
    made = Testimonial(account=account, created_by=by, form_token=form_token, contact=fields.get("contact"))
    made.save()
    return give(made, by=by, fields=fields)


class OwnWords(Exception):
    """The customer wrote it by the link, or has not given it: no colleague changes it."""


@transaction.atomic
def change_testimonial(testimonial, *, by, read_version, changed) -> Testimonial:
    """Save what a colleague wrote down; `changed` names the fields. Raises Stale and OwnWords.

    What is no longer agreed to by it is flagged where it stands. A form that was opened and saved as it was changes
    nothing: neither version nor timeline.
    """
    if not changed:
        return testimonial
    if testimonial.state != Testimonial.State.GIVEN or testimonial.is_by_link:
        raise OwnWords
    Account.objects.get(pk=testimonial.account_id).wait_to_change()
    if testimonial.withdrawn_on is None:
        testimonial.consent_on = consent_of(testimonial)
    testimonial.save_version(read_version=read_version)
    testimonial.tell("testimonial.changed", by=by, fields=sorted(changed))
    return testimonial
