"""Plans of accounts: beginning one, changing a section, adding and changing its parts, measuring, taking back."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from interactions.models import FollowUp
from interactions.services import add_follow_up
from lib.undo import TooLate
from planning.models import AccountPlan, Measurement, Milestone
from planning.models.part import PlanPart
from planning.reviews import next_review
from timeline.services import record

# What no edit of a plan or of a part of it touches.
NOT_EDITED = {"id", "number", "version", "created_at", "created_by", "form_token", "account", "plan", "state",
              "round", "activated_at", "closed_at", "removed_at"}  # fmt: skip
REVIEW_FIELDS = {"from_on", "until_on", "review_every_months", "review_days"}


def living_plan(account) -> AccountPlan | None:
    """The plan in force, or else the one that is being written."""
    living = AccountPlan.objects.living().filter(account=account).select_related("account", "owner__user")
    return living.order_by("state").first()  # active before draft


def arrange_review(plan, *, after: date | None = None) -> None:
    """The next day of review, from yesterday on: one that falls on today is due today."""
    plan.next_review_on = next_review(
        after=after or max(timezone.localdate(), plan.from_on) - timedelta(days=1),
        from_on=plan.from_on,
        until_on=plan.until_on,
        every_months=plan.review_every_months,
        days=plan.given_review_days,
    )


@transaction.atomic
def change_plan(plan, *, by, read_version, changed, section="") -> AccountPlan:
    """Save an edited section. Raises Stale when somebody saved the plan meanwhile, PlanClosed once it is over."""
    if not changed:
        return plan
    AccountPlan.objects.get(pk=plan.pk).hold_living()
    if REVIEW_FIELDS & set(changed):
        arrange_review(plan)
    plan.save_version(read_version=read_version)
    record("plan.changed", plan, by=by, context=plan.account, fields=sorted(changed), section=section)
    return plan


@transaction.atomic
def add_part(model, *, plan, by, fields, form_token=None) -> PlanPart:
    plan.hold_living()
    part = model(plan=plan, form_token=form_token, **fields)
    part.save()
    part.tell("added", by=by)
    return part


@transaction.atomic
def change_part(part, *, by, read_version, changed) -> PlanPart:
    """As change_plan()."""
    if not changed:
        return part
    AccountPlan.objects.get(pk=part.plan_id).hold_living()
    part.save_version(read_version=read_version)
    part.tell("changed", by=by, fields=sorted(changed))
    return part


@transaction.atomic
def undo_change(edited, version, *, by) -> None:
    """Write back what stood before the edit that made this version, if it is still the last one."""
    edited.wait_to_change()
    rows = type(edited).history_model.objects.filter(pgh_obj=edited, version=version - 1)
    before = rows.order_by("-pgh_id").first()
    if before is None or edited.version != version or not _same_state(edited, before):
        raise TooLate
    fields = [each for each in before._meta.fields if each.name not in NOT_EDITED]
    fields = [each for each in fields if not each.name.startswith("pgh_")]
    changed = [each.name for each in fields if getattr(edited, each.attname) != getattr(before, each.attname)]
    for each in fields:
        setattr(edited, each.attname, getattr(before, each.attname))
    change = change_part if isinstance(edited, PlanPart) else change_plan
    change(edited, by=by, read_version=version, changed=changed)


def _same_state(edited, before) -> bool:
    names = ("removed_at",) if isinstance(edited, PlanPart) else ("state", "round")
    return all(getattr(edited, name) == getattr(before, name) for name in names)


@transaction.atomic
def measure(objective, *, by, on: date, value) -> None:
    """Where an objective stood on a day, in the place of what was said of that day before."""
    objective.wait_to_change()
    found = Measurement.objects.filter(objective=objective, on=on).first()
    if found is not None and found.value == value:
        return
    row = found or Measurement(objective=objective, on=on)
    row.value, row.by = value, by
    row.save()
    objective.tell("measured", by=by, on=on.isoformat(), value=str(value))


@transaction.atomic
def forget_measurement(objective, *, by, on: date) -> None:
    """It was none; pressed twice it is gone once."""
    objective.wait_to_change()
    if Measurement.objects.filter(objective=objective, on=on).delete()[0]:
        objective.tell("unmeasured", by=by, on=on.isoformat())


@transaction.atomic
def add_milestone(plan, *, by, fields, form_token=None) -> FollowUp:
    """A step of the plan is a follow-up: there it is done, put off and handed over."""
    plan.hold_living()
    made = add_follow_up(account=plan.account, by=by, fields=fields, form_token=form_token)
    Milestone.objects.create(plan=plan, follow_up=made)
    return made
