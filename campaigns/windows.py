"""When offers may be sent: not in quiet hours, and on some days of the week. Pure; by the clock on a wall of a zone.

Units: weekdays are 0 (Monday) to 6, quiet hours two times of the day, the second not among them; over midnight where
the first is later. Two equal times are no quiet hours. A zone that is unknown is an error of whoever asks. Where clocks
are put forward, an hour that is left out ends when it would have begun; where they are put back, both are that hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
A_WEEK_AND_A_DAY = 8
ALL_DAYS = frozenset(range(7))


@dataclass(frozen=True)
class Window:
    quiet_from: time | None = None
    quiet_to: time | None = None
    weekdays: frozenset[int] = ALL_DAYS

    @property
    def is_always_open(self) -> bool:
        return self.quiet_from == self.quiet_to and self.weekdays == ALL_DAYS

    def is_open(self, moment: datetime, zone: str) -> bool:
        here = moment.astimezone(ZoneInfo(zone))
        return here.weekday() in self.weekdays and not self._is_quiet(here.time())

    def _is_quiet(self, at: time) -> bool:
        first, last = self.quiet_from, self.quiet_to
        if first is None or last is None or first == last:
            return False
        return first <= at < last if first < last else at >= first or at < last

    def opens_at(self, now: datetime, zone: str) -> datetime | None:
        """The next moment at which something may be sent; None when that is now."""
        if self.is_open(now, zone):
            return None
        day = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
        moments = (each for ahead in range(A_WEEK_AND_A_DAY + 2) for each in self._edges(day, ahead, zone))
        return min(each for each in moments if each > now and self.is_open(each, zone))

    def _edges(self, day: date, ahead: int, zone: str) -> Iterator[datetime]:
        """When a day begins, and when its quiet hours end."""
        on = day + timedelta(days=ahead)
        for at in {time(), self.quiet_to or time()}:
            yield from moments_of(datetime.combine(on, at), zone)


def moments_of(written: datetime, zone: str) -> list[datetime]:
    """When the clock on the wall shows this: once, or twice where it is put back; else when it leaps over it."""
    first, second = (written.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return [first]
    if first < second:
        return [first, second]
    # Left out: with the former offset it is later than with the new one, and the leap lies between both.
    while first - second > MINUTE:
        middle = second + (first - second) / 2
        is_after = middle.astimezone(ZoneInfo(zone)).replace(tzinfo=None) >= written
        first, second = (middle, second) if is_after else (first, middle)
    return [first.replace(second=0, microsecond=0)]
