"""The page on which customers agree to objectives, or say that they see them differently."""

from allauth.core import ratelimit
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models.record import Archived
from lib.http import UNPROCESSABLE, posted
from planning.agreeing import LinkOver, find_by_token, offered_to, take_words
from planning.forms_link import WordsForm
from planning.models.plan import PlanClosed
from portal.opening import closed, customer_page


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(find_by_token)
def customer_goals(request, workspace, link):
    """GET shows the customer's and the shared objectives and records nothing; POST keeps what was said of them."""
    objectives = offered_to(link.plan)
    form = WordsForm(posted(request), objectives=objectives)
    if request.method != "POST":
        return told(request, link, form)
    if not ratelimit.consume(request, action="answer_goals"):
        form.add_error(None, _("Too many attempts. Wait a few minutes, then try again."))
        return told(request, link, form, status=429)
    if not form.is_valid():
        return told(request, link, form, status=UNPROCESSABLE)
    try:
        take_words(link, form.said)
    except (Archived, PlanClosed, LinkOver):
        return closed(request)
    return HttpResponseRedirect(request.path, status=303)


def told(request, link, form, *, status=200):
    """With the last word of this contact beside each objective."""
    lines = form.lines
    for line in lines:
        said = [each for each in line["objective"].said if each.contact_id == link.contact_id]
        line["mine"] = said[-1] if said else None
        line["is_changed"] = bool(said) and said[-1].terms != line["objective"].terms
    context = {"plan": link.plan, "contact": link.contact, "lines": lines, "form": form}
    return render(request, "portal/goals.html", context, status=status)
