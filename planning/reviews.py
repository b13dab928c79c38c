"""On which day a plan is reviewed next: every so many months from its beginning, or on given days.

Unit: days, as `datetime.date`; no database. Months are counted as lib/recurrence.py counts them, so that nothing
drifts. The last day of the period is a day of review too where months are counted.
"""

from collections.abc import Iterable
from datetime import date

from lib.recurrence import Rule, Unit


def next_review(
    *, after: date, from_on: date, until_on: date, every_months: int | None, days: Iterable[date] = ()
) -> date | None:
    """The first day of review later than `after`; None: there is none."""
    found = [day for day in days if day > after]
    if every_months:
        counted = Rule(Unit.MONTH, every_months, from_on).next_after(max(after, from_on))
        found += [day for day in (counted, until_on) if day is not None and after < day <= until_on]
    return min(found, default=None)
