"""Who has how many complaints open, and how old they are: what a mean of what is closed would hide."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.filters import NOBODY, STANDING
from complaints.models import Complaint, Severity
from complaints.models.action import beginning_of
from interactions.workload import team_of
from lib.lists.page import ALL, VIEW
from lib.percentile import Percentile
from workspaces.models import Membership

# Whole local days since the filing, from and to; the last one has no end.
AGES = ((0, 2), (3, 7), (8, 14), (15, None))
AGE_WORDS = {0: _("Up to 2 days"), 3: _("3 to 7 days"), 8: _("8 to 14 days"), 15: _("15 days and more")}
CLOSED_DAYS = 90


@dataclass(frozen=True)
class Number:
    """A figure, and the list of what it counts."""

    count: int
    url: str


@dataclass
class Load:
    """Of one colleague, or of nobody yet."""

    member: Membership | None
    open: Number
    ages: list[Number] = field(default_factory=list)
    critical: Number | None = None
    late: Number | None = None
    oldest_at: datetime | None = None

    @property
    def aged(self) -> list[tuple[Any, Number]]:
        """The words of each age, and how many are so old."""
        return list(zip(AGE_WORDS.values(), self.ages, strict=True))


@dataclass(frozen=True)
class Times:
    """From the filing to the end, of those that were closed lately."""

    count: int
    median: timedelta | None
    most: timedelta | None  # nine of ten took no longer


def loads_of(membership, *, list_url: str) -> list[Load]:
    """Of the team of who looks, and what nobody has taken up; the one with the most first."""
    today, now = timezone.localdate(), timezone.now()
    bounds = [(begin, beginning_of(today - timedelta(days=begin - 1))) for begin, _end in AGES]
    counts = {"open": Count("pk"), "oldest": Min("filed_at")}
    for place, (begin, _end) in enumerate(AGES):
        aged = Q(filed_at__lt=bounds[place][1])
        if place + 1 < len(AGES):
            aged &= Q(filed_at__gte=bounds[place + 1][1])
        counts[f"age_{begin}"] = Count("pk", filter=aged)
    counts["critical"] = Count("pk", filter=Q(severity=Severity.CRITICAL))
    counts["late"] = Count("pk", filter=Q(due_at__lt=now))
    members = {each.pk: each for each in team_of(membership)}
    seen = Complaint.objects.visible_to(membership).open().filter(Q(owner__in=members) | Q(owner=None))
    rows = seen.order_by().values("owner").annotate(**counts).order_by("-open", "owner")
    return [load_of(row, members.get(row["owner"]), today, list_url) for row in rows]


def load_of(row, member, today, list_url) -> Load:
    owner = member.number if member else NOBODY

    def number(count, **asked):
        told = {"owner": owner, "state": STANDING, **asked, VIEW: ALL}
        return Number(count, f"{list_url}?{urlencode(told)}")

    ages = []
    for begin, end in AGES:
        asked = {"until": (today - timedelta(days=begin)).isoformat()}
        if end is not None:
            asked["filed"] = (today - timedelta(days=end)).isoformat()
        ages.append(number(row[f"age_{begin}"], **asked))
    return Load(
        member,
        number(row["open"]),
        ages,
        number(row["critical"], severity=int(Severity.CRITICAL)),
        number(row["late"], due="late"),
        row["oldest"],
    )


def times_of(membership) -> Times:
    since = timezone.now() - timedelta(days=CLOSED_DAYS)
    closed = Complaint.objects.visible_to(membership).filter(state="closed", closed_at__gte=since)
    took = ExpressionWrapper(F("closed_at") - F("filed_at"), output_field=DurationField())
    found = closed.annotate(took=took).aggregate(
        count=Count("pk"), median=Percentile("took", share=0.5), most=Percentile("took", share=0.9)
    )
    return Times(**found)
