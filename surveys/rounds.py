"""The rounds of surveys that are sent by themselves, at the hours and on the days at which the workspace works.

A round holds the row of its plan, so that two of them never ask about the same thing; what it did and when it comes
again are kept together. A turn for many people is a Job, whose batch, cursor and rows are kept together.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from interactions.models.contact_schedule import opened_workspace
from lib.registry import Registry
from lib.working_time import NoWorkingTime
from surveys.models import SurveyPlan
from surveys.turns import begin_turn
from workspaces.working_hours import working_hours_of

BATCH = 20
# Of (plan), its row held: asks about the next things that happened; True while there are more of them.
happened = Registry("what surveys that are sent by themselves ask about")


def go_on() -> int:
    """Look at the plans whose time has come in the open workspace; how many had more to do than a batch."""
    opened = opened_workspace()
    with timezone.override(opened.time_zone):
        with transaction.atomic():  # the database learns of the workspace as one begins
            due = SurveyPlan.objects.due(timezone.now()).order_by("next_at", "pk")
            keys = list(due.values_list("pk", flat=True)[:BATCH])
        return sum(look_at(pk, opened) for pk in keys)


@transaction.atomic
def look_at(pk, opened) -> bool:
    """One step of a plan; whether there is more of it now."""
    now = timezone.now()
    due = SurveyPlan.objects.due(now).filter(pk=pk)
    # Another worker waits here, and finds nothing to do.
    plan = (
        due.order_by("pk")
        .select_for_update(no_key=True, of=("self",))
        .select_related("survey", "segment")
        .first()
    )
    if plan is None:
        return False
    opens_at = next_opening(working_hours_of(opened), now)
    if opens_at > now:
        plan.next_at = opens_at
        plan.save(update_fields=["next_at"])
        return False
    if not plan.is_after_purchases:
        begin_turn(plan, now)
        return False
    is_more = plan.survey.is_open and sum(each(plan) for each in happened) > 0
    plan.last_at = now
    if not is_more:
        plan.next_at = next_opening(working_hours_of(opened), midnight_after(now))
    plan.save(update_fields=["next_at", "last_at"])
    return is_more


def next_opening(hours, moment: datetime) -> datetime:
    """When people work next, at this moment or after it; a workspace that never works is looked at each day."""
    try:
        return hours.next_working_moment(moment)
    except NoWorkingTime:
        return moment + timedelta(days=1)


def midnight_after(moment: datetime) -> datetime:
    tomorrow = timezone.localtime(moment).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, datetime.min.time()))
