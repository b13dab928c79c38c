"""How well contact schedules are kept: what was planned in a period and was done on its day, late, or not at all."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models import FollowUp

MONTH, LAST_MONTH, QUARTER, YEAR = "month", "last_month", "quarter", "year"
PERIODS = {
    MONTH: _("This month"),
    LAST_MONTH: _("Last month"),
    QUARTER: _("The last 90 days"),
    YEAR: _("The last 12 months"),
}


@dataclass(frozen=True)
class Kept:
    on_time: int = 0
    late: int = 0
    missed: int = 0

    @property
    def planned(self) -> int:
        return self.on_time + self.late + self.missed

    @property
    def percent(self) -> int | None:
        """The share that was done on its day; None where nothing was planned."""
        return round(100 * self.on_time / self.planned) if self.planned else None


def days_of(period: str, today: date) -> tuple[date, date]:
    """The first and the last day; what is still to come is in no period."""
    first_of_month = today.replace(day=1)
    if period == LAST_MONTH:
        last = first_of_month - timedelta(days=1)
        return last.replace(day=1), last
    if period == QUARTER:
        return today - timedelta(days=89), today
    if period == YEAR:
        return today - timedelta(days=364), today
    return first_of_month, today


def counts(first_on: date, last_on: date) -> dict:
    """Aggregates over scheduled follow-ups: a contact counts for its own day, not for the day it was written down."""
    planned = Q(scheduled_on__range=(first_on, last_on))
    done = planned & Q(state="done")
    return {
        "on_time": Count("pk", filter=done & Q(done_on__lte=F("scheduled_on"))),
        "late": Count("pk", filter=done & Q(done_on__gt=F("scheduled_on"))),
        "missed": Count(
            "pk",
            filter=planned
            & (
                Q(state="cancelled", closed_by__isnull=False)
                | Q(state="open", scheduled_on__lt=timezone.localdate())
            ),
        ),
    }


def planned(first_on: date, last_on: date):
    rows = FollowUp.objects.scheduled().filter(scheduled_on__range=(first_on, last_on))
    return rows.annotate(done_on=TruncDate(Coalesce("done_by__at", "closed_at")))


def kept_with(account, period: str = YEAR) -> Kept:
    """With one customer."""
    first_on, last_on = days_of(period, timezone.localdate())
    rows = planned(first_on, last_on).filter(account=account)
    return Kept(**rows.aggregate(**counts(first_on, last_on)))


def kept_by(members, period: str) -> dict[int, Kept]:
    """By each of these memberships."""
    first_on, last_on = days_of(period, timezone.localdate())
    rows = planned(first_on, last_on).filter(owner__in=members).order_by().values("owner_id")
    return {
        row.pop("owner_id"): Kept(**row)
        for row in rows.annotate(**counts(first_on, last_on)).values("owner_id", "on_time", "late", "missed")
    }
