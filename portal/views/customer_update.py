"""The page on which customers approve the lines of an update or ask for changes."""

from allauth.core import ratelimit
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models.record import Archived
from lib.http import UNPROCESSABLE
from portal.opening import closed, customer_page
from updates.answering import Word, last_answers, take_answers
from updates.forms import ItemAnswersForm
from updates.sending import find_by_token, sections_of
from updates.services import items_of


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(find_by_token)
def customer_update(request, workspace, link):
    """GET shows it; POST keeps what was said of the lines, of all of them with `all`, and comes back here."""
    items = items_of(link.update)
    form = ItemAnswersForm(request.POST if request.method == "POST" else None, update_items=items)
    if request.method != "POST":
        return told(request, link, form)
    if not ratelimit.consume(request, action="answer_update"):
        form.add_error(None, _("Too many attempts. Wait a few minutes, then try again."))
        return told(request, link, form, status=429)
    is_all = "all" in request.POST
    if not is_all and not form.is_valid():
        return told(request, link, form, status=UNPROCESSABLE)
    words = {each.pk: (Word.APPROVED.value, "") for each in items} if is_all else form.words
    try:
        take_answers(link, words)
    except Archived:
        return closed(request)
    return HttpResponseRedirect(request.path, status=303)


def told(request, link, form, *, status=200):
    """With the last word of this contact beside each line."""
    sections, answers, lines = sections_of(link.update), last_answers(link.update), form.lines
    for section in sections:
        for item in section.items:
            said = answers.get(item.pk, [])
            item.mine = next((each for each in said if each.link.contact_id == link.contact_id), None)
            item.fields = lines[item.pk]
    context = {"update": link.update, "sections": sections, "form": form}
    return render(request, "portal/customer_update.html", context, status=status)
