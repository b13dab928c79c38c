"""What a campaign did, told by who was kept aside: buyers and revenue a head of both groups. Pure.

Shares are compared by Newcombe's interval of the difference of two proportions (method 10 of Statistics in Medicine 17,
1998: from Wilson's intervals of each), revenue a head by Welch's interval with the normal 1.96. Units: people, minor
units. Both groups are compared as they were drawn, whether a message arrived or not.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 1.96
# With fewer nothing is said: of people in each group, and of buyers in each.
LEAST_PEOPLE: Final = 50
LEAST_BUYERS: Final = 5


@dataclass(frozen=True)
class Group:
    people: int
    buyers: int
    # Of one currency: what its people spent, and the sum of the squares.
    spent_minor: int = 0
    squares: int = 0

    @property
    def share(self) -> float:
        return self.buyers / self.people if self.people else 0.0

    @property
    def percent(self) -> float:
        return self.share * 100

    @property
    def a_head(self) -> float:
        """Minor units."""
        return self.spent_minor / self.people if self.people else 0.0

    @property
    def variance(self) -> float:
        """Of what one of them spent."""
        if self.people < 2:
            return 0.0
        return max(self.squares - self.spent_minor**2 / self.people, 0.0) / (self.people - 1)


@dataclass(frozen=True)
class Difference:
    """Of those who were written to less those kept aside, with 95 per cent certainty between both."""

    is_by: float
    at_least: float
    at_most: float

    @property
    def is_certain(self) -> bool:
        """Whether chance alone would hardly do it."""
        return self.at_least > 0 or self.at_most < 0


def too_few(written_to: Group, kept_aside: Group) -> bool:
    return (
        min(written_to.people, kept_aside.people) < LEAST_PEOPLE
        or min(written_to.buyers, kept_aside.buyers) < LEAST_BUYERS
    )


def wilson(group: Group) -> tuple[float, float]:
    """Between which shares the true one lies."""
    count, share = group.people, group.share
    whole = 1 + Z * Z / count
    middle = (share + Z * Z / (2 * count)) / whole
    half = Z * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count)) / whole
    return max(middle - half, 0.0), min(middle + half, 1.0)


def of_shares(written_to: Group, kept_aside: Group) -> Difference:
    """Of both shares of buyers; neither group is empty."""
    one, other = written_to.share, kept_aside.share
    (low, high), (other_low, other_high) = wilson(written_to), wilson(kept_aside)
    down = sqrt((one - low) ** 2 + (other_high - other) ** 2)
    up = sqrt((high - one) ** 2 + (other - other_low) ** 2)
    return Difference(one - other, one - other - down, one - other + up)


def of_revenue(written_to: Group, kept_aside: Group) -> Difference:
    """A head, in minor units; neither group is empty."""
    by = written_to.a_head - kept_aside.a_head
    half = Z * sqrt(written_to.variance / written_to.people + kept_aside.variance / kept_aside.people)
    return Difference(by, by - half, by + half)
