"""Numbers as people write them: digits of any script, thousands grouped or not, decimals or none.

15 digits at most: so many come back from a binary number as they were written. Errors: `NotANumber`, whose text
says what to do.
"""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.money import NotAnAmount, split_number
from lib.text import typed_number

MOST_DIGITS = 15


class NotANumber(ValueError):
    advice: str | Promise = _("Enter a number in digits, for example 12,500.5.")

    def __init__(self, advice: str | Promise | None = None) -> None:
        self.advice = advice or self.advice
        super().__init__(self.advice)


class NotWhole(NotANumber):
    advice = _("Enter a whole number in digits.")


class NumberTooLong(NotANumber):
    advice = _("This number is too long: write 15 digits at most.")


def parse_number(text: str, *, is_whole: bool = False) -> int | Decimal:
    """12,500.5 or ١٢٬٥٠٠٫٥; the signs are read as in amounts (lib/money.py)."""
    try:
        is_negative, whole, decimals = split_number(typed_number(text))
    except NotAnAmount as error:
        raise (NotWhole if is_whole else NotANumber) from error
    if is_whole and decimals:
        raise NotWhole
    whole, decimals = whole.lstrip("0"), decimals.rstrip("0")
    if len(whole) + len(decimals) > MOST_DIGITS:
        raise NumberTooLong
    number = Decimal(f"{whole or '0'}.{decimals or '0'}")
    number = -number if is_negative else number
    return int(number) if is_whole else number


def plain(number: int | Decimal) -> str:
    """ASCII digits for files and input boxes; parse_number() gives the number back."""
    if isinstance(number, int):
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
