"""Costs on pages: what customers cost and what is left of their revenue, each figure with what it is made up of.

Every figure is that of the KPI (kpis/costs.py) by customer, so that a page, a file and a panel say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Account
from accounts.panels import Panel
from complaints.models import Compensation
from lib import formats
from reports import periods
from reports.kpis.base import Kpi
from reports.kpis.costs import PARTS, REVENUE, TimeCost
from reports.measures import Measure
from reports.models import CostRates
from reports.periods import Period
from reports.records import Row, completed, rows_of
from reports.scope import Scope
from reports.splits import Split
from sales.models import Purchase
from workspaces.roles import Permission

MOST_CUSTOMERS, MOST_ROWS = 50, 50
TIME = PARTS[0]


@dataclass
class Time:
    """Of interactions that cost something: their minutes, and how many of them nobody wrote down."""

    minutes: int = 0
    estimated: int = 0


@dataclass
class Served:
    """A customer: revenue, and what each part of the cost comes to."""

    pk: int
    revenue_minor: int = 0
    measures: dict[str, Measure] = field(default_factory=dict)
    account: Account | None = None
    time: Time = field(default_factory=Time)

    @property
    def cost_minor(self) -> int:
        return sum(int(each.numerator or 0) for each in self.measures.values())

    @property
    def left_minor(self) -> int:
        return self.revenue_minor - self.cost_minor

    @property
    def is_loss(self) -> bool:
        return self.left_minor < 0

    @property
    def lines(self) -> list[dict]:
        """What the cost is made up of; parts that cost nothing are left out."""
        found = [(kpi, self.measures[kpi.key]) for kpi in PARTS if kpi.key in self.measures]
        return [
            {
                "kpi": kpi,
                "minor": int(each.numerator),
                "negative_minor": -int(each.numerator),
                "words": words_of(kpi, each, self.time),
            }
            for kpi, each in found
        ]


def words_of(kpi: Kpi, measure: Measure, time: Time) -> str:
    """From how many rows, in words; of time also how long it took and how much of it is estimated."""
    count = {"count": formats.number(measure.n)}
    if isinstance(kpi, TimeCost):
        said = [
            ngettext("%(count)s interaction", "%(count)s interactions", measure.n) % count,
            formats.hours_and_minutes(time.minutes),
        ]
        if time.estimated:
            said.append(estimated_words(time.estimated))
        return _(", ").join(said)
    return {
        "cost-of-complaints": ngettext("%(count)s complaint", "%(count)s complaints", measure.n),
        "cost-of-compensations": ngettext("%(count)s compensation", "%(count)s compensations", measure.n),
    }.get(kpi.key, ngettext("given %(count)s time", "given %(count)s times", measure.n)) % count


def estimated_words(count: int) -> str:
    """Of so many interactions nobody wrote down how long they took."""
    return ngettext(
        "%(count)s of them with estimated minutes", "%(count)s of them with estimated minutes", count
    ) % {"count": formats.number(count)}


def served(scope: Scope, period: Period) -> list[Served]:
    """Customers in use who bought or cost something."""
    found: dict[int, Served] = {}

    def of(key) -> Served:
        return found.setdefault(key, Served(key))

    for key, measure in by_customer(REVENUE, scope, period).items():
        of(key).revenue_minor = int(measure.numerator or 0)
    for kpi in PARTS:
        for key, measure in by_customer(kpi, scope, period).items():
            of(key).measures[kpi.key] = measure
    in_use = set(scope.accounts.filter(archived_at=None, pk__in=found).values_list("pk", flat=True))
    return [each for each in found.values() if each.pk in in_use]


def by_customer(kpi: Kpi, scope: Scope, period: Period) -> dict[int, Measure]:
    return kpi.measures_by(scope, Split("customer", "", kpi.account, dict), period)


def complete(rows: Sequence[Served], scope: Scope, period: Period) -> None:
    """Who they are, and how long what they cost took."""
    accounts = Account.objects.in_bulk([each.pk for each in rows])
    times = time_of(scope, period, accounts)
    for each in rows:
        each.account, each.time = accounts[each.pk], times.get(each.pk, Time())


def time_of(scope: Scope, period: Period, accounts) -> dict[int, Time]:
    facts = TIME.facts(scope).filter(TIME.within(period), account__in=list(accounts)).order_by()
    sums = facts.values("account").annotate(
        spent=Sum("minutes_spent"), guessed=Count("pk", filter=Q(minutes=None))
    )
    return {row["account"]: Time(row["spent"], row["guessed"]) for row in sums}


def estimated_count(scope: Scope, period: Period) -> int:
    return TIME.facts(scope).filter(TIME.within(period), minutes=None).count()


def other_currencies(scope: Scope, period: Period) -> list[str]:
    """In which currencies there are amounts that no figure holds."""
    own = scope.membership.workspace.currency
    bought = scope.narrowed(Purchase.objects.counted()).filter(REVENUE.within(period))
    given = Compensation.objects.visible_to(scope.membership).granted()
    given = scope.narrowed(given, "complaint__account").filter(
        decided_at__gte=period.from_at, decided_at__lt=period.until_at
    )
    rows = (each.exclude(currency__in=[own, ""]).order_by() for each in (bought, given))
    return sorted(
        {currency for each in rows for currency in each.values_list("currency", flat=True).distinct()}
    )


def has_rates(membership) -> bool:
    return CostRates.objects.filter(currency=membership.workspace.currency).exists()


# One customer


def of_account(account, membership, period: Period) -> Served:
    """With what it is made up of; nothing where there is nothing."""
    scope = Scope(membership, {"pk": account.pk})
    rows = {each: each.measure(scope, period) for each in PARTS}
    found = Served(account.pk, int(REVENUE.measure(scope, period).numerator or 0), account=account)
    found.measures = {kpi.key: each for kpi, each in rows.items() if each.n}
    if TIME.key in found.measures:
        found.time = time_of(scope, period, [account.pk]).get(account.pk, Time())
    return found


def read_costs(account, membership) -> dict | None:
    """Nobody else than who may see costs learns of them."""
    if not membership.can(Permission.VIEW_COSTS):
        return None
    period = periods.chosen(periods.USUAL, timezone.localdate())
    found = of_account(account, membership, period)
    if not found.revenue_minor and not found.measures:
        return None
    return {"served": found, "period": period}


@dataclass(frozen=True)
class Rows:
    """The newest rows of one part, and how many there are."""

    kpi: Kpi
    rows: list[Row]
    count: int


def rows_of_account(account, membership, period: Period) -> list[Rows]:
    scope = Scope(membership, {"pk": account.pk})
    found = []
    for kpi in (*PARTS, REVENUE):
        records = kpi.records(scope, period)
        newest = completed(records.order_by(f"-{kpi.at}", "-pk"))[:MOST_ROWS]
        rows = [with_minutes(row, each) for row, each in zip(rows_of(newest), newest, strict=True)]
        if rows:
            count = len(rows) if len(rows) < MOST_ROWS else records.count()
            found.append(Rows(kpi, rows, count))
    return found


def with_minutes(row: Row, record) -> dict:
    """Of an interaction how long it took, and whether somebody wrote that down."""
    minutes = getattr(record, "minutes_spent", None)
    return {
        "row": row,
        "minutes": None if minutes is None else formats.hours_and_minutes(minutes),
        "is_estimated": minutes is not None and record.minutes is None,
    }


PANEL = Panel(
    title=gettext_lazy("Cost to serve"),
    template="reports/costs_panel.html",
    read=read_costs,
    url_name="reports:account_costs",
    action=gettext_lazy("What it is made up of"),
    icon="coin",
)
