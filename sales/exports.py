"""Purchases as a file: a row for each line, in the columns that imports read."""

from decimal import Decimal
from typing import Any

from accounts.exports import Exported
from accounts.imports.columns import Column
from lib import money
from lib.numbers import plain
from sales.fields import purchase_listing
from sales.imports.columns import COLUMNS
from sales.models import PurchaseLine


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
