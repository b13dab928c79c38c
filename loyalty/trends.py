"""How points came and went, month by month, and what each rule gave, cost and went along with.

All figures are of the entries and grants of a period of whole months, the one that is running included. Money is in
minor units of the workspace's currency. What members bought is told for the 30 days before and after the first points
of a rule, the day itself left out, and only of those whose 30 days are over: it says what went along with the points,
not what came of them, as nobody stands beside them who got none.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.db.models import BigIntegerField, Count, F, Func, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast

from loyalty.liability import USED, Cost, Month, trend
from loyalty.models import Allocation, EarnRule, Grant, LoyaltyProgram
from sales.models import Purchase

PERIODS, USUAL_MONTHS = (3, 6, 12, 24), 12
AROUND = 30  # days before and after
# Both sides are made once and joined by the customer: one by one they would be looked up for each rule and member.
BOUGHT = """
WITH firsts AS MATERIALIZED (
    SELECT rule_id, account_id, min(day) AS day FROM loyalty_grant
    WHERE day >= %(since)s AND points > 0
    GROUP BY rule_id, account_id HAVING min(day) <= %(until)s
), purchases AS MATERIALIZED (
    SELECT account_id, ordered_on, sum(total_minor - refunded_minor)::bigint AS minor FROM sales_purchase
    WHERE ordered_on >= %(since)s::date - %(around)s AND currency = %(currency)s AND archived_at IS NULL
        AND status <> ALL(%(uncounted)s)
    GROUP BY account_id, ordered_on
), bought AS (
    SELECT
        firsts.rule_id,
        sum(minor) FILTER (WHERE ordered_on < firsts.day) AS before_minor,
        sum(minor) FILTER (WHERE ordered_on > firsts.day) AS after_minor
    FROM firsts JOIN purchases USING (account_id)
    WHERE ordered_on BETWEEN firsts.day - %(around)s AND firsts.day + %(around)s
    GROUP BY firsts.rule_id
)
SELECT reached.rule_id, members, coalesce(before_minor, 0)::bigint, coalesce(after_minor, 0)::bigint
FROM (SELECT rule_id, count(*) AS members FROM firsts GROUP BY rule_id) reached LEFT JOIN bought USING (rule_id)
"""


@dataclass
class RuleFigures:
    """Of one rule in the period. `measured` members are those of whom it is known what they bought afterwards."""

    rule: Any
    grants: int = 0
    members: int = 0
    points: int = 0
    taken_back: int = 0
    used: int = 0
    cost_minor: int = 0
    measured: int = 0
    before_minor: int = 0
    after_minor: int = 0

    @property
    def used_percent(self) -> int | None:
        return round(100 * self.used / self.points) if self.points else None


@dataclass
class Trends:
    since: date
    months: list[Month]
    rules: list[RuleFigures]
    cost: Cost

    def sum_of(self, name: str) -> int:
        return sum(getattr(each, name) for each in self.months)

    @property
    def used_percent(self) -> int | None:
        earned = self.sum_of("earned") - self.sum_of("taken_back")
        return round(100 * self.sum_of("used") / earned) if earned > 0 else None

    @property
    def used_cost_minor(self) -> int:
        return self.cost.minor(self.sum_of("used"), is_all=True)


def trends(today: date, currency: str, months: int = USUAL_MONTHS) -> Trends:
    """Four questions, however many entries there are."""
    since = today.replace(day=1) - relativedelta(months=months - 1)
    cost = Cost.of(LoyaltyProgram.objects.standing(), currency)
    return Trends(since, trend(today, months), rule_figures(since, today, cost), cost)


def rule_figures(since: date, today: date, cost: Cost) -> list[RuleFigures]:
    """Every rule in its order, those that are archived only where they gave something."""
    given, used, bought = _given(since), _used(since), _bought(since, today, cost.currency)
    found = []
    for rule in EarnRule.objects.with_newest():
        if rule.is_archived and rule.pk not in given:
            continue
        each = RuleFigures(rule, **given.get(rule.pk, {}), used=used.get(rule.pk, 0))
        each.measured, each.before_minor, each.after_minor = bought.get(rule.pk, (0, 0, 0))
        each.cost_minor = cost.minor(each.points, is_all=True)
        found.append(each)
    return found


def _given(since: date) -> dict[int, dict[str, int]]:
    grants = Grant.objects.filter(day__gte=since).order_by().values("rule")
    rows = grants.annotate(
        grants=Count("pk", filter=Q(gross_points__gt=0)),
        members=Count("account", distinct=True, filter=Q(gross_points__gt=0)),
        taken_back=Sum(F("gross_points") - F("points")),
        # Not named as the column is, which the sums beside it read.
        sum=Sum("points"),
    )
    return {
        row["rule"]: {
            "grants": row["grants"],
            "members": row["members"],
            "points": row["sum"],
            "taken_back": row["taken_back"],
        }
        for row in rows
    }


def _used(since: date) -> dict[int, int]:
    """Of the points that each rule gave, how many went into rewards and stayed there."""
    key = Func(F("lot__entry__key"), Value("/"), Value(2), function="split_part")
    of_grants = Allocation.objects.filter(
        entry__kind__in=USED, lot__entry__key__startswith="earn/", lot__entry__counts_on__gte=since
    )
    rows = (
        of_grants.order_by()
        .annotate(grant_key=Cast(key, BigIntegerField()))
        .annotate(rule=Subquery(Grant.objects.filter(pk=OuterRef("grant_key")).values("rule")[:1]))
        .values("rule")
        .annotate(sum=-Sum("points"))
    )
    return dict(rows.values_list("rule", "sum"))


def _bought(since: date, today: date, currency: str) -> dict[int, tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            BOUGHT,
            {
                "since": since,
                "until": today - timedelta(days=AROUND),
                "around": AROUND,
                "currency": currency,
                "uncounted": [each.value for each in Purchase.UNCOUNTED],
            },
        )
        return {rule: (members, before, after) for rule, members, before, after in cursor.fetchall()}
