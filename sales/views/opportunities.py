"""Opportunities: the list, the board, writing one down, its page, and its verbs."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import find_account
from accounts.views.exports import export
from accounts.views.lists import asked_list, list_page, walk
from accounts.views.records import refuse_archived
from interactions.views.interactions import choose_customer, number_in
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from sales.board import columns_of
from sales.forecast import months_of
from sales.forms_opportunity import OpportunityForm, StepForm
from sales.models import Opportunity, OpportunityStage
from sales.opportunities import add_opportunity, change_opportunity, promise_next, undo_change
from sales.opportunity_fields import STATES, opportunity_listing
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20


def find_opportunity(request, number):
    """The opportunity of this number if this member may see its customer; else 404."""
    seen = Opportunity.objects.visible_to(request.membership).with_people()
    return get_object_or_404(seen.select_related("closed_by__user"), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def opportunity_list(request):
    """Begins with the reader's own that are open; “All” is one press away."""
    if not request.GET and asked_list(request, opportunity_listing).view is None:
        mine = urlencode({"owner": "me", "state": "open", VIEW: ALL})
        return HttpResponseRedirect(f"{workspace_url(request, 'sales:opportunities')}?{mine}")
    return list_page(request, opportunity_listing, "sales/opportunity_list.html", has_bulk=False)


@workspace_page(Permission.VIEW_CUSTOMERS)
def forecast(request):
    """What is expected month by month of the open opportunities of a list; the list brings it after itself."""
    query = asked_list(request, opportunity_listing).query
    found = opportunity_listing.filters_for(request.membership, query).qs.open()
    template = "sales/forecast.html#strip" if request.htmx else "sales/forecast.html"
    return render(request, template, {"months": months_of(found)})


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_account(request, number):
    """All opportunities of a customer, in the list of all of them."""
    found = find_account(request, number)
    query = urlencode({"account": found.number, VIEW: ALL})
    return HttpResponseRedirect(f"{workspace_url(request, 'sales:opportunities')}?{query}")


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def opportunity_export(request):
    return export(request, "opportunities")


@workspace_page(Permission.VIEW_CUSTOMERS)
def board(request):
    """By stage: one's own at first, or everybody's for who has none. A phone shows one stage at a time."""
    who = request.GET.get("owner", "")
    if not request.GET and Opportunity.objects.open().filter(owner=request.membership).exists():
        who = "me"
    query = request.GET.copy()
    query["owner"] = who
    for name in ("stage", "state", "archived"):
        query.pop(name, None)
    filters = opportunity_listing.filters_for(request.membership, query)
    columns = columns_of(filters.qs)
    numbers = [each.stage.number for each in columns]
    shown = number_in(request, "column")
    context = {
        "columns": columns,
        "shown": shown if shown in numbers else numbers[0],
        "colleagues": list(iter(filters.form.fields["owner"].choices)),
        "who": who,
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS),
    }
    return render(request, "sales/board.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def opportunity_new(request):
    """With the account that the address names; without one it asks for it first."""
    number = number_in(request, "account")
    if number is None:
        return choose_customer(request, "sales:opportunity_new", _("New opportunity"))
    account = find_account(request, number)
    account.check_in_use()
    stage = number_in(request, "stage")
    form = OpportunityForm(
        posted(request), membership=request.membership, account=account, initial={"stage": stage}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_opportunity, by=request.membership, stage=form.cleaned_data["stage"]),
                Opportunity,
                form_token=form.cleaned_data["form_token"],
                account=account,
                fields=form.written,
                next_step=form.promised(form.cleaned_data["owner"]),
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "sales:opportunity_archiving", number=made.number)
            text = _("Opportunity added: %(name)s.")
            say_done(request, text % {"name": isolated(made.name)}, undo_url=url, again=1)
            return to_page(request, "sales:opportunity", number=made.number)
    cancel_url = workspace_url(request, "desk:account", number=number)
    return form_page(request, "sales/opportunity_form.html", form, account=account, cancel_url=cancel_url)


