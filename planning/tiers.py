"""Which tier the rules of a workspace propose for a customer, and why.

The value gives a tier: A from `value_a` on, B from `value_b`, C from `value_c`, else D. The assessment may move it
by one step: a score of `raise_from` or more raises it, one below `lower_below` lowers it; A and D are the ends.
Units: values in minor units of the workspace's currency, scores 0..100. Nothing known about the value is 0; who was
not assessed is not moved. Errors: none; thresholds that do not fall from A to C are refused where they are typed.
"""

from dataclasses import dataclass

TIERS = "ABCD"


@dataclass(frozen=True)
class Thresholds:
    value_a: int
    value_b: int
    value_c: int
    raise_from: int
    lower_below: int


@dataclass(frozen=True)
class Proposal:
    tier: str
    by_value: str
    # 1 raised, -1 lowered, 0 as the value says.
    moved: int


def by_value(value_minor: int | None, rules: Thresholds) -> str:
    value = value_minor or 0
    steps = ((rules.value_a, "A"), (rules.value_b, "B"), (rules.value_c, "C"))
    return next((tier for least, tier in steps if value >= least), "D")


def propose(value_minor: int | None, score: int | None, rules: Thresholds) -> Proposal:
    base = by_value(value_minor, rules)
    wish = 0
    if score is not None:
        wish = 1 if score >= rules.raise_from else -1 if score < rules.lower_below else 0
    place = min(max(TIERS.index(base) - wish, 0), len(TIERS) - 1)
    return Proposal(TIERS[place], base, TIERS.index(base) - place)
