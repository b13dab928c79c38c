"""Which rule fits an account, and which colleague of its pool gets it. No database: values in, values out.

A rule asks for nothing, or for values that all have to be there; of a region or an industry those that lie under it
count too. The first rule that fits and has somebody to give decides. Of a pool the one with the fewest open accounts
is chosen, of several of these the one with the lowest key, so that the same question has the same answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

TREES = ("region", "industry")


@dataclass(frozen=True)
class Facts:
    """An account as rules see it: keys of its region and industry with all above them, and plain values."""

    region: frozenset[int] = frozenset()
    industry: frozenset[int] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """`regions`, `industries`, `languages`: what the colleague knows, not with what lies under it."""

    pk: int
    regions: frozenset[int] = frozenset()
    industries: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()

    def knows(self, facts: Facts) -> bool:
        language = facts.values.get("language", "")
        return bool(
            self.regions & facts.region
            or self.industries & facts.industry
            or (language and language in self.languages)
        )


@dataclass(frozen=True)
class Asked:
    """What a rule asks for, and whom it gives."""

    pk: int
    pool: tuple[Candidate, ...]
    region: int | None = None
    industry: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    prefers_specialists: bool = False

    def fits(self, facts: Facts) -> bool:
        in_trees = all(
            getattr(self, tree) is None or getattr(self, tree) in getattr(facts, tree) for tree in TREES
        )
        return in_trees and all(
            facts.values.get(name) == value for name, value in self.values.items() if value
        )


def line_of(key: int | None, parents: Mapping[int, int | None]) -> frozenset[int]:
    """The key and every one above it; a circle ends where it comes back."""
    found: set[int] = set()
    while key is not None and key not in found:
        found.add(key)
        key = parents.get(key)
    return frozenset(found)


def chosen(asked: Asked, facts: Facts, loads: Mapping[int, int], refused: Iterable[int] = ()) -> int | None:
    """The key of the colleague; None when the pool is empty or everybody in it is refused."""
    refused = set(refused)
    pool = [each for each in asked.pool if each.pk not in refused]
    if asked.prefers_specialists:
        pool = [each for each in pool if each.knows(facts)] or pool
    return min((each.pk for each in pool), key=lambda pk: (loads.get(pk, 0), pk), default=None)


def first_fitting(rules: Iterable[Asked], facts: Facts) -> Asked | None:
    return next((rule for rule in rules if rule.pool and rule.fits(facts)), None)
