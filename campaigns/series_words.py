"""When issues of a series are sent, and on which day an occasion is: in words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interactions.models.follow_up import INTERVALS
from lib import formats
from lib.dates import GREGORIAN_MONTHS, HIJRI_MONTHS
from lib.formats import isolated


def when(series) -> str:
    """“Every 2 weeks, at 10:00”."""
    words = {"what": _what(series), "time": isolated(series.at.strftime("%H:%M"))}
    return _("%(what)s, at %(time)s") % words


def _what(series) -> str:
    rhythm = series.Rhythm
    if series.rhythm == rhythm.CALENDAR:
        return INTERVALS[series.unit](series.every) % {"count": formats.number(series.every)}
    if series.rhythm == rhythm.OCCASION:
        return _before(series, isolated(series.occasion.name))
    if series.rhythm == rhythm.SILENCE:
        days = series.silent_days
        text = ngettext(
            "When a customer was quiet for a day", "When a customer was quiet for %(days)s days", days
        )
        return text % {"days": formats.number(days)}
    if series.rhythm == rhythm.BIRTHDAY:
        on = _("On the Hijri birthday") if series.is_hijri else _("On the birthday")
    else:
        on = (
            _("On the Hijri day of becoming a customer")
            if series.is_hijri
            else _("On the day of becoming a customer")
        )
    return _before(series, on)


def _before(series, on: str) -> str:
    if not series.days_before:
        return on
    days = series.days_before
    text = ngettext("a day before: %(day)s", "%(days)s days before: %(day)s", days)
    return text % {"days": formats.number(days), "day": on}


def day_of_year(occasion) -> str:
    """“1 Shawwal”."""
    names = (HIJRI_MONTHS if occasion.is_hijri else GREGORIAN_MONTHS)[formats.current().language]
    return f"{occasion.of_month} {names[occasion.month - 1]}"


def turn_in_words(turn) -> tuple[str, str]:
    """Label and value of whose turn it is in an issue."""
    if turn["what"] == "silence":
        text = ngettext("Who was quiet for a day", "Who was quiet for %(days)s days", turn["days"])
        return _("Only"), text % {"days": formats.number(turn["days"])}
    words = {"day": formats.day(date.fromisoformat(turn["on"]))}
    if turn["what"] == "birthday":
        return _("Only"), _("Who has a birthday on %(day)s") % words
    return _("Only"), _("Who became a customer on this day of the year: %(day)s") % words
