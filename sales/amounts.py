"""What a line of a purchase comes to: whole minor units of one currency, no database.

Unit: minor units (halalas, fils), integers; quantities are exact decimals.
The one rounding rule: quantity times unit price is rounded to the whole minor unit, halves away from zero, once in
every line and before the discount, which is an amount of its own. A purchase is the sum of its lines and is never
rounded again. The database holds the same rule as a constraint (its round() of a numeric does the same).
Errors: `DiscountTooLarge` when a discount is more than the line, `TooLarge` when bigint could not hold the sum.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

LARGEST: Final = 2**63 - 1


class DiscountTooLarge(ValueError):
    """Nobody pays less than nothing."""


class TooLarge(ValueError):
    """More than the database can count."""


def line_total(quantity: Decimal, unit_price_minor: int, discount_minor: int = 0) -> int:
    """2.5 of 333 less 32 is 801: 832.5 is rounded to 833 first."""
    with localcontext() as context:
        context.prec = 60
        gross = int((quantity * unit_price_minor).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if discount_minor > gross:
        raise DiscountTooLarge
    return checked(gross - discount_minor)


def sum_of(totals: Iterable[int]) -> int:
    return checked(sum(totals))


def per_cent_off(price_minor: int, percent: Decimal) -> int:
    """The price less so many per cent, rounded as every line is."""
    with localcontext() as context:
        context.prec = 60
        left = price_minor * (100 - percent) / 100
        return int(left.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def average(amount_minor: int, count: int) -> int:
    """The value of one purchase among `count`, rounded as every line is; nothing of none."""
    if not count:
        return 0
    return int((Decimal(amount_minor) / count).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def checked(amount_minor: int) -> int:
    if amount_minor > LARGEST:
        raise TooLarge
    return amount_minor
