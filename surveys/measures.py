"""What answers to CSAT, NPS and CES come to: values in, values out, no database.

Units: values are the steps of the scale as answered; shares, scores and margins are in hundredths of the whole (a
score of NPS runs from -100 to 100). Input: an iterable of values, or a mapping of each value to how often it was given.
Errors: NotOnTheScale, a ValueError, for a value that the scale does not have. Source of the rules: CSAT is the share of
the two highest steps; NPS the share of 9 and 10 less that of 0 to 6, with the margin of a difference of two shares of
one sample, 1.96 * sqrt((p + d - (p - d)^2) / n); CES 2.0 the mean of 1 to 7, where more is easier, and the share of 5
to 7.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

FEW = 30  # fewer answers say little
CERTAINTY = 1.96  # of 95 in 100
STEPS = {"csat": range(1, 6), "nps": range(11), "ces": range(1, 8)}
SATISFIED, EASY = frozenset({4, 5}), frozenset({5, 6, 7})
PROMOTERS, DETRACTORS = frozenset({9, 10}), frozenset(range(7))
# Who answers so is glad of us.
HAPPY_FROM = {"csat": 5, "nps": 9}

Values = Iterable[int] | Mapping[int, int]


class NotOnTheScale(ValueError):
    """The scale has no such step."""


@dataclass(frozen=True)
class Csat:
    n: int
    satisfied: int
    percent: float | None
    mean: float | None

    @property
    def is_few(self) -> bool:
        return self.n < FEW


@dataclass(frozen=True)
class Nps:
    n: int
    promoters: int
    passives: int
    detractors: int
    score: float | None
    margin: float | None

    @property
    def is_few(self) -> bool:
        return self.n < FEW


@dataclass(frozen=True)
class Ces:
    n: int
    easy: int
    percent: float | None
    mean: float | None

    @property
    def is_few(self) -> bool:
        return self.n < FEW


def tally(values: Values, measure: str) -> Counter[int]:
    """How often each step was given."""
    times = Counter(values)
    for value, count in times.items():
        if value not in STEPS[measure] or count < 0:
            raise NotOnTheScale(f"{measure}: {value!r}")
    return times


def csat(values: Values) -> Csat:
    times = tally(values, "csat")
    n, satisfied = times.total(), among(times, SATISFIED)
    return Csat(n, satisfied, share(satisfied, n), mean(times))


def nps(values: Values) -> Nps:
    times = tally(values, "nps")
    n, glad, sad = times.total(), among(times, PROMOTERS), among(times, DETRACTORS)
    if n == 0:
        return Nps(0, 0, 0, 0, None, None)
    spread = (glad + sad) / n - ((glad - sad) / n) ** 2
    margin = 100 * CERTAINTY * sqrt(max(spread, 0) / n)
    return Nps(n, glad, n - glad - sad, sad, 100 * (glad - sad) / n, margin)


def ces(values: Values) -> Ces:
    times = tally(values, "ces")
    n, easy = times.total(), among(times, EASY)
    return Ces(n, easy, share(easy, n), mean(times))


def is_happy(measure: str, value: int) -> bool:
    """Glad enough to be asked for a testimonial."""
    return measure in HAPPY_FROM and value >= HAPPY_FROM[measure]


def among(times: Counter[int], steps: Iterable[int]) -> int:
    return sum(times[step] for step in steps)


def share(part: int, n: int) -> float | None:
    return 100 * part / n if n else None


def mean(times: Counter[int]) -> float | None:
    n = times.total()
    return sum(value * count for value, count in times.items()) / n if n else None


MEASURED = {"csat": csat, "nps": nps, "ces": ces}
