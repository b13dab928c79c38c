"""The hook at which a provider of e-mail delivers what came in. django-anymail reads it and checks who sends it.

One provider at a time, named by INBOUND_PROVIDER. Its secret or signing key must be set: a hook that anybody may
call is not opened at all.
"""

from functools import cache
from io import BytesIO

import structlog
from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging.parsing import MOST_BYTES
from messaging.posted import read_form
from messaging.receiving import NoSuchMailbox, mailboxes_among, receive

log = structlog.get_logger(__name__)

# Their view, and the setting without which it would believe anybody.
PROVIDERS = {
    "mailgun": ("anymail.webhooks.mailgun.MailgunInboundWebhookView", "MAILGUN_WEBHOOK_SIGNING_KEY"),
    "mailjet": ("anymail.webhooks.mailjet.MailjetInboundWebhookView", "WEBHOOK_SECRET"),
    "postal": ("anymail.webhooks.postal.PostalInboundWebhookView", "POSTAL_WEBHOOK_KEY"),
    "postmark": ("anymail.webhooks.postmark.PostmarkInboundWebhookView", "WEBHOOK_SECRET"),
    "sendgrid": ("anymail.webhooks.sendgrid.SendGridInboundWebhookView", "WEBHOOK_SECRET"),
    "sparkpost": ("anymail.webhooks.sparkpost.SparkPostInboundWebhookView", "WEBHOOK_SECRET"),
}
# A message in base64 with what the provider says about it.
MOST_BODY = MOST_BYTES * 3 // 2


@cache
def view_of(provider: str):
    return import_string(PROVIDERS[provider][0])


def is_open(provider: str) -> bool:
    if provider != settings.INBOUND_PROVIDER or provider not in PROVIDERS:
        return False
    return bool(settings.ANYMAIL.get(PROVIDERS[provider][1]))


@csrf_exempt
@require_POST
def incoming(request, provider):
    """What the provider posts; answered with 200 once it is kept, so that it is sent again otherwise."""
    if not is_open(provider):
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:
        return HttpResponse(status=413)
    # Django holds bodies and forms to sizes that a message with a contract in it exceeds.
    body = request.read(MOST_BODY + 1)
    request._body, request._stream = body, BytesIO(body)
    try:
        if request.content_type == "multipart/form-data":
            request._post, request._files = read_form(body, request.META["CONTENT_TYPE"])
        view = view_of(provider)()
        view.run_validators(request)
        events = view.parse_events(request)
    except (AnymailError, SuspiciousOperation, ValueError, LookupError, TypeError) as error:
        log.warning("inbound_hook_refused", provider=provider, error=type(error).__name__)
        return HttpResponse(status=400)
    for event in events:
        take_in(event.message)
    return HttpResponse()


def take_in(message):
    # Some providers name only the first of several recipients; the others stand in its headers.
    envelope = [each for each in (message.envelope_recipient,) if each]
    to = envelope if mailboxes_among(envelope) else ()
    try:
        receive(as_bytes(message), to=to)
    except NoSuchMailbox:
        # Nothing the provider could do about it by sending it again.
        log.info("inbound_without_mailbox")


def as_bytes(message) -> bytes:
    """As it came: to fold a header of a megabyte anew takes Python minutes."""
    try:
        return message.as_bytes(policy=message.policy.clone(refold_source="none"))
    except Exception:  # Python writes no message with certain damaged headers
        return str(message).encode("utf-8", "replace")
