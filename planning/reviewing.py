"""Reviewing a plan: what stood in it is kept as a version with what came of it, and the plan goes on as the next."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from interactions.models.contact_schedule import opened_workspace
from planning.figures import figures_of
from planning.models import AccountPlan, PlanVersion
from planning.plans import arrange_review
from planning.reading import Content
from planning.snapshots import snapshot_of
from timeline.notifying import notify
from timeline.services import record

BATCH = 100
# Told before people begin to work.
TOLD_FROM = timedelta(hours=5)


class ReviewedBefore(Exception):
    """This version was reviewed already: pressed twice, or by a colleague."""

    def __init__(self, version):
        super().__init__(version.number)
        self.version = version


class NotInForce(Exception):
    """A draft is written, not reviewed."""


@transaction.atomic
def review(plan, *, by, round, conclusions: dict[str, str]) -> PlanVersion:
    """Keep version `round` as it is, with its figures and these conclusions; the plan goes on as the next one."""
    plan.hold_living()
    if plan.round != round:
        known = plan.versions.filter(round=round).first()
        if known is None:
            raise NotInForce
        raise ReviewedBefore(known)
    if not plan.is_active:
        raise NotInForce
    content = Content(plan)
    version = PlanVersion.objects.create(
        plan=plan,
        round=plan.round,
        snapshot=snapshot_of(plan, content),
        figures=figures_of(plan, content),
        conclusions=conclusions,
        made_by=by,
    )
    plan.round += 1
    arrange_review(plan, after=timezone.localdate())
    plan.save_version()
    record("plan.reviewed", plan, by=by, context=plan.account, round=round)
    return version


def tell_due() -> int:
    """Tell who leads a plan on the day of its review, once; how many plans were looked at."""
    with timezone.override(opened_workspace().time_zone):
        day = (timezone.localtime() - TOLD_FROM).date()
        due = AccountPlan.objects.active().filter(next_review_on__lte=day)
        waiting = due.exclude(review_told_for=F("next_review_on"))
        with transaction.atomic():  # the database learns of the workspace as one begins
            found = list(waiting.order_by("next_review_on", "pk").values_list("pk", flat=True)[:BATCH])
        for pk in found:
            _tell(pk)
    return len(found)


@transaction.atomic
def _tell(pk) -> None:
    plan = AccountPlan.objects.select_for_update(no_key=True).filter(pk=pk, state="active").first()
    if plan is None or plan.review_told_for == plan.next_review_on:
        return  # another worker was here
    AccountPlan.objects.filter(pk=pk).update(review_told_for=plan.next_review_on)
    if not plan.account.is_archived:
        notify("plan.review_due", [plan.owner], subject=plan)
