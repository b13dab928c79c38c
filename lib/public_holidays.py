"""Public holidays and the weekend of a country.

Source: the `holidays` package. Holidays that hang on the moon (both Eids) are calculated there and may be a day
off what is announced: whoever counts working time lets a workspace correct them. A country that the package
does not know has no holidays and rests on Saturday and Sunday. Days are Gregorian, weekdays count from Monday (0).
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import holidays

SATURDAY_AND_SUNDAY: Final = (5, 6)


@lru_cache
def countries_with_holidays() -> frozenset[str]:
    """ISO 3166 codes of the countries whose holidays are known."""
    return frozenset(
        code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2
    )


@lru_cache(maxsize=2048)
def public_holidays(country: str, year: int, language: str = "ar") -> Mapping[date, str]:
    """The holidays of a year, each with its name in that language where the package has one."""
    if country not in countries_with_holidays():
        return MappingProxyType({})
    found = holidays.country_holidays(country, years=[year], language=_spoken(country, language))
    return MappingProxyType({day: name for day, name in sorted(found.items()) if day.year == year})


def weekend_of(country: str) -> tuple[int, ...]:
    if country not in countries_with_holidays():
        return SATURDAY_AND_SUNDAY
    return tuple(sorted(holidays.country_holidays(country).weekend))


def _spoken(country: str, language: str) -> str | None:
    """The language as the package calls it for this country; None for the country's own."""
    known = holidays.list_localized_countries().get(country, [])
    return next((one for one in known if one.split("_")[0] == language[:2]), None)
