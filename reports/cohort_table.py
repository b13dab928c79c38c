"""The triangle of cohorts as a page shows it, and the customers of one of its cells.

Periods beyond today are empty, not nought. The period that is still running is shown, marked, and left out of the line
that sums the cohorts up: it is not over, so it is no fall.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Account
from reports import cohorts
from reports.cohorts import MONTHS, Cell, Grain
from reports.rollups import keeping

HEATS = 6
FEW = 30  # of fewer customers a share says little
USUAL, MOST = 12, 36


@dataclass(frozen=True)
class Shown:
    """One cell: who bought, of how many, and for how much. `heat` is 0 to HEATS - 1."""

    period: date
    customers: int
    size: int
    revenue_minor: int
    heat: int
    is_open: bool = False

    @property
    def percent(self) -> float:
        return 100 * self.customers / self.size if self.size else 0


@dataclass(frozen=True)
class Row:
    cohort: date
    size: int
    cells: list[Shown | None]

    @property
    def is_few(self) -> bool:
        return self.size < FEW


@dataclass(frozen=True)
class Table:
    grain: str
    rows: list[Row]
    # Of all cohorts together, in the periods that are over for them.
    together: list[Shown | None]
    as_of: datetime

    @property
    def places(self) -> range:
        return range(len(self.together))


def first_of(day: date, grain: str) -> date:
    month = day.month - (day.month - 1) % MONTHS[Grain(grain)]
    return date(day.year, month, 1)


def moved(first: date, by: int, grain: str) -> date:
    months = first.year * 12 + first.month - 1 + by * MONTHS[Grain(grain)]
    return date(months // 12, months % 12 + 1, 1)


def facts_for(membership, grain: str, currency: str):
    """(account, period, revenue) of the customers whom a member may see.

    From their purchases: the months of accounts, in which interactions stand as well, are more rows and no quicker
    (docs/performance.md).
    """
    return cohorts.from_facts(Account.objects.visible_to(membership), grain, currency)


def cells_for(membership, grain: str, currency: str) -> tuple[list[Cell], datetime]:
    state = keeping.standing()
    if state is not None and membership.sees_everything:
        as_of = keeping.sums_as_of(state)
        if timezone.now() - as_of <= keeping.OLDEST:
            return cohorts.kept_cells(grain), as_of
    return cohorts.added_up(facts_for(membership, grain, currency)), timezone.now()


def table(membership, grain: str, count: int, *, by_revenue: bool, currency: str) -> Table:
    """The last `count` cohorts, the newest at the end."""
    cells, as_of = cells_for(membership, grain, currency)
    now = first_of(timezone.localdate(), grain)
    found: dict[date, dict[date, Cell]] = {}
    for cell in cells:
        if cell.period <= now:
            found.setdefault(cell.cohort, {})[cell.period] = cell
    known = sorted(found)
    begins = max(moved(now, 1 - count, grain), known[0]) if known else now
    asked = [begins]
    while known and asked[-1] < now:
        asked.append(moved(asked[-1], 1, grain))
    highest = max(
        (cell.revenue_minor for first in asked for cell in found.get(first, {}).values()), default=0
    )
    rows = [
        _row(first, found[first], len(asked), now, grain, highest if by_revenue else 0)
        for first in asked
        if first in found
    ]
    together = [_together(rows, place, by_revenue=by_revenue) for place in range(len(asked))]
    return Table(grain, rows, together, as_of)


def _row(first: date, cells: dict[date, Cell], width: int, now: date, grain: str, highest: int) -> Row:
    size = cells[first].customers
    shown: list[Shown | None] = []
    for place in range(width):
        period = moved(first, place, grain)
        if period > now:
            shown.append(None)
            continue
        cell = cells.get(period) or Cell(first, period, 0, 0)
        share = cell.revenue_minor / highest if highest else cell.customers / size
        shown.append(Shown(period, cell.customers, size, cell.revenue_minor, heat_of(share), period == now))
    return Row(first, size, shown)


def _together(rows: Sequence[Row], place: int, *, by_revenue: bool) -> Shown | None:
    over = [cell for row in rows if (cell := row.cells[place]) is not None and not cell.is_open]
    size = sum(cell.size for cell in over)
    if not size:
        return None
    bought = sum(cell.customers for cell in over)
    revenue = sum(cell.revenue_minor for cell in over)
    return Shown(over[0].period, bought, size, revenue, 0 if by_revenue else heat_of(bought / size))


def heat_of(share: float) -> int:
    """Nothing is cold; everything else is warmer the larger it is."""
    return 0 if share <= 0 else min(int(share * (HEATS - 1)) + 1, HEATS - 1)


def customers_of(membership, grain: str, cohort: date, period: date, currency: str, *, most: int, skip: int):
    """[(account, revenue)] of a cell, the largest revenue first."""
    facts = facts_for(membership, grain, currency)
    found = cohorts.in_cell(facts, cohort, period, most=most, skip=skip)
    accounts = Account.objects.in_bulk([key for key, _minor in found])
    return [(accounts[key], minor) for key, minor in found if key in accounts]
