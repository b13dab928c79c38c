"""What a purchase earns by one version of a rule, before tiers and caps: values in, values out.

Units: points are whole, money is minor units. Source of the rules: RuleVersion. A rule of money counts the whole
purchase in its own currency; one of a product counts the lines of it: for every step of their money, or for each
whole unit. Errors: none; what earns nothing says why (`Why`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lib.text import fold
from loyalty import points as arithmetic
from loyalty.points import Rounding


class Why(StrEnum):
    """Why a rule gives nothing."""

    DAY = "day"
    CUSTOMER = "customer"
    CURRENCY = "currency"
    LEAST = "least"
    PRODUCT = "product"
    TOO_LITTLE = "too_little"
    CAP = "cap"


@dataclass(frozen=True)
class SaleLine:
    total_minor: int
    quantity: Decimal = Decimal(1)
    product_id: int | None = None
    category: str = ""


@dataclass(frozen=True)
class Sale:
    day: date
    currency: str
    total_minor: int
    lines: Sequence[SaleLine] = ()


def points_for(version, sale: Sale) -> tuple[int, Why | None]:
    """What it gives for a sale of a customer for whom it is, and why nothing."""
    if not version.is_within(sale.day):
        return 0, Why.DAY
    if version.currency and version.currency != sale.currency:
        return 0, Why.CURRENCY
    if version.least_minor is not None and sale.total_minor < version.least_minor:
        return 0, Why.LEAST
    given = _of_product(version, sale) if version.trigger == "product" else _of_whole(version, sale)
    if given is None:
        return 0, Why.PRODUCT
    given = min(given, arithmetic.MOST_POINTS)
    return given, None if given else Why.TOO_LITTLE


def _of_whole(version, sale: Sale) -> int:
    return version.points if version.step_minor is None else for_step(version, sale.total_minor)


def _of_product(version, sale: Sale) -> int | None:
    """None where nothing of it was bought."""
    lines = [each for each in sale.lines if is_meant(version, each)]
    if not lines:
        return None
    if version.step_minor is not None:
        return for_step(version, sum(each.total_minor for each in lines))
    return int(sum(each.quantity for each in lines)) * version.points


def for_step(version, amount_minor: int) -> int:
    return arithmetic.for_money(
        amount_minor,
        points=version.points,
        step_minor=version.step_minor,
        rounding=Rounding(version.rounding),
    )


def is_meant(version, line: SaleLine) -> bool:
    if version.product_id is not None:
        return line.product_id == version.product_id
    return bool(line.category) and fold(line.category) == fold(version.category)
