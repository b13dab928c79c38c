"""RFM: how lately, how often and for how much, each a score from 1 to 5, and the segment that two of them name.

Scores are quintiles by cumulative distribution: the share of customers whose figure is as high or lower, in fifths,
rounded up. Who has the same figure has the same score, which ntile() would tear apart where many bought once.
Source: KPI.md 3.1; Hughes, Strategic Database Marketing, for the scores; the eleven names are those of common use.
"""

from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

BEST = 5


class Segment(StrEnum):
    CHAMPIONS = "champions"
    LOYAL = "loyal"
    POTENTIAL = "potential"
    NEW = "new"
    PROMISING = "promising"
    ATTENTION = "attention"
    SLEEPY = "sleepy"
    AT_RISK = "at_risk"
    PRECIOUS = "precious"
    HIBERNATING = "hibernating"
    LOST = "lost"


# Rows: recency from 5 down to 1. Columns: frequency and amount together, from 1 to 5.
_S = Segment
GRID: dict[int, tuple[Segment, ...]] = {
    5: (_S.NEW, _S.POTENTIAL, _S.POTENTIAL, _S.CHAMPIONS, _S.CHAMPIONS),
    4: (_S.PROMISING, _S.POTENTIAL, _S.POTENTIAL, _S.LOYAL, _S.CHAMPIONS),
    3: (_S.SLEEPY, _S.SLEEPY, _S.ATTENTION, _S.LOYAL, _S.LOYAL),
    2: (_S.HIBERNATING, _S.HIBERNATING, _S.AT_RISK, _S.AT_RISK, _S.AT_RISK),
    1: (_S.LOST, _S.LOST, _S.HIBERNATING, _S.PRECIOUS, _S.PRECIOUS),
}


def edges(values: Sequence[Any]) -> list[Any]:
    """The lowest figure of the scores 2 to 5, of all the customers' figures; a score that nobody has repeats the next.

    With these four a figure is scored by itself: `score_of`. Without customers there are none.
    """
    ordered = sorted(values)
    count = len(ordered)
    found: list[Any] = []
    for score in range(2, BEST + 1):
        # As many as this may be as high or lower for a lower score: 5 * rank <= (score - 1) * count.
        rank = (score - 1) * count // BEST
        if rank >= count:
            break
        value = ordered[rank]  # the first that is beyond, whose equals below it are lifted with it
        found.append(value)
    return found


def score_of(value: Any, found: Sequence[Any]) -> int:
    """From 1 to 5, by the edges of all."""
    return 1 + bisect_right(found, value)


def together(frequency: int, amount: int) -> int:
    """Frequency and amount as one score; half a point is a whole one."""
    return (frequency + amount + 1) // 2


def segment_of(recency: int, frequency: int, amount: int) -> Segment:
    """One of the eleven; ValueError for what is no score."""
    if not all(1 <= each <= BEST for each in (recency, frequency, amount)):
        raise ValueError("a score is from 1 to 5")
    return GRID[recency][together(frequency, amount) - 1]
