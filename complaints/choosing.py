"""Who gets a complaint that was filed. No database: values in, values out.

The colleague who looks after the customer comes first. Without one, or where that one may not handle complaints:
who knows the category (or one that it lies under), else the colleagues of the lowest role that handles complaints,
whose daily work it is. Among these whoever knows the language of the customer, if anybody does; then whoever has the
fewest open complaints; of several of these the one who was given one the longest ago; then the lowest key, so that
the same question has the same answer.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    ACCOUNT_OWNER = "account_owner"
    SKILL = "skill"
    LANGUAGE = "language"
    LOAD = "load"
    LEFT = "left"  # whoever handled it before


WORDS = {
    Reason.ACCOUNT_OWNER: _("looks after this customer"),
    Reason.SKILL: _("knows this category"),
    Reason.LANGUAGE: _("knows the language of the customer"),
    Reason.LOAD: _("has the fewest open complaints"),
    Reason.LEFT: _("who handled it has left"),
}


@dataclass(frozen=True)
class Candidate:
    """Somebody who may handle complaints. `last` is the number of the newest one in these hands, 0 for none."""

    pk: int
    rank: int = 0
    categories: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    load: int = 0
    last: int = 0


@dataclass(frozen=True)
class Chosen:
    pk: int
    reason: Reason


def chosen(
    candidates: Iterable[Candidate], *, owner: int | None, categories: Set[int], language: str
) -> Chosen | None:
    """`owner` looks after the customer; `categories` is the category of the complaint and all above it."""
    pool = list(candidates)
    if any(each.pk == owner for each in pool):
        return Chosen(owner, Reason.ACCOUNT_OWNER)
    reason = Reason.LOAD
    if skilled := [each for each in pool if each.categories & categories]:
        pool, reason = skilled, Reason.SKILL
    else:
        lowest = min((each.rank for each in pool), default=0)
        pool = [each for each in pool if each.rank == lowest]
    speakers = [each for each in pool if language in each.languages]
    if speakers and len(speakers) < len(pool):
        pool = speakers
        reason = Reason.LANGUAGE if reason == Reason.LOAD else reason
    best = min(pool, key=lambda each: (each.load, each.last, each.pk), default=None)
    return Chosen(best.pk, reason) if best else None
