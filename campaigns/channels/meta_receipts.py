"""What Meta tells at its hook: HMAC-SHA256 of the raw body by the app secret, as X-Hub-Signature-256 says it.

Before anything it asks once, by GET, whether the address is ours: whoever knows the word that goes with the address
(`verify_token`) is answered with what they sent.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from campaigns.models import Response

Kind = Response.Kind
JSON: Final = "application/json"
STATUSES: Final = {"delivered": Kind.DELIVERED, "read": Kind.OPENED, "failed": Kind.BOUNCED}
# No WhatsApp at this number; they stopped what companies send.
GONE: Final = frozenset({131026, 131030})
OPTED_OUT: Final = 131050
OLDEST: Final = timedelta(days=30)
LONGEST_CHALLENGE: Final = 100


def is_signed(secret: str, request: HttpRequest) -> bool:
    made = "sha256=" + hmac.new(secret.encode(), request.body, sha256).hexdigest()
    is_json = request.content_type == JSON and isinstance(json.loads(request.body), dict)
    return constant_time_compare(made, request.headers.get("X-Hub-Signature-256", "")) and is_json


def verify_token(token: str) -> str:
    """The word that goes with an address, by its token."""
    return salted_hmac("campaigns.verify", token).hexdigest()[:32]


def challenge_in(said: Mapping[str, str], token: str) -> str:
    """What is to be answered; empty for whoever does not know the word."""
    is_ours = constant_time_compare(said.get("hub.verify_token", ""), verify_token(token))
    asked = said.get("hub.challenge", "")
    is_plain = asked.isascii() and asked.isalnum() and len(asked) <= LONGEST_CHALLENGE
    return asked if said.get("hub.mode") == "subscribe" and is_ours and is_plain else ""


def _values(body: str) -> Iterator[dict[str, Any]]:
    for entry in _dicts(json.loads(body).get("entry")):
        for change in _dicts(entry.get("changes")):
            if isinstance(change.get("value"), dict):
                yield change["value"]


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def statuses_in(body: str) -> Iterator[tuple[str, str, str, bool, str, datetime]]:
    """(event, kind, our reference, whether it is for good, in which words, when) of each."""
    for value in _values(body):
        for each in _dicts(value.get("statuses")):
            status, name = str(each.get("status")), str(each.get("id") or "")
            if status not in STATUSES or not name:
                continue
            error = next(iter(_dicts(each.get("errors"))), {})
            code = error.get("code")
            kind = Kind.UNSUBSCRIBED if code == OPTED_OUT else STATUSES[status]
            words = f"{status} {code or ''} {error.get('title') or ''}".strip()
            reference = str(each.get("biz_opaque_callback_data") or "")
            yield (
                f"{status}.{sha256(name.encode()).hexdigest()[:40]}", kind, reference, code in GONE, words,
                _moment(each.get("timestamp")),
            )  # fmt: skip


def answers_in(body: str) -> Iterator[tuple[str, str, str]]:
    """(number, text, name of the message) of what people wrote, or pressed."""
    for value in _values(body):
        for each in _dicts(value.get("messages")):
            sender = str(each.get("from") or "")
            part = each.get("text") if each.get("type") == "text" else each.get("button")
            part = part if isinstance(part, dict) else {}
            text = str(part.get("body") or part.get("text") or "")
            if text and sender.isascii() and sender.isdigit() and len(sender) <= 15:
                yield f"+{sender}", text[:1000], sha256(str(each.get("id")).encode()).hexdigest()[:40]


def _moment(said: Any) -> datetime:
    now = timezone.now()
    text = str(said)
    if not (text.isascii() and text.isdigit() and len(text) <= 11):
        return now
    at = datetime.fromtimestamp(int(text), UTC)
    return at if now - OLDEST < at <= now else now
