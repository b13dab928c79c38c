"""Days in two calendars: read as typed, converted, and told in words.

Units: a day is a `datetime.date` (Gregorian), a Hijri day is (year, month, day). Source of the Hijri
calendar: Umm al-Qura as Saudi Arabia prints it, through hijridate, which knows 1343 to 1500 AH (1924 to
2077). Errors: `NotADay`, a ValueError whose text tells the person what to do. A day outside the tables has
no Hijri form; that is never an error, the Gregorian form is shown alone.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from hijridate import Gregorian as _Gregorian
from hijridate import Hijri as _Hijri

from lib.text import fold, typed_number

GREGORIAN_MONTHS: Final = {
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),  # noqa: SIM905
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
}
HIJRI_MONTHS: Final = {
    "ar": [
        "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
    ],
    "en": [
        "Muharram", "Safar", "Rabi I", "Rabi II", "Jumada I", "Jumada II",
        "Rajab", "Shaban", "Ramadan", "Shawwal", "Dhu al-Qidah", "Dhu al-Hijjah",
    ],
}  # fmt: skip
_OTHER_GREGORIAN = (  # the Levant, Egypt and the Maghreb, and English abbreviations
    ("كانون الثاني", "جانفي", "jan"),
    ("شباط", "فيفري", "feb"),
    ("آذار", "mar"),
    ("نيسان", "ابريل", "إبريل", "أفريل", "apr"),
    ("أيار", "ماي"),
    ("حزيران", "يونية", "جوان", "jun"),
    ("تموز", "يولية", "جويلية", "jul"),
    ("آب", "أوت", "aug"),
    ("أيلول", "sep", "sept"),
    ("تشرين الأول", "oct"),
    ("تشرين الثاني", "nov"),
    ("كانون الأول", "dec"),
)
_OTHER_HIJRI = (
    ("المحرم", "محرم الحرام"),
    (),
    ("rabi al awwal", "rabi ul awwal"),
    ("ربيع الثاني", "rabi al thani", "rabi al akhir"),
    ("جمادى الأول", "jumada al ula"),
    ("جمادى الثاني", "جمادى الثانية", "جمادى الآخر", "jumada al akhirah", "jumada al thani"),
    (),
    ("shaaban", "sha ban"),
    ("ramadhan", "رمضان المبارك"),
    (),
    ("ذي القعدة", "dhul qadah", "dhu al qadah", "dhul qidah"),
    ("ذي الحجة", "dhul hijjah", "dhu al hijja"),
)


class NotADay(ValueError):
    """The text is no day; str() of it says what to do."""

    def __init__(self, advice: str | Promise) -> None:
        super().__init__(advice)
        self.advice = advice


class HijriDay(NamedTuple):
    year: int
    month: int
    day: int


def to_hijri(day: date) -> HijriDay | None:
    """The Hijri day, or None outside the tables (1924 to 2077)."""
    try:
        return HijriDay(*_Gregorian.fromdate(day).to_hijri().datetuple())
    except (OverflowError, ValueError):
        return None


def from_hijri(year: int, month: int, day: int) -> date:
    try:
        gregorian = _Hijri(year, month, day).to_gregorian()
    except OverflowError as error:
        raise NotADay(_("Hijri years from 1343 to 1500 are known. Use the Gregorian date.")) from error
    except ValueError as error:
        raise NotADay(_("There is no such Hijri day. Check the day and the month.")) from error
    return date(gregorian.year, gregorian.month, gregorian.day)


FIRST_GREGORIAN_YEAR: Final = 1600  # an earlier year of four digits can only be meant as Hijri


_ERA = r"\s*(?P<era>ه|م|AH|A\.H\.|H|AD|CE)?"
_TIME = r"(?:[T ][0-9:.]{5,15}Z?)?"
_in_figures = (
    re.compile(r"(?P<year>[0-9]{4})([-/. ])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})" + _TIME + _ERA),
    re.compile(r"(?P<day>[0-9]{1,2})([-/. ])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4})" + _TIME + _ERA),
)
_in_words = (
    re.compile(r"(?P<day>[0-9]{1,2})[\s-]*(?P<month>[^0-9]{2,30}?)[\s,-]*(?P<year>[0-9]{4})" + _ERA),
    re.compile(r"(?P<month>[^0-9]{2,30}?)\s*(?P<day>[0-9]{1,2})\s*,\s*(?P<year>[0-9]{4})" + _ERA),
)


def _named_months(is_hijri: bool, *lists: Iterable[str | tuple[str, ...]]) -> dict[str, tuple[bool, int]]:
    return {
        fold(name): (is_hijri, number)
        for names in lists
        for number, one in enumerate(names, 1)
        for name in ((one,) if isinstance(one, str) else one)
    }


_months = {
    **_named_months(False, *GREGORIAN_MONTHS.values(), _OTHER_GREGORIAN),
    **_named_months(True, *HIJRI_MONTHS.values(), _OTHER_HIJRI),
}


def parse_day(text: str) -> date:
    """The day a person means: 2025-03-01, 1/3/2025 (day first), ٠١/٠٣/٢٠٢٥, 1446/9/1, ١ رمضان ١٤٤٦ هـ.

    A year under 1600, «هـ», AH or a Hijri month's name means the Hijri calendar. Years have four digits; a
    time of day, as spreadsheets add it, is left out.
    """
    written = typed_number(text)
    for pattern in _in_figures:
        if match := pattern.fullmatch(written):
            year = int(match["year"])
            is_hijri = match["era"] in _HIJRI_ERAS or (not match["era"] and year < FIRST_GREGORIAN_YEAR)
            return _day(year, int(match["month"]), int(match["day"]), is_hijri=is_hijri)
    for pattern in _in_words:
        if (match := pattern.fullmatch(written)) and fold(match["month"]) in _months:
            is_hijri, month = _months[fold(match["month"])]
            return _day(int(match["year"]), month, int(match["day"]), is_hijri=is_hijri)
    raise NotADay(_("Enter a date with its year in four digits, for example 2025-03-01 or 1446/9/1."))


_HIJRI_ERAS: Final = ("ه", "AH", "A.H.", "H")


def _day(year: int, month: int, day: int, *, is_hijri: bool) -> date:
    if is_hijri:
        return from_hijri(year, month, day)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotADay(_("There is no such day. Write day, month and year, for example 25/3/2025.")) from error


def local_day(moment: datetime, zone: str) -> date:
    """The day on the wall calendar of that time zone (IANA name) at that moment, which must be aware."""
    if timezone.is_naive(moment):
        raise ValueError("A moment without time zone has no day")
    return moment.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date) -> datetime:
    """The first moment of a day in the active time zone; where a clock leaves midnight out, the one after it."""
    return timezone.make_aware(datetime.combine(day, time()))


def day_in_words(day: date, language: str, calendar: str) -> str:
    """«1 مارس 2025», «1 رمضان 1446 هـ» or both; calendar is gregorian, hijri or both. Digits are Latin."""
    gregorian = f"{day.day} {GREGORIAN_MONTHS[_known(language)][day.month - 1]} {day.year}"
    hijri = to_hijri(day) if calendar != "gregorian" else None
    if hijri is None:
        return gregorian
    era = "هـ" if _known(language) == "ar" else "AH"
    in_hijri = f"{hijri.day} {HIJRI_MONTHS[_known(language)][hijri.month - 1]} {hijri.year} {era}"
    return in_hijri if calendar == "hijri" else f"{gregorian} ({in_hijri})"


def month_in_words(day: date, language: str) -> str:
    """«مارس 2025», “March 2025”."""
    return f"{GREGORIAN_MONTHS[_known(language)][day.month - 1]} {day.year}"


def ago_in_words(moment: datetime, now: datetime) -> str:
    """«قبل 3 أيام», “in 2 hours”: one unit, rounded down, in the active language. Digits are Latin."""
    seconds = int((now - moment).total_seconds())
    for unit, past, future in _RELATIVE:
        if abs(seconds) >= unit:
            return (past if seconds > 0 else future) % {"count": abs(seconds) // unit}
    return str(_("just now"))


_RELATIVE: Final = (  # seconds; the longest unit that fits
    (
        365 * 86_400,
        ngettext_lazy("%(count)s year ago", "%(count)s years ago", "count"),
        ngettext_lazy("in %(count)s year", "in %(count)s years", "count"),
    ),
    (
        30 * 86_400,
        ngettext_lazy("%(count)s month ago", "%(count)s months ago", "count"),
        ngettext_lazy("in %(count)s month", "in %(count)s months", "count"),
    ),
    (
        86_400,
        ngettext_lazy("%(count)s day ago", "%(count)s days ago", "count"),
        ngettext_lazy("in %(count)s day", "in %(count)s days", "count"),
    ),
    (
        3_600,
        ngettext_lazy("%(count)s hour ago", "%(count)s hours ago", "count"),
        ngettext_lazy("in %(count)s hour", "in %(count)s hours", "count"),
    ),
    (
        60,
        ngettext_lazy("%(count)s minute ago", "%(count)s minutes ago", "count"),
        ngettext_lazy("in %(count)s minute", "in %(count)s minutes", "count"),
    ),
)


def span_in_words(begin: datetime, end: datetime) -> str:
    """«3 أيام», “2 months”: how long it lasted, in one unit, rounded down, in the active language."""
    seconds = int((end - begin).total_seconds())
    for unit, words in _SPANS:
        if seconds >= unit:
            return words % {"count": seconds // unit}
    return str(_("less than a day"))


_SPANS: Final = (  # seconds; the longest unit that fits
    (365 * 86_400, ngettext_lazy("%(count)s year", "%(count)s years", "count")),
    (30 * 86_400, ngettext_lazy("%(count)s month", "%(count)s months", "count")),
    (86_400, ngettext_lazy("%(count)s day", "%(count)s days", "count")),
)


def _known(language: str) -> str:
    return "ar" if language.startswith("ar") else "en"
