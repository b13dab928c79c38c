"""The months of accounts, from the facts.

A month is one of the workspace's own days: a purchase has its day written on it, of everything else the moment is
looked at in the workspace's time zone. Who counts as a customer is not asked here: an archived one keeps its months.
"""

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Case, Count, DateField, F, QuerySet, Sum, When
from django.db.models.functions import Cast, Coalesce, TruncMonth

from complaints.models import Complaint
from interactions.models import Interaction
from lib.tenancy.state import require_workspace_id
from reports.models.rollups import AccountMonth
from sales.models import Purchase
from workspaces.models import Workspace

# Each kind of fact fills its columns and leaves the others empty.
FACTS = """
select account_id, month, purchases, sales, revenue_minor, 0, 0, 0
from ({purchases}) fact (account_id, month, purchases, sales, revenue_minor)
union all select account_id, month, 0, 0, 0, interactions, minutes, 0
from ({interactions}) fact (account_id, month, interactions, minutes)
union all select account_id, month, 0, 0, 0, 0, 0, complaints
from ({complaints}) fact (account_id, month, complaints)
"""
SUMS = """
    select account_id, month, sum(purchases) purchases, sum(sales) sales, sum(revenue_minor) revenue_minor,
        sum(interactions) interactions, sum(minutes) minutes, sum(complaints) complaints
    from facts group by account_id, month
"""
# What is there no longer goes, what is new or different is written; the months that were touched come back.
WRITE = """
with facts ({columns}) as ({facts}),
made as ({sums}), gone as (
    delete from {table} where workspace_id = %s and account_id = any(%s)
    and (account_id, month) not in (select account_id, month from made)
    returning month
), written as (
    insert into {table} as standing (workspace_id, {columns}, as_of)
    select %s, {columns}, now() from made
    on conflict (workspace_id, account_id, month) do update set
        purchases = excluded.purchases, sales = excluded.sales, revenue_minor = excluded.revenue_minor,
        interactions = excluded.interactions, minutes = excluded.minutes, complaints = excluded.complaints,
        as_of = excluded.as_of
    where (standing.purchases, standing.sales, standing.revenue_minor, standing.interactions, standing.minutes,
        standing.complaints) is distinct from (excluded.purchases, excluded.sales, excluded.revenue_minor,
        excluded.interactions, excluded.minutes, excluded.complaints)
    returning month
)
select month from gone union select month from written
"""
# What is kept of a month (true) and what the facts say of it (false), as the database stands at one moment.
BOTH = """
with facts ({columns}) as ({facts}), made as ({sums})
select true, {columns} from {table} where workspace_id = %s and month = %s
union all select false, {columns} from made where month = %s
"""
COLUMNS = "account_id, month, purchases, sales, revenue_minor, interactions, minutes, complaints"


def revenue(currency: str) -> Coalesce:
    """What was paid in this currency for purchases that count, and not paid back."""
    return Coalesce(Sum(Case(When(currency=currency, then=F("total_minor") - F("refunded_minor")))), 0)


def _by_month(rows: QuerySet, moment: str, zone: ZoneInfo | None = None) -> QuerySet:
    month = Cast(TruncMonth(moment, tzinfo=zone), DateField())
    return rows.order_by().annotate(month=month).values_list("account_id", "month")


def purchases_by_month(rows: QuerySet, currency: str) -> QuerySet:
    return _by_month(rows, "ordered_on").annotate(
        purchases=Count("pk"),
        sales=Count(Case(When(currency=currency, then=1))),
        revenue_minor=revenue(currency),
    )


def interactions_by_month(rows: QuerySet, zone: ZoneInfo) -> QuerySet:
    return _by_month(rows, "at", zone).annotate(
        interactions=Count("pk"), all_minutes=Coalesce(Sum("minutes"), 0)
    )


def complaints_by_month(rows: QuerySet, zone: ZoneInfo) -> QuerySet:
    return _by_month(rows, "filed_at", zone).annotate(complaints=Count("pk"))


def facts_by_month(
    workspace: Workspace, *, within: tuple[date, date] | None = None, **of
) -> tuple[str, list]:
    """What counts of each kind of fact, narrowed by `of` and to the days `within` (the last one not included).

    As SQL that adds it up by account and month, and the values in it.
    """
    zone = ZoneInfo(workspace.time_zone)
    purchases = Purchase.objects.counted().filter(**of)
    interactions, complaints = (
        Interaction.objects.kept().filter(**of),
        Complaint.objects.standing().filter(**of),
    )
    if within:
        first, end = within
        since, until = (datetime.combine(day, time(), zone) for day in within)
        purchases = purchases.filter(ordered_on__gte=first, ordered_on__lt=end)
        interactions = interactions.filter(at__gte=since, at__lt=until)
        complaints = complaints.filter(filed_at__gte=since, filed_at__lt=until)
    rows = {
        "purchases": purchases_by_month(purchases, workspace.currency),
        "interactions": interactions_by_month(interactions, zone),
        "complaints": complaints_by_month(complaints, zone),
    }
    sql, params = {}, []
    for name, each in rows.items():
        sql[name], values = each.query.sql_with_params()
        params += values
    return FACTS.format(**sql), params


def _said(sql: str, facts: str) -> str:
    table = connection.ops.quote_name(AccountMonth._meta.db_table)
    return sql.format(facts=facts, sums=SUMS, columns=COLUMNS, table=table)


def write_months(accounts: Collection[int], workspace: Workspace) -> set[date]:
    """All months of these accounts anew, in the open transaction; the months in which something changed."""
    if not accounts:
        return set()
    keys = sorted(set(accounts))
    facts, params = facts_by_month(workspace, account__in=keys)
    opened = require_workspace_id()
    with connection.cursor() as cursor:
        cursor.execute(_said(WRITE, facts), [*params, opened, keys, opened])
        return {month for (month,) in cursor.fetchall()}


def facts_of_month(month: date, workspace: Workspace) -> tuple[dict, dict]:
    """By account the sums of a month as they are kept, and as the facts say them, in the order of FACTS."""
    end = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    facts, params = facts_by_month(workspace, within=(month, end))
    found: dict[bool, dict[int, tuple[int, ...]]] = {True: {}, False: {}}
    with connection.cursor() as cursor:
        cursor.execute(_said(BOTH, facts), [*params, require_workspace_id(), month, month])
        for is_kept, account, _month, *sums in cursor.fetchall():
            found[is_kept][account] = tuple(map(int, sums))
    return found[True], found[False]
