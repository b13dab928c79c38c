"""The arithmetic of points: what money earns, what a refund leaves, which lots pay, until when they hold.

Units: points are whole numbers, money is minor units, a per cent is a whole number (100 leaves a figure as it is), a
day is a local day of the workspace. Nothing is rounded but where a name says how, and always once, at the end. Source
of the rules: the terms of the programme as the workspace sets them. Errors: ValueError for what no programme may
hold; `NotEnough` where the lots do not carry what is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

MOST_POINTS: Final = 10**12
WHOLE: Final = 100  # per cent


class Rounding(StrEnum):
    """What becomes of a fraction of a point, or of a step of money that is not full."""

    FULL_STEPS = "full_steps"  # two points for every full ten riyals: 19.90 earns two
    DOWN = "down"
    NEAREST = "nearest"  # half a point and more is a whole one


class Until(StrEnum):
    """The end of what points hold to, once their months are over."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class NotEnough(Exception):
    """`short_points` are missing."""

    def __init__(self, short_points: int):
        super().__init__(short_points)
        self.short_points = short_points


@dataclass(frozen=True)
class Stock:
    """What of a lot can be taken; `key` tells lots apart and is their age: a greater one is a later lot."""

    key: int
    points: int
    expires_at: datetime | None = None


def for_money(amount_minor: int, *, points: int, step_minor: int, rounding: Rounding) -> int:
    """`points` for every `step_minor` of an amount; nothing for nothing, and never less than nothing."""
    if step_minor <= 0 or points < 0:
        raise ValueError(step_minor, points)
    amount = max(amount_minor, 0)
    if rounding == Rounding.FULL_STEPS:
        return amount // step_minor * points
    if rounding == Rounding.NEAREST:
        return (2 * amount * points + step_minor) // (2 * step_minor)
    return amount * points // step_minor


def multiplied(points: int, percent: int) -> int:
    """As a tier multiplies them, rounded down."""
    return points * percent // WHOLE


def taken_back(points: int, *, total_minor: int, refunded_minor: int) -> int:
    """How many of the points of a purchase are gone once so much of it was paid back, all refunds together.

    Rounded down on the way, so that parts never take more than the whole; the whole refund takes exactly all.
    """
    if not 0 <= refunded_minor <= total_minor:
        raise ValueError(refunded_minor, total_minor)
    if refunded_minor == total_minor:
        return points
    return points * refunded_minor // total_minor


def in_order(lots: Iterable[Stock]) -> list[Stock]:
    """In which they are used: what expires first, then what is older; what never expires comes last."""

    def place(lot: Stock):
        return (lot.expires_at is None, lot.expires_at.timestamp() if lot.expires_at else 0, lot.key)

    return sorted(lots, key=place)


def take(lots: Iterable[Stock], points: int) -> list[tuple[int, int]]:
    """(key, points) of the lots that pay, in their order. NotEnough when all together do not."""
    taken, short = take_at_most(lots, points)
    if short:
        raise NotEnough(short)
    return taken


def take_at_most(lots: Iterable[Stock], points: int) -> tuple[list[tuple[int, int]], int]:
    """What there is, up to `points`, and how many are missing then."""
    taken = []
    for each in in_order(lots):
        if not points:
            break
        part = min(each.points, points)
        if part > 0:
            taken.append((each.key, part))
            points -= part
    return taken, points


def last_day(earned_on: date, *, months: int, until: Until) -> date:
    """The last day on which points that were earned on a day hold; 31 January and one month is the end of February."""
    day = earned_on + relativedelta(months=months)
    if until == Until.MONTH:
        return day + relativedelta(day=31)
    if until == Until.YEAR:
        return date(day.year, 12, 31)
    return day


def end_of(day: date, zone: str) -> datetime:
    """The moment at which a local day is over: where clocks jump over midnight, that of the jump."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
