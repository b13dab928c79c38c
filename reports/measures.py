"""What a KPI comes to: numerator, denominator and how many it rests on; no database.

Units: counts are whole numbers, money whole minor units of the workspace's currency, times seconds. A share, and a
score, are told in hundredths; NPS goes from -100 to 100 (a promoter gives 9 or 10, a detractor 0 to 6).
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from lib import formats

# Two-sided 95 %, of the normal distribution.
Z = 1.96


class Unit(StrEnum):
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    SCORE = "score"  # -100 to 100
    MEAN = "mean"  # of a scale, or so many times
    SECONDS = "seconds"
    PER_HUNDRED = "per_hundred"


class Good(StrEnum):
    """Which way is better; of some figures nobody can say it."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


TIMES = {Unit.PERCENT: 100, Unit.SCORE: 100, Unit.PER_HUNDRED: 100}
# What two values are held against each other by: so many points, and not so many per cent of a per cent.
IN_POINTS = {Unit.PERCENT, Unit.SCORE, Unit.MEAN}


@dataclass(frozen=True)
class Measure:
    """`denominator` None: the numerator is the value. `n` is how many rows stand behind it.

    `squares` is what the margin of a score needs: how many were neither in the middle.
    """

    numerator: float | int | None
    denominator: int | None = None
    n: int = 0
    squares: int | None = None

    def value(self, unit: Unit) -> float | int | None:
        """None where there is nothing to divide by, or nothing at all."""
        if self.denominator is None or self.numerator is None:
            return self.numerator
        if not self.denominator:
            return None
        return self.numerator * TIMES.get(unit, 1) / self.denominator

    def margin(self) -> float | None:
        """Of a score: with 95 % certainty it lies within so many points of what everybody would say.

        1.96 * sqrt((p + d - (p - d)^2) / n), p and d being the shares of promoters and detractors.
        """
        if self.squares is None or self.numerator is None or not self.denominator:
            return None
        share = self.numerator / self.denominator
        spread = self.squares / self.denominator - share**2
        return 100 * Z * math.sqrt(max(spread, 0) / self.denominator)


@dataclass(frozen=True)
class Change:
    """From then to now: in points for shares, scores and means, else in per cent of what it was."""

    amount: float
    is_points: bool
    is_better: bool | None

    @property
    def is_none(self) -> bool:
        return round(self.amount, 1) == 0

    @property
    def text(self) -> str:
        """With its sign: “+4.2%”, «-1.5»."""
        sign = "+" if round(self.amount, 1) > 0 else ""
        if self.is_points:
            return f"{sign}{formats.decimal(self.amount, 1)}"
        return f"{sign}{formats.percent(self.amount, 1)}"


def change(now, then, unit: Unit, good: Good) -> Change | None:
    """None where one of them is not known, or where nothing was before and no per cent of it can be told."""
    if now is None or then is None:
        return None
    is_points = unit in IN_POINTS
    if not is_points and not then:
        return None
    amount = float(now - then) if is_points else float(now - then) * 100 / abs(float(then))
    is_better = None
    if good != Good.NEITHER and round(amount, 1):
        is_better = (amount > 0) == (good == Good.UP)
    return Change(amount, is_points, is_better)


def shown(value, unit: Unit, currency: str = "") -> str:
    """As people read it; an em dash where there is no value."""
    if value is None:
        return "—"
    if unit == Unit.COUNT:
        return formats.number(round(value))
    if unit == Unit.MONEY:
        return formats.money(round(value), currency)
    if unit == Unit.PERCENT:
        return formats.percent(value, 1)
    if unit == Unit.SCORE:
        return formats.number(round(value))
    if unit == Unit.SECONDS:
        return formats.hours_and_minutes(round(value / 60))
    return formats.decimal(value, 2 if unit == Unit.MEAN else 1)
