"""Phone numbers: what was typed beside the one international form that finds, compares and dials it.

Unit: E.164 text, «+» and at most 15 digits (ITU-T E.164). Source of numbering plans: libphonenumber, pinned
in requirements.txt. Errors: `NotAPhone`, a ValueError whose text tells the person what to do. An extension
stays only in what was typed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from lib.text import clean, typed_number

MAX_TYPED = 40
_international_dialling = re.compile(r"^[\s(]*00\s*(?=[1-9])")
_letters = re.compile(r"[^\W\d_]")
_several = re.compile(r"(?:[0-9][ ()-]*){6}\s*[/;,|]\s*\+?(?:[0-9][ ()-]*){6}")
_extension = re.compile(r"\s*(?:ext|extension|x|تحويلة|داخلي|#)[.:\s]*\d{1,7}$", re.IGNORECASE)


class NotAPhone(ValueError):
    """The text is no phone number of that country; str() of it says what to do."""

    def __init__(self, advice: str | Promise) -> None:
        super().__init__(advice)
        self.advice = advice


@dataclass(frozen=True)
class Phone:
    e164: str
    typed: str


def parse(typed: str, country: str) -> Phone:
    """The number a person of that country (ISO 3166, «SA») means; digits may be Arabic, 00 means +."""
    typed = clean(typed)
    if not typed or len(typed) > MAX_TYPED:
        raise NotAPhone(_("Enter a phone number, for example 050 123 4567 or +966 50 123 4567."))
    dialled = _extension.sub("", typed_number(typed))
    if _letters.search(dialled):
        raise NotAPhone(_("A phone number has only digits, spaces and a plus sign. Remove the letters."))
    if _several.search(dialled):
        raise NotAPhone(_("Enter one phone number. The others have fields of their own."))
    try:
        number = phonenumbers.parse(_international_dialling.sub("+", dialled), country or None)
    except NumberParseException as error:
        raise NotAPhone(_advice(error)) from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone(_why_invalid(number))
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), typed)


@lru_cache(maxsize=4096)
def international(e164: str) -> str:
    """+966 50 123 4567: for people everywhere. Show it left to right."""
    return _formatted(e164, PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=4096)
def national(e164: str) -> str:
    """050 123 4567: for people of the same country. Show it left to right."""
    return _formatted(e164, PhoneNumberFormat.NATIONAL)


def display(e164: str, country: str) -> str:
    """The national form inside the number's own country, the international form elsewhere."""
    return national(e164) if country_of(e164) == country else international(e164)


def whatsapp_address(e164: str) -> str:
    """Where WhatsApp opens a talk with this number; empty without one."""
    return f"https://wa.me/{e164.removeprefix('+')}" if e164 else ""


def country_of(e164: str) -> str:
    """ISO code of the number's country; empty when it has none (toll-free, satellite) or is no number."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164)) or ""
    except NumberParseException:
        return ""


def _formatted(e164: str, style: int) -> str:
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), style)
    except NumberParseException:
        return e164


def _advice(error: NumberParseException) -> str | Promise:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        return _("Begin with the country code, for example +966 50 123 4567.")
    if error.error_type == NumberParseException.TOO_LONG:
        return _("This phone number has too many digits.")
    return _("Enter a phone number, for example 050 123 4567 or +966 50 123 4567.")


def _why_invalid(number: phonenumbers.PhoneNumber) -> str | Promise:
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return _("This phone number has too few digits.")
    if reason == ValidationResult.TOO_LONG:
        return _("This phone number has too many digits.")
    return _("No such phone number exists in that country. Check the digits and the country code.")
