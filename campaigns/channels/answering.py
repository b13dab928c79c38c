"""What is answered to a provider of messages that tells something: a «stop» holds from that very moment."""

from xml.sax.saxutils import escape

from django.http import HttpResponse

from accounts.models import Contact
from campaigns.channels.receipts import CHANNELS, Said, answers_in
from campaigns.channels.refusals import acknowledgement, withdraw
from campaigns.models import ProviderHook
from campaigns.tasks import acknowledge_stop
from lib.tenancy.tasks import publish
from workspaces.models import Workspace

EMPTY = "<Response/>"


def acknowledge(hook: ProviderHook, said: Said) -> None:
    """By a message of its own, a moment later; where it is lost, what they said holds all the same."""
    contact = Contact.objects.filter(phone_1_e164=said.number).order_by("pk").first()
    if contact is not None:
        publish(acknowledge_stop, hook.workspace_id, contact.pk, int(said.text.isascii()))


def answer_to(hook: ProviderHook, body: str) -> HttpResponse:
    """In the transaction in which it is written down; Twilio sends on what stands in the answer (TwiML)."""
    channel = CHANNELS.get(hook.provider)
    if channel is None:
        return HttpResponse()
    stopped = [
        said for said in answers_in(hook.provider, body) if withdraw(said, channel, source=hook.provider)
    ]
    if hook.provider == ProviderHook.Provider.META:
        for said in stopped:
            acknowledge(hook, said)
        return HttpResponse()
    company = Workspace.objects.get(pk=hook.workspace_id).name if stopped else ""
    texts = [escape(acknowledgement(said.text, company=company)) for said in stopped]
    inner = "".join(f"<Message>{each}</Message>" for each in texts)
    written = f"<Response>{inner}</Response>" if inner else EMPTY
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>{written}', content_type="text/xml; charset=utf-8"
    )
