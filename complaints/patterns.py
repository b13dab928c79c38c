"""What complaints show together: repeats, spikes, likeness, the few causes of the many. No database.

Units: moments are aware datetimes, counts are whole complaints, shares and levels of confidence are 0..1, percents
are whole. Sources: the bound of a spike is the quantile of the Poisson distribution, which counts of independent
happenings follow; likeness is that of pg_trgm, the share of common trigrams of the folded texts; the line of the
vital few is Pareto's 80 %. Errors: ValueError for a negative mean and for a confidence outside 0..1.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, fsum, lgamma, log
from typing import Final

# Another complaint of the same customer about the same, so soon after the last one, is a repeat.
REPEAT_DAYS: Final = 90
# A week is held against the mean of so many weeks before it.
WEEKS_BEFORE: Final = 12
LEAST_CASES: Final = 5
CONFIDENCE: Final = 0.99
# From here on two texts are alike; so many make a group.
LIKENESS: Final = 0.45
LEAST_ALIKE: Final = 3
VITAL_SHARE: Final = 0.8
# Silence is no sign before so many days, nor before twice the usual time between two purchases.
LEAST_SILENT_DAYS: Final = 30
MOST_SILENT_DAYS: Final = 365
LEAST_PURCHASES: Final = 4


def repeats(filed: Sequence[tuple[datetime, int]], *, now: datetime) -> list[int]:
    """Of complaints of one customer about one thing, (moment, key) in their order, those that repeat one another.

    The last of them and what was filed at most REPEAT_DAYS before it; nothing where it stands alone or is long ago.
    """
    window = timedelta(days=REPEAT_DAYS)
    if not filed or filed[-1][0] < now - window:
        return []
    found = [key for moment, key in filed if moment >= filed[-1][0] - window]
    return found if len(found) > 1 else []


def poisson_cdf(count: int, mean: float) -> float:
    """How likely at most `count` happenings are, where `mean` are usual."""
    if mean < 0:
        raise ValueError("a mean count is not negative")
    if count < 0:
        return 0.0
    if mean == 0:
        return 1.0
    # By logarithms: e^-mean alone is 0 in floating point from a mean of 746 on.
    return min(fsum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1)), 1.0)


def poisson_bound(mean: float, confidence: float = CONFIDENCE) -> int:
    """The least count that is not passed with this confidence, where `mean` are usual."""
    if not 0 < confidence < 1:
        raise ValueError("a confidence lies between 0 and 1")
    if mean < 0:
        raise ValueError("a mean count is not negative")
    if mean == 0:
        return 0
    # Below the median the sum cannot reach the confidence: the search doubles from there and then halves.
    least, most = -1, max(int(mean), 1)
    while poisson_cdf(most, mean) < confidence:
        least, most = most, 2 * most
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if poisson_cdf(middle, mean) >= confidence else (middle, most)
    return most


@dataclass(frozen=True)
class Spike:
    """A week that holds more than chance explains."""

    count: int
    mean: float
    bound: int


def spike(count: int, before: Sequence[int]) -> Spike | None:
    """This week's count against those of the weeks before it; None while it is nothing out of the ordinary."""
    mean = sum(before) / len(before) if before else 0.0
    bound = poisson_bound(mean)
    return Spike(count, mean, bound) if count >= LEAST_CASES and count > bound else None


@dataclass(frozen=True)
class Part:
    """One cause among all: its share, that of it and the greater ones together, and whether it is of the vital few."""

    key: Hashable
    count: int
    share: float
    together: float
    is_vital: bool

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def together_percent(self) -> int:
        return round(100 * self.together)


def pareto(counts: Mapping[Hashable, int]) -> list[Part]:
    """The greatest first. Of the vital few are those before the line and the one that crosses it."""
    total, so_far, parts = sum(counts.values()), 0, []
    # Of two that are as great the first that was counted stands first: the same every time.
    for key, count in sorted(counts.items(), key=lambda each: -each[1]):
        if not count:
            continue
        is_vital = so_far < VITAL_SHARE * total
        so_far += count
        parts.append(Part(key, count, count / total, so_far / total, is_vital))
    return parts


def groups(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """What hangs together by these links, each group in order, the greatest first."""
    heads: dict[int, int] = {}

    def head(one):
        heads.setdefault(one, one)
        while heads[one] != one:
            heads[one] = heads[heads[one]]
            one = heads[one]
        return one

    for one, other in links:
        first, second = sorted((head(one), head(other)))
        heads[second] = first
    found: dict[int, list[int]] = {}
    for one in sorted(heads):
        found.setdefault(head(one), []).append(one)
    return sorted(found.values(), key=lambda group: (-len(group), group))


@dataclass(frozen=True)
class Silence:
    days: int
    usual_days: int


def silence(*, count: int, first_on: date, last_on: date, today: date) -> Silence | None:
    """Who bought again and again, and now for twice as long not: None while it is as usual, or long over."""
    if count < LEAST_PURCHASES or last_on <= first_on:
        return None
    usual = (last_on - first_on).days / (count - 1)
    days = (today - last_on).days
    if days < max(2 * usual, LEAST_SILENT_DAYS) or days > MOST_SILENT_DAYS:
        return None
    return Silence(days, round(usual))


def windows(done_on: date, today: date) -> tuple[date, date] | None:
    """First day of as many days before an action was done as have gone by since, and the last day that counts.

    None on the day itself: nothing has gone by yet.
    """
    days = (today - done_on).days
    return (done_on - timedelta(days=days), today) if days > 0 else None


def week_of(day: date, *, first_weekday: int) -> date:
    """The first day of the week of `day`; weekdays as in date.weekday(), Monday 0."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)
