"""The steps of managing a customer: of each, which customers are through with it in a year, and where it is done.

A step is worked out from facts; one whose facts no room knows yet is set by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Position
from interactions.models import ContactSchedule, Interaction
from planning.models import AccountPlan, Assessment, Need, PlanVersion
from planning.models.programme import StepKey


@dataclass(frozen=True)
class Step:
    """`is_done` gives, of a year, what has to hold of an account; `url_name` is the page where it is done."""

    key: str
    url_name: str
    is_done: Callable[[int], Any] | None = None

    @property
    def label(self) -> str:
        return str(StepKey(self.key).label)


def year_begins(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=timezone.get_current_timezone() or UTC)


def has_profile(year):
    """What they do, how large they are, where they are, and with whom we talk."""
    people = Position.objects.filter(account=OuterRef("pk"), contact__archived_at=None)
    is_described = Q(industry__isnull=False) & ~Q(size="") & (Q(region__isnull=False) | ~Q(city=""))
    return is_described & Q(Exists(people))


def is_assessed(year):
    """Assessed in the year, as the shortlist needs it."""
    return Q(Exists(Assessment.objects.filter(account=OuterRef("pk"), on__year=year)))


def has_needs(year):
    """One that still stands at least was confirmed, is being met or was met."""
    held = Need.objects.filter(account=OuterRef("pk")).exclude(state__in=("found", "dropped"))
    return Q(Exists(held))


def has_plan(year):
    """One that is active, and reaches into the year."""
    plans = AccountPlan.objects.active().filter(account=OuterRef("pk"))
    return Q(Exists(plans.filter(from_on__lte=date(year, 12, 31), until_on__gte=date(year, 1, 1))))


def is_recalibrated(year):
    """A plan was reviewed in the year: the review kept a version of it."""
    kept = PlanVersion.objects.filter(
        plan__account=OuterRef("pk"), made_at__gte=year_begins(year), made_at__lt=year_begins(year + 1)
    )
    return Q(Exists(kept))


def has_schedule(year):
    return Q(Exists(ContactSchedule.objects.filter(account=OuterRef("pk")).exclude(unit="")))


def is_tracked(year):
    """The customer was reached in the year, and is not quiet."""
    talks = Interaction.objects.filter(account=OuterRef("pk"), removed_at=None).contacts()
    lately = talks.filter(at__gte=year_begins(year), at__lt=year_begins(year + 1))
    quiet = ContactSchedule.objects.filter(account=OuterRef("pk")).quiet(timezone.localdate())
    return Q(Exists(lately)) & ~Q(Exists(quiet))


STEPS = {
    step.key: step
    for step in (
        Step(StepKey.PROFILE, "desk:account", has_profile),
        Step(StepKey.SHORTLIST, "planning:assessments", is_assessed),
        Step(StepKey.NEEDS, "planning:needs", has_needs),
        Step(StepKey.PLAN, "planning:of_account", has_plan),
        Step(StepKey.SCHEDULE, "interactions:schedule", has_schedule),
        Step(StepKey.TRACKING, "interactions:schedule", is_tracked),
        Step(StepKey.RECALIBRATION, "planning:of_account", is_recalibrated),
    )
}
