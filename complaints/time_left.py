"""How much time is left as people say it: 3 working hours left, late by 2 working days. In the active language."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from lib import formats
from lib.working_time import NoWorkingTime, WorkingHours

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 24 * HOUR
# From so many days on one counts in days, before in hours.
FEWEST_DAYS: Final = 2
MOST_DAYS: Final = 400

LEFT, LATE = "left", "late"
WORDS: Final = {
    (LEFT, False, MINUTE): ngettext_lazy(
        "%(count)s working minute left", "%(count)s working minutes left", "n"
    ),
    (LEFT, False, HOUR): ngettext_lazy("%(count)s working hour left", "%(count)s working hours left", "n"),
    (LEFT, False, DAY): ngettext_lazy("%(count)s working day left", "%(count)s working days left", "n"),
    (LEFT, True, MINUTE): ngettext_lazy("%(count)s minute left", "%(count)s minutes left", "n"),
    (LEFT, True, HOUR): ngettext_lazy("%(count)s hour left", "%(count)s hours left", "n"),
    (LEFT, True, DAY): ngettext_lazy("%(count)s day left", "%(count)s days left", "n"),
    (LATE, False, MINUTE): ngettext_lazy(
        "late by %(count)s working minute", "late by %(count)s working minutes", "n"
    ),
    (LATE, False, HOUR): ngettext_lazy(
        "late by %(count)s working hour", "late by %(count)s working hours", "n"
    ),
    (LATE, False, DAY): ngettext_lazy("late by %(count)s working day", "late by %(count)s working days", "n"),
    (LATE, True, MINUTE): ngettext_lazy("late by %(count)s minute", "late by %(count)s minutes", "n"),
    (LATE, True, HOUR): ngettext_lazy("late by %(count)s hour", "late by %(count)s hours", "n"),
    (LATE, True, DAY): ngettext_lazy("late by %(count)s day", "late by %(count)s days", "n"),
}


def time_left(clock, hours: WorkingHours, now: datetime) -> str:
    """Of a clock, counted in `hours`: what is left or how late it is; of one that stopped how it ended."""
    if clock.is_dropped:
        return _("given up")
    if clock.stopped_at is not None:
        return _("kept, but late") if clock.is_late else _("kept")
    around = clock.is_around_the_clock
    if clock.due_at is not None:
        side = LATE if clock.due_at < now else LEFT
        begin, end = sorted((clock.due_at, now))
        return _say(side, around, hours.working_time_between(begin, end), _days(begin, end, hours))
    if clock.used is not None:
        left = clock.target - clock.used
        return _("paused, %(left)s") % {"left": _say(LEFT, around, left, _days_ahead(now, left, hours))}
    return ""  # nobody ever works


def said(moment: datetime, now: datetime) -> str:
    """When it is due: today and tomorrow by their names, in the time zone in force."""
    zone = ZoneInfo(formats.current().time_zone)
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days not in (0, 1):
        return formats.moment(moment)
    words = _("today, %(time)s") if days == 0 else _("tomorrow, %(time)s")
    return words % {"time": formats.clock(moment)}


def _say(side: str, around: bool, amount: timedelta, days: int) -> str:
    seconds = int(amount.total_seconds())
    if days >= FEWEST_DAYS:
        count, unit = days, DAY
    elif seconds >= HOUR:
        count, unit = seconds // HOUR, HOUR
    else:
        count, unit = max(seconds // MINUTE, 1), MINUTE
    words = str(WORDS[side, around, unit] % {"n": count, "count": "%(count)s"})
    return words % {"count": formats.number(count)}


def _days_ahead(now: datetime, left: timedelta, hours: WorkingHours) -> int:
    """Working days, as if the clock went on now."""
    try:
        return _days(now, hours.add_working_time(now, left), hours)
    except NoWorkingTime:
        return 0


def _days(begin: datetime, end: datetime, hours: WorkingHours) -> int:
    """Working days after that of `begin`, up to that of `end`."""
    zone = ZoneInfo(hours.time_zone)
    first, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
    apart = (last - first).days
    if apart > MOST_DAYS:
        return apart
    return sum(hours.is_working_day(first + timedelta(days=step)) for step in range(1, apart + 1))
