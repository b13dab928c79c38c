"""Settings: by which provider text messages are sent, and one of them to oneself."""

from functools import partial

import structlog
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models.contact import Channel
from campaigns.channels.line import gateway_of
from campaigns.channels.meta_receipts import verify_token
from campaigns.channels.provider import Words
from campaigns.channels.setting_up import close_gateway, keep_gateway, send_one
from campaigns.forms_messages import GatewayForm, OneMessageForm
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.outbound import FAILURES
from lib.phones import international
from messaging.answers import Answered
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

log = structlog.get_logger(__name__)
HELLO = ("hello_world", "en_US")
PAGES = {Channel.SMS: "campaigns:text_messages", Channel.WHATSAPP: "campaigns:whatsapp"}


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def text_messages(request):
    return kept(request, Channel.SMS)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def text_message_test(request):
    return tested(request, Channel.SMS)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def text_messages_end(request):
    return ended(request, Channel.SMS)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def whatsapp(request):
    return kept(request, Channel.WHATSAPP)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def whatsapp_test(request):
    return tested(request, Channel.WHATSAPP)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def whatsapp_end(request):
    return ended(request, Channel.WHATSAPP)


def kept(request, channel):
    form = form_of(request, channel, posted(request))
    if request.method != "POST" or not form.is_valid():
        return page(request, channel, form)
    secret = form.cleaned_data["access"]
    proof = form.cleaned_data.get("proof", "")
    token = keep_gateway(channel, by=request.membership, fields=form.written, secret=secret, proof=proof)
    messages.success(request, _("The settings were saved."))
    if token:
        address = request.build_absolute_uri(reverse("response_hook", args=[token]))
        shown = {"address": address}
        if channel == Channel.WHATSAPP:
            shown["word"] = verify_token(token)
        return page(request, channel, form_of(request, channel, None), **shown)
    return to_page(request, PAGES[channel])


def form_of(request, channel, said):
    return GatewayForm(said, gateway=gateway_of(channel), workspace=request.workspace, channel=channel)


def page(request, channel, form, *, trying=None, address="", word=""):
    context = {
        "gateway": gateway_of(channel),
        "trying": trying or OneMessageForm(country=request.workspace.country),
        "address": address,
        "word": word,
        "is_whatsapp": channel == Channel.WHATSAPP,
        "test_url": workspace_url(request, f"{PAGES[channel].removesuffix('s')}_test"),
        "end_url": workspace_url(request, f"{PAGES[channel]}_end"),
    }
    answer = settings_page(request, "campaigns/gateway.html", form, **context)
    if trying is not None:
        answer.status_code = 422
    return answer


def tested(request, channel):
    """POST hands one message over while one waits, and says what the provider said."""
    gateway = gateway_of(channel)
    form = OneMessageForm(request.POST, country=request.workspace.country)
    if gateway is None:
        messages.error(request, _("Name a provider first."))
        return to_page(request, PAGES[channel])
    if not form.is_valid():
        return page(request, channel, form_of(request, channel, None), trying=form)
    number = form.cleaned_data["number"].e164
    text = _("A trial of %(company)s by Sila.") % {"company": request.workspace.name}
    say_how_it_went(request, number, partial(send_one, gateway, number, trial_of(channel, text)))
    return to_page(request, PAGES[channel])


def trial_of(channel, text: str) -> Words:
    """By WhatsApp only approved texts begin a talk; this one every new account has."""
    return Words(text, "", *HELLO) if channel == Channel.WHATSAPP else Words(text, "")


def say_how_it_went(request, number, send) -> None:
    where = {"number": isolated(international(number))}
    try:
        send()
    except Answered as refused:
        said = refused.verdict.answer or refused.verdict.reason
        text = _("It was not taken for %(number)s: %(answer)s")
        messages.error(request, text % {**where, "answer": isolated(said)})
    except FAILURES as error:
        log.warning("trial_message_not_sent", error=type(error).__name__)
        messages.error(request, _("The provider cannot be reached. Look at its address, and try once more."))
    else:
        messages.success(request, _("It was taken for %(number)s.") % where)


def ended(request, channel):
    """POST goes without a provider from now on."""
    gateway = gateway_of(channel)
    if gateway is not None:
        close_gateway(gateway, by=request.membership)
        messages.success(request, _("Nothing is sent by this channel any more."))
    return to_page(request, PAGES[channel])