@workspace_page(Permission.VIEW_CUSTOMERS)
def opportunity(request, number):
    found = find_opportunity(request, number)
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    may_change = request.membership.can(Permission.EDIT_CUSTOMERS)
    context = {
        "opportunity": found,
        "badge_state": STATES[found.state],
        "facts": facts(request, found),
        "stays": found.stays.select_related("stage", "by__user"),
        "stages": [each for each in OpportunityStage.objects.offered() if each.is_open],
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, opportunity_listing, found),
        "may_change": may_change and not found.account.is_archived and not found.is_archived,
        "may_restore": may_change and not found.account.is_archived and found.is_archived,
        "form": StepForm(),
    }
    return render(request, "sales/opportunity.html", context)


def facts(request, found) -> list[dict]:
    url = partial(workspace_url, request)
    contact = found.contact
    known = [
        {
            "label": _("Account"),
            "value": found.account.name,
            "url": url("desk:account", number=found.account.number),
        },
        {"label": _("Amount"), "value": formats.money(found.amount_minor, found.currency)},
        {"label": _("Probability"), "value": formats.percent(found.probability)},
        {"label": _("Expected close"), "value": formats.day(found.expected_on)},
        {"label": _("Kind"), "value": found.get_kind_display()},
        {"label": _("Product"), "value": found.product.name if found.product else ""},
        {
            "label": _("Purchase"),
            "value": found.purchase.name if found.purchase else "",
            "url": url("sales:purchase", number=found.purchase.number) if found.purchase else "",
        },
        {"label": _("Who looks after it"), "value": found.owner.user.name if found.owner else ""},
        {
            "label": _("Contact"),
            "value": contact.name if contact else "",
            "url": url("desk:contact", number=contact.number) if contact else "",
        },
        {"label": _("Source"), "value": found.get_source_display()},
        {"label": _("Competitors"), "value": found.competitors},
        {"label": _("Reason for the loss"), "value": found.lost_reason.name if found.lost_reason else ""},
        {"label": _("What was learnt"), "value": found.lost_note},
        {"label": _("Closed at"), "value": formats.moment(found.closed_at) if found.closed_at else ""},
        {"label": _("Closed by"), "value": found.closed_by.user.name if found.closed_by else ""},
    ]
    return [fact for fact in known if fact["value"]]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def opportunity_edit(request, number):
    """The form over an opportunity; POST with `undo` takes back the change that made this version."""
    found = find_opportunity(request, number)
    if request.method == "POST" and is_undo(request):
        return take_back(request, found)
    found.account.check_in_use()
    if found.is_archived or not found.is_open:
        messages.error(request, _("This opportunity is closed. Reopen it first."))
        return to_page(request, "sales:opportunity", number=number)
    form = OpportunityForm(
        posted(request), membership=request.membership, account=found.account, instance=found
    )
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "sales:opportunity", number=number)
    cancel_url = workspace_url(request, "sales:opportunity", number=number)
    context = {"opportunity": found, "account": found.account, "cancel_url": cancel_url}
    return form_page(request, "sales/opportunity_form.html", form, **context)


def save(request, form) -> bool:
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        saved = change_opportunity(
            form.instance, by=request.membership, read_version=version, changed=changed
        )
    except Stale:
        refuse_stale(form, Opportunity.objects.get(pk=form.instance.pk).version)
        return False
    if changed:
        url = workspace_url(request, "sales:opportunity_edit", number=saved.number)
        text = _("%(name)s was saved.") % {"name": isolated(saved.name)}
        say_done(request, text, undo_url=url, undo=saved.version)
    return True


def take_back(request, found):
    try:
        undo_change(found, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        say_done(request, _("The change of %(name)s was taken back.") % {"name": isolated(found.name)})
    return to_page(request, "sales:opportunity", number=found.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def opportunity_step(request, number):
    """POST promises the next step, which then stands on Today."""
    found = find_opportunity(request, number)
    found.account.check_in_use()
    form = StepForm(request.POST)
    if form.is_valid():
        step = promise_next(
            found, by=request.membership, fields=form.promised(found.owner or request.membership)
        )
        url = workspace_url(request, "interactions:cancellation", number=step.number)
        say_done(request, _("Next step: %(name)s.") % {"name": isolated(step.reason)}, undo_url=url, again=1)
    else:
        for errors in form.errors.values():
            messages.error(request, errors[0])
    return to_page(request, "sales:opportunity", number=number)
