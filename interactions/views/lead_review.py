"""Messages of the public form that were put aside, because no person may have sent them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.custom.reading import read_definitions
from accounts.leads.answers import answers_of
from accounts.models import LeadSubmission
from accounts.models.record import Archived
from accounts.views.records import sees
from interactions.lead_taking import DecidedBefore, accept, refuse, wait_again
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST = 100


@workspace_page(Permission.MANAGE_LEADS)
def lead_review(request):
    waiting = list(LeadSubmission.objects.waiting()[: MOST + 1])
    refused = LeadSubmission.objects.filter(state=LeadSubmission.State.REFUSED)[:10]
    known = read_definitions() if any(row.custom for row in waiting) else []
    for row in waiting:
        row.answers = [
            (each.shown_label, each.shown(value)) for each, value in answers_of(row, known).items()
        ]
    context = {"rows": waiting[:MOST], "has_more": len(waiting) > MOST, "refused": refused}
    return render(request, "interactions/lead_review.html", context)


def decided_by(request, number, decide):
    found = get_object_or_404(LeadSubmission.objects.all(), number=number)
    try:
        decide(found, by=request.membership)
    except DecidedBefore:
        messages.info(request, _("A colleague has decided about this message already."))
        return None
    except Archived:
        messages.error(request, _("This customer is archived. Restore it first, or choose another one."))
        return None
    return found


@workspace_page(Permission.MANAGE_LEADS, methods=("POST",))
def lead_taking(request, number):
    """POST takes the message: its sender becomes a lead, or it goes to whom we know."""
    found = decided_by(request, number, accept)
    if found is None:
        return to_page(request, "interactions:lead_review")
    if not sees(request, found.account):
        messages.success(request, _("The message went to a colleague whose customer sent it."))
        return to_page(request, "interactions:lead_review")
    text = _("The message now stands on the page of %(name)s.")
    messages.success(request, text % {"name": isolated(found.account.name)})
    return to_page(request, "desk:account", number=found.account.number)


@workspace_page(Permission.MANAGE_LEADS, methods=("POST",))
def lead_refusal(request, number):
    """POST refuses the message; with `undo` it waits again."""
    is_back = is_undo(request)
    found = decided_by(request, number, wait_again if is_back else refuse)
    if found is not None and is_back:
        messages.success(request, _("The message waits again."))
    elif found is not None:
        url = workspace_url(request, "interactions:lead_refusal", number=number)
        say_done(request, _("The message was refused."), undo_url=url)
    return to_page(request, "interactions:lead_review")
