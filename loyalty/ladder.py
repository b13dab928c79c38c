"""The arithmetic of loyalty tiers: what points reach, when a tier is looked at again, when it is lost and when it ends.

Units: points are whole numbers, days are local days of the workspace. What counts is what was earned in a window of
months that ends with a day and holds that day: twelve months to 28 February 2027 begin on 1 March 2026. Whoever
reaches a tier gets it at once; nobody loses one but after a warning of so many days and a grace after these, and then
one step only. A tier that was set by hand holds until its last day, and no further than what is earned then or stood
before. Judging a place again on the same day changes nothing more. Errors: none; what is asked is always answered.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

NONE = -1  # the rank of who stands in no tier
DAY = timedelta(days=1)
Count = Callable[[date], int]


class Review(StrEnum):
    """When it is asked whether a tier still stands."""

    DAILY = "daily"
    ANNIVERSARY = "yearly"  # of the day on which it was reached


class Move(StrEnum):
    RISE = "rise"
    WARN = "warn"
    KEEP = "keep"  # a warning is over: the points are there
    FALL = "fall"
    SET = "set"
    END = "end"  # what was set by hand is over, or the tier itself is no more
    MERGE = "merge"


@dataclass(frozen=True)
class Step:
    """A tier; one that is not open any more is still the place of some."""

    key: int
    threshold: int
    is_open: bool = True


@dataclass(frozen=True)
class Terms:
    months: int
    review: Review
    warning_days: int
    grace_days: int


@dataclass(frozen=True)
class Place:
    """Where a member stands: a tier or none, since when, and what is announced.

    due_on and falls_on: of a warning, the day whose points decide and the day of the step down. fixed_until and
    back_to: of a tier set by hand, its last day and what stood before.
    """

    tier: int | None = None
    since: date | None = None
    reviewed_on: date | None = None
    due_on: date | None = None
    falls_on: date | None = None
    fixed_until: date | None = None
    back_to: int | None = None

    def at(self, tier: int | None, day: date) -> "Place":
        """In a tier from a day on, with nothing announced; who is there already stays since then."""
        since = self.since if tier == self.tier and self.since else day
        return Place(tier=tier, since=since, reviewed_on=day)


@dataclass(frozen=True)
class Verdict:
    """What becomes of a place on a day; without a move nobody has to be told."""

    place: Place
    move: Move | None = None


class Ladder:
    """The tiers of a programme, the lowest first."""

    def __init__(self, steps: Iterable[Step]):
        ordered = sorted(steps, key=lambda each: (each.threshold, each.key))
        self.known = {each.key: each for each in ordered}
        self.steps = [each for each in ordered if each.is_open]

    def rank(self, key: int | None) -> int:
        return NONE if key is None or key not in self.known else self.known[key].threshold

    def is_open(self, key: int | None) -> bool:
        return key is None or (key in self.known and self.known[key].is_open)

    def earned(self, points: int) -> int | None:
        reached = [each.key for each in self.steps if each.threshold <= points]
        return reached[-1] if reached else None

    def below(self, key: int | None) -> int | None:
        return self.earned(self.rank(key) - 1)

    def above(self, key: int | None) -> Step | None:
        return next((each for each in self.steps if each.threshold > self.rank(key)), None)

    def open_at(self, key: int | None) -> int | None:
        """The tier itself, or the one under it where it is no more."""
        return key if self.is_open(key) else self.earned(self.rank(key))

    def higher(self, one: int | None, other: int | None) -> int | None:
        return one if self.rank(one) >= self.rank(other) else other


def window(day: date, months: int) -> tuple[date, date]:
    """The first and the last day that count on a day."""
    return day - relativedelta(months=months) + DAY, day


def counted(days: Mapping[date, int], day: date, months: int) -> int:
    """What of the points of these days counts on a day; never less than nothing."""
    first, last = window(day, months)
    return max(sum(points for on, points in days.items() if first <= on <= last), 0)


def next_anniversary(since: date, after: date) -> date:
    """The first one after a day; of 29 February the 28th where there is none."""
    years = max(after.year - since.year, 1)
    while since + relativedelta(years=years) <= after:
        years += 1
    return since + relativedelta(years=years)


def judge(ladder: Ladder, terms: Terms, place: Place, count: Count, day: date) -> Verdict:
    """What becomes of a place on a day; `count` tells what points count on a day as far as they are known."""
    if place.fixed_until is not None:
        return _set_by_hand(ladder, terms, place, count, day)
    earned = ladder.earned(count(day))
    if ladder.rank(earned) > ladder.rank(place.tier):
        return Verdict(place.at(earned, day), Move.RISE)
    if place.tier is None:
        return Verdict(place)
    if not ladder.is_open(place.tier):
        return Verdict(place.at(ladder.open_at(place.tier), day), Move.END)
    if place.falls_on is not None:
        return _warned(ladder, terms, place, count, day)
    return _reviewed(ladder, terms, place, count, day)


def _reviewed(ladder: Ladder, terms: Terms, place: Place, count: Count, day: date) -> Verdict:
    if day in (place.since, place.reviewed_on):
        return Verdict(place)  # on this day it was reached, or looked at before
    due = due_day(terms, place, day)
    if day < due - timedelta(days=terms.warning_days):
        return Verdict(place)
    if count(max(due, day)) >= ladder.rank(place.tier):
        is_over = terms.review == Review.ANNIVERSARY and day >= due
        return Verdict(replace(place, reviewed_on=due) if is_over else place)
    due = max(due, day + timedelta(days=terms.warning_days))  # a late warning is no shorter
    falls_on = due + timedelta(days=terms.grace_days)
    return Verdict(replace(place, due_on=due, falls_on=falls_on), Move.WARN)


def due_day(terms: Terms, place: Place, day: date) -> date:
    """Whose points decide: each day ahead of the warning, or the next anniversary that was not looked at."""
    if terms.review == Review.DAILY:
        return day + timedelta(days=terms.warning_days)
    since = place.since or day
    return next_anniversary(since, max(place.reviewed_on or since, since))


def deciding_day(terms: Terms, place: Place, day: date) -> date:
    """Of who was warned: the day whose points decide, as it stands on a day."""
    if place.fixed_until is not None:
        return place.fixed_until
    decides = max(place.due_on or day, day)
    if terms.review == Review.DAILY and day < (place.falls_on or day):
        return max(decides, day + timedelta(days=terms.warning_days))
    return decides


def _warned(ladder: Ladder, terms: Terms, place: Place, count: Count, day: date) -> Verdict:
    """Enough points in time, and it stays; with none, a step down on its day."""
    falls_on = place.falls_on or day
    if count(deciding_day(terms, place, day)) >= ladder.rank(place.tier):
        return Verdict(replace(place, due_on=None, falls_on=None, reviewed_on=day), Move.KEEP)
    if day >= falls_on:
        return Verdict(place.at(ladder.below(place.tier), day), Move.FALL)
    return Verdict(place)


def _set_by_hand(ladder: Ladder, terms: Terms, place: Place, count: Count, day: date) -> Verdict:
    last = place.fixed_until or day
    earned = ladder.earned(count(day))
    is_lowered = ladder.rank(place.back_to) > ladder.rank(place.tier)
    if day > last:
        after = earned if is_lowered else ladder.higher(earned, ladder.open_at(place.back_to))
        return Verdict(place.at(after, day), Move.END)
    if not is_lowered and ladder.rank(earned) > ladder.rank(place.tier):
        return Verdict(place.at(earned, day), Move.RISE)
    after = ladder.higher(ladder.earned(count(last)), ladder.open_at(place.back_to))
    will_fall = not is_lowered and ladder.rank(after) < ladder.rank(place.tier)
    if will_fall and place.falls_on is None and day >= last - timedelta(days=terms.warning_days):
        return Verdict(replace(place, due_on=last, falls_on=last + DAY), Move.WARN)
    if not will_fall and place.falls_on is not None:
        return Verdict(replace(place, due_on=None, falls_on=None), Move.KEEP)
    return Verdict(place)


def set_by_hand(place: Place, tier: int | None, day: date, until: date) -> Place:
    """In this tier until a day; what stood before any setting by hand is what it goes back to."""
    back_to = place.back_to if place.fixed_until is not None else place.tier
    return replace(place.at(tier, day), fixed_until=until, back_to=back_to)
