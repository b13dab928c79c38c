"""What an assessment comes to: six factors of 1 to 5, put together by the weights of a workspace.

Units: factors 1..5 as a person answered, weights 0..10, scores 0..100 (whole, halves up), values in minor units of
the workspace's currency. Of two factors the low end is the good one (fierce competition and many resources speak
against a customer); they are turned round before they are weighed. Errors: ValueError for a factor that is missing
or outside 1..5, and for weights that are all nothing.
"""

from collections.abc import Mapping

LOW, HIGH, MOST_WEIGHT, MOST_SCORE = 1, 5, 10, 100
FACTORS = ("competition", "relationship", "resources", "growth", "partnership", "health")
# The less of it the better.
LESS_IS_BETTER = frozenset({"competition", "resources"})
# What a customer may become, beside what it buys now.
OUTLOOK = ("growth", "partnership", "health")
EVEN = dict.fromkeys(FACTORS, 1)


def turned(factor: str, mark: int) -> int:
    """The mark with 5 always the good end."""
    if mark is None or not LOW <= mark <= HIGH:
        raise ValueError(f"{factor} is {mark}, not {LOW} to {HIGH}")
    return LOW + HIGH - mark if factor in LESS_IS_BETTER else mark


def score(marks: Mapping[str, int], weights: Mapping[str, int], factors=FACTORS) -> int:
    """0 where every factor stands at its bad end, 100 where each stands at its good one."""
    whole = sum(weights[factor] for factor in factors)
    if whole <= 0:
        raise ValueError("no factor weighs anything")
    got = sum(weights[factor] * (turned(factor, marks[factor]) - LOW) for factor in factors)
    return rounded(got * MOST_SCORE, whole * (HIGH - LOW))


def potential(marks: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """The score of the outlook alone; where none of it weighs anything, evenly."""
    return score(marks, weights if any(weights[each] for each in OUTLOOK) else EVEN, OUTLOOK)


def value_score(value_minor: int | None, value_of_a: int) -> int:
    """100 from the value of tier A on, in proportion below it; nothing known is 0."""
    if not value_minor or value_minor < 0:
        return 0
    return min(MOST_SCORE, rounded(value_minor * MOST_SCORE, max(value_of_a, 1)))


def rank(value: int, assessed: int | None) -> int:
    """For the shortlist: value now and assessment count alike; who was not assessed is ranked by half of the value."""
    return rounded(value + (assessed or 0), 2)


def rounded(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
