"""What the lists of products and purchases know of their records, and what accounts know of what they bought."""

import django_filters as filters
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models.account import NO_PURCHASE
from interactions.fields import account_link
from interactions.filters import AccountFilter
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from sales.filters import AtLeast, FromDay, LastPurchaseFilter, ProductFilter, PurchaseFilter, ToDay
from sales.models import Product, Purchase
from sales.segment_rules import BOUGHT, LAST_PURCHASE, ONLY_ASKED
from workspaces.roles import Permission

product_fields = Registry("fields of products")
purchase_fields = Registry("fields of purchases")
STATES: dict[str, str] = {
    Purchase.Status.ORDERED: "info",
    Purchase.Status.DELIVERED: "done",
    Purchase.Status.LATE: "late",
    Purchase.Status.WRONG: "late",
    Purchase.Status.RETURNED: "neutral",
    Purchase.Status.REFUNDED: "neutral",
    Purchase.Status.CANCELLED: "neutral",
}


def total_cell(purchase, rows):
    """What is left of it, with what it was before something was paid back."""
    total = formats.money(purchase.total_minor, purchase.currency)
    if not purchase.refunded_minor:
        return format_html("<bdi>{}</bdi>", total)
    left = formats.money(purchase.left_minor, purchase.currency)
    return format_html("<bdi>{}</bdi> <s class='muted'><bdi>{}</bdi></s>", left, total)


def day_of(name):
    return lambda record, rows: formats.day(getattr(record, name))


PURCHASE_FIELDS = [
    Field(
        "name",
        _("Purchase"),
        cell=lambda purchase, rows: rows.link(purchase),
        on_a_phone=MAIN,
        is_fixed=True,
    ),
    Field(
        "account",
        _("Account"),
        cell=account_link,
        on_a_phone=LABELLED,
        filter=lambda: AccountFilter(label=_("Number of the account")),
        reads=("account",),
        is_usual=True,
    ),
    Field(
        "ordered",
        _("Ordered on"),
        cell=day_of("ordered_on"),
        on_a_phone=LABELLED,
        css="text-nowrap",
        sorts=(
            Sort("-ordered", _("Last ordered first"), "ordered_on", is_descending=True),
            Sort("ordered", _("First ordered first"), "ordered_on"),
        ),
        filter=lambda: FromDay("ordered_on", label=_("Ordered from")),
        is_usual=True,
    ),
    # The other end of the days: a filter, and no column.
    Field("until", _("Ordered until"), filter=lambda: ToDay("ordered_on", label=_("Ordered until"))),
    Field(
        "status",
        _("Status"),
        cell=lambda purchase, rows: badge(choice(purchase, "status"), STATES[purchase.status]),
        on_a_phone=ASIDE,
        filter=lambda: filters.ChoiceFilter(choices=Purchase.Status, label=_("Status")),
        is_usual=True,
    ),
    Field(
        "total",
        _("Total"),
        cell=total_cell,
        css="num text-nowrap",
        on_a_phone=LABELLED,
        sorts=(
            Sort("-total", _("Highest total first"), "total_minor", is_descending=True),
            Sort("total", _("Lowest total first"), "total_minor"),
        ),
        is_usual=True,
    ),
    Field(
        "reference",
        _("Reference"),
        cell=lambda purchase, rows: bdi(purchase.external_ref, "ltr"),
        css="cell-code",
        is_usual=True,
    ),
    Field(
        "source",
        _("System the reference is from"),
        cell=lambda purchase, rows: bdi(purchase.source),
        css="cell-code",
    ),
    Field(
        "contact",
        _("Who ordered"),
        cell=lambda purchase, rows: bdi(purchase.contact and purchase.contact.name),
        reads=("contact",),
    ),
    Field("note", _("Note"), cell=lambda purchase, rows: bdi(purchase.note[:80])),
    Field(
        "number",
        _("Number"),
        cell=lambda purchase, rows: purchase.number,
        css="num",
        sorts=(
            Sort("number", _("Number, lowest first"), "number"),
            Sort("-number", _("Number, highest first"), "number", is_descending=True),
        ),
    ),
]

