"""What complaints tell of customers, for whoever works out how well they are: one query for many of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from complaints.models import Complaint
from complaints.states import OPEN

LATELY = timedelta(days=90)


@dataclass(frozen=True)
class Facts:
    """Of one customer. Nothing open: no oldest one and no severity, which is 1 (low) to 4 (critical)."""

    open: int = 0
    oldest_at: datetime | None = None
    worst: int | None = None
    lately: int = 0

    def oldest_days(self, at: datetime) -> int | None:
        return None if self.oldest_at is None else (at - self.oldest_at).days


NOTHING = Facts()


def facts_of(accounts: Iterable[int], *, at: datetime | None = None) -> dict[int, Facts]:
    """By the key of each account; who never complained is left out: `.get(key, NOTHING)`.

    `lately` counts those filed in the ninety days before `at`. What was no complaint, or part of another, is none.
    """
    at = at or timezone.now()
    is_open = Q(state__in=OPEN)
    since = Q(filed_at__gt=at - LATELY, filed_at__lte=at)
    found = Complaint.objects.standing().filter(is_open | since, account__in=accounts).order_by()
    rows = found.values_list("account").annotate(
        open=Count("pk", filter=is_open),
        oldest_at=Min("filed_at", filter=is_open),
        worst=Max("severity", filter=is_open),
        lately=Count("pk", filter=since),
    )
    return {pk: Facts(*figures) for pk, *figures in rows}
