"""Vouchers: those of customers, one that is used at a purchase, given by hand, taken back."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import Account
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.lists import list_page, walk
from accounts.views.records import refuse_archived
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from loyalty.fields_redemption import badge_of, voucher_listing
from loyalty.forms_redemption import ReasonForm, UseForm, VoucherForm
from loyalty.models import Voucher
from loyalty.views.redemptions import url_of_code
from loyalty.vouchers import give_voucher, take_back, unuse, use
from loyalty.words import terms_of
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20


def seen(request):
    rows = Voucher.objects.visible_to(request.membership)
    return rows.select_related("account", "purchase", "redemption__reward", "given_by__user", "used_by__user")


def find_voucher(request, number) -> Voucher:
    return get_object_or_404(seen(request), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def voucher_list(request):
    """All of them; a code that is typed as a whole leads to what it is of."""
    found = url_of_code(request, request.GET.get("q", ""))
    if found:
        return HttpResponseClientRedirect(found) if request.htmx else HttpResponseRedirect(found)
    return list_page(request, voucher_listing, "loyalty/voucher_list.html", has_bulk=False)


@workspace_page(Permission.VIEW_CUSTOMERS)
def voucher(request, number):
    return voucher_page(request, find_voucher(request, number))


def voucher_page(request, found, form=None):
    found.badge, found.terms = badge_of(found), terms_of(found)
    member, is_used = request.membership, found.state == Voucher.State.USED
    may_use = member.can(Permission.HANDLE_POINTS) and not found.account.is_archived
    is_usable = may_use and found.is_open and not found.is_expired()
    form = form or (UseForm(voucher=found) if is_usable else None)
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    context = {
        "voucher": found,
        "walk": walk(request, voucher_listing, found),
        "facts": [fact for fact in facts(request, found) if fact["value"]],
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=member, about=found),
        "form": form,
        "has_purchases": form is not None and form.offered(),
        "may_unuse": may_use and is_used,
        "may_take_back": member.can(Permission.MANAGE_LOYALTY)
        and found.is_open
        and found.redemption_id is None
        and not found.account.is_archived,
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "loyalty/voucher.html", context, status=status)


def facts(request, found) -> list[dict]:
    account_url = workspace_url(request, "desk:account", number=found.account.number)
    purchase = found.purchase
    purchase_url = workspace_url(request, "sales:purchase", number=purchase.number) if purchase else ""
    redeemed = found.redemption
    redeemed_url = workspace_url(request, "loyalty:redemption", number=redeemed.number) if redeemed else ""
    return [
        {"label": _("Customer"), "value": found.account.name, "url": account_url, "kind": "link"},
        {"label": pgettext("voucher", "Valid until"), "value": formats.day(found.valid_until)},
        {"label": _("Comes from"), "value": found.get_origin_display()},
        {
            "label": _("Redemption"),
            "value": redeemed.reward.name if redeemed else "",
            "url": redeemed_url,
            "kind": "link",
        },
        {"label": pgettext("voucher", "What it is for"), "value": found.text},
        {"label": _("Given by"), "value": found.given_by.user.name if found.given_by else ""},
        {"label": _("Used at"), "value": formats.moment(found.used_at) if found.used_at else ""},
        {"label": _("Used by"), "value": found.used_by.user.name if found.used_by else ""},
        {
            "label": _("Purchase"),
            "value": purchase.name if purchase else "",
            "url": purchase_url,
            "kind": "link",
        },
        {
            "label": _("Paid with it"),
            "value": formats.money(found.paid_minor, purchase.currency if purchase else found.currency)
            if found.paid_minor
            else "",
        },
        {"label": _("Reason"), "value": found.reason},
    ]


@workspace_page(Permission.HANDLE_POINTS, methods=("POST",))
@refuse_archived
def usage(request, number):
    """POST uses it at a purchase; with `undo` it was not used."""
    found = find_voucher(request, number)
    found.account.check_in_use()
    if is_undo(request):
        return unused(request, found)
    form = UseForm(request.POST, voucher=found)
    if not form.is_valid():
        return voucher_page(request, found, form)
    try:
        worth = use(found, form.cleaned_data["purchase"], by=request.membership)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return voucher_page(request, found, form)
    paid = formats.money(worth, form.cleaned_data["purchase"].currency)
    url = workspace_url(request, "loyalty:voucher_usage", number=number)
    say_done(request, _("The voucher paid %(amount)s.") % {"amount": isolated(paid)}, undo_url=url)
    return to_page(request, "loyalty:voucher", number=number)


def unused(request, found):
    try:
        unuse(found, by=request.membership)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        say_done(request, _("The voucher can be used again."))
    return to_page(request, "loyalty:voucher", number=found.number)


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
@refuse_archived
def taking_back(request, number):
    found = find_voucher(request, number)
    found.account.check_in_use()
    if found.redemption_id is not None:
        messages.info(
            request, _("This voucher was taken for points. Give the points back, and it goes with them.")
        )
        return to_page(request, "loyalty:redemption", number=found.redemption.number)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            take_back(found, by=request.membership, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            say_done(request, _("The voucher was taken back."))
        return to_page(request, "loyalty:voucher", number=number)
    found.terms = terms_of(found)
    cancel_url = workspace_url(request, "loyalty:voucher", number=number)
    return form_page(request, "loyalty/voucher_reason.html", form, voucher=found, cancel_url=cancel_url)


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
@refuse_archived
def voucher_new(request, number):
    """POST gives the customer one by hand."""
    account = get_object_or_404(Account.objects.visible_to(request.membership), number=number)
    account.check_in_use()
    form = VoucherForm(posted(request))
    if request.method == "POST" and form.is_valid():
        make = partial(give_voucher, account, by=request.membership)
        try:
            made = add_once(make, Voucher, form_token=form.cleaned_data["form_token"], fields=form.written)
        except MadeBefore as before:
            refuse_sent_before(form, before.record)
        else:
            say_done(request, _("The voucher was given."))
            return to_page(request, "loyalty:voucher", number=made.number)
    cancel_url = workspace_url(request, "desk:account", number=number)
    return form_page(request, "loyalty/voucher_form.html", form, account=account, cancel_url=cancel_url)