purchase_listing = Listing(
    key="purchases",
    label=_("Purchases"),
    fields=purchase_fields,
    base_filter=PurchaseFilter,
    url_name="sales:purchases",
    record_url_name="sales:purchase",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-ordered",
    queryset=lambda membership: Purchase.objects.visible_to(membership),
)

PRODUCT_FIELDS = [
    Field(
        "name",
        _("Product"),
        cell=lambda product, rows: rows.link(product),
        on_a_phone=MAIN,
        sorts=(
            Sort("name", _("By name"), "name_fold"),
            Sort("-name", _("By name, the other way round"), "name_fold", is_descending=True),
        ),
        is_fixed=True,
    ),
    Field(
        "sku",
        _("SKU"),
        cell=lambda product, rows: bdi(product.sku, "ltr"),
        on_a_phone=LABELLED,
        is_usual=True,
    ),
    Field(
        "category",
        _("Category"),
        cell=lambda product, rows: bdi(product.category),
        on_a_phone=LABELLED,
        filter=lambda: filters.CharFilter(field_name="category", max_length=80, label=_("Category")),
        is_usual=True,
    ),
    Field("unit", _("Unit"), cell=lambda product, rows: bdi(product.unit), is_usual=True),
    Field(
        "price",
        _("Price"),
        cell=lambda product, rows: formats.money(product.price_minor, product.currency),
        css="num text-nowrap",
        on_a_phone=LABELLED,
        sorts=(
            Sort("-price", _("Highest price first"), "price_minor", is_descending=True),
            Sort("price", _("Lowest price first"), "price_minor"),
        ),
        is_usual=True,
    ),
    Field(
        "number",
        _("Number"),
        cell=lambda product, rows: product.number,
        css="num",
        sorts=(
            Sort("number", _("Number, lowest first"), "number"),
            Sort("-number", _("Number, highest first"), "number", is_descending=True),
        ),
    ),
]

product_listing = Listing(
    key="products",
    label=_("Products"),
    fields=product_fields,
    base_filter=ProductFilter,
    url_name="sales:products",
    record_url_name="sales:product",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="name",
    queryset=lambda membership: Product.objects.visible_to(membership),
)

for registry, known in ((purchase_fields, PURCHASE_FIELDS), (product_fields, PRODUCT_FIELDS)):
    for place, each in enumerate(known):
        registry.register(each.key, each, order=10 * place)


def last_purchase(account):
    return None if account.last_purchase_on == NO_PURCHASE else account.last_purchase_on


def last_purchase_cell(account, rows):
    day = last_purchase(account)
    return formats.day(day) if day else ""


def bought_cell(account, rows):
    return formats.money(account.bought_minor) if account.bought_minor else ""


# In the list of accounts, kept beside the purchases (sales/models/totals.py).
ACCOUNT_FIELDS = [
    Field(
        "bought",
        _("Total bought"),
        cell=bought_cell,
        css="num text-nowrap",
        sorts=(
            Sort("-bought", _("Who bought most first"), "bought_minor", is_descending=True),
            Sort("bought", _("Who bought least first"), "bought_minor"),
        ),
        filter=lambda: AtLeast("bought_minor", label=_("Total bought, at least")),
        rule=BOUGHT,
    ),
    Field(
        "last_purchase",
        _("Last purchase"),
        cell=last_purchase_cell,
        css="text-nowrap",
        sorts=(
            Sort("-last_purchase", _("Last purchase first"), "last_purchase_on", is_descending=True),
            Sort("last_purchase", _("Longest without purchase first"), "last_purchase_on"),
        ),
        filter=lambda: LastPurchaseFilter(label=_("Last purchase")),
        written=lambda account, people: last_purchase(account) or "",
        rule=LAST_PURCHASE,
    ),
    *ONLY_ASKED,
]
