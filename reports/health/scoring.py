"""How well things stand with a customer, from 0 to 100, and where that number comes from. Pure.

Units: days, counts, and marks of the parts from 0 to 100. A part of which nothing is known is None: its weight goes to
the others in proportion, and it is named as missing. Below LEAST_KNOWN per cent of the weight there is no score.
Errors: none; weights are whole numbers, not all of them 0.

The parts and their usual weights: recency 25, frequency trend 20, satisfaction 15, complaints 20, payment 10, regular
contact 10. What is written on a page adds up: the points of the parts are the score, their shares are 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

RECENCY, FREQUENCY, SATISFACTION = "recency", "frequency", "satisfaction"
COMPLAINTS, PAYMENT, CONTACT = "complaints", "payment", "contact"
PARTS: Final = (RECENCY, FREQUENCY, SATISFACTION, COMPLAINTS, PAYMENT, CONTACT)
USUAL_WEIGHTS: Final = {
    RECENCY: 25, FREQUENCY: 20, SATISFACTION: 15, COMPLAINTS: 20, PAYMENT: 10, CONTACT: 10,
}  # fmt: skip
WHOLE: Final = 100
LEAST_KNOWN: Final = 40
# Of two stretches of so many days each the second is held against the first.
STRETCH_DAYS: Final = 180
# Where somebody has not bought often enough to have an interval of their own.
ASSUMED_DAYS: Final = 90
SHORTEST_USUAL, LONGEST_USUAL = 14, 365
# At so many times the usual interval nothing is left of the mark.
GONE_AFTER: Final = 3
OPEN_COSTS, LATE_COSTS, CLOSED_COSTS = 30, 20, 10
HEALTHY_FROM, WATCH_FROM = 70, 40
# The fewest on either side of which a back-test says anything.
FEWEST: Final = 10


@dataclass(frozen=True)
class Facts:
    """What is known of a customer on a day."""

    days_since: int | None = None  # the last purchase
    usual_days: int | None = (
        None  # from one purchase to the next; None with fewer than three days of purchases
    )
    days_known: int | None = None  # since the first purchase
    bought_lately: int = 0
    bought_before: int = 0
    ratings: int = 0
    satisfaction: int | None = None  # mean of the ratings, 0 to 100
    open_complaints: int = 0
    late_complaints: int = 0
    closed_complaints: int = 0  # lately
    payment: int | None = None  # nothing tells it yet
    contact_days: int | None = None  # since the last contact; None: never
    rhythm_days: int | None = None  # None: no regular contact is planned


@dataclass(frozen=True)
class Score:
    """`points` and `shares` are of the known parts; `total` is None where too little is known."""

    total: int | None
    marks: Mapping[str, int | None]
    points: Mapping[str, int]
    shares: Mapping[str, int]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(part for part in PARTS if self.marks[part] is None)


def late_mark(days: int, usual: int) -> int:
    """100 up to the usual number of days, then less each day, 0 at GONE_AFTER times it."""
    last = GONE_AFTER * usual
    return max(0, min(WHOLE, (WHOLE * (last - days) + (last - usual) // 2) // (last - usual)))


def usual_interval(facts: Facts) -> int:
    return max(SHORTEST_USUAL, min(LONGEST_USUAL, facts.usual_days or ASSUMED_DAYS))


def recency(facts: Facts) -> int | None:
    return None if facts.days_since is None else late_mark(facts.days_since, usual_interval(facts))


def frequency(facts: Facts) -> int | None:
    """Purchases lately against those before, each raised by one, so that one purchase fewer is no collapse."""
    if facts.days_known is None or facts.days_known < STRETCH_DAYS:
        return None
    if not facts.bought_lately and not facts.bought_before:
        return 0
    return min(WHOLE, WHOLE * (facts.bought_lately + 1) // (facts.bought_before + 1))


def complaints(facts: Facts) -> int:
    lost = (
        OPEN_COSTS * facts.open_complaints
        + LATE_COSTS * facts.late_complaints
        + CLOSED_COSTS * facts.closed_complaints
    )
    return max(0, WHOLE - lost)


def contact(facts: Facts) -> int | None:
    if facts.rhythm_days is None:
        return None
    return 0 if facts.contact_days is None else late_mark(facts.contact_days, max(facts.rhythm_days, 1))


def marks_of(facts: Facts) -> dict[str, int | None]:
    return {
        RECENCY: recency(facts),
        FREQUENCY: frequency(facts),
        SATISFACTION: facts.satisfaction,
        COMPLAINTS: complaints(facts),
        PAYMENT: facts.payment,
        CONTACT: contact(facts),
    }


def apportioned(
    exact: Mapping[str, int], whole: int, total: int, most: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Whole numbers that add up to `total`, each as near to `exact` over `whole` as can be, none over its `most`."""
    found = {part: value // whole for part, value in exact.items()}
    by_rest = sorted(exact, key=lambda part: (-(exact[part] % whole), PARTS.index(part)))
    left = total - sum(found.values())
    while left:
        for part in by_rest:
            if left and (most is None or found[part] < most[part]):
                found[part] += 1
                left -= 1
    return found


def put_together(marks: Mapping[str, int | None], weights: Mapping[str, int]) -> Score:
    known = {part: mark for part in PARTS if (mark := marks[part]) is not None and weights[part]}
    weight = sum(weights[part] for part in known)
    everything = sum(weights.values())
    if not weight or WHOLE * weight < LEAST_KNOWN * everything:
        return Score(None, dict(marks), {}, {})
    exact = {part: weights[part] * mark for part, mark in known.items()}
    total = (2 * sum(exact.values()) + weight) // (2 * weight)
    shares = apportioned({part: WHOLE * weights[part] for part in known}, weight, WHOLE)
    return Score(total, dict(marks), apportioned(exact, weight, total, shares), shares)


def score(facts: Facts, weights: Mapping[str, int]) -> Score:
    return put_together(marks_of(facts), weights)


def area(stayed: list[int], left: list[int]) -> float | None:
    """How often, of one who left and one who stayed, the one who left had the lower score; ties count half.

    Both are counts by score, 0 to 100. 0.5 is no better than chance, 1 is always; None where either are too few.
    This is the area under the ROC curve (Mann-Whitney).
    """
    n_stayed, n_left = sum(stayed), sum(left)
    if n_stayed < FEWEST or n_left < FEWEST:
        return None
    above, won = n_stayed, 0
    for of_stayed, of_left in zip(stayed, left, strict=True):
        above -= of_stayed
        won += of_left * (2 * above + of_stayed)
    return won / (2 * n_stayed * n_left)
