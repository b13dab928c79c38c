"""Revenue that waits behind points, as IFRS 15 has it: a point is a right of the customer, paid for with the purchase.

Units: money in minor units, points as whole numbers, one step for each reporting year of the points of one year. The
amount that was deferred is given: what the price is shared out to is the business of the accounts. Source: IFRS 15
B39 to B43 and its example of a loyalty programme. Rounding: the revenue up to the end of each year to the nearest minor
unit, half up, so that the years add up to what was deferred.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Year:
    """What customers used of the points in it, and how many of all of them are expected to be used in the end."""

    redeemed_points: int
    expected_points: int


def revenue_of(deferred_minor: int, years: Iterable[Year]) -> list[int]:
    """What each year brings. Less than nothing where more points are expected to be used than was thought before.

    What was used in a year is less than nothing where more was given back. ValueError where fewer points are expected
    than were used by its end.
    """
    shown, used, brought = [], 0, 0
    for year in years:
        used += year.redeemed_points
        if not 0 <= used <= year.expected_points:
            raise ValueError(year)
        so_far = (
            deferred_minor
            if used == year.expected_points
            else _share(deferred_minor, used, year.expected_points)
        )
        shown.append(so_far - brought)
        brought = so_far
    return shown


def _share(amount_minor: int, part: int, whole: int) -> int:
    return (2 * amount_minor * part + whole) // (2 * whole)
