"""Redemptions: what is taken for points at the counter, codes that are looked up, handing over, giving back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import Account
from accounts.once import MadeBefore
from accounts.views.lists import list_page, walk
from accounts.views.records import refuse_archived
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import say_done
from loyalty import codes
from loyalty.fields_redemption import BADGES, redemption_listing
from loyalty.forms_redemption import ReasonForm, RedeemForm, RefundForm
from loyalty.having import may_have, offers
from loyalty.models import Redemption, Reward, Voucher, Wallet
from loyalty.redeeming import cancel, hand_over, redeem, refund
from loyalty.rewarding import put_pictures
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS, MOST_OFFERED = 20, 60


def seen(request):
    rows = Redemption.objects.visible_to(request.membership)
    return rows.select_related("account", "reward", "asked_by__user", "handed_over_by__user")


def find_redemption(request, number) -> Redemption:
    return get_object_or_404(seen(request), number=number)


def find_wallet(request, number) -> Wallet:
    found = get_object_or_404(
        Wallet.objects.visible_to(request.membership).select_related("account"), number=number
    )
    found.account.check_in_use()
    return found


@workspace_page(Permission.VIEW_CUSTOMERS)
def redemption_list(request):
    """All of them; a code that is typed as a whole leads to what it is of."""
    found = url_of_code(request, request.GET.get("q", ""))
    if found:
        return HttpResponseClientRedirect(found) if request.htmx else HttpResponseRedirect(found)
    return list_page(request, redemption_listing, "loyalty/redemption_list.html", has_bulk=False)


def url_of_code(request, query: str) -> str:
    """The page of the redemption or the voucher that has this code; nothing where none that is seen has it."""
    code = codes.typed(query[:40])
    if len(code) != codes.LENGTH:
        return ""
    for model, name in ((Redemption, "loyalty:redemption"), (Voucher, "loyalty:voucher")):
        found = model.objects.visible_to(request.membership).filter(code=code).first()
        if found is not None:
            return workspace_url(request, name, number=found.number)
    return ""


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_account(request, number):
    """All redemptions of a customer, in the list of all of them."""
    account = get_object_or_404(Account.objects.visible_to(request.membership), number=number)
    query = urlencode({"account": account.number, VIEW: ALL})
    return HttpResponseRedirect(f"{workspace_url(request, 'loyalty:redemptions')}?{query}")


@workspace_page(Permission.VIEW_CUSTOMERS)
def redemption(request, number):
    return redemption_page(request, find_redemption(request, number))


def redemption_page(request, found):
    found.badge = BADGES.get(found.state, "neutral")
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    may = request.membership.can(Permission.HANDLE_POINTS) and not found.account.is_archived
    context = {
        "redemption": found,
        "walk": walk(request, redemption_listing, found),
        "voucher": found.vouchers.first() if found.reward.is_voucher else None,
        "facts": [fact for fact in facts(request, found) if fact["value"]],
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
        "may_hand_over": may and found.may_be_handed_over,
        "may_cancel": may and found.is_held,
        "may_refund": may and found.may_be_refunded,
    }
    return render(request, "loyalty/redemption.html", context)


def facts(request, found) -> list[dict]:
    account_url = workspace_url(request, "desk:account", number=found.account.number)
    moment = formats.moment
    asked_by = found.asked_by.user.name if found.asked_by else ""
    return [
        {"label": _("Customer"), "value": found.account.name, "url": account_url, "kind": "link"},
        {"label": _("Cost in points"), "value": formats.number(found.points)},
        {"label": pgettext("redemption", "Asked for"), "value": moment(found.created_at)},
        {"label": _("Asked by"), "value": _("The customer") if found.is_by_customer else asked_by},
        {"label": _("To be collected until"), "value": formats.day(found.last_day) if found.is_held else ""},
        {"label": _("Paid at"), "value": moment(found.captured_at) if found.captured_at else ""},
        {"label": _("Handed over at"), "value": moment(found.fulfilled_at) if found.fulfilled_at else ""},
        {
            "label": _("Handed over by"),
            "value": found.handed_over_by.user.name if found.handed_over_by else "",
        },
        {"label": _("Ended at"), "value": moment(found.ended_at) if found.ended_at else ""},
        {"label": _("Reason"), "value": found.reason},
    ]


@workspace_page(Permission.HANDLE_POINTS, methods=("GET", "POST"))
@refuse_archived
def redemption_new(request, number):
    """The counter: a reward is chosen, then confirmed; POST does it, once for each form."""
    wallet = find_wallet(request, number)
    if request.method == "POST":
        return confirmed(request, wallet)
    chosen = asked_reward(request.GET.get("reward", ""))
    if chosen is not None:
        return confirm_page(request, wallet, chosen, RedeemForm(initial={"reward": chosen.number}))
    rewards = put_pictures(Reward.objects.in_use().in_order()[:MOST_OFFERED])
    context = {
        "wallet": wallet,
        "usable": wallet.usable_points(),
        "offers": sorted(offers(wallet, rewards), key=lambda each: not each.may_have),
    }
    return render(request, "loyalty/redeem.html", context)


def asked_reward(text):
    """The reward of a number as the address or the form wrote it."""
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return get_object_or_404(Reward.objects.all(), number=int(text)) if is_number else None


def confirmed(request, wallet):
    form = RedeemForm(request.POST)
    chosen = asked_reward(request.POST.get("reward", ""))
    if chosen is None:
        return to_page(request, "loyalty:redeem", number=wallet.number)
    if not form.is_valid():
        return confirm_page(request, wallet, chosen, form)
    try:
        made = redeem(
            wallet, chosen, by=request.membership, form_token=form.cleaned_data["form_token"],
            way=Redemption.State.FULFILLED if chosen.is_voucher else form.chosen_way,
        )  # fmt: skip
    except MadeBefore as before:
        return to_page(request, "loyalty:redemption", number=before.record.number)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return confirm_page(request, wallet, chosen, form)
    say_done(request, _("Redeemed: %(name)s.") % {"name": isolated(made.reward.name)})
    return to_page(request, "loyalty:redemption", number=made.number)


def confirm_page(request, wallet, chosen, form):
    offer = may_have(wallet, put_pictures([chosen])[0])
    context = {
        "wallet": wallet,
        "offer": offer,
        "form": form,
        "left": wallet.usable_points() - chosen.cost_points,
        "cancel_url": workspace_url(request, "loyalty:redeem", number=wallet.number),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "loyalty/redeem_confirm.html", context, status=status)


@workspace_page(Permission.HANDLE_POINTS, methods=("POST",))
@refuse_archived
def fulfilment(request, number):
    """POST notes that the customer has it; what was only held is paid with it."""
    found = find_redemption(request, number)
    found.account.check_in_use()
    try:
        hand_over(found, by=request.membership)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        say_done(request, _("Handed over: %(name)s.") % {"name": isolated(found.reward.name)})
    return to_page(request, "loyalty:redemption", number=number)


@workspace_page(Permission.HANDLE_POINTS, methods=("GET", "POST"))
@refuse_archived
def cancellation(request, number):
    """POST lets the points go again; nothing was paid yet."""
    found = find_redemption(request, number)
    found.account.check_in_use()
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            cancel(found, by=request.membership, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            say_done(request, _("Cancelled: the points are free again."))
        return to_page(request, "loyalty:redemption", number=number)
    text = _("Nothing was paid yet: the points are free again, and the piece is in stock.")
    return with_reason(request, found, form, _("Cancel the redemption"), text)


@workspace_page(Permission.HANDLE_POINTS, methods=("GET", "POST"))
@refuse_archived
def refunding(request, number):
    """POST gives the points back into the lots that they came from."""
    found = find_redemption(request, number)
    found.account.check_in_use()
    form = RefundForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            refund(found, by=request.membership, reason=given["reason"], puts_back=given["puts_back"])
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            say_done(request, _("Given back: the points are where they came from."))
        return to_page(request, "loyalty:redemption", number=number)
    if not found.has_stock:
        del form.fields["puts_back"]
    text = _("The points go back with the days they had; those that expired meanwhile hold some days again.")
    return with_reason(request, found, form, _("Give the points back"), text)


def with_reason(request, found, form, title, text):
    cancel_url = workspace_url(request, "loyalty:redemption", number=found.number)
    context = {"redemption": found, "title": title, "text": text, "cancel_url": cancel_url}
    return form_page(request, "loyalty/redemption_reason.html", form, **context)
