"""Referrals: the list with what came of them, writing one down, its page and its verbs."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import find_account, offer_accounts
from accounts.views.lists import list_page, walk
from accounts.views.records import refuse_archived
from interactions.views.interactions import choose_customer, number_in
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import say_done
from sales.forms_word_of_mouth import ReferralForm
from sales.models import Referral
from sales.models.referral import Circle, Outcome, ReferredBefore
from sales.referring import add_referral, bought_since, change_referral, worth_of
from sales.word_of_mouth_fields import REFERRAL_STATES, referral_listing
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20


def find_referral(request, number):
    """The referral of this number if this member may see the customer who made it; else 404."""
    seen = Referral.objects.visible_to(request.membership)
    found = seen.with_outcome().with_referred(request.membership)
    return get_object_or_404(found.select_related("account", "contact", "referred"), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def referral_list(request):
    return list_page(request, referral_listing, "sales/referral_list.html", has_bulk=False)


@workspace_page(Permission.VIEW_CUSTOMERS)
def conversion(request):
    """How many came, what became of them and what they bought; the list brings it after itself."""
    seen = Referral.objects.visible_to(request.membership).kept()
    counts = seen.with_outcome().aggregate(
        all=Count("pk"),
        leads=Count("pk", filter=Q(outcome=Outcome.LEAD)),
        customers=Count("pk", filter=Q(outcome=Outcome.CUSTOMER)),
    )
    percent = 100 * counts["customers"] / counts["all"] if counts["all"] else 0
    # What they bought is told of customers whom the reader sees: of one referral it is the figure of one customer.
    own = seen.filter(referred__in=Account.objects.visible_to(request.membership))
    context = {"counts": counts, "percent": percent, "worth": worth_of(own)}
    template = "sales/conversion.html#strip" if request.htmx else "sales/conversion.html"
    return render(request, template, context)


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
        except (Circle, ReferredBefore) as refusal:
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


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def referral_edit(request, number):
    """The form over a referral; saved by two at once, the second is told."""
    found = find_referral(request, number)
    found.account.check_in_use()
    if found.is_archived:
        return refuse_put_away(request, "sales:referral", number)
    form = ReferralForm(posted(request), membership=request.membership, account=found.account, instance=found)
    offer_accounts(request, form, "referred")
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "sales:referral", number=number)
    cancel_url = workspace_url(request, "sales:referral", number=number)
    context = {"account": found.account, "referral": found, "cancel_url": cancel_url}
    return form_page(request, "sales/referral_form.html", form, **context)


def save(request, form) -> bool:
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        change_referral(form.instance, by=request.membership, read_version=version, changed=changed)
    except (Circle, ReferredBefore) as refusal:
        form.add_error("referred", refusal)
        return False
    except Stale:
        refuse_stale(form, Referral.objects.get(pk=form.instance.pk).version)
        return False
    if changed:
        say_done(request, _("%(name)s was saved.") % {"name": isolated(form.instance.name)})
    return True


def refuse_put_away(request, page, number):
    messages.error(request, _("It is archived. Restore it before you change anything."))
    return to_page(request, page, number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def referral(request, number):
    found = find_referral(request, number)
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    can_edit = request.membership.can(Permission.EDIT_CUSTOMERS) and not found.account.is_archived
    context = {
        "referral": found,
        "badge_state": REFERRAL_STATES[found.outcome],
        "bought": bought_since(found) if found.seen_referred else [],
        "states": states_offered(found),
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, referral_listing, found),
        "may_change": can_edit and not found.is_archived,
        "may_restore": can_edit and found.is_archived,
    }
    return render(request, "sales/referral.html", context)


def states_offered(found) -> list:
    """What can be noted: of a customer that is here only that it came to nothing, or the way back from that."""
    if found.outcome == Outcome.CUSTOMER:
        return []
    offered = Referral.State.choices
    if found.referred is not None:
        wanted = Referral.State.RECEIVED if found.state == Referral.State.NOT else Referral.State.NOT
        offered = [each for each in offered if each[0] == wanted]
    return [each for each in offered if each[0] != found.state]
