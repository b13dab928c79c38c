"""Templates of messages by telephone: what they say, how long that is, how one customer would read it, and one sent."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models.contact import Channel
from campaigns.channels.line import gateway_of
from campaigns.channels.parts import length_of
from campaigns.channels.provider import Words
from campaigns.channels.setting_up import send_one
from campaigns.channels.wording import wording_of
from campaigns.forms_messages import OneMessageForm, TextMessageForm
from campaigns.models import ContentVersion
from campaigns.problems import written_in
from campaigns.testing import Reader, language_for, reader_of
from campaigns.values import values_for
from campaigns.views.gateways import say_how_it_went
from lib.http import UNPROCESSABLE, to_page
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

# As letters of a template are shown: without what only a campaign knows.
NO_OFFER = "service"


def text_for(
    template, language: str, reader: Reader, *, workspace, channel=Channel.SMS, purpose=NO_OFFER
) -> str:
    """The message as this customer would read it."""
    gateway = gateway_of(channel)
    takes_answers = gateway is None or gateway.takes_answers
    wording = wording_of(template, language, purpose=purpose, takes_answers=takes_answers)
    values = values_for(reader.account, reader.contact, workspace=workspace, language=language)
    return wording.fill({**values, "preferences": "https://…"})


def words_for(template, language: str, reader: Reader, *, workspace) -> Words | None:
    """As it is handed over for this customer; None where a parameter of an approved text is not known of them."""
    text = text_for(template, language, reader, workspace=workspace, channel=template.channel)
    if template.channel != Channel.WHATSAPP:
        return Words(text, "")
    values = values_for(reader.account, reader.contact, workspace=workspace, language=language)
    wording = wording_of(template, language, purpose=NO_OFFER, takes_answers=True)
    try:
        parameters = wording.parameters(values)
    except LookupError:
        return None
    return Words(text, "", template.approved_name, template.code(language), parameters)


def readings(template, reader: Reader, *, workspace) -> list[dict]:
    """In each language in which it is written: the text, and how long it is."""
    found = []
    for language in written_in(template, []):
        text = text_for(template, language, reader, workspace=workspace)
        one = {"language": language, "text": text, "length": length_of(text)}
        if template.approved_name:
            one["numbered"] = wording_of(template, language, purpose=NO_OFFER, takes_answers=True).numbered
        found.append(one)
    return found


def message_page(request, state: dict):
    """A template of a message; `state` as campaigns.views.templates.state_of gives it."""
    reader = reader_of(request.membership, None)
    shown = readings(state["found"], reader, workspace=request.workspace)
    return render(request, "campaigns/message.html", {**state, "readings": shown, "reader": reader})


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def lengths(request):
    """How long what is being written is, while it is written; nothing is kept."""
    form = TextMessageForm(request.POST)
    form.is_valid()
    said = {name: form.cleaned_data.get(name, "") for name in ("body_ar", "body_en")}
    shown = readings(
        ContentVersion(texts=said), reader_of(request.membership, None), workspace=request.workspace
    )
    return render(request, "campaigns/lengths.html", {"readings": shown})


def message_preview(request, found, reader: Reader, *, trying=None, problems=()):
    language = language_for(found, [], request.GET.get("language", ""), reader)
    text = text_for(found, language, reader, workspace=request.workspace)
    context = {
        "found": found,
        "reader": reader,
        "language": language,
        "written": written_in(found, []),
        "text": text,
        "length": length_of(text),
        "problems": problems,
        "gateway": gateway_of(found.channel),
        "trying": trying or OneMessageForm(country=request.workspace.country),
    }
    status = UNPROCESSABLE if trying is not None else 200
    return render(request, "campaigns/message_preview.html", context, status=status)


def message_test(request, found, reader: Reader):
    """POST sends it to a number that is typed; nothing of it is told to the customer."""
    gateway = gateway_of(found.channel)
    if gateway is None:
        return HttpResponseBadRequest(_("Name a provider first."))
    form = OneMessageForm(request.POST, country=request.workspace.country)
    if not form.is_valid():
        return message_preview(request, found, reader, trying=form)
    number = form.cleaned_data["number"].e164
    language = language_for(found, [], request.GET.get("language", ""), reader)
    words = words_for(found, language, reader, workspace=request.workspace)
    if words is None:
        messages.error(
            request, _("Something that is filled in is not known of this customer. Choose another one.")
        )
        return to_page(request, "campaigns:preview", number=found.number)
    record("template.tested", found, by=request.membership, language=language)
    say_how_it_went(request, number, partial(send_one, gateway, number, words))
    return to_page(request, "campaigns:template", number=found.number)
