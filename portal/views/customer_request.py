"""The page on which customers answer what they are asked for."""

from allauth.core import ratelimit
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models.record import Archived
from interactions.asking import EnoughSaid, NotAsked, find_by_token, take_answer
from interactions.asking_forms import AnswerForm
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import UNPROCESSABLE, posted
from portal.opening import closed, customer_page


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(find_by_token)
def customer_request(request, workspace, asked):
    """GET shows what is asked; POST sends an answer, once for each form, and comes back to “received”."""
    form = AnswerForm(posted(request), request.FILES or None, customer_request=asked)
    if request.method != "POST":
        return answered(request, workspace, asked, form)
    if not ratelimit.consume(request, action="answer_request"):
        form.add_error(None, _("Too many attempts. Wait a few minutes, then try again."))
        return answered(request, workspace, asked, form, status=429)
    if form.is_valid():
        try:
            take_answer(asked, **form.sent)
        except Refused as refusal:
            form.add_error("files", str(refusal))
        except EnoughSaid:
            form.add_error(None, _("This page has taken all it can. Write to your account manager instead."))
        except (Archived, NotAsked):
            return closed(request)
        else:
            return HttpResponseRedirect(request.path, status=303)
    return answered(request, workspace, asked, form, status=UNPROCESSABLE)


def answered(request, workspace, asked, form, *, status=200):
    context = {
        "by": isolated(workspace.name),
        "asker": isolated(asked.created_by.user.name) if asked.created_by else "",
        "asked": asked,
        "step": asked.follow_up,
        "form": form,
    }
    return render(request, "portal/customer_request.html", context, status=status)
