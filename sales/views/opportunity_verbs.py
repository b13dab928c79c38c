"""What is done with an opportunity: moved, won, lost, reopened, archived; each with the way back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.views.lists import CAME_FROM, to_list
from accounts.views.records import refuse_archived
from interactions.views.interactions import to_customer
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import asked_number, is_undo, say_done, say_too_late
from sales.forms_opportunity import LossForm, WinForm
from sales.models import LostReason, OpportunityStage
from sales.models.opportunity import NotOpen
from sales.opportunity_fields import opportunity_listing
from sales.stages import keep_usual, kept
from sales.views.opportunities import find_opportunity
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

# Where a verb was pressed, as its address says; without it the page of the opportunity.
FROM = "from"
PLACES = (FROM, "owner", "column", CAME_FROM)


def back(request, found):
    """The page on which the verb was pressed."""
    place = request.GET.get(FROM, "")
    if place == "board":
        column = {name: request.GET[name] for name in ("owner", "column") if name in request.GET}
        response = to_page(request, "sales:opportunity_board")
        response["Location"] += f"?{urlencode(column)}" if column else ""
        return response
    if place == "list":
        return to_list(request, opportunity_listing)
    if place == "account":
        return to_customer(request, found.account)
    return to_page(request, "sales:opportunity", number=found.number)


def pressed_at(request) -> dict:
    """Where a verb was pressed, for its Undo to lead back there too."""
    return {name: request.GET[name] for name in PLACES if name in request.GET}


def too_late(request, found):
    say_too_late(request)
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def stage(request, number):
    """POST moves it to the stage of this number; the two ends ask on pages of their own how it went.

    `undo` is the version that this move made: a later change is not taken back along with it.
    """
    found = find_opportunity(request, number)
    wanted = request.POST.get("stage") or request.GET.get("stage", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        return too_late(request, found)
    chosen = get_object_or_404(OpportunityStage.objects.in_use(), number=int(wanted))
    if is_undo(request) and asked_number(request) != found.version:
        return too_late(request, found)
    if not chosen.is_open:
        page = "sales:opportunity_win" if chosen.kind == "won" else "sales:opportunity_loss"
        response = to_page(request, page, number=number)
        place = pressed_at(request)
        response["Location"] += f"?{urlencode(place)}" if place else ""
        return response
    former = found.stage.number
    try:
        found.move_to(chosen, by=request.membership)
    except NotOpen:
        return too_late(request, found)
    words = {"name": isolated(found.name), "stage": isolated(chosen.name)}
    url = workspace_url(request, "sales:opportunity_stage", number=number)
    url = "" if is_undo(request) or former == chosen.number else url
    text = _("%(name)s stands in this stage now: %(stage)s.")
    say_done(request, text % words, undo_url=url, undo=found.version, stage=former, **pressed_at(request))
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def win(request, number):
    """For how much it was sold; POST with `undo` opens it again."""
    found = find_opportunity(request, number)
    if request.method == "POST" and is_undo(request):
        return reopen(request, found)
    found.account.check_in_use()
    if not found.is_open or found.is_archived:
        return too_late(request, found)
    form = WinForm(posted(request), opportunity=found)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        fields = {"amount_minor": cleaned["amount_minor"] or 0, "has_purchase": cleaned["has_purchase"]}
        was_prospect = found.account.is_prospect
        try:
            found.win(by=request.membership, **fields)
        except NotOpen:
            return too_late(request, found)  # pressed twice, or a colleague was faster
        if was_prospect:
            text = _("%(name)s is a customer now.") % {"name": isolated(found.account.name)}
            messages.success(request, text)
        return closed(request, found, "sales:opportunity_win", _("Won: %(name)s."))
    cancel_url = workspace_url(request, "sales:opportunity", number=number)
    return form_page(request, "sales/win_form.html", form, opportunity=found, cancel_url=cancel_url)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def loss(request, number):
    """Why it came to nothing; POST with `undo` opens it again."""
    found = find_opportunity(request, number)
    if request.method == "POST" and is_undo(request):
        return reopen(request, found)
    found.account.check_in_use()
    if not found.is_open or found.is_archived:
        return too_late(request, found)
    form = LossForm(posted(request))
    if request.method == "POST" and form.is_valid():
        keep_usual(LostReason)
        reason = kept(form.cleaned_data["reason"])
        try:
            found.lose(by=request.membership, reason=reason, note=form.cleaned_data["note"])
        except NotOpen:
            return too_late(request, found)
        return closed(request, found, "sales:opportunity_loss", _("Closed as lost: %(name)s."))
    cancel_url = workspace_url(request, "sales:opportunity", number=number)
    return form_page(request, "sales/loss_form.html", form, opportunity=found, cancel_url=cancel_url)


def closed(request, found, page, text):
    url = workspace_url(request, page, number=found.number)
    say_done(request, text % {"name": isolated(found.name)}, undo_url=url, undo=1, **pressed_at(request))
    return back(request, found)


def reopen(request, found):
    purchase, was_prospect = found.purchase, found.account.is_prospect
    found.reopen(by=request.membership)
    words = {"name": isolated(found.name), "stage": isolated(found.stage.name)}
    say_done(request, _("%(name)s is open again, in this stage: %(stage)s.") % words)
    if found.account.is_prospect and not was_prospect:
        messages.info(request, _("%(name)s is a lead again.") % {"name": isolated(found.account.name)})
    if purchase is not None:
        purchase.refresh_from_db()
        is_cancelled = purchase.status == purchase.Status.CANCELLED
        text = _("%(name)s was cancelled along with it.") if is_cancelled else _("%(name)s stays as it is.")
        messages.info(request, text % {"name": isolated(purchase.name)})
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def reopening(request, number):
    """POST opens what was won or lost again, in the stage where it was before."""
    return reopen(request, find_opportunity(request, number))


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def archiving(request, number):
    """POST archives; with `undo` it restores. `again` is the Undo of writing it down."""
    found = find_opportunity(request, number)
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("%(name)s is back in your lists.") % {"name": isolated(found.name)})
        return back(request, found)
    found.archive(by=request.membership)
    url = (
        "" if "again" in request.GET else workspace_url(request, "sales:opportunity_archiving", number=number)
    )
    text = _("%(name)s was archived.") % {"name": isolated(found.name)}
    say_done(request, text, undo_url=url, undo=1, **pressed_at(request))
    return back(request, found)
