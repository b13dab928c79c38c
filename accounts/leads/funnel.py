"""The funnel: of the leads that came in a period, how many reached each stage, became customers or were lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Account, AccountStatus, Conversion, LeadStage, LeadStay
from accounts.models.naming import in_two_languages
from lib.dates import span_in_words
from lib.percentile import Percentile

PERIODS = (30, 90, 182, 365)  # days
USUAL = 182
Status = Account.Status


@dataclass(frozen=True)
class Line:
    """One stage. `reached` leads came into it; `median` is how long they stayed, in words."""

    stage: Any
    reached: int
    here: int
    won: int
    lost: int
    median: str
    share: float  # per cent of all that came
    rate: float | None  # per cent of those who reached it became customers


def share_of(part: int, whole: int) -> float | None:
    """In per cent."""
    return 100 * part / whole if whole else None


def since(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def came(seen, days):
    """Customers who became a lead for the first time within so many days."""
    leads = AccountStatus.objects.filter(account=OuterRef("pk"), status=Status.PROSPECT)
    begin = since(days)
    return seen.filter(Exists(leads.filter(from_at__gte=begin)), ~Exists(leads.filter(from_at__lt=begin)))


def funnel_of(seen, *, days) -> dict:
    """The lines of the stages in their order, and the sums; stages that nobody reached stand with noughts."""
    leads = came(seen, days)
    standing = Conversion.objects.filter(account=OuterRef("pk"), undone_at=None)
    won = Exists(standing) | Q(status__in=[Status.ACTIVE, Status.DORMANT])
    totals = leads.aggregate(
        came=Count("pk"),
        won=Count("pk", filter=won),
        lost=Count("pk", filter=Q(status=Status.LOST) & ~Exists(standing)),
    )
    at_account = Conversion.objects.filter(account=OuterRef("account"), undone_at=None)
    is_won = Exists(at_account) | Q(account__status__in=[Status.ACTIVE, Status.DORMANT])
    stays = LeadStay.objects.filter(account__in=leads.values("pk"))
    per_stage = {
        row["stage"]: row
        for row in stays.order_by()
        .values("stage")
        .annotate(
            reached=Count("account", distinct=True),
            here=Count("account", filter=Q(until_at=None), distinct=True),
            won=Count("account", filter=is_won, distinct=True),
            lost=Count("account", filter=Q(account__status=Status.LOST) & ~Exists(at_account), distinct=True),
            median=Percentile(F("until_at") - F("from_at"), share=0.5, filter=Q(until_at__isnull=False)),
        )
    }
    stages = LeadStage.objects.filter(Q(archived_at=None) | Q(pk__in=per_stage))
    return {
        **totals,
        "open": totals["came"] - totals["won"] - totals["lost"],
        "rate": share_of(totals["won"], totals["came"]),
        "lines": [line_of(stage, per_stage.get(stage.pk), totals["came"]) for stage in stages],
    }


def line_of(stage, row, came_count) -> Line:
    row = row or {"reached": 0, "here": 0, "won": 0, "lost": 0, "median": None}
    begin = timezone.now()
    median = "" if row["median"] is None else span_in_words(begin, begin + row["median"])
    return Line(
        stage, row["reached"], row["here"], row["won"], row["lost"], median,
        share=share_of(row["reached"], came_count) or 0.0, rate=share_of(row["won"], row["reached"]),
    )  # fmt: skip


def reasons_of(seen, *, days) -> list[dict]:
    """Why leads were lost within so many days, the most frequent reason first; None for those without one."""
    losses = AccountStatus.objects.filter(
        account__in=seen.filter(status=Status.LOST).values("pk"),
        status=Status.LOST, until_at=None, from_at__gte=since(days), loss_reason__isnull=False,
    )  # fmt: skip
    counted = losses.order_by().values("loss_reason__label_ar", "loss_reason__label_en")
    rows = list(counted.annotate(count=Count("pk")).order_by("-count", "loss_reason__place"))
    total = sum(row["count"] for row in rows)
    return [
        {
            "label": in_two_languages(row["loss_reason__label_ar"], row["loss_reason__label_en"]),
            "count": row["count"],
            "share": 100 * row["count"] / total,
        }
        for row in rows
    ]
