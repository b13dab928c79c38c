"""A product as it is typed: “12 · Coffee”, as the list of suggestions writes it."""

import re

from lib.text import fold, typed_number
from sales.models.purchase import LONGEST_TEXT

LONGEST_TYPED = LONGEST_TEXT


def typed_as(product) -> str:
    return f"{product.number} · {product.name}"


def number_typed(text: str) -> int | None:
    number, dot, _name = (text or "").partition("·")
    digits = typed_number(number).strip()
    return int(digits) if dot and re.fullmatch("[0-9]{1,9}", digits) else None


def product_typed(text: str, known: dict):
    """By its number; the name beside it must be its own, so that a text that begins with a number stays one."""
    found = known.get(number_typed(text))
    name = fold((text or "").partition("·")[2])
    return found if found and name and name in {fold(found.name_ar), fold(found.name_en)} else None
