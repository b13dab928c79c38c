"""Complaints that repeat another one, as a condition on their rows: the same customer, the same thing, soon after."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from complaints.models import Complaint
from complaints.patterns import REPEAT_DAYS


def is_repeat() -> Exists:
    """Of the same customer about the same, at most so many days after another one."""
    window = timedelta(days=REPEAT_DAYS)
    earlier = Complaint.objects.standing().filter(
        Q(filed_at__lt=OuterRef("filed_at")) | Q(filed_at=OuterRef("filed_at"), pk__lt=OuterRef("pk")),
        account=OuterRef("account"),
        category=OuterRef("category"),
        filed_at__gte=OuterRef("filed_at") - window,
    )
    return Exists(earlier)
