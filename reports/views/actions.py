"""Pages of proposed actions: all that one sees, taking one up and putting it aside."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import is_undo, say_done
from reports.models import ProposedAction
from reports.nextbest import deciding
from reports.nextbest.showing import acceptance, told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST = 50
EDIT = Permission.EDIT_CUSTOMERS


def find(request, number) -> ProposedAction:
    rows = ProposedAction.objects.visible_to(request.membership).select_related("account")
    return get_object_or_404(rows, number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def actions(request):
    """The highest first; whoever leads reports sees how often they are accepted."""
    seen = ProposedAction.objects.visible_to(request.membership).open()
    leads = request.membership.can(Permission.MANAGE_REPORTS)
    context = {
        "rows": told(seen.select_related("account__owner__user").ranked()[:MOST]),
        "count": seen.count(),
        "reasons": ProposedAction.Reason.choices,
        "acceptance": acceptance(request.membership) if leads else None,
    }
    return render(request, "reports/actions.html", context)


@workspace_page(EDIT, methods=("POST",))
def action_acceptance(request, number):
    """POST makes a follow-up of it, once."""
    found = find(request, number)
    try:
        step = deciding.accept(found, by=request.membership)
    except deciding.DecidedBefore:
        return refuse(request)
    text = _("A follow-up was written down for %(name)s.") % {"name": isolated(step.owner.user.name)}
    say_done(request, text)
    return to_page(request, "reports:actions")


@workspace_page(EDIT, methods=("POST",))
def action_dismissal(request, number):
    """POST puts it aside for a while, with a reason; with `undo` it is proposed again."""
    found = find(request, number)
    try:
        if is_undo(request):
            deciding.propose_again(found, by=request.membership)
            say_done(request, _("It is proposed again."))
            return to_page(request, "reports:actions")
        reason = request.POST.get("reason", "")
        if reason not in ProposedAction.Reason.values:
            reason = ProposedAction.Reason.LATER
        deciding.dismiss(found, by=request.membership, reason=reason)
    except deciding.DecidedBefore:
        return refuse(request)
    url = workspace_url(request, "reports:action_dismissal", number=number)
    say_done(request, _("It is not proposed again for a month."), undo_url=url, undo=1)
    return to_page(request, "reports:actions")


def refuse(request):
    messages.error(request, _("Somebody has decided about this meanwhile."))
    return to_page(request, "reports:actions")
