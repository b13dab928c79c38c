"""What is done with a referral: how far it came, thanked, made a prospect of, archived; each with the way back."""

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import is_undo, say_done, say_too_late
from sales.models import Referral
from sales.models.referral import Circle, ReferredBefore
from sales.referring import make_prospect
from sales.views.referrals import find_referral
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def state(request, number):
    """POST says what came of it; its Undo is the same verb with the former state."""
    found = find_referral(request, number)
    wanted, former = request.POST.get("state") or request.GET.get("state", ""), found.state
    if wanted not in Referral.State.values:
        say_too_late(request)
        return to_page(request, "sales:referral", number=number)
    found.set_state(wanted, by=request.membership)
    url = "" if is_undo(request) else workspace_url(request, "sales:referral_state", number=number)
    text = _("%(name)s: %(state)s.") % {"name": isolated(found.name), "state": found.get_state_display()}
    say_done(request, text, undo_url=url, undo=1, state=former)
    return to_page(request, "sales:referral", number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def thanks(request, number):
    """POST notes that the one who referred was thanked today; with `undo` not after all."""
    found = find_referral(request, number)
    name = {"name": isolated(found.account.name)}
    if is_undo(request):
        found.take_thanks_back(by=request.membership)
        say_done(request, _("Not thanked yet: %(name)s.") % name)
    else:
        found.thank(by=request.membership)
        url = workspace_url(request, "sales:referral_thanks", number=number)
        say_done(request, _("Thanked today: %(name)s.") % name, undo_url=url, undo=1)
    return to_page(request, "sales:referral", number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def prospect(request, number):
    """POST makes a prospect of the name, in one step; pressed twice it is one."""
    found = find_referral(request, number)
    made = make_prospect(found, by=request.membership)
    say_done(request, _("%(name)s is a prospect now.") % {"name": isolated(made.name)})
    return to_page(request, "desk:account", number=made.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def archiving(request, number):
    """POST archives; with `undo` it restores. `again` is the Undo of writing it down."""
    found = find_referral(request, number)
    if is_undo(request):
        try:
            found.restore(by=request.membership)
        except (Circle, ReferredBefore) as refusal:
            messages.error(request, " ".join(refusal.messages))
            return to_page(request, "sales:referral", number=number)
        say_done(request, _("%(name)s is back in your lists.") % {"name": isolated(found.name)})
    else:
        found.archive(by=request.membership)
        url = (
            ""
            if "again" in request.GET
            else workspace_url(request, "sales:referral_archiving", number=number)
        )
        say_done(request, _("%(name)s was archived.") % {"name": isolated(found.name)}, undo_url=url, undo=1)
    return to_page(request, "sales:referral", number=number)
