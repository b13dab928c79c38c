"""Purchases: entering one, and changing it. What becomes of it stands with Purchase itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction

from sales.amounts import line_total, sum_of
from sales.models.price_list import PriceList
from sales.models.product import Product
from sales.models.purchase import Purchase, PurchaseLine
from sales.models.totals import keep_totals

# What a form or a file says of a purchase.
WRITTEN = ("contact", "ordered_on", "source", "external_ref", "currency", "note")


class PaidBackMore(Exception):
    """The lines come to less than what was paid back; `refunded_minor` says how much that is."""

    def __init__(self, refunded_minor):
        super().__init__(refunded_minor)
        self.refunded_minor = refunded_minor


@dataclass(frozen=True)
class Line:
    """A line as it is entered. `total_minor` is said only where no price of one unit is known."""

    text: str
    quantity: Decimal = Decimal(1)
    unit_price_minor: int | None = None
    discount_minor: int = 0
    product: Product | None = None
    total_minor: int | None = None
    # From which the unit price came, if it was none of the catalogue and nobody's own.
    price_list: PriceList | None = None

    @property
    def amount_minor(self) -> int:
        """DiscountTooLarge or TooLarge for what no line may be."""
        if self.unit_price_minor is None:
            return self.total_minor or 0
        return line_total(self.quantity, self.unit_price_minor, self.discount_minor)

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "product": self.product,
            "text": self.text,
            "quantity": self.quantity,
            "unit_price_minor": self.unit_price_minor,
            "discount_minor": self.discount_minor,
            "total_minor": self.amount_minor,
            "price_list": self.price_list,
        }


@transaction.atomic
def add_purchase(
    *,
    account,
    by,
    fields: dict[str, Any],
    lines: Sequence[Line],
    status: str = Purchase.Status.ORDERED,
    at: datetime | None = None,
    form_token=None,
) -> Purchase:
    """Enter what a customer bought; `at` is when it came into this status, if that is not now.

    IntegrityError when the form was sent before, or when a purchase of this source has the same reference.
    """
    account.wait_to_change()
    total = sum_of(line.amount_minor for line in lines)
    made = Purchase(account=account, **fields, total_minor=total, created_by=by, form_token=form_token)
    made.status = Purchase.Status(status)
    if made.status == Purchase.Status.REFUNDED:
        made.refunded_minor = total
    made.save()
    made.enter_status(made.status, by=by, at=at)
    if made.refunded_minor:
        made.refunds.create(amount_minor=total, by=by, form_token=uuid4())
    PurchaseLine.objects.bulk_create(
        PurchaseLine(purchase=made, place=place, **line.columns) for place, line in enumerate(lines, 1)
    )
    keep_totals([account.pk])
    made.tell("purchase.added", by=by, total_minor=total, currency=made.currency)
    return made


@transaction.atomic
def change_purchase(
    purchase, *, by, read_version, changed: Sequence[str], lines: Sequence[Line] | None = None
) -> Purchase:
    """Save an edited purchase; `changed` names the fields, `lines` are None where they are the same.

    Raises Stale when somebody saved it meanwhile, PaidBackMore when it would come to less than was paid back.
    """
    if not changed and lines is None:
        return purchase
    purchase.account.wait_to_change()
    paid_back = Purchase.objects.select_for_update(no_key=True).get(pk=purchase.pk)
    purchase.status, purchase.refunded_minor = paid_back.status, paid_back.refunded_minor
    purchase.archived_at = paid_back.archived_at
    if lines is not None:
        purchase.total_minor = sum_of(line.amount_minor for line in lines)
    is_refunded = purchase.status == Purchase.Status.REFUNDED
    if purchase.left_minor < 0 or (is_refunded and purchase.left_minor):
        raise PaidBackMore(purchase.refunded_minor)
    purchase.save_version(read_version=read_version)
    told = sorted(changed)
    if lines is not None:
        _write_lines(purchase, lines)
        told.append("lines")
    keep_totals([purchase.account_id])
    purchase.tell("purchase.changed", by=by, fields=told)
    return purchase


def _write_lines(purchase, lines: Sequence[Line]) -> None:
    """Each line that stays where it was is changed, so that the history tells what it said before."""
    standing = {line.place: line for line in purchase.lines.all()}
    for place, line in enumerate(lines, 1):
        held = standing.pop(place, None) or PurchaseLine(purchase=purchase, place=place)
        changed = {
            name: value
            for name, value in line.columns.items()
            if held.pk is None or getattr(held, name) != value
        }
        for name, value in changed.items():
            setattr(held, name, value)
        if changed:
            held.save()
    purchase.lines.filter(place__in=standing).delete()
