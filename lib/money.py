"""Money: whole numbers of the smallest unit of a currency (halalas, fils), never floating point.

Unit: minor units, an integer that fits PostgreSQL's bigint. Source of the exponents: ISO 4217 (list one).
Errors: `NotAnAmount` and its kinds, ValueErrors whose text tells the person what to do; `UnknownCurrency`.
"""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lib.text import typed_number

LARGEST: Final = 2**63 - 1

_ISO_4217 = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
    "GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW "
    "KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN "
    "NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK "
    "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW "
    "UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG "
)
CURRENCIES: Final = frozenset(_ISO_4217.split())
_EXPONENTS: Final = {
    code: places
    for places, codes in (
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    )
    for code in codes.split()
}
# What Arabic readers expect beside an amount; the others show their code.
ARABIC_SYMBOLS: Final = {
    "AED": "د.إ",
    "BHD": "د.ب",
    "DZD": "د.ج",
    "EGP": "ج.م",
    "IQD": "د.ع",
    "JOD": "د.أ",
    "KWD": "د.ك",
    "LBP": "ل.ل",
    "LYD": "د.ل",
    "MAD": "د.م",
    "OMR": "ر.ع",
    "QAR": "ر.ق",
    "SAR": "ر.س",
    "SDG": "ج.س",
    "SYP": "ل.س",
    "TND": "د.ت",
    "YER": "ر.ي",
}


class UnknownCurrency(ValueError):
    """Not a currency of ISO 4217."""


class NotAnAmount(ValueError):
    """The text is no amount; str() of it says what to do."""

    advice: str | Promise = _("Enter an amount in digits, for example 12,500.50.")

    def __init__(self, advice: str | Promise | None = None) -> None:
        self.advice = advice or self.advice
        super().__init__(self.advice)


class NegativeAmount(NotAnAmount):
    advice = _("Enter an amount that is not negative.")


class AmountTooLarge(NotAnAmount):
    advice = _("This amount is too large.")


class TooManyDecimals(NotAnAmount):
    pass


def exponent(currency: str) -> int:
    """How many digits the minor unit takes: 2 for SAR, 3 for KWD, 0 for JPY."""
    if currency not in CURRENCIES:
        raise UnknownCurrency(currency)
    return _EXPONENTS.get(currency, 2)


_amount = re.compile(r"(?P<sign>[-−]?)(?P<number>[0-9.,٫٬'’ ]*[0-9])(?P<sign_after>[-−]?)")


def parse_amount(text: str, currency: str, *, may_be_negative: bool = False) -> int:
    """Minor units of an amount as people write it: 12500.5, 12,500.50, ١٢٬٥٠٠٫٥٠, 12 500,50, SAR 12,500.

    With both signs the last one parts the decimals. A single comma before exactly three digits groups
    thousands (1,500 is fifteen hundred), a single point parts decimals; so 1.500 riyals, which some write
    for fifteen hundred, is refused instead of guessed.
    """
    places = exponent(currency)
    written = _without_currency(typed_number(text), currency)
    is_negative, whole, decimals = split_number(written)
    if len(decimals) > places and (len(decimals) == 3 or decimals[places:].strip("0")):
        raise TooManyDecimals(_decimals_advice(currency, places))
    if len(whole) > 20:
        raise AmountTooLarge
    minor = int(whole + decimals[:places].ljust(places, "0"))
    if minor > LARGEST:
        raise AmountTooLarge
    if is_negative:
        if minor and not may_be_negative:
            raise NegativeAmount
        minor = -minor
    return minor


def split_number(written: str) -> tuple[bool, str, str]:
    """Whether it is negative, and its digits before and after the decimal sign; NotAnAmount for all else."""
    match = _amount.fullmatch(written)
    if not match:
        raise NotAnAmount
    whole, decimals = _split(match["number"])
    return bool(match["sign"] or match["sign_after"]), whole, decimals


def plain(minor: int, currency: str) -> str:
    """The amount in ASCII for files and input boxes: 12500.50; parse_amount() gives it back."""
    whole, decimals = parts(minor, currency)
    return ("-" if minor < 0 else "") + str(whole) + ("." + decimals if decimals else "")


def parts(minor: int, currency: str) -> tuple[int, str]:
    """The whole units and the digits after the point, both without sign."""
    places = exponent(currency)
    whole, rest = divmod(abs(minor), 10**places)
    return whole, str(rest).zfill(places) if places else ""


def _without_currency(written: str, currency: str) -> str:
    names = "|".join(map(re.escape, {currency, ARABIC_SYMBOLS.get(currency, currency)}))
    return re.sub(rf"^(?:{names})\.?\s*|\s*(?:{names})\.?$", "", written, flags=re.IGNORECASE)


def _split(number: str) -> tuple[str, str]:
    """Digits before and after the decimal sign; NotAnAmount when the thousands are not grouped as such."""
    number = number.replace("٬", "'").replace("’", "'").replace(" ", "'")
    sign = _decimal_sign(number)
    whole, _sign, decimals = number.rpartition(sign) if sign else (number, "", "")
    groups = re.split(r"[.,']", whole)
    grouped_by = set(re.sub(r"[0-9]", "", whole))
    if len(grouped_by) > 1 or sign in grouped_by or (decimals and not decimals.isdigit()):
        raise NotAnAmount
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
        raise NotAnAmount
    return "".join(groups) or "0", decimals


def _decimal_sign(number: str) -> str:
    """The sign that parts the decimals, or nothing when there are none."""
    if "٫" in number:
        return "٫"
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return ""
    sign = number[last]
    other = "," if sign == "." else "."
    if other in number or "'" in number:
        return sign if number.count(sign) == 1 else ""
    if number.count(sign) > 1:
        return ""
    is_thousand = sign == "," and re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", number)
    return "" if is_thousand else sign


def _decimals_advice(currency: str, places: int) -> str | Promise:
    if not places:
        return format_lazy(_("{currency} has no decimals."), currency=currency)
    return format_lazy(
        ngettext_lazy(
            "{currency} has {count} decimal. Write thousands without a point.",
            "{currency} has {count} decimals. Write thousands without a point.",
            places,
        ),
        currency=currency,
        count=places,
    )
