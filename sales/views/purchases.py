"""Purchases: the list, entering and editing one, its page, what became of it, what was paid back."""

import uuid
from functools import partial

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account, offer_accounts
from accounts.views.lists import list_page, walk
from accounts.views.records import archive_or_restore, refuse_archived
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done, say_too_late
from sales.fields import STATES, purchase_listing
from sales.forms_purchase import LineForm, PriceAsked, PurchaseForm, RefundForm, StatusForm
from sales.models import Product, Purchase
from sales.models.purchase import NotNow, RefundTooLarge
from sales.purchasing import PaidBackMore, add_purchase, change_purchase
from sales.views.products import say_stale
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20
Status = Purchase.Status


def find_purchase(request, number):
    """The purchase of this number if this member may see its customer; else 404."""
    seen = Purchase.objects.visible_to(request.membership)
    return get_object_or_404(seen.select_related("account", "contact", "created_by__user"), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def purchase_list(request):
    return list_page(request, purchase_listing, "sales/purchase_list.html", has_bulk=False)


def asked_account(request):
    number = request.GET.get("account", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return find_account(request, int(number)) if is_number else None


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def purchase_new(request):
    """A form with lines; “more lines” shows it again with what was typed."""
    account = asked_account(request)
    if account is not None:
        account.check_in_use()
    if "more" in request.POST:
        return purchase_form(
            request, PurchaseForm(request.POST, membership=request.membership, account=account)
        )
    form = PurchaseForm(posted(request), membership=request.membership, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_purchase, by=request.membership),
                Purchase,
                form_token=form.cleaned_data["form_token"],
                account=account or form.cleaned_data["account"],
                fields=form.written,
                lines=form.lines,
                status=form.cleaned_data["status"],
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except IntegrityError:
            refuse_reference(form)
        else:
            messages.success(request, _("%(name)s was entered.") % {"name": isolated(made.name)})
            return to_page(request, "sales:purchase", number=made.number)
    return purchase_form(request, form)


def refuse_reference(form):
    form.add_error("external_ref", _("Another purchase has this reference."))


def purchase_form(request, form, **context):
    """The form; before it is sent nothing is told to be wrong."""
    offer_accounts(request, form, "account")
    for line in form.line_forms:
        line.offer_from(*offer_urls(request, form.given_account))
    cancel_url = workspace_url(request, "sales:purchases")
    if form.instance is not None:
        cancel_url = workspace_url(request, "sales:purchase", number=form.instance.number)
    elif form.given_account is not None:
        cancel_url = workspace_url(request, "desk:account", number=form.given_account.number)
    context = {"account": form.given_account, "purchase": form.instance, "cancel_url": cancel_url, **context}
    if "more" in request.POST:
        form = with_more_lines(form)
        return render(request, "sales/purchase_form.html", {"form": form, **context})
    return form_page(request, "sales/purchase_form.html", form, **context)


def with_more_lines(form):
    """What was typed, with empty lines below it."""
    form._errors = {}
    return form


@workspace_page(Permission.EDIT_CUSTOMERS)
def purchase_line(request):
    """One more empty line, for scripts."""
    place = request.GET.get("lines", "")
    place = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else 0
    line = LineForm(prefix=f"line-{place}", currency=formats.current().currency)
    account = asked_account(request)
    line.offer_from(*offer_urls(request, account))
    context = {"line": line, "lines": place + 1, "account": account}
    return render(request, "sales/purchase_form.html#next_line", context)


def offer_urls(request, account) -> tuple[str, str]:
    """Where a line asks for suggestions, and for the price of what was chosen."""
    price_url = workspace_url(request, "sales:purchase_price")
    return workspace_url(request, "sales:product_options"), price_url + (
        f"?account={account.number}" if account else ""
    )


@workspace_page(Permission.EDIT_CUSTOMERS)
def purchase_price(request):
    """What the product of a line costs this customer, and by which list: for scripts, while it is typed."""
    prefix = next((name.removesuffix("-what") for name in request.GET if name.endswith("-what")), "line-0")
    asked = PriceAsked(request.GET, membership=request.membership)
    line = LineForm(request.GET, prefix=prefix, currency=asked.currency)
    product = None
    if line.is_valid() and line.number_typed:
        product = line.product(
            {each.number: each for each in Product.objects.filter(number=line.number_typed)}
        )
    offer = asked.prices.of([product]).get(product.pk) if product else None
    context = {"offer": offer, "currency": asked.currency, "product": product}
    return render(request, "sales/price_offer.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def purchase(request, number):
    return purchase_page(request, find_purchase(request, number))


def purchase_page(request, found, state_form=None, refund_form=None):
    """The page of one purchase; with a form that was refused it answers 422."""
    is_in_use = not found.account.is_archived
    may_change = request.membership.can(Permission.EDIT_CUSTOMERS) and is_in_use
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    context = {
        "purchase": found,
        "state": STATES[found.status],
        "facts": facts(request, found),
        "bought": found.lines.select_related("product", "price_list"),
        "refunds": found.refunds.select_related("by__user"),
        "statuses": found.statuses.select_related("by__user"),
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, purchase_listing, found),
        "may_change": may_change,
        "may_move": may_change and found.status != Status.REFUNDED,
        "may_refund": may_change and found.left_minor > 0,
        "state_form": state_form or StatusForm(initial={"status": found.status}),
        "refund_form": refund_form or RefundForm(purchase=found),
    }
    is_refused = any(form is not None and form.errors for form in (state_form, refund_form))
    return render(request, "sales/purchase.html", context, status=UNPROCESSABLE if is_refused else 200)


def facts(request, found) -> list[dict]:
    url = partial(workspace_url, request)
    account, contact = found.account, found.contact
    known = [
        {"label": _("Account"), "value": account.name, "url": url("desk:account", number=account.number)},
        {"label": _("Who ordered"), "value": contact.name, "url": url("desk:contact", number=contact.number)}
        if contact
        else {},
        {"label": _("Ordered on"), "value": formats.day(found.ordered_on)},
        {"label": _("Total"), "value": formats.money(found.total_minor, found.currency)},
        {"label": _("Paid back"), "value": formats.money(found.refunded_minor, found.currency)}
        if found.refunded_minor
        else {},
        {"label": _("Reference"), "value": found.external_ref, "kind": "code"},
        {"label": _("System the reference is from"), "value": found.source},
        {"label": _("Note"), "value": found.note},
        {"label": _("Entered by"), "value": found.created_by.user.name if found.created_by else ""},
    ]
    return [fact for fact in known if fact.get("value")]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def purchase_edit(request, number):
    found = find_purchase(request, number)
    found.account.check_in_use()
    form = PurchaseForm(posted(request), membership=request.membership, instance=found)
    if request.method == "POST" and "more" not in request.POST and form.is_valid() and save(request, form):
        return to_page(request, "sales:purchase", number=number)
    return purchase_form(request, form)


def save(request, form) -> bool:
    changed, lines = form.apply(), form.changed_lines
    version = form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            change_purchase(
                form.instance, by=request.membership, read_version=version, changed=changed, lines=lines
            )
    except Stale:
        say_stale(form, Purchase.objects.get(pk=form.instance.pk).version)
        return False
    except PaidBackMore as refusal:
        amount = formats.money(refusal.refunded_minor, form.instance.currency)
        text = _("%(amount)s of it was paid back already: the total must agree with that.")
        form.add_error(None, text % {"amount": amount})
        return False
    except IntegrityError:
        refuse_reference(form)
        return False
    if changed or lines is not None:
        say_done(request, _("%(name)s was saved.") % {"name": isolated(form.instance.name)})
    return True


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def purchase_status(request, number):
    """POST says what became of it; with `undo` it is again what the address names, if nobody moved it since."""
    found = find_purchase(request, number)
    before = found.status
    if is_undo(request):
        return status_taken_back(request, found)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return purchase_page(request, found, state_form=form)
    try:
        found.set_status(
            form.cleaned_data["status"], by=request.membership, reason=form.cleaned_data["reason"]
        )
    except NotNow:
        form.add_error(None, _("It is refunded: take the refund back first."))
        return purchase_page(request, find_purchase(request, number), state_form=form)
    if found.status != before:
        url = workspace_url(request, "sales:status", number=number)
        text = _("%(name)s: %(status)s.")
        words = {"name": isolated(found.name), "status": found.get_status_display()}
        say_done(request, text % words, undo_url=url, undo=before, was=found.status)
    return to_page(request, "sales:purchase", number=number)


def status_taken_back(request, found):
    before, was = request.GET.get("undo", ""), request.GET.get("was", "")
    try:
        if before not in Status.values or found.status != was:
            raise NotNow
        found.set_status(before, by=request.membership)
    except NotNow:
        say_too_late(request)
    else:
        text = _("%(name)s: %(status)s.")
        words = {"name": isolated(found.name), "status": found.get_status_display()}
        say_done(request, text % words)
    return to_page(request, "sales:purchase", number=found.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def purchase_refunds(request, number):
    """POST pays some of it back; with `undo` the refund that the address names was none."""
    found = find_purchase(request, number)
    if is_undo(request):
        return refund_taken_back(request, found)
    form = RefundForm(request.POST, purchase=found)
    if not form.is_valid():
        return purchase_page(request, found, refund_form=form)
    token = form.cleaned_data["form_token"] or uuid.uuid4()
    try:
        with transaction.atomic():
            found.refund(
                form.cleaned_data["amount"],
                by=request.membership,
                reason=form.cleaned_data["reason"],
                form_token=token,
            )
    except RefundTooLarge as refusal:
        if found.refunds.filter(form_token=token).exists():  # pressed twice
            return to_page(request, "sales:purchase", number=number)
        left = formats.money(refusal.left_minor, found.currency)
        form.add_error("amount", _("At most %(amount)s can be paid back.") % {"amount": left})
        return purchase_page(request, find_purchase(request, number), refund_form=form)
    except IntegrityError:
        return to_page(request, "sales:purchase", number=number)  # pressed twice
    amount = formats.money(form.cleaned_data["amount"], found.currency)
    url = workspace_url(request, "sales:refunds", number=number)
    say_done(request, _("Paid back: %(amount)s.") % {"amount": amount}, undo_url=url, undo=token)
    return to_page(request, "sales:purchase", number=number)


def refund_taken_back(request, found):
    try:
        token = uuid.UUID(request.GET.get("undo") or request.POST.get("undo", ""))
    except ValueError:
        token = None
    made = found.refunds.filter(form_token=token).first() if token else None
    if made is not None:
        found.take_refund_back(made, by=request.membership)
        amount = formats.money(made.amount_minor, found.currency)
        say_done(request, _("It was not paid back after all: %(amount)s.") % {"amount": amount})
    return to_page(request, "sales:purchase", number=found.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def purchase_archive(request, number):
    """POST puts it away, so that it counts no longer; with `undo` it counts again."""
    found = find_purchase(request, number)
    return archive_or_restore(request, found, resource="sales:purchase_archive", page="sales:purchase")
