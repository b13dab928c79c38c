"""The dice of the demo: everything drawn comes from one seeded source, so that it is the same every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from accounts.demo.market import Market
from accounts.demo.places import Place

OPENS, CLOSES = 8, 17  # office hours
DAYS_PER_YEAR = 365.25
MOST_ATTEMPTS = 1000


@dataclass
class Draw:
    random: Random
    market: Market
    today: date
    zone: ZoneInfo
    weekend: Sequence[int]  # weekdays, Monday is 0

    def __post_init__(self):
        self._taken: set = set()

    def chance(self, percent: float) -> bool:
        return self.random.random() * 100 < percent

    def pick(self, items: Sequence, weights: Sequence[float] | None = None) -> Any:
        return self.random.choices(items, weights)[0]

    def place(self) -> Place:
        return self.pick(self.market.places, [place.weight for place in self.market.places])

    def once(self, draw_one) -> Any:
        """Draw until it is something nobody had before."""
        for _attempt in range(MOST_ATTEMPTS):
            drawn = draw_one()
            if drawn not in self._taken:
                return self.take(drawn)
        raise LookupError(f"Everything like {drawn} is taken: the word lists are too short.")

    def take(self, drawn) -> Any:
        """Keep it from being drawn again."""
        self._taken.add(drawn)
        return drawn

    def moment(self, days_ago: int) -> datetime:
        """A moment in office hours about that many days ago, always in the past."""
        day = self.today - timedelta(days=max(days_ago, 1))
        while day.weekday() in self.weekend:
            day -= timedelta(days=1)
        seconds = self.random.randrange(OPENS * 3600, CLOSES * 3600)
        return datetime.combine(day, time(), self.zone) + timedelta(seconds=seconds)

    def between(self, start: datetime, end: datetime | None = None) -> datetime:
        """A moment in office hours after `start`, where there is room for one."""
        end = end or datetime.combine(self.today, time(), self.zone)
        drawn = start + (end - start) * self.random.uniform(0.05, 0.95)
        seen = self.moment((self.today - drawn.astimezone(self.zone).date()).days)
        return seen if start < seen < end else drawn

    def birth_date(self) -> date:
        return self.today - timedelta(days=int(self.random.uniform(22, 66) * DAYS_PER_YEAR))

    def mobile(self) -> str:
        prefixes, digits = self.market.mobile_prefixes, self.random.randrange
        return self.once(lambda: f"{self.pick(prefixes)}{digits(1_000_000, 9_999_999)}")

    def landline(self, place: Place) -> str:
        first = self.market.landline_first_digits[place.area]
        return self.once(lambda: f"{place.area}{first}{self.random.randrange(100_000, 999_999)}")

    def as_typed(self, national: str) -> str:
        """The same phone as different people type it."""
        code, rest = self.market.country_code, national[1:]
        spaced = f"{national[:3]} {national[3:6]} {national[6:]}"
        abroad = f"+{code} {rest[:2]} {rest[2:5]} {rest[5:]}"
        ways = [
            national,
            spaced,
            abroad,
            f"+{code}{rest}",
            f"00{code}{rest}",
            national.translate(self.market.digits),
        ]
        return self.pick(ways, [44, 22, 14, 10, 4, 6])
