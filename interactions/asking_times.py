"""When a customer is reminded of what they owe.

Values in, values out. Days are those of the wall calendar of the working hours; moments are aware. A reminder comes
when the work of its day begins, for a day off on the last working day before it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Final, Protocol

from interactions.reminder_times import remind_at
from lib.working_time import WorkingHours

MOST_DAYS: Final = 60
MOST_REMINDERS: Final = 10
# A rule that never comes to an end is not followed for longer.
MOST_TURNS: Final = 400
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class AskingTimes(Protocol):
    before_days: int  # 0: none before
    is_on_day: bool
    every_days: int  # 0: none afterwards
    most: int  # 0: none at all


def days_of(due_on: date, rule: AskingTimes) -> Iterator[date]:
    """Every day on which the rule reminds, in order; endless when it goes on after the due day."""
    if rule.before_days:
        yield due_on - timedelta(days=rule.before_days)
    if rule.is_on_day:
        yield due_on
    if rule.every_days:
        for turn in count(1):
            yield due_on + timedelta(days=turn * rule.every_days)


def next_reminder(
    due_on: date, rule: AskingTimes, hours: WorkingHours, *, sent: int, after: datetime
) -> datetime | None:
    """The first moment of the rule after this one; None when so many were sent as it allows, or it has no more."""
    if sent >= rule.most:
        return None
    for turn, day in enumerate(days_of(due_on, rule)):
        if turn > MOST_TURNS:
            return None
        # As seen from long before: a day has one moment, whenever one asks, and so is reminded of once.
        at = remind_at(day, None, hours, lead=timedelta(), is_any_time=False, now=LONG_AGO)
        if at > after:
            return at
    return None
