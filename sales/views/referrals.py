"""Referrals: the list with what came of them, writing one down, its page and its verbs."""

from functools import partial
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account, offer_accounts
from accounts.views.lists import list_page, walk
from accounts.views.records import refuse_archived
from interactions.views.interactions import choose_customer, number_in
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import is_undo, say_done, say_too_late
from sales.forms_word_of_mouth import ReferralForm
from sales.models import Referral
from sales.models.referral import Circle
from sales.referring import add_referral, bought_since, make_prospect
from sales.word_of_mouth_fields import REFERRAL_STATES, referral_listing
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20


def find_referral(request, number):
    """The referral of this number if this member may see the customer who made it; else 404."""
    seen = Referral.objects.visible_to(request.membership)
    return get_object_or_404(seen.select_related("account", "contact", "referred"), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def referral_list(request):
    return list_page(request, referral_listing, "sales/referral_list.html", has_bulk=False)


@workspace_page(Permission.VIEW_CUSTOMERS)
def conversion(request):
    """How many came, and how many of them became customers; the list brings it after itself."""
    seen = Referral.objects.visible_to(request.membership).kept()
    counts = seen.aggregate(all=Count("pk"), customers=Count("pk", filter=Q(state="customer")))
    percent = 100 * counts["customers"] / counts["all"] if counts["all"] else 0
    template = "sales/conversion.html#strip" if request.htmx else "sales/conversion.html"
    return render(request, template, {"counts": counts, "percent": percent})


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_account(request, number):
    """All referrals by a customer, in the list of all of them."""
    found = find_account(request, number)
    query = urlencode({"account": found.number, VIEW: ALL})
    return HttpResponseRedirect(f"{workspace_url(request, 'sales:referrals')}?{query}")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def referral_new(request):
    """With the customer that the address names; without one it asks for it first."""
    number = number_in(request, "account")
    if number is None:
        return choose_customer(request, "sales:referral_new", _("Who recommended us?"))
    account = find_account(request, number)
    account.check_in_use()
    form = ReferralForm(posted(request), membership=request.membership, account=account)
    offer_accounts(request, form, "referred")
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_referral, by=request.membership, referred=form.cleaned_data["referred"]),
                Referral,
                form_token=form.cleaned_data["form_token"],
                account=account,
                fields=form.written,
            )
        except Circle as refusal:
            form.add_error("referred", refusal)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "sales:referral_archiving", number=made.number)
            text = _("Referral added: %(name)s.") % {"name": isolated(made.name)}
            say_done(request, text, undo_url=url, again=1)
            return to_page(request, "sales:referral", number=made.number)
    cancel_url = workspace_url(request, "desk:account", number=number)
    return form_page(request, "sales/referral_form.html", form, account=account, cancel_url=cancel_url)


@workspace_page(Permission.VIEW_CUSTOMERS)
def referral(request, number):
    found = find_referral(request, number)
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    can_edit = request.membership.can(Permission.EDIT_CUSTOMERS) and not found.account.is_archived
    context = {
        "referral": found,
        "badge_state": REFERRAL_STATES[found.state],
        "bought": bought_since(found),
        "states": [each for each in Referral.State.choices if each[0] != found.state],
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, referral_listing, found),
        "may_change": can_edit and not found.is_archived,
        "may_restore": can_edit and found.is_archived,
    }
    return render(request, "sales/referral.html", context)


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
        found.restore(by=request.membership)
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
