"""What the points that customers hold may still cost, by the month in which they expire; and how they came and went.

Cost: points times the cost of a point, less the share that is never used; in minor units of the workspace's currency,
rounded half up, once for each figure. A month is one of the workspace's local days; points that are over at the first
moment of a day count to the day before.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import F, Sum
from django.db.models.functions import ExtractYear, TruncMonth
from django.utils import timezone

from lib.money import exponent
from loyalty.deferred import Year, revenue_of
from loyalty.models import Allocation, Lot, LoyaltyProgram, PointsEntry, RevenueCohort
from loyalty.points import WHOLE

Kind = PointsEntry.Kind
TREND_MONTHS = 12
# How a kind of entry is counted in the trend; moves between customers and what is settled change nothing in all.
EARNED = (Kind.EARN, Kind.BONUS, Kind.REFERRAL, Kind.BIRTHDAY, Kind.ANNIVERSARY, Kind.OPENING)
USED = (Kind.REDEMPTION, Kind.GIVEN_BACK)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Cost:
    """Of a point, in a currency; `breakage_percent` of all points are never used."""

    point: Decimal
    breakage_percent: int
    currency: str

    @classmethod
    def of(cls, program: LoyaltyProgram, currency: str) -> "Cost":
        return cls(program.point_cost, program.breakage_percent, currency)

    def minor(self, points: int, *, is_all=False) -> int:
        """What so many points will cost; all of them, or less those that are never used."""
        share = Decimal(1) if is_all else Decimal(WHOLE - self.breakage_percent) / WHOLE
        amount = points * self.point * share * 10 ** exponent(self.currency)
        return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass
class Outstanding:
    """Points that customers hold. `months`: (first day of the month in which they expire or None, points)."""

    points: int = 0
    pending_points: int = 0
    held_points: int = 0
    owed_points: int = 0
    wallets_count: int = 0
    months: list[tuple[date | None, int]] = field(default_factory=list)


def outstanding(now: datetime | None = None) -> Outstanding:
    """As it stands at this moment; what is over and not yet written off counts no more."""
    now = now or timezone.now()
    lots = Lot.objects.filter(remaining_points__gt=0).exclude(expires_at__lte=now)
    months = (
        lots.order_by()
        .annotate(month=TruncMonth(F("expires_at") - INSTANT))
        .values("month")
        .annotate(points=Sum("remaining_points"), held=Sum("held_points"))
    )
    found = Outstanding()
    by_month = {row["month"].date() if row["month"] else None: row["points"] for row in months}
    found.months = sorted(by_month.items(), key=lambda each: (each[0] is None, each[0] or date.max))
    found.points = sum(by_month.values())
    sums = lots.aggregate(held=Sum("held_points"))
    found.held_points = sums["held"] or 0
    found.pending_points = (
        lots.filter(available_at__gt=now).aggregate(points=Sum("remaining_points"))["points"] or 0
    )
    found.owed_points = PointsEntry.objects.aggregate(points=Sum("debt_points"))["points"] or 0
    found.wallets_count = lots.values("wallet").distinct().count()
    return found


@dataclass
class Month:
    first: date
    earned: int = 0
    used: int = 0
    expired: int = 0
    taken_back: int = 0
    adjusted: int = 0


def trend(today: date, months: int = TREND_MONTHS) -> list[Month]:
    """The last months, this one included and still running, the oldest first."""
    first = today.replace(day=1) - relativedelta(months=months - 1)
    found = {
        first + relativedelta(months=number): Month(first + relativedelta(months=number))
        for number in range(months)
    }
    since = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    rows = (
        PointsEntry.objects.filter(at__gte=since)
        .order_by()
        .annotate(month=TruncMonth("at"))
        .values("month", "kind")
        .annotate(points=Sum("points"))
    )
    for row in rows:
        month = found.get(row["month"].date())
        if month is not None:
            _count(month, row["kind"], row["points"])
    return list(found.values())


def _count(month: Month, kind: str, points: int) -> None:
    if kind in EARNED:
        month.earned += points
    elif kind in USED:
        month.used -= points
    elif kind == Kind.EXPIRY:
        month.expired -= points
    elif kind == Kind.REVERSAL:
        month.taken_back -= points
    elif kind == Kind.ADJUSTMENT:
        month.adjusted += points


def observed_breakage(now: datetime) -> float | None:
    """Of the points whose time is over, how many of a hundred expired unused; None while none are over."""
    over = Lot.objects.filter(expires_at__lte=now)
    earned = over.aggregate(points=Sum("points"))["points"]
    if not earned:
        return None
    gone = Allocation.objects.filter(lot__expires_at__lte=now, entry__kind=Kind.EXPIRY).aggregate(
        points=Sum("points")
    )
    return 100 * -(gone["points"] or 0) / earned


@dataclass
class Line:
    """One year of a cohort; `is_estimated` where nobody has written an estimate for it."""

    year: int
    redeemed_points: int
    expected_points: int
    is_estimated: bool
    revenue_minor: int = 0
    left_minor: int = 0


@dataclass
class Cohort:
    """The points that were earned in one year, and what the accounts deferred behind them."""

    year: int
    earned_points: int
    kept: RevenueCohort | None
    lines: list[Line] = field(default_factory=list)


def cohorts(this_year: int, breakage_percent: int) -> list[Cohort]:
    """Every year in which points were earned, the newest first, with the years in which they were used."""
    earned = dict(
        _by_year(Lot.objects.exclude(entry__kind__in=(Kind.TRANSFER_IN, Kind.GIVEN_BACK)), "points")
    )
    used: dict[int, dict[int, int]] = defaultdict(dict)
    out = Allocation.objects.filter(entry__kind__in=USED).order_by()
    rows = out.annotate(earned=ExtractYear("lot__earned_on"), year=ExtractYear("entry__at")).values(
        "earned", "year"
    )
    for row in rows.annotate(points=Sum("points")):
        used[row["earned"]][row["year"]] = -row["points"]
    kept = {each.year: each for each in RevenueCohort.objects.prefetch_related("estimates")}
    found = []
    for year in sorted({*earned, *kept}, reverse=True):
        cohort = Cohort(year, earned.get(year, 0), kept.get(year))
        cohort.lines = lines_of(cohort, used[year], range(year, this_year + 1), breakage_percent)
        found.append(cohort)
    return found


def _by_year(lots, column: str):
    return (
        lots.order_by().annotate(year=ExtractYear("earned_on")).values_list("year").annotate(sum=Sum(column))
    )


def lines_of(cohort: Cohort, used: dict[int, int], years: Iterable[int], breakage_percent: int) -> list[Line]:
    """Each year with its estimate: the one that was written, else that of the year before, else what is usual.

    More points used than were expected is an estimate that has proved wrong: what was used holds then.
    """
    estimates = (
        {each.year: each.expected_points for each in cohort.kept.estimates.all()} if cohort.kept else {}
    )
    expected = cohort.earned_points * (WHOLE - breakage_percent) // WHOLE
    lines, so_far = [], 0
    for year in years:
        so_far += used.get(year, 0)
        expected = max(estimates.get(year, expected), so_far)
        lines.append(Line(year, used.get(year, 0), expected, is_estimated=year not in estimates))
    if cohort.kept:
        left = cohort.kept.deferred_minor
        brought = revenue_of(left, [Year(each.redeemed_points, each.expected_points) for each in lines])
        for line, revenue in zip(lines, brought, strict=True):
            left -= revenue
            line.revenue_minor, line.left_minor = revenue, left
    return lines
