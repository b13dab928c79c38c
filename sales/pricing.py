"""What a product costs a customer on a day.

The rule. A price list counts for a purchase when it is not archived, is in the currency of the purchase, holds on the
day of the order (its first and its last day are in it) and is meant for the customer. For each product, of the lists
that say a price for it, the most specific one wins:

1. a list agreed with this very customer;
2. a list agreed with a parent and all its branches, the nearest parent first;
3. a list for a group to which the customer belongs: the more conditions it has, the more specific it is. What lies
   under a region or an industry belongs to it;
4. a list for all customers.

Of two that are alike in this the one that began later wins, and of those that began on one day the one with the higher
number. Within a list the price of the product itself goes before the percentage off everything else. A percentage
is off what the catalogue says, and says nothing where the catalogue has another currency. Where no list says a price
the catalogue does, if it is in this currency.

Units: minor units of the currency of the purchase, rounded as sales/amounts.py does. Nothing here is written anywhere:
a purchase keeps what it was entered with, whatever becomes of the list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.assignment.matching import line_of
from accounts.branches import line_above
from accounts.models import Industry, Region
from sales.models.price_list import PriceList, PriceListAccount, PriceListItem, price_off

Audience = PriceList.Audience
MODELS = {"industry": Industry, "region": Region}
# How near a list is to the customer: places of parents in the line above it lie between the first two.
OWN, GROUP, EVERYBODY = 0, 1_000, 1_001


@dataclass(frozen=True)
class Offer:
    """`price_list` is none where it is the price of the catalogue."""

    price_minor: int
    price_list: PriceList | None = None


def rank(found: PriceList, nearness: int) -> tuple:
    """The most specific list has the lowest: see the rule above."""
    return (nearness, -len(found.conditions), -found.from_on.toordinal(), -found.number)


def belongs(account, conditions: Mapping, parents: Mapping[str, Mapping[int, int | None]]) -> bool:
    """Whether the customer is what a group asks for; `parents` are the trees of industries and regions."""
    for name, wanted in conditions.items():
        if name in MODELS:
            if wanted not in line_of(getattr(account, f"{name}_id"), parents[name]):
                return False
        elif getattr(account, name) != wanted:
            return False
    return True


def lists_for(account, *, on: date | None = None, currency: str = "") -> list[PriceList]:
    """Those meant for this customer, the most specific first: that hold on this day, or that are not over today."""
    lists = PriceList.objects.in_use().select_related("industry", "region")
    lists = lists.filter(currency=currency) if currency else lists
    lists = lists.holding(on) if on else lists.not_over(timezone.localdate())
    near = agreed_with(account)
    found: list[tuple[PriceList, int]] = []
    parents: dict[str, dict[int, int | None]] = {}
    for each in lists.filter(~Q(audience=Audience.CHOSEN) | Q(pk__in=near)):
        if each.audience == Audience.CHOSEN:
            found.append((each, near[each.pk]))
        elif each.audience == Audience.EVERYBODY:
            found.append((each, EVERYBODY))
        else:
            parents = parents or trees()
            if belongs(account, each.conditions, parents):
                found.append((each, GROUP))
    return [each for each, nearness in sorted(found, key=lambda pair: rank(*pair))]


def trees() -> dict[str, dict[int, int | None]]:
    """What lies under what, of industries and regions."""
    return {name: dict(model.objects.values_list("pk", "parent_id")) for name, model in MODELS.items()}


def agreed_with(account) -> dict[int, int]:
    """Keys of the lists that name the customer, or a parent with its branches, and how near that one is."""
    line = {pk: place for place, pk in enumerate(line_above(account))} or {account.pk: OWN}
    named = PriceListAccount.objects.filter(account__in=line)
    near: dict[int, int] = {}
    for price_list, account_id, with_branches in named.values_list("price_list", "account", "with_branches"):
        if account_id == account.pk or with_branches:
            near[price_list] = min(line[account_id], near.get(price_list, GROUP))
    return near


class Prices:
    """The prices of one customer on one day in one currency: the same few queries for any number of products."""

    def __init__(self, account, *, on: date, currency: str):
        self.currency = currency
        self.lists = lists_for(account, on=on, currency=currency) if account is not None else []

    def of(self, products: Iterable) -> dict[int, Offer]:
        """By the key of each product; without those that have no price in this currency."""
        products = list(products)
        items = {}
        if self.lists and products:
            named = PriceListItem.objects.filter(price_list__in=self.lists, product__in=products)
            items = {(each.price_list_id, each.product_id): each for each in named}
        found = {each.pk: self._offer(each, items) for each in products}
        return {key: offer for key, offer in found.items() if offer is not None}

    def _offer(self, product, items) -> Offer | None:
        for price_list in self.lists:
            item = items.get((price_list.pk, product.pk))
            if item is not None:
                item.product = product
                price = item.price_in(self.currency)
            else:
                percent = price_list.percent_off
                price = price_off(product, percent, self.currency) if percent else None
            if price is not None:
                return Offer(price, price_list)
        return Offer(product.price_minor) if product.currency == self.currency else None
