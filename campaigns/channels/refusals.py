"""Who answers «stop» gets nothing more by this channel."""

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.consents import PHONES, unsubscribe, who_stands
from accounts.models import Consent, Contact
from accounts.models.contact import Channel
from accounts.purposes import chosen_purposes, ways_of
from campaigns.channels.line import gateway_of
from campaigns.channels.provider import Words
from campaigns.channels.receipts import Said
from campaigns.channels.setting_up import send_one
from campaigns.channels.stopping import means_stop
from lib.outbound import FAILURES
from messaging.answers import Answered
from messaging.models import Suppression
from messaging.sending import suppress

# A number that stands at more contacts than this is of nobody in particular; all of them are looked at all the same.
MOST = 50
log = structlog.get_logger(__name__)


@transaction.atomic
def withdraw(said: Said, channel: str, *, source: str) -> bool:
    """Take back the consent of whoever has this number, by this channel alone; whether the answer meant that.

    A number that no contact has is suppressed, so that it is left alone whoever it is brought in with later.
    """
    if not means_stop(said.text):
        return False
    of_number = Q()
    for name in PHONES:
        of_number |= Q(**{name: said.number})
    found = Contact.objects.filter(of_number).select_related("workspace").order_by("pk")[:MOST]
    standing = {each.pk: each for each in map(who_stands, found)}
    source = f"{source} {said.message}"[:120]
    for _pk, contact in sorted(standing.items()):
        if said.message and contact.consents.filter(channel=channel, source=source).exists():
            continue  # told twice: what they agreed to since then stands
        for purpose in sorted({*Consent.Purpose.values, *chosen_purposes()}):
            if channel in ways_of(purpose):
                unsubscribe(
                    contact, channel=channel, purpose=purpose, wording=said.text[:200], source=source,
                    language=contact.workspace.language,
                )  # fmt: skip
    if not standing:
        suppress(said.number, channel=channel, reason=Suppression.Reason.ASKED, by=None)
    return True


def acknowledge(contact_pk: int, *, in_english: bool) -> None:
    """Tell them by WhatsApp that it was heard: an answer within the day that their message opened."""
    with transaction.atomic():
        contact = Contact.objects.select_related("workspace").filter(pk=contact_pk).first()
        gateway = gateway_of(Channel.WHATSAPP)
    if contact is None or gateway is None or not contact.phone_1_e164:
        return
    text = acknowledgement("stop" if in_english else "إيقاف", company=contact.workspace.name)
    try:
        send_one(gateway, contact.phone_1_e164, Words(text, ""))
    except (Answered, *FAILURES) as error:
        log.warning("stop_not_acknowledged", error=type(error).__name__)


def acknowledgement(text: str, *, company: str) -> str:
    """In the language in which they said it."""
    with override("en" if text.isascii() else "ar"):
        return _("%(company)s: you will get no more messages of ours by this channel.") % {"company": company}
