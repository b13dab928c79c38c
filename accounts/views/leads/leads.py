"""The list of leads, and what is done with one: moved, won, lost, reopened."""

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.fields import lead_listing
from accounts.leads.converting import NotALead, convert, lose, main_contact, reopen, take_conversion_back
from accounts.leads.forms import ConversionForm, LossForm
from accounts.models import LeadStage
from accounts.models.leads import begin_lists
from accounts.models.record import Stale
from accounts.once import refuse_stale
from accounts.owning import MayNotOwn
from accounts.views.accounts import find_account
from accounts.views.leads.tabs import lead_tabs
from accounts.views.lists import list_page
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def leads(request):
    return list_page(request, lead_listing, "accounts/leads/list.html", lead_tabs=lead_tabs(request, "leads"))


def back_to(request, number):
    """To the board where the verb was pressed there, else to the page of the lead."""
    if request.POST.get("from") == "board" or request.GET.get("from") == "board":
        return to_page(request, "accounts:lead_board")
    return to_page(request, "desk:account", number=number)


def no_lead(request, account):
    messages.info(request, _("%(name)s is no lead any more.") % {"name": isolated(account.name)})
    return to_page(request, "desk:account", number=account.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def lead_stage(request, number):
    """POST moves the lead to the stage of this number; with `undo` back to the one it stood in."""
    account = find_account(request, number)
    if not account.is_prospect:
        return no_lead(request, account)
    before = account.lead_stage
    undone, came_to = asked_number(request), asked_number(request, "to")
    if undone is not None and (before is None or before.number != came_to):
        say_too_late(request)
        return back_to(request, number)
    typed = request.POST.get("stage", "")
    if undone is None and not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        return HttpResponseBadRequest(_("Choose a stage."))
    wanted = int(typed) if undone is None else undone
    stage = get_object_or_404(LeadStage.objects.in_use(), number=wanted)
    moved = account.move_to_stage(stage, by=request.membership)
    words = {"name": isolated(account.name), "stage": isolated(stage.label)}
    text = _("%(name)s now stands in the stage %(stage)s.") % words
    if moved and undone is None and before is not None and not before.is_archived:
        url = workspace_url(request, "accounts:lead_stage", number=number)
        place = {"from": "board"} if request.POST.get("from") == "board" else {}
        say_done(request, text, undo_url=url, undo=before.number, to=stage.number, **place)
    else:
        say_done(request, text)
    return back_to(request, number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def lead_conversion(request, number):
    """The page on which a lead becomes a customer; POST with `undo` takes it back."""
    account = find_account(request, number)
    if request.method == "POST" and is_undo(request):
        return conversion_undone(request, account)
    account.check_in_use()
    if not account.is_prospect:
        return no_lead(request, account)
    form = ConversionForm(posted(request), account=account, main=main_contact(account))
    if request.method == "POST" and form.is_valid():
        try:
            convert(account, by=request.membership, **form.confirmed)
        except NotALead:
            return no_lead(request, account)
        except Stale:
            refuse_stale(form, account.version)
        except MayNotOwn as refusal:
            form.add_error("owner", refusal)
        else:
            text = _("%(name)s is a customer now.") % {"name": isolated(account.name)}
            say_done(
                request, text, undo_url=workspace_url(request, "accounts:lead_conversion", number=number)
            )
            return to_page(request, "desk:account", number=number)
    stays = account.lead_stays.select_related("stage", "by__user")
    return form_page(request, "accounts/leads/conversion.html", form, account=account, stays=stays)


def conversion_undone(request, account):
    try:
        take_conversion_back(account, by=request.membership)
    except TooLate:
        say_too_late(request)
    except MayNotOwn as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        text = _("%(name)s is a lead again.") % {"name": isolated(account.name)}
        messages.success(request, text)
    return to_page(request, "desk:account", number=account.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def lead_loss(request, number):
    """Why a lead is lost; POST with `undo` makes it a lead again."""
    account = find_account(request, number)
    if request.method == "POST" and is_undo(request):
        return reopened(request, account)
    account.check_in_use()
    if not account.is_prospect:
        return no_lead(request, account)
    if request.method == "POST" and "begin" in request.POST:
        begin_lists()
        return to_page(request, "accounts:lead_loss", number=number)
    form = LossForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            lose(account, by=request.membership, **form.cleaned_data)
        except NotALead:
            return no_lead(request, account)
        text = _("%(name)s is lost.") % {"name": isolated(account.name)}
        say_done(request, text, undo_url=workspace_url(request, "accounts:lead_loss", number=number))
        return to_page(request, "desk:account", number=number)
    return form_page(request, "accounts/leads/loss.html", form, account=account)


def reopened(request, account):
    try:
        reopen(account, by=request.membership)
    except NotALead:
        say_too_late(request)
    else:
        messages.success(request, _("%(name)s is a lead again.") % {"name": isolated(account.name)})
    return to_page(request, "desk:account", number=account.number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def lead_history(request, number):
    """The stages a customer went through, how long each took, and how it ended."""
    account = find_account(request, number)
    context = {
        "account": account,
        "stays": account.lead_stays.select_related("stage", "by__user")[:100],
        "endings": account.statuses.select_related("by__user", "loss_reason")[:20],
        "conversions": account.conversions.select_related("by__user", "undone_by__user", "stage")[:20],
    }
    return render(request, "accounts/leads/history.html", context)
