"""Which times of a colleague are free. Moments are aware and in UTC; a span is (start, end).

A time is free when all of it lies in one working span, nothing else stands within the buffer around it, it begins
after `earliest`, and nobody at the customer's has a day off then. Times begin every STEP minutes from the beginning
of the working span, or after so many as the meeting takes when it is shorter.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from lib.working_time import ONE_DAY, Span, WorkingHours

STEP = timedelta(minutes=30)


def free_slots(
    hours: WorkingHours,
    first: date,
    last: date,
    *,
    length: timedelta,
    buffer: timedelta,
    earliest: datetime,
    busy: Iterable[Span],
    is_day_off_there: Callable[[datetime], bool],
) -> Iterator[datetime]:
    """The beginnings of the free times from the first day to the last, in order."""
    taken = [(start - buffer, end + buffer) for start, end in busy]
    day = first
    while day <= last:
        for start, end in hours.spans(day):
            slot = start
            while slot + length <= end:
                is_taken = any(slot < over and begins < slot + length for begins, over in taken)
                if slot >= earliest and not is_taken and not is_day_off_there(slot):
                    yield slot
                slot += min(STEP, length)
        day += ONE_DAY
