"""What stands in a price list: its prices, and the customers it was agreed with."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import refuse_stale
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done, say_too_late
from sales.forms_price_list import AgreedForm, ItemForm, SaidForm
from sales.models import PriceListItem
from sales.price_lists import (
    KnownPrice,
    Said,
    add_price,
    agree_with,
    change_price,
    leave_out,
    remove_price,
)
from sales.views.price_lists import find_price_list, price_list_page
from sales.views.products import find_product
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


def is_closed(request, found) -> bool:
    """Nothing is written into a list that was put away."""
    if found.is_archived:
        text = _("%(name)s is archived. Restore it before you change anything.")
        messages.error(request, text % {"name": isolated(found.name)})
    return found.is_archived


def to_list_page(request, found):
    return to_page(request, "sales:price_list", number=found.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def price_add(request, number):
    """POST adds the price of a product that has none in this list."""
    found = find_price_list(request, number)
    if is_closed(request, found):
        return to_list_page(request, found)
    form = ItemForm(request.POST, currency=found.currency)
    if not form.is_valid():
        return price_list_page(request, found, item_form=form)
    try:
        with transaction.atomic():
            add_price(found, form.product, form.said, by=request.membership)
    except KnownPrice:
        form.add_error("what", _("This product has a price in this list. Change it in its row."))
        return price_list_page(request, found, item_form=form)
    say_done(request, _("%(name)s was added.") % {"name": isolated(form.product.name)})
    return to_list_page(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def price_edit(request, number, product):
    found = find_price_list(request, number)
    item = get_object_or_404(found.items.select_related("product", "price_list"), product__number=product)
    if is_closed(request, found):
        return to_list_page(request, found)
    form = SaidForm(posted(request), currency=found.currency, item=item)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            with transaction.atomic():
                change_price(item, form.said, by=request.membership, read_version=version)
        except Stale:
            refuse_stale(form, PriceListItem.objects.get(pk=item.pk).version)
        else:
            say_done(request, _("%(name)s was saved.") % {"name": isolated(item.product.name)})
            return to_list_page(request, found)
    cancel_url = workspace_url(request, "sales:price_list", number=number)
    context = {"price_list": found, "product": item.product, "cancel_url": cancel_url}
    return form_page(request, "sales/price_form.html", form, **context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def price_removal(request, number, product):
    """POST takes a product out of the list; with `undo` it is back at the price that the address says."""
    found, gone = find_price_list(request, number), find_product(product)
    if is_closed(request, found):
        return to_list_page(request, found)
    name = isolated(gone.name)
    if is_undo(request):
        said = said_in(request.GET)
        try:
            if said is None:
                raise KnownPrice
            with transaction.atomic():
                add_price(found, gone, said, by=request.membership)
        except KnownPrice:
            say_too_late(request)
        else:
            say_done(request, _("%(name)s was added.") % {"name": name})
        return to_list_page(request, found)
    said = remove_price(found, gone, by=request.membership)
    if said is not None:
        url = workspace_url(request, "sales:price_list_price_removal", number=number, product=product)
        back = {"price": said.price_minor} if said.percent_off is None else {"percent": said.percent_off}
        say_done(request, _("%(name)s was removed.") % {"name": name}, undo_url=url, undo=1, **back)
    return to_list_page(request, found)


def said_in(query) -> Said | None:
    """What a toast wrote into its address; None for nonsense."""
    price, percent = query.get("price", ""), query.get("percent", "")
    if price.isascii() and price.isdigit() and len(price) < 19:
        return Said(price_minor=int(price))
    try:
        off = Decimal(percent[:10])
    except InvalidOperation:
        return None
    return Said(percent_off=round(off, 2)) if off.is_finite() and 0 < round(off, 2) <= 100 else None


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def customer_add(request, number):
    """POST gives the list to a customer."""
    found = find_price_list(request, number)
    if is_closed(request, found):
        return to_list_page(request, found)
    form = AgreedForm(request.POST, membership=request.membership)
    if not form.is_valid():
        return price_list_page(request, found, agreed_form=form)
    account = form.cleaned_data["account"]
    agree_with(found, account, by=request.membership, with_branches=form.cleaned_data["with_branches"])
    say_done(request, _("%(name)s was added.") % {"name": isolated(account.name)})
    return to_list_page(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def customer_removal(request, number, account):
    """POST takes the list from a customer; with `undo` it has it again, as before alone or with its branches."""
    found, customer = find_price_list(request, number), find_account(request, account)
    if is_closed(request, found):
        return to_list_page(request, found)
    if is_undo(request):
        with_branches = request.GET.get("branches") == "1"
        agree_with(found, customer, by=request.membership, with_branches=with_branches)
        say_done(request, _("%(name)s was added.") % {"name": isolated(customer.name)})
        return to_list_page(request, found)
    with_branches = leave_out(found, customer, by=request.membership)
    # Whoever took it from the last customer they see does not see the list any more, and could not give it back.
    still_sees = type(found).objects.visible_to(request.membership).filter(pk=found.pk).exists()
    if with_branches is not None:
        url = workspace_url(request, "sales:price_list_customer_removal", number=number, account=account)
        text = _("%(name)s was removed.") % {"name": isolated(customer.name)}
        undo_url = url if still_sees else ""
        say_done(request, text, undo_url=undo_url, undo=1, branches=int(with_branches))
    return to_list_page(request, found) if still_sees else to_page(request, "sales:price_lists")
