"""What providers of messages tell at their hook: what became of a message, and what people answer.

Nothing is believed without a signature. Twilio signs the whole address it asks with all values of the form (HMAC-SHA1,
base64, by the auth token); our reference stands in that address, so that it is signed as well. Meta signs the body
(campaigns/channels/meta_receipts.py).
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from typing import Final
from urllib.parse import parse_qs

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models.contact import Channel
from campaigns.channels import meta_receipts as meta
from campaigns.models import ProviderHook, Response
from campaigns.models.response import LONGEST_ANSWER, LONGEST_EVENT_ID
from campaigns.providers import Told
from lib.text import clean
from workspaces.mail import site_link

Kind, Provider = Response.Kind, ProviderHook.Provider
FORM: Final = "application/x-www-form-urlencoded"
# By which the hook of a provider tells of messages, and of nothing else.
CHANNELS: Final[Mapping[str, str]] = {Provider.TWILIO: Channel.SMS, Provider.META: Channel.WHATSAPP}
MOST_FIELDS = 200
# What Twilio says of a message that was taken; what comes between says nothing new.
OF_TWILIO: Final = {
    "delivered": Kind.DELIVERED,
    "read": Kind.OPENED,
    "undelivered": Kind.BOUNCED,
    "failed": Kind.BOUNCED,
}
# No such number, or one that takes no text messages; and they told the provider to stop.
GONE: Final = frozenset({"21211", "21614", "30005", "30006"})
OPTED_OUT: Final = "21610"


@dataclass(frozen=True)
class Said:
    """What a person answered, from a number (E.164)."""

    number: str
    text: str
    message: str


def is_from(provider: str, secret: str, request: HttpRequest, token: str) -> bool:
    """Whether it is signed by them. Raises ValueError for what is no form."""
    if provider == Provider.META:
        return meta.is_signed(secret, request)
    if request.content_type != FORM:
        return False
    address = site_link("response_hook", token=token)
    if query := request.META.get("QUERY_STRING", ""):
        address = f"{address}?{query}"
    made = twilio_signature(secret, address, fields_of(request.body.decode()))
    return constant_time_compare(made, request.headers.get("X-Twilio-Signature", ""))


def twilio_signature(secret: str, address: str, fields: Mapping[str, list[str]]) -> str:
    said = address + "".join(
        f"{name}{value}" for name in sorted(fields) for value in sorted(set(fields[name]))
    )
    return b64encode(hmac.new(secret.encode(), said.encode(), sha1).digest()).decode()


def fields_of(body: str) -> dict[str, list[str]]:
    return parse_qs(body, keep_blank_values=True, strict_parsing=bool(body), max_num_fields=MOST_FIELDS)


def kept_of(request: HttpRequest) -> str:
    """What is written down of it: the form, and what its address says besides."""
    query, body = request.META.get("QUERY_STRING", ""), request.body.decode()
    return f"{query}&{body}" if query else body


def read(provider: str, body: str) -> list[Told]:
    """What is told of messages of ours."""
    if provider == Provider.META:
        return [
            told(provider, event, kind, reference, is_lasting=is_lasting, said=said, at=at)
            for event, kind, reference, is_lasting, said, at in meta.statuses_in(body)
        ]
    fields = {name: values[0] for name, values in fields_of(body).items()}
    status = fields.get("MessageStatus", fields.get("SmsStatus", ""))
    sid, code = fields.get("MessageSid", ""), fields.get("ErrorCode", "")
    if status not in OF_TWILIO or not sid:
        return []
    kind = Kind.UNSUBSCRIBED if code == OPTED_OUT else OF_TWILIO[status]
    words = " ".join(each for each in (status, code, fields.get("ErrorMessage", "")) if each)
    return [
        told(provider, f"{status}.{sid}", kind, fields.get("sila", ""), is_lasting=code in GONE, said=words)
    ]


def told(provider: str, event: str, kind: str, reference: str, *, is_lasting=False, said="", at=None) -> Told:
    moment: datetime = at or timezone.now()
    return Told(
        kind=kind,
        references=(reference,),
        provider=str(provider),
        event_id=clean(event)[:LONGEST_EVENT_ID],
        at=moment,
        is_lasting=is_lasting,
        answer=clean(said)[:LONGEST_ANSWER] if kind == Kind.BOUNCED else "",
    )


def answers_in(provider: str, body: str) -> list[Said]:
    """What people wrote to us."""
    if provider == Provider.META:
        return [Said(*each) for each in meta.answers_in(body)]
    fields = {name: values[0] for name, values in fields_of(body).items()}
    if "Body" not in fields or not fields.get("From", "").startswith("+"):
        return []
    is_incoming = fields.get("SmsStatus", "received") == "received"
    said = Said(fields["From"][:16], fields["Body"][:1000], fields.get("MessageSid", ""))
    return [said] if is_incoming else []
