"""Periods of local days, and what they are compared with; no database.

Units: days, as `datetime.date`, of the workspace's clocks. A period holds its first day and ends before `until_on`.
A calendar period (month, quarter, year) knows its grain: the one before it is another calendar period, whatever
their lengths. The moments of a period are midnights of the active time zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import formats

MONTH, QUARTER, YEAR = "month", "quarter", "year"
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
GRAINS = {MONTH: _("By month"), QUARTER: _("By quarter"), YEAR: _("By year")}
# How many of them a chart shows when nobody asks for another number.
USUAL_RUN = {MONTH: 13, QUARTER: 9, YEAR: 4}
LAST_DAYS = {"30d": 30, "90d": 90}
OWN, TWELVE = "own", "12m"
CHOICES = {
    "this_month": _("This month"),
    "last_month": _("Last month"),
    "this_quarter": _("This quarter"),
    "last_quarter": _("Last quarter"),
    "this_year": _("This year"),
    "last_year": _("Last year"),
    "30d": _("The last 30 days"),
    "90d": _("The last 90 days"),
    TWELVE: _("The last 12 months"),
    OWN: _("Other days"),
}
USUAL = "90d"
# Nobody asks for more days than this at once.
LONGEST_DAYS = 5 * 366
EARLIEST = date(1990, 1, 1)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, order=True)
class Period:
    first_on: date
    until_on: date
    grain: str = ""

    @property
    def days(self) -> int:
        return (self.until_on - self.first_on).days

    @property
    def last_on(self) -> date:
        return self.until_on - timedelta(days=1)

    @property
    def from_at(self) -> datetime:
        return midnight(self.first_on)

    @property
    def until_at(self) -> datetime:
        return midnight(self.until_on)

    def is_open(self, today: date) -> bool:
        """Some of it is still to come. The last so many days, which end today, are whole as far as they go."""
        return self.last_on > today or (bool(self.grain) and self.last_on == today)

    def before(self) -> "Period":
        """The calendar period before it, or as many days straight before it."""
        if self.grain:
            return Period(self.first_on - relativedelta(months=MONTHS[self.grain]), self.first_on, self.grain)
        return Period(self.first_on - timedelta(days=self.days), self.first_on)

    def year_before(self) -> "Period":
        year = relativedelta(years=1)
        return Period(self.first_on - year, self.until_on - year, self.grain)

    def first_days(self, count: int) -> "Period":
        """Its beginning; the whole where it has no more days."""
        if count >= self.days:
            return self
        return Period(self.first_on, self.first_on + timedelta(days=count))

    def elapsed(self, today: date) -> int:
        """How many of its days there were until today, today included."""
        return max(0, min(self.days, (today - self.first_on).days + 1))

    def alike(self, other: "Period", today: date) -> "Period":
        """Of another period, as many days as this one has had; so an open period is never held against a whole one."""
        return other.first_days(self.elapsed(today)) if self.is_open(today) else other

    @property
    def name(self) -> str:
        """«مارس 2025», “1 March 2025 – 14 March 2025”."""
        if self.grain == MONTH:
            return formats.month(self.first_on)
        if self.grain == YEAR:
            return formats.digits(self.first_on.year)
        if self.grain == QUARTER:
            return _("Quarter %(quarter)s of %(year)s") % {
                "quarter": formats.digits((self.first_on.month + 2) // 3),
                "year": formats.digits(self.first_on.year),
            }
        first, last = formats.day(self.first_on), formats.day(self.last_on)
        return first if self.days == 1 else f"{first} – {last}"


def spanned(periods: Sequence[Period]) -> Period:
    """From the first day of all of them to the last one."""
    return Period(min(each.first_on for each in periods), max(each.until_on for each in periods))


def calendar(grain: str, day: date) -> Period:
    """The month, quarter or year that a day lies in."""
    months = MONTHS[grain]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, first + relativedelta(months=months), grain)


def run(grain: str, count: int, today: date) -> list[Period]:
    """The last `count` calendar periods, the running one last."""
    found = [calendar(grain, today)]
    while len(found) < count:
        found.append(found[-1].before())
    return found[::-1]


def chosen(key: str, today: date) -> Period:
    """What a choice means today; KeyError for what is none, and for days that somebody has to name."""
    if key in LAST_DAYS:
        return Period(today - timedelta(days=LAST_DAYS[key] - 1), today + timedelta(days=1))
    if key == TWELVE:
        this_month = calendar(MONTH, today)
        return Period(this_month.first_on - relativedelta(years=1), this_month.first_on)
    which, grain = key.split("_") if "_" in key else ("", "")
    if which not in {"this", "last"} or grain not in MONTHS:
        raise KeyError(key)
    found = calendar(grain, today)
    return found if which == "this" else found.before()
