"""How plans stand, in two queries: on the page of a customer, and in the list of all."""

from collections import defaultdict

from django.db.models import OuterRef, Subquery

from planning.models import AccountPlan, Measurement, Milestone, Objective
from planning.progress import mean_reached, percent_reached
from planning.requiring import needs_plan
from workspaces.roles import Permission


def with_next_step(plans):
    """Each with `step_reason` and `step_due_on` of its next open milestone."""
    steps = Milestone.objects.filter(plan=OuterRef("pk"), follow_up__state="open")
    first = steps.order_by("follow_up__due_on", "pk")
    return plans.annotate(
        step_reason=Subquery(first.values("follow_up__reason")[:1]),
        step_due_on=Subquery(first.values("follow_up__due_on")[:1]),
    )


def reached_by_plan(plans) -> dict[int, int | None]:
    """What is reached of the objectives of each plan, in per cent; nothing for one without objectives."""
    last = Measurement.objects.filter(objective=OuterRef("pk")).order_by("-on").values("value")[:1]
    rows = Objective.objects.standing().filter(plan__in=[each.pk for each in plans])
    percents = defaultdict(list)
    for each in rows.annotate(last=Subquery(last)):
        is_up = each.direction == Objective.Direction.UP
        reached = percent_reached(baseline=each.baseline, target=each.target, current=each.last, is_up=is_up)
        percents[each.plan_id].append(reached)
    return {key: mean_reached(found) for key, found in percents.items()}


def read_panel(account, membership) -> dict | None:
    living = AccountPlan.objects.living().filter(account=account).order_by("state")
    plan = with_next_step(living).first()
    if plan is None:
        may_begin = membership.can(Permission.EDIT_CUSTOMERS) and not account.is_archived
        return {"plan": None, "is_missing": needs_plan(account), "may_begin": may_begin, "account": account}
    return {"plan": plan, "percent": reached_by_plan([plan]).get(plan.pk)}
