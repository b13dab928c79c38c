"""Price lists: the list of them, one with its prices and customers, adding, editing, copying, archiving one."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import offer_accounts
from accounts.views.lists import list_page, walk
from accounts.views.records import archive_or_restore
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.undo import say_done
from sales.forms_price_list import AgreedForm, ItemForm, PriceListForm
from sales.models import PriceList
from sales.price_list_fields import STATES, price_list_listing
from sales.price_lists import Priced, add_price_list, change_price_list, copy_price_list
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS, ITEMS_A_PAGE, MOST_CUSTOMERS = 20, 50, 100


def find_price_list(request, number):
    """The list of this number if this member may see it; else 404."""
    seen = PriceList.objects.visible_to(request.membership).select_related("industry", "region")
    return get_object_or_404(seen, number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def price_list_list(request):
    return list_page(request, price_list_listing, "sales/price_list_list.html", has_bulk=False)


@workspace_page(Permission.VIEW_CUSTOMERS)
def price_list(request, number):
    return price_list_page(request, find_price_list(request, number))


def price_list_page(request, found, item_form=None, agreed_form=None):
    """The page of one list; with a form that was refused it answers 422."""
    items = found.items.select_related("product").order_by("product__name_fold", "pk")
    page = Paginator(items, ITEMS_A_PAGE).get_page(request.GET.get("page", "")[:9])
    for item in page.object_list:
        item.comes_to = item.price_in(found.currency)
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    may_change = request.membership.can(Permission.EDIT_CUSTOMERS)
    agreed_form = agreed_form or AgreedForm(membership=request.membership)
    offer_accounts(request, agreed_form, "account")
    item_form = item_form or ItemForm(currency=found.currency)
    offer_products(request, item_form)
    context = {
        "price_list": found,
        "state": STATES[found.state],
        "state_label": PriceList.State(found.state).label,
        "facts": facts(found),
        "page": page,
        **customers(request, found),
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, price_list_listing, found),
        "may_edit": may_change,
        "may_change": may_change and not found.is_archived,
        "item_form": item_form,
        "agreed_form": agreed_form,
    }
    status = UNPROCESSABLE if item_form.errors or agreed_form.errors else 200
    return render(request, "sales/price_list.html", context, status=status)


def offer_products(request, form):
    form.fields["what"].widget.attrs |= {
        "hx-get": workspace_url(request, "sales:product_options"),
        "hx-target": "#product-options",
        "hx-trigger": "input changed delay:200ms",
        "hx-sync": "this:replace",
    }


def customers(request, found) -> dict:
    """Those that this member sees; how many others there are is told without their names."""
    seen = found.accounts.filter(account__in=Account.objects.visible_to(request.membership))
    shown = list(seen.select_related("account").order_by("account__name_fold", "pk")[:MOST_CUSTOMERS])
    return {"customers": shown, "others": found.accounts.count() - len(shown)}


def facts(found) -> list[dict]:
    until = formats.day(found.until_on) if found.until_on else _("No end")
    known = [
        {"label": _("For whom"), "value": found.for_whom},
        {"label": _("Holds from"), "value": formats.day(found.from_on)},
        {"label": _("Holds until"), "value": until},
        {"label": _("Currency"), "value": found.currency},
        {"label": _("Per cent off everything else"), "value": found.percent_text},
        {"label": _("Reason and notes"), "value": found.reason, "kind": "text"},
    ]
    return [fact for fact in known if fact["value"]]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def price_list_new(request):
    form = PriceListForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = added(form, partial(add_price_list, by=request.membership))
        if made is not None:
            messages.success(request, _("%(name)s was added.") % {"name": isolated(made.name)})
            return to_page(request, "sales:price_list", number=made.number)
    return price_list_form(request, form, workspace_url(request, "sales:price_lists"))


def added(form, add):
    """What the form makes, once however often it is sent; None when it was refused."""
    try:
        return add_once(add, PriceList, form_token=form.cleaned_data["form_token"], fields=form.written)
    except MadeBefore as refusal:
        refuse_sent_before(form, refusal.record)
        return None


def price_list_form(request, form, cancel_url, **context):
    return form_page(request, "sales/price_list_form.html", form, cancel_url=cancel_url, **context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def price_list_edit(request, number):
    found = find_price_list(request, number)
    form = PriceListForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "sales:price_list", number=number)
    cancel_url = workspace_url(request, "sales:price_list", number=number)
    return price_list_form(request, form, cancel_url, price_list=find_price_list(request, number))


def save(request, form) -> bool:
    changed, version = form.apply(), form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            change_price_list(form.instance, by=request.membership, read_version=version, changed=changed)
    except Stale:
        refuse_stale(form, PriceList.objects.get(pk=form.instance.pk).version)
        return False
    except Priced:
        text = _("It has prices in its currency: remove them first, or add another list.")
        form.add_error("currency", text)
        return False
    if changed:
        say_done(request, _("%(name)s was saved.") % {"name": isolated(form.instance.name)})
    return True


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def price_list_copy(request, number):
    """The same prices for the same customers, as the form says from when and until when: at first a year later."""
    source = find_price_list(request, number)
    form = PriceListForm(posted(request), source=source)
    if request.method == "POST" and form.is_valid():
        made = added(form, partial(copy_price_list, source, by=request.membership))
        if made is not None:
            messages.success(request, _("%(name)s was added.") % {"name": isolated(made.name)})
            return to_page(request, "sales:price_list", number=made.number)
    cancel_url = workspace_url(request, "sales:price_list", number=number)
    return price_list_form(request, form, cancel_url, source=source)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def price_list_archive(request, number):
    """POST puts it away, so that it offers no price; with `undo` it does again."""
    found = find_price_list(request, number)
    return archive_or_restore(request, found, resource="sales:price_list_archive", page="sales:price_list")
