"""A letter as one customer would read it: shown to colleagues, and sent to one's own address."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Account
from campaigns.letters import Filled, letter_of
from campaigns.problems import LANGUAGES, written_in
from campaigns.values import values_for
from interactions.formfields import contacts_at
from messaging.models import OutgoingMail
from messaging.sending import queue_mail
from timeline.services import record


@dataclass(frozen=True)
class Reader:
    """For whom it is shown: a customer and who is written to there, or nobody whom one knows."""

    account: Account | None = None
    contact: Any = None

    @property
    def language(self) -> str:
        spoken = [each.language for each in (self.contact, self.account) if each]
        return next((each for each in spoken if each in LANGUAGES), "")


def reader_of(membership, number: int | None) -> Reader:
    """The customer with this number whom the member sees, with their first contact; else the first of their own."""
    seen = Account.objects.visible_to(membership).kept().select_related("owner__user")
    account = seen.filter(number=number).first() if number is not None else None
    if account is None and number is None:
        account = seen.filter(owner=membership).order_by("pk").first() or seen.order_by("pk").first()
    return Reader(account, next(iter(contacts_at(account)), None) if account else None)


def language_for(template, blocks, wanted: str, reader: Reader) -> str:
    """The one that was asked for, or the reader's, as far as the template is written in it."""
    written = written_in(template, blocks) or list(LANGUAGES)
    return next((each for each in (wanted, reader.language) if each in written), written[0])


def letter_for(template, blocks, language: str, reader: Reader, *, workspace) -> Filled:
    values = values_for(reader.account, reader.contact, workspace=workspace, language=language)
    letter = letter_of(template, blocks, language, company=workspace.name)
    return letter.fill({**values, "preferences": "#"})


@transaction.atomic
def send_test(template, blocks, language: str, reader: Reader, *, by) -> OutgoingMail:
    """To the member's own address, marked as a test; nothing of it is told to the customer."""
    filled = letter_for(template, blocks, language, reader, workspace=by.workspace)
    with override(language):
        subject = _("Test: %(subject)s") % {"subject": filled.subject}
    mail = queue_mail(
        by=by,
        to_address=by.user.email,
        to_name=by.user.name,
        subject=subject[:200],
        text=filled.text,
        html=filled.html,
        language=language,
    )
    record("template.tested", template, by=by, language=language)
    return mail
