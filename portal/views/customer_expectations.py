"""The page on which customers read what was agreed, and acknowledge it or comment on it."""

from allauth.core import ratelimit
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models.record import Archived
from lib.formats import isolated
from lib.http import UNPROCESSABLE, posted
from planning.expecting import EnoughSaid, NotAsked, find_by_token, take_answer
from planning.forms_statement import StatementAnswerForm
from portal.opening import closed, customer_page


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(find_by_token)
def customer_expectations(request, workspace, statement):
    """GET shows it; POST keeps what was said, once for each form, and comes back here."""
    form = StatementAnswerForm(posted(request))
    if request.method != "POST":
        return shown(request, workspace, statement, form)
    if not ratelimit.consume(request, action="answer_expectations"):
        form.add_error(None, _("Too many attempts. Wait a few minutes, then try again."))
        return shown(request, workspace, statement, form, status=429)
    if form.is_valid():
        try:
            take_answer(statement, **form.said)
        except EnoughSaid:
            form.add_error(None, _("This page has taken all it can. Write to your account manager instead."))
        except NotAsked:
            # Acknowledged in another window meanwhile: the page says so. Otherwise it is no longer theirs to answer.
            return HttpResponseRedirect(request.path, status=303)
        except Archived:
            return closed(request)
        else:
            return HttpResponseRedirect(request.path, status=303)
    return shown(request, workspace, statement, form, status=UNPROCESSABLE)


def shown(request, workspace, statement, form, *, status=200):
    asker = statement.asked_by
    context = {
        "by": isolated(workspace.name),
        "asker": isolated(asker.user.name) if asker else "",
        "statement": statement,
        "comments": [each for each in statement.answers.order_by("pk") if not each.is_acknowledged],
        "form": form,
    }
    return render(request, "portal/expectations.html", context, status=status)
