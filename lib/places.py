"""Countries and languages by their names in the reader's language. Source of the names: Unicode CLDR."""

import re
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

GULF_FIRST = ["SA", "AE", "KW", "QA", "BH", "OM", "YE", "EG", "JO"]
LANGUAGES_SPOKEN = ["ar", "en", "ur", "hi", "fr", "fil", "bn"]
NOTHING_CHOSEN = ("", "—")


def _locale() -> Locale:
    return Locale.parse(get_language() or "ar", sep="-")


def country_name(code: str) -> str:
    """The country of an ISO 3166 code; the empty text for none, the code itself for an unknown one."""
    return str(_locale().territories.get(code, code)) if code else ""


def country_choices() -> list[tuple[str, str]]:
    """Every country, the Gulf first, then by name."""
    return list(_countries(get_language() or "ar"))


@lru_cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    territories = Locale.parse(language, sep="-").territories
    names = {code: str(name) for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code)}
    rest = sorted((name, code) for code, name in names.items() if code not in GULF_FIRST)
    return (
        NOTHING_CHOSEN,
        *((code, names[code]) for code in GULF_FIRST),
        *((code, name) for name, code in rest),
    )


def language_name(code: str) -> str:
    return str(_locale().languages.get(code, code)) if code else ""


def language_choices() -> list[tuple[str, str]]:
    return [NOTHING_CHOSEN, *((code, language_name(code)) for code in LANGUAGES_SPOKEN)]
