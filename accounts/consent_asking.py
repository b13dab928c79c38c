"""Double opt-in: who agreed somewhere is asked by e-mail whether it was them, and only their answer counts."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.consent_links import Asked, confirmation_link
from accounts.consents import add_row, standing_of
from accounts.models import Consent
from accounts.models.contact import Channel
from accounts.purposes import purpose_names, told_purpose, wordings
from lib import formats
from messaging.models import is_suppressed
from messaging.sending import queue_mail, sender_of_workspace
from timeline.services import record

LINK_LIVES = timedelta(days=7)
# So long nobody is asked the same again: neither by a double click nor by colleagues one after the other.
REST = timedelta(hours=1)
State, EMAIL = Consent.State, Channel.EMAIL


@transaction.atomic
def ask_to_confirm(contact, *, by, purpose, wording="", language="") -> Consent:
    """Write to the contact that they may confirm this purpose, in the words that they agreed to where those are known.
    Raises ValidationError where nobody is asked.
    """
    contact.wait_to_change()
    _check_may_be_asked(contact, purpose)
    opened, language = contact.workspace, language or Asked(contact).language
    with override(language), formats.use(opened.formats(language)):
        name = purpose_names().get(purpose, purpose)
        own = None if wording else wordings().get(purpose)
        wording = wording or (
            own.text(language) if own else _("I agree to receive this by e-mail: %(name)s") % {"name": name}
        )
        asked = add_row(
            contact, (EMAIL, purpose), State.ASKED, by=by, wording=wording, worded=own, language=language,
            source=f"/p/{opened.slug}/confirm/",
        )  # fmt: skip
        subject = _("Please confirm: %(name)s") % {"name": name}
        text = words_of(asked, contact, opened)
    signature = sender_of_workspace().signature(language)
    queue_mail(
        by=by,
        to_address=contact.email_1,
        to_name=contact.name,
        subject=subject[:200],
        text="\n\n".join(part for part in (text, signature) if part),
        language=language,
    )
    record("consent.asked", contact, by=by, channel=EMAIL, **told_purpose(purpose))
    return asked


def _check_may_be_asked(contact, purpose) -> None:
    if not contact.email_1:
        raise ValidationError(_("No e-mail address is known."))
    if is_suppressed(contact.email_1):
        raise ValidationError(_("Nothing is sent to this address. The settings list it."))
    if standing_of(contact).has(State.GIVEN, EMAIL, purpose):
        raise ValidationError(_("They have agreed to this already."))
    asked = contact.consents.filter(channel=EMAIL, purpose=purpose, state=State.ASKED)
    if asked.filter(at__gt=timezone.now() - REST).exists():
        raise ValidationError(_("They were asked for this within the last hour."))


def words_of(asked, contact, opened) -> str:
    """What is written, in the language that is in force."""
    hello = _("Dear %(name)s,") % {"name": contact.name}
    why = _("%(company)s would like to write to you only if you want it. This is what you would agree to:")
    until = _("The link works until %(day)s. If you do nothing, you will not be written to about it.")
    parts = [
        hello,
        why % {"company": opened.name},
        asked.wording,
        confirmation_link(asked, contact),
        until % {"day": formats.day(asked.at + LINK_LIVES)},
    ]
    return "\n\n".join(parts)


def is_confirmed(asked, contact) -> bool:
    """Whether the answer came, and nothing else was said since."""
    row = standing_of(contact).deciding(asked.channel, asked.purpose)
    return row is not None and row.pk > asked.pk and row.state == State.GIVEN


def is_over(asked, contact) -> bool:
    """Too late; or they refused, changed their address or were put away since."""
    row = standing_of(contact).deciding(asked.channel, asked.purpose)
    refused = row is not None and row.pk > asked.pk and row.state == State.WITHDRAWN
    is_late = asked.at + LINK_LIVES < timezone.now()
    return is_late or refused or contact.is_archived or asked.address != contact.email_1


@transaction.atomic
def confirm(asked, contact, *, language, ip_address) -> bool:
    """The answer of the customer; whether it holds now. Given twice it is written once."""
    contact.wait_for_others()
    if is_confirmed(asked, contact):
        return True
    if is_over(asked, contact):
        return False
    add_row(
        contact, (asked.channel, asked.purpose), State.GIVEN, by=None, wording=asked.wording, worded=asked.worded,
        source=asked.source, language=language, ip_address=ip_address,
    )  # fmt: skip
    record("consent.confirmed", contact, by=None, channel=asked.channel, **told_purpose(asked.purpose))
    return True
