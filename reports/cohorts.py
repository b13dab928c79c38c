"""Cohorts: customers by the period of their first purchase, and who of them bought in which period after it.

Archived customers stay in their cohort: whoever left would else be forgotten by the very figure that counts them. What
became a part of another one is counted with it. A purchase counts as Purchase.counted() says;
revenue is in the workspace's currency, less what was paid back.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import DateField, QuerySet, Sum
from django.db.models.functions import Cast, TruncMonth, TruncQuarter

from accounts.models import Account
from reports.models.rollups import AccountMonth, CohortCell
from reports.rollups.months import revenue
from sales.models import Purchase

Grain = CohortCell.Grain
TRUNC = {Grain.MONTH: TruncMonth, Grain.QUARTER: TruncQuarter}
MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3}
# Windows and no joins: of rows that were just written the planner knows nothing, and would compare each with each.
CELLS = """
select cohort, period, count(*), sum(revenue_minor) from (
    select period, revenue_minor, min(period) over (partition by account_id) cohort
    from ({facts}) fact (account_id, period, revenue_minor)
) placed group by cohort, period
"""
IN_CELL = """
select account_id, revenue_minor from (
    select account_id, period, revenue_minor, min(period) over (partition by account_id) cohort
    from ({facts}) fact (account_id, period, revenue_minor)
) placed where cohort = %s and period = %s order by revenue_minor desc, account_id limit %s offset %s
"""


@dataclass(frozen=True)
class Cell:
    cohort: date
    period: date
    customers: int
    revenue_minor: int


def customers() -> QuerySet:
    """All that are counted, whoever sees them."""
    return Account.objects.standing()


def from_facts(accounts: QuerySet, grain: str, currency: str) -> QuerySet:
    """(account, period, revenue) of these accounts, from their purchases."""
    period = Cast(TRUNC[grain]("ordered_on"), DateField())
    rows = Purchase.objects.counted().filter(account__in=accounts).order_by().annotate(period=period)
    return rows.values_list("account_id", "period").annotate(revenue_minor=revenue(currency))


def from_months(accounts: QuerySet, grain: str) -> QuerySet:
    """The same from the rollup."""
    period = Cast(TRUNC[grain]("month"), DateField())
    rows = (
        AccountMonth.objects.filter(purchases__gt=0, account__in=accounts).order_by().annotate(period=period)
    )
    return rows.values_list("account_id", "period").annotate(revenue=Sum("revenue_minor"))


def added_up(facts: QuerySet) -> list[Cell]:
    sql, params = facts.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(CELLS.format(facts=sql), params)
        return [Cell(cohort, period, count, int(minor)) for cohort, period, count, minor in cursor.fetchall()]


def kept_cells(grain: str) -> list[Cell]:
    """Of the whole workspace, as they are kept."""
    rows = CohortCell.objects.filter(grain=grain).values_list(
        "cohort", "period", "customers", "revenue_minor"
    )
    return [Cell(cohort, period, count, int(minor)) for cohort, period, count, minor in rows]


def in_cell(
    facts: QuerySet, cohort: date, period: date, *, most: int, skip: int = 0
) -> list[tuple[int, int]]:
    """(key, revenue) of the accounts of one cell, the largest revenue first."""
    sql, params = facts.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(IN_CELL.format(facts=sql), [*params, cohort, period, most, skip])
        return [(key, int(minor)) for key, minor in cursor.fetchall()]
