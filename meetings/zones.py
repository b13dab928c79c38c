"""Time zones as customers know them: by their country and their name. Source: tzdata's zone.tab, Unicode CLDR."""

from functools import cache
from importlib import resources

from babel.dates import get_timezone_location
from django.utils.translation import get_language


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    """(country, zone), the most populous zone of each country first."""
    lines = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    parts = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple((country, zone) for country, _place, zone, *_rest in parts)


@cache
def known_zones() -> frozenset[str]:
    return frozenset(zone for _country, zone in _zones())


def zone_of_country(country: str) -> str:
    """Where most people of this country live; the empty text for none that is known."""
    return next((zone for each, zone in _zones() if each == country), "")


def zone_name(zone: str) -> str:
    """«توقيت مصر», “Egypt Time”, in the active language."""
    return _name(zone, (get_language() or "ar").split("-")[0])


@cache
def _name(zone: str, language: str) -> str:
    return get_timezone_location(zone, locale=language)


def zone_choices() -> list[tuple[str, str]]:
    return list(_choices((get_language() or "ar").split("-")[0]))


@cache
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((zone, _name(zone, language)) for zone in known_zones()), key=lambda each: each[1]))
