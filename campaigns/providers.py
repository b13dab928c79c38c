"""What providers of e-mail say of letters, in our words. django-anymail reads it and checks that it is from them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from anymail.signals import EventType, RejectReason
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from campaigns.models import ProviderHook, Response
from campaigns.models.response import LONGEST_ANSWER, LONGEST_EVENT_ID
from lib.sealing import unseal
from lib.text import clean
from messaging.answers import reason_of

Kind, Provider = Response.Kind, ProviderHook.Provider
JSON = "application/json"
# Under which a letter carries our own name of it, where a provider gives back no other.
METADATA = {Provider.POSTMARK: "X-PM-Metadata-sila"}
METADATA_KEY = "sila"
OLDEST = timedelta(days=30)

# Their view, and what it takes the secret as. The secret of the installation's own hook is never theirs.
VIEWS = {
    Provider.MAILGUN: ("anymail.webhooks.mailgun.MailgunTrackingWebhookView", "webhook_signing_key"),
    Provider.POSTMARK: ("anymail.webhooks.postmark.PostmarkTrackingWebhookView", "webhook_secret"),
}
KINDS = {
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.BOUNCED: Kind.BOUNCED,
    EventType.REJECTED: Kind.BOUNCED,
    EventType.FAILED: Kind.BOUNCED,
    EventType.COMPLAINED: Kind.COMPLAINED,
    EventType.UNSUBSCRIBED: Kind.UNSUBSCRIBED,
}
# Of letters that the provider itself did not send on: it knows the address from before.
GONE = {RejectReason.INVALID, RejectReason.BOUNCED}


@dataclass(frozen=True)
class Told:
    """One thing that is told of a letter; `references` may name it."""

    kind: str
    references: tuple[str, ...]
    provider: str
    event_id: str
    at: datetime
    is_lasting: bool = False
    answer: str = ""


def names_for_providers() -> list[str]:
    """Headers in which the open workspace's providers look for a name of the letter."""
    opened = ProviderHook.objects.filter(provider__in=METADATA).values_list("provider", flat=True)
    return [METADATA[Provider(each)] for each in opened]


@cache
def _view_class(path: str):
    return import_string(path)


def view_for(provider: str, secret: str):
    """Raises ValueError when it can be no secret of this provider."""
    path, name = VIEWS[Provider(provider)]
    return _view_class(path)(**{"webhook_secret": "", name: secret})


def request_with(body: bytes) -> HttpRequest:
    request = HttpRequest()
    request.method, request.content_type = "POST", JSON
    request._body = body
    return request


def read(provider: str, sealed_secret: str, body: str) -> list[Told]:
    """What it says, as far as it is about letters that left; what people do there we see by ourselves."""
    view = view_for(provider, unseal(sealed_secret))
    events = view.parse_events(request_with(body.encode()))
    return [_told(provider, each) for each in events if each.event_type in KINDS]


def _told(provider: str, event) -> Told:
    said = clean(str(event.mta_response or event.description or ""))[:LONGEST_ANSWER]
    named = (event.message_id, (event.metadata or {}).get(METADATA_KEY))
    return Told(
        kind=KINDS[event.event_type],
        references=tuple(str(each) for each in named if each),
        provider=str(provider),
        event_id=_event_id(event),
        at=_moment(event.timestamp),
        is_lasting=_is_lasting(event, said),
        answer=said,
    )


def _event_id(event) -> str:
    """As they call it, or by all that tells it from others."""
    if event.event_id and len(str(event.event_id)) <= LONGEST_EVENT_ID - 12:
        return f"{event.event_type}.{clean(str(event.event_id))}"[:LONGEST_EVENT_ID]
    said = f"{event.event_type} {event.event_id} {event.message_id} {event.recipient} {event.timestamp}"
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()


def _is_lasting(event, said: str) -> bool:
    """That there is no such address; a full mailbox and a refused text are no reason to write to nobody again."""
    if event.event_type in (EventType.REJECTED, EventType.FAILED):
        return event.reject_reason in GONE
    if event.event_type != EventType.BOUNCED:
        return False
    whole = event.esp_event if isinstance(event.esp_event, dict) else {}
    status = whole.get("status") or _delivery_status(whole).get("enhanced-code") or ""
    is_said = reason_of(f"{status} {said}") == "no_such_address"
    return is_said or whole.get("Type") == "HardBounce" or _detail(whole).get("reason") == "suppress-bounce"


def _detail(whole: dict) -> dict:
    found = whole.get("event-data") or {}
    return found if isinstance(found, dict) else {}


def _delivery_status(whole: dict) -> dict:
    found = _detail(whole).get("delivery-status") or {}
    return found if isinstance(found, dict) else {}


def _moment(said) -> datetime:
    now = timezone.now()
    if not isinstance(said, datetime) or timezone.is_naive(said):
        return now
    return said if now - OLDEST < said <= now else now
