"""Purchases and products as files: a row for each line or product, in the columns that imports read."""

from decimal import Decimal
from typing import Any

from accounts.exports import Exported
from accounts.imports.columns import Column
from lib import money
from lib.numbers import plain
from sales.fields import product_listing, purchase_listing
from sales.imports.columns import COLUMNS
from sales.models import PurchaseLine
from sales.product_imports.columns import COLUMNS as PRODUCT_COLUMNS


class Purchases(Exported):
    listing = purchase_listing

    def columns(self, membership):
        return [Column(key, label) for key, (label, _names) in COLUMNS.items() if key != "customer_code"]

    def with_parts(self, queryset, membership):
        return queryset.select_related("account").prefetch_related("lines__product")

    def found(self, membership, query, *, scans=False):
        """A search asks indexes alone, so that a scan finds nothing more."""
        return super().found(membership, query)

    def rows(self, record, people, membership) -> list[dict[str, Any]]:
        account = record.account
        whole = {
            "number": record.number,
            "ordered_on": record.ordered_on,
            "external_ref": record.external_ref,
            "account_number": account.number,
            "customer": account.name_ar or account.name_en,
            "phone": account.phone,
            "email": account.email,
            "currency": record.currency,
            "status": record.get_status_display(),
            "note": record.note,
        }
        return [{**whole, **line_of(line, record.currency)} for line in record.lines.all()]


class Products(Exported):
    listing = product_listing

    def columns(self, membership):
        left_out = {"name", "percent_off"}
        return [Column(key, label) for key, (label, _names) in PRODUCT_COLUMNS.items() if key not in left_out]

    def with_parts(self, queryset, membership):
        return queryset

    def found(self, membership, query, *, scans=False):
        return super().found(membership, query)

    def values(self, record, people, membership):
        texts = {
            key: getattr(record, key) for key in ("number", "sku", "name_ar", "name_en", "category", "unit")
        }
        price = Decimal(money.plain(record.price_minor, record.currency))
        return {**texts, "price": price, "currency": record.currency}


def line_of(line: PurchaseLine, currency: str) -> dict[str, Any]:
    def amount(minor):
        return "" if minor is None else Decimal(money.plain(minor, currency))

    return {
        "what": line.text,
        "sku": line.product.sku if line.product else "",
        "quantity": Decimal(plain(line.quantity)),
        "unit_price": amount(line.unit_price_minor),
        "discount": amount(line.discount_minor or None),
        "amount": amount(line.total_minor),
    }
