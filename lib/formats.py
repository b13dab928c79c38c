"""How a workspace writes numbers, money and time, for who reads them.

One `Formats` is in force at a time (a ContextVar: threads and tasks do not see each other's); the middleware
puts the workspace's in force, templates read it through lib/templatetags/house.py. Outside a workspace the
settings' time zone and the active language hold.

Digits are a matter of Arabic pages: an English page shows Latin digits whatever the workspace chose.
Everything here returns plain text, nothing is HTML. Source of signs and order: Unicode CLDR for ar and en.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lib import dates
from lib import money as amounts
from lib.working_time import DAY_MINUTES, Interval, clock_text

NO_BREAK: Final = "\u00a0"
MINUS_BEFORE_LATIN: Final = "\u200e-"
MINUS_BEFORE_ARABIC: Final = "\u061c-"
_arabic_figures = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_arabic_signs = str.maketrans({",": "٬", ".": "٫", "%": "٪"})


@dataclass(frozen=True)
class Formats:
    language: str  # ar or en
    time_zone: str  # IANA name
    currency: str  # ISO 4217
    calendar: str = "gregorian"  # gregorian, hijri or both
    digits: str = "latin"  # latin or arabic

    @property
    def is_arabic(self) -> bool:
        return self.language.startswith("ar")

    @property
    def has_arabic_digits(self) -> bool:
        return self.digits == "arabic" and self.is_arabic


_in_force: ContextVar[Formats | None] = ContextVar("formats", default=None)


def activate(formats: Formats | None) -> None:
    """Put these formats in force until something else is; None goes back to the settings."""
    _in_force.set(formats)


@contextmanager
def use(formats: Formats) -> Iterator[Formats]:
    token = _in_force.set(formats)
    try:
        yield formats
    finally:
        _in_force.reset(token)


def current() -> Formats:
    formats = _in_force.get()
    if formats is None:
        language = get_language() or settings.LANGUAGE_CODE
        formats = Formats(language=language, time_zone=timezone.get_current_timezone_name(), currency="SAR")
    return formats


def isolated(text: object) -> str:
    """What people typed, inside a sentence of the other direction: it does not pull the signs beside it along."""
    return f"\u2068{text}\u2069"


def digits(text: object) -> str:
    """The text with its ASCII digits in the digits in force; signs stay."""
    return str(text).translate(_arabic_figures) if current().has_arabic_digits else str(text)


def number(value: int) -> str:
    """12,500 or ١٢٬٥٠٠."""
    return _signed(f"{abs(value):,}", is_negative=value < 0)


def number_up_to(count: int, cap: int) -> str:
    """A count that stopped behind the cap: “1,000+”."""
    return number(count) if count <= cap else isolated(f"{number(cap)}+")


def decimal(value: Decimal | float, places: int = 2) -> str:
    """12,500.50 with that many places, halves away from zero."""
    rounded = _rounded(value, places)
    return _signed(f"{abs(rounded):,.{places}f}", is_negative=rounded < 0)


def figure(value: Decimal) -> str:
    """An exact number with as many places as it has: 12,500.5."""
    shortest = value.normalize()
    return decimal(value, max(0, -int(shortest.as_tuple().exponent)))


def percent(value: Decimal | float, places: int = 0) -> str:
    """A share in per cent: 12.5 with one place is 12.5%."""
    rounded = _rounded(value, places)
    return _signed(f"{abs(rounded):,.{places}f}%", is_negative=rounded < 0)


def file_size(size_bytes: int) -> str:
    """25 MB, 340 kB: in the thousands that file managers count in, and never nothing."""
    for unit, bytes_of_one in (
        (_("%(size)s GB"), 10**9),
        (_("%(size)s MB"), 10**6),
        (_("%(size)s kB"), 1000),
    ):
        if size_bytes >= bytes_of_one:
            size = size_bytes / bytes_of_one
            return unit % {
                "size": decimal(size, 1) if size < 10 and round(size, 1) % 1 else number(round(size))
            }
    return _("%(size)s kB") % {"size": number(1)}


def money(minor: int, currency: str = "") -> str:
    """Minor units of a currency (the workspace's unless named): «12,500.50 ر.س», “SAR 12,500.50”."""
    currency = currency or current().currency
    whole, rest = amounts.parts(minor, currency)
    amount = _signed(f"{whole:,}" + (f".{rest}" if rest else ""), is_negative=minor < 0)
    if current().is_arabic:
        return f"{amount}{NO_BREAK}{amounts.ARABIC_SYMBOLS.get(currency, currency)}"
    return f"{currency}{NO_BREAK}{amount}"


def day(value: date) -> str:
    """A day in the calendar in force; a moment is its day in the time zone in force."""
    if isinstance(value, datetime):
        value = dates.local_day(value, current().time_zone)
    return digits(dates.day_in_words(value, current().language, current().calendar))


def month(value: date) -> str:
    """A month, by any of its days: «مارس 2025», “March 2025”; Gregorian, as accounts are kept."""
    return digits(dates.month_in_words(value, current().language))


def day_in_both(value: date) -> str:
    """A day in both calendars, whichever is in force: for what moves with the moon."""
    return digits(dates.day_in_words(value, current().language, "both"))


def hours(intervals: Iterable[Interval]) -> str:
    """Working hours of a day in words; the empty text when there are none."""
    pairs = [(start, end) for start, end in intervals]
    if pairs == [(0, DAY_MINUTES)]:
        return _("around the clock")
    return listed(
        _("from %(first)s to %(last)s")
        % {"first": digits(clock_text(start)), "last": digits(clock_text(end))}
        for start, end in pairs
    )


def listed(words: Iterable[object]) -> str:
    """Words in a row: «القهوة، السفر», “coffee, travel”."""
    return ("، " if current().is_arabic else ", ").join(map(str, words))


def hours_and_minutes(minutes: int) -> str:
    """«ساعة واحدة و30 دقيقة», “2 hours and 30 minutes”; how long, in hours as far as they go."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": number(hours)})
    if rest or not hours:
        parts.append(ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": number(rest)})
    return _("%(first)s and %(last)s") % {"first": parts[0], "last": parts[1]} if parts[1:] else parts[0]


def clock(value: datetime | time) -> str:
    """14:05, in the time zone in force."""
    return digits(f"{_local(value) if isinstance(value, datetime) else value:%H:%M}")


def moment(value: datetime) -> str:
    """Day and time of day in the time zone in force: «1 مارس 2025، 14:05»."""
    return f"{day(value)}{'،' if current().is_arabic else ','} {clock(value)}"


def ago(value: datetime, now: datetime | None = None) -> str:
    """«قبل 3 أيام»."""
    return digits(dates.ago_in_words(value, now or timezone.now()))


def _local(value: datetime) -> datetime:
    return value.astimezone(ZoneInfo(current().time_zone))


def _rounded(value: Decimal | float, places: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _signed(written: str, *, is_negative: bool) -> str:
    """With the digits in force; the minus stays first in a line that runs from right to left too."""
    formats = current()
    if formats.has_arabic_digits:
        written = written.translate(_arabic_figures).translate(_arabic_signs)
        return f"{MINUS_BEFORE_ARABIC}{written}" if is_negative else written
    if not is_negative:
        return written
    return f"{MINUS_BEFORE_LATIN}{written}" if formats.is_arabic else f"-{written}"
