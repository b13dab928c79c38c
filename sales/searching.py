"""Opportunities, products and purchases in the search of the workspace."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formats import isolated
from lib.text import typed_number
from sales.models import Opportunity, Product, Purchase
from workspaces.searching import SearchSource


def find_products(query, membership, customers, most):
    return Product.objects.visible_to(membership).in_use().matching(query).order_by("name_fold", "pk")[:most]


def find_purchases(query, membership, customers, most):
    """By its reference as a whole or its number, and of the customers that were found; the last ones first."""
    number = typed_number(query)
    found = Q(external_ref=query)
    if number.isascii() and number.isdigit() and len(number) < 10:
        found |= Q(number=int(number))
    if customers:
        found |= Q(account__in=[each.pk for each in customers])
    seen = Purchase.objects.visible_to(membership).kept().filter(found).select_related("account")
    return seen.order_by("-ordered_on", "-pk")[:most]


def find_opportunities(query, membership, customers, most):
    """In whose own words it is found, and of the customers that were found; the open ones first."""
    found = Opportunity.objects.hits(query, membership).select_related("account", "stage")
    if customers:
        seen = Opportunity.objects.visible_to(membership).kept().select_related("account", "stage")
        found |= seen.filter(account__in=[each.pk for each in customers])
    return found.order_by(F("closed_at").desc(nulls_first=True), "expected_on", "-pk")[:most]


def stands_at(opportunity) -> str:
    return f"{isolated(opportunity.account.name)} · {isolated(opportunity.stage.name)}"


def price_of(product) -> str:
    return formats.money(product.price_minor, product.currency)


def whose(purchase) -> str:
    told = [
        purchase.account.name,
        purchase.external_ref,
        formats.money(purchase.left_minor, purchase.currency),
    ]
    return " · ".join(filter(None, told))


OPPORTUNITIES = SearchSource(
    _("Opportunities"), "coin", "sales:opportunity", "sales:opportunities", find_opportunities, stands_at
)
PRODUCTS = SearchSource(_("Products"), "tag", "sales:product", "sales:products", find_products, price_of)
PURCHASES = SearchSource(
    _("Purchases"), "shopping-cart", "sales:purchase", "sales:purchases", find_purchases, whose
)
