"""What products cost one customer: the lists that hold for it, and each price with the list it comes from."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from accounts.views.accounts import find_account
from lib import formats
from sales.models import PriceList, Product
from sales.pricing import Prices, lists_for
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

PRODUCTS_A_PAGE, LONGEST_QUERY = 50, 200


def lists_shown(account, membership) -> list[PriceList]:
    """Those that hold or are still to come, the most specific first; `may_open` where the member sees the list."""
    found = lists_for(account)
    chosen = [each.pk for each in found if each.audience == PriceList.Audience.CHOSEN]
    seen: set[int] = set()
    if membership.sees_everything:
        seen = set(chosen)
    elif chosen:
        visible = PriceList.objects.visible_to(membership).filter(pk__in=chosen)
        seen = set(visible.values_list("pk", flat=True))
    for each in found:
        each.may_open = each.pk in seen or each.audience != PriceList.Audience.CHOSEN
    return found


def row_of(product, offer, openable) -> dict:
    price_list = offer.price_list if offer else None
    may_open = price_list is not None and price_list.pk in openable
    return {"product": product, "offer": offer, "may_open": may_open}


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_prices(request, number):
    """In one currency, found by the name of a product; today's prices."""
    account, today = find_account(request, number), timezone.localdate()
    lists = lists_shown(account, request.membership)
    own = formats.current().currency
    currencies = sorted({own, *(each.currency for each in lists)})
    asked = request.GET.get("currency", "")
    currency = asked if asked in currencies else own
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    products = Product.objects.in_use().matching(query).order_by("name_fold", "pk")
    page = Paginator(products, PRODUCTS_A_PAGE).get_page(request.GET.get("page", "")[:9])
    offers = Prices(account, on=today, currency=currency).of(page.object_list)
    openable = {each.pk for each in lists if each.may_open}
    rows = [row_of(each, offers.get(each.pk), openable) for each in page.object_list]
    context = {
        "account": account,
        "holding": [each for each in lists if each.state == PriceList.State.HOLDS],
        "coming": [each for each in lists if each.state == PriceList.State.COMING],
        "rows": rows,
        "page": page,
        "query": query,
        "currency": currency,
        "rest": "&" + urlencode({"q": query, "currency": currency}),
        "currencies": currencies if len(currencies) > 1 else [],
    }
    return render(request, "sales/prices_of_account.html", context)
