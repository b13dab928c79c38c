"""A template as a customer reads it: beside one another as on a phone and on a desk, and as a test by e-mail."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from campaigns.problems import written_in
from campaigns.testing import Reader, language_for, letter_for, reader_of, send_test
from campaigns.views.messages import message_preview, message_test
from campaigns.views.templates import find_letter, find_template, state_of
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import asked_number
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

# The letter runs nothing and sends nothing; its styles stand in its tags, as mail programs want them.
LETTER_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "form-action": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["https:", "http:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups"],
}


def asked(request, found) -> tuple[Reader, str]:
    """For whom and in which language, as the address says."""
    reader = reader_of(request.membership, asked_number(request, "account"))
    return reader, language_for(found, found.in_order(), request.GET.get("language", ""), reader)


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def preview(request, number):
    found = find_template(number)
    reader, language = asked(request, found)
    if not found.is_letter:
        return message_preview(request, found, reader, problems=state_of(found)["problems"])
    query = {"language": language, **({"account": reader.account.number} if reader.account else {})}
    filled = letter_for(found, found.in_order(), language, reader, workspace=request.workspace)
    context = {
        **state_of(found),
        "reader": reader,
        "language": language,
        "filled": filled,
        "written": written_in(found, found.in_order()),
        "letter_query": urlencode(query),
        "letter_url": f"{workspace_url(request, 'campaigns:letter', number=number)}?{urlencode(query)}",
    }
    response = render(request, "campaigns/preview.html", context)
    response._csp_update = {"frame-src": ["'self'"]}
    return response


@workspace_page(Permission.MANAGE_CAMPAIGNS)
@xframe_options_sameorigin
def letter(request, number):
    """The letter alone, as a mail program shows it."""
    found = find_letter(number)
    reader, language = asked(request, found)
    filled = letter_for(found, found.in_order(), language, reader, workspace=request.workspace)
    response = HttpResponse(filled.html)
    response._csp_replace = LETTER_POLICY
    return response


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def test(request, number):
    """POST sends it to one's own address, or to a number that is typed."""
    found = find_template(number)
    reader, language = asked(request, found)
    if not found.is_letter:
        return message_test(request, found, reader)
    send_test(found, found.in_order(), language, reader, by=request.membership)
    text = _("A test is on its way to %(address)s.")
    messages.success(request, text % {"address": isolated(request.user.email)})
    return to_page(request, "campaigns:template", number=number)
