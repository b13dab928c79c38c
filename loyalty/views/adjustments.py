"""Points given or taken by hand: asked for, what waits, approved by somebody else or refused."""

from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.records import refuse_archived
from lib import formats
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import carry_out, say_done
from loyalty.adjusting import approve, done_today, may_decide, propose, refuse, withdraw
from loyalty.forms_adjusting import AdjustmentForm, RefusalForm
from loyalty.models import Adjustment, LoyaltyProgram
from loyalty.views.statements import find_wallet
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_SHOWN = 50
BADGES = {
    "waiting": "waiting",
    "done": "done",
    "approved": "done",
    "refused": "neutral",
    "withdrawn": "neutral",
}


def find_adjustment(request, number) -> Adjustment:
    """The adjustment of this number, if this member may see its customer; else 404."""
    found = get_object_or_404(Adjustment.objects.visible_to(request.membership).with_people(), number=number)
    found.badge = BADGES[found.state]
    return found


@workspace_page(Permission.VIEW_CUSTOMERS)
def adjustments(request):
    """What waits for somebody, then what was decided last."""
    seen = Adjustment.objects.visible_to(request.membership).with_people()
    waiting = list(seen.waiting().order_by("pk")[:MOST_SHOWN])
    others = list(seen.exclude(state=Adjustment.State.WAITING).order_by("-pk")[:MOST_SHOWN])
    for each in [*waiting, *others]:
        each.badge = BADGES[each.state]
    return render(request, "loyalty/adjustments.html", {"waiting": waiting, "others": others})


@workspace_page(Permission.HANDLE_POINTS, methods=("GET", "POST"))
@refuse_archived
def adjustment_new(request, number):
    wallet = find_wallet(request, number)
    wallet.account.check_in_use()
    form = AdjustmentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        make = partial(propose, wallet, by=request.membership)
        try:
            made = add_once(make, Adjustment, form_token=form.cleaned_data["form_token"], fields=form.written)
        except MadeBefore as before:
            refuse_sent_before(form, before.record)
        except ValidationError as refusal:
            form.add_error("points", refusal)
        else:
            text = (
                _("The points wait for somebody to approve them.")
                if made.is_waiting
                else _("The points were adjusted.")
            )
            say_done(request, text)
            return to_page(request, "loyalty:member", number=number)
    limit = LoyaltyProgram.objects.standing().approval_points
    context = {
        "wallet": wallet,
        "usable": wallet.usable_points(),
        "limit": limit,
        "left": max(limit - done_today(wallet, request.membership), 0),
        "cancel_url": workspace_url(request, "loyalty:member", number=number),
    }
    return form_page(request, "loyalty/adjustment_form.html", form, **context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def adjustment(request, number):
    found = find_adjustment(request, number)
    events = Event.objects.about(found).select_related("actor__user").order_by("-at", "-id")
    is_open = found.is_waiting and not found.account.is_archived
    context = {
        "adjustment": found,
        "facts": facts(request, found),
        "lines": told(events[:MOST_SHOWN], member=request.membership, about=found),
        "may_decide": is_open and may_decide(found, request.membership),
        "is_own": is_open and found.requested_by_id == request.membership.pk,
    }
    return render(request, "loyalty/adjustment.html", context)


def facts(request, found) -> list[dict]:
    known = [
        {
            "label": _("Customer"),
            "value": found.account.name,
            "url": workspace_url(request, "loyalty:member", number=found.wallet.number),
        },
        {"label": _("Points"), "value": formats.number(found.points)},
        {"label": _("Reason"), "value": found.reason},
        {"label": _("Asked for by"), "value": found.requested_by.user.name if found.requested_by else ""},
        {"label": pgettext("adjustment", "Asked for on"), "value": formats.moment(found.created_at)},
        {"label": _("Decided by"), "value": found.decided_by.user.name if found.decided_by else ""},
        {"label": _("Why it was refused"), "value": found.refusal},
    ]
    return [fact for fact in known if fact["value"]]


@workspace_page(Permission.MANAGE_LOYALTY, methods=("POST",))
@refuse_archived
def approval(request, number):
    """POST approves it; never who asked for it."""
    return take(request, find_adjustment(request, number), approve, _("The adjustment was approved."))


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
@refuse_archived
def refusal(request, number):
    """GET asks why, POST refuses it."""
    found = find_adjustment(request, number)
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        verb = partial(refuse, reason=form.cleaned_data["reason"])
        return take(request, found, verb, _("The adjustment was refused."))
    cancel_url = workspace_url(request, "loyalty:adjustment", number=number)
    return form_page(
        request, "loyalty/adjustment_refusal.html", form, adjustment=found, cancel_url=cancel_url
    )


@workspace_page(Permission.HANDLE_POINTS, methods=("POST",))
@refuse_archived
def withdrawal(request, number):
    """POST takes one's own request back while it waits."""
    return take(request, find_adjustment(request, number), withdraw, _("The adjustment was withdrawn."))


def take(request, found, verb, text):
    carry_out(request, partial(verb, found, by=request.membership), text)
    return to_page(request, "loyalty:adjustment", number=found.number)
