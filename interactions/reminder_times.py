"""When somebody is reminded of a follow-up, and when a superior hears that it is late.

Values in, values out. Days are those of the wall calendar of the working hours, moments are aware and come out in
UTC. A calendar on which nobody ever works does not lose a reminder: it stands at its plain time, and whoever
tells it looks again whether somebody works then.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lib.working_time import NoWorkingTime, WorkingHours

PLAIN_START: Final = time(8)
ONE_DAY: Final = timedelta(days=1)
# Before work ends, time enough to do something about it still.
LAST_CALL: Final = timedelta(minutes=15)


def remind_at(
    due_on: date,
    due_at: datetime | None,
    hours: WorkingHours,
    *,
    lead: timedelta,
    is_any_time: bool,
    now: datetime,
) -> datetime:
    """A day: when its work begins; a moment: so long before it, in working time unless any time will do."""
    if due_at is None:
        return _start_of(due_on, hours, now)
    wanted = due_at.astimezone(UTC) - lead
    if is_any_time:
        return wanted
    try:
        opening = hours.next_working_moment(wanted)
        if opening <= due_at:
            return opening
        start, end = hours.last_span_before(wanted)
    except NoWorkingTime:
        return wanted
    return max(start, end - LAST_CALL)


def _start_of(day: date, hours: WorkingHours, now: datetime) -> datetime:
    """A day off is reminded of on the last working day before, or when that has begun on the next one after."""
    try:
        start = hours.start_of_working_day(day)
        if start is None:
            start = hours.start_of_working_day(hours.last_working_day(day))
            if start is None or start <= now:
                start = hours.start_of_working_day(hours.next_working_day(day))
    except NoWorkingTime:
        start = None
    return start or on_the_wall(day, PLAIN_START, hours)


def late_at(due_on: date, due_at: datetime | None, hours: WorkingHours, *, after: timedelta) -> datetime:
    """So much working time after its moment, or after the work of its day was over."""
    due = due_at or hours.end_of_working_day(due_on) or on_the_wall(due_on + ONE_DAY, time(), hours)
    try:
        return hours.add_working_time(due, after)
    except NoWorkingTime:
        return due.astimezone(UTC) + after


def next_chance(moment: datetime, hours: WorkingHours) -> datetime:
    """The first working moment from this one on; where nobody ever works, the same time tomorrow."""
    try:
        return hours.next_working_moment(moment)
    except NoWorkingTime:
        return moment + ONE_DAY


def next_morning(now: datetime, hours: WorkingHours) -> datetime:
    """When the next working day begins."""
    today = now.astimezone(ZoneInfo(hours.time_zone)).date()
    try:
        start = hours.start_of_working_day(hours.next_working_day(today))
    except NoWorkingTime:
        start = None
    return start or now + ONE_DAY


def on_the_wall(day: date, clock: time, hours: WorkingHours) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(hours.time_zone)).astimezone(UTC)
