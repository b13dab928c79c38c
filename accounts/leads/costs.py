"""What a lead and a customer cost, by source and month: pure, numbers in, numbers out.

Amounts are minor units of one currency, months are their first days. Leads count in the month in which they came, and
so do the customers they became, however late: a month goes on getting cheaper while its leads are won.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

Key = tuple[date, str]  # month, source


def rounded(amount: Fraction) -> int:
    """Half a unit goes up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def per(cost_minor: int, count: int) -> int | None:
    """The cost of each; None where there is nobody to divide by."""
    return rounded(Fraction(cost_minor, count)) if count else None


@dataclass(frozen=True)
class Line:
    leads: int = 0
    won: int = 0
    cost_minor: int = 0

    @property
    def per_lead(self) -> int | None:
        return per(self.cost_minor, self.leads) if self.cost_minor else None

    @property
    def per_customer(self) -> int | None:
        return per(self.cost_minor, self.won) if self.cost_minor else None

    @property
    def rate(self) -> float | None:
        """Per cent of the leads that became customers."""
        return 100 * self.won / self.leads if self.leads else None

    def __add__(self, other: "Line") -> "Line":
        return Line(self.leads + other.leads, self.won + other.won, self.cost_minor + other.cost_minor)


def lines_of(counts: Mapping[Key, tuple[int, int]], costs: Mapping[Key, int]) -> dict[Key, Line]:
    """A line for whatever brought leads or cost money, the newest month first, then by source."""
    keys = sorted(counts.keys() | costs.keys(), key=lambda key: (-key[0].toordinal(), key[1]))
    return {key: Line(*counts.get(key, (0, 0)), costs.get(key, 0)) for key in keys}


def summed(lines: Iterable[Line]) -> Line:
    """Of sums, never of averages: the cost per lead of a year is its cost by its leads."""
    return sum(lines, Line())


def by_source(lines: Mapping[Key, Line]) -> dict[str, Line]:
    """The sums of each source, the dearest first."""
    found: dict[str, Line] = {}
    for (_month, source), line in lines.items():
        found[source] = found.get(source, Line()) + line
    return dict(sorted(found.items(), key=lambda each: (-each[1].cost_minor, -each[1].leads, each[0])))


def first_of_months(today: date, count: int) -> list[date]:
    """The first days of this month and of those before it, the newest first."""
    ordinal = today.year * 12 + today.month - 1
    return [date((ordinal - back) // 12, (ordinal - back) % 12 + 1, 1) for back in range(count)]
