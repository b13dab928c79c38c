"""Beginning a plan: from what is known of the customer, and from the plan before it."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Position
from interactions.models.contact_schedule import opened_workspace
from lib.formats import isolated
from planning.models import AccountPlan, CompetitorStanding, Initiative, Need, Objective, Risk
from planning.models.plan import LONGEST
from planning.plans import add_part, arrange_review
from planning.reading import Content
from planning.weak_points import add_risks, weak_points, with_obstacles
from sales.models import Opportunity
from timeline.services import record

TEXTS = ("summary", "upsell", "resources", "obstacles", "success")
EVERY_MONTHS = 3
MOST_LISTED = 12


class PlanWaits(Exception):
    """There is a draft already: it is gone on with."""

    def __init__(self, plan):
        super().__init__(plan.number)
        self.plan = plan


def last_plan(account) -> AccountPlan | None:
    return AccountPlan.objects.filter(account=account).select_related("account", "owner__user").first()


@transaction.atomic
def start_plan(account, *, by, from_on, until_on, owner, is_copied=True, form_token=None) -> AccountPlan:
    """A draft for this period. Raises PlanWaits when one is being written."""
    account.wait_to_change()
    waiting = AccountPlan.objects.living().filter(account=account, state="draft").first()
    if waiting is not None:
        raise PlanWaits(waiting)
    former = last_plan(account)
    plan = AccountPlan(
        account=account,
        owner=owner,
        from_on=from_on,
        until_on=until_on,
        currency=opened_workspace().currency,
        review_every_months=EVERY_MONTHS,
        created_by=by,
        form_token=form_token,
    )
    if former is not None and is_copied:
        for name in (*TEXTS, "revenue_goal_minor", "currency", "review_every_months"):
            setattr(plan, name, getattr(former, name))
    else:
        with override(opened_workspace().language):
            plan.summary = what_is_known(account)[:LONGEST]
            plan.upsell = open_chances(account)[:LONGEST]
    weak = weak_points(account)
    with override(opened_workspace().language):
        plan.obstacles = with_obstacles(plan.obstacles, weak)
    arrange_review(plan)
    plan.save()
    record("plan.started", plan, by=by, context=account)
    if former is not None and is_copied:
        take_over(former, plan, by=by)
    with override(opened_workspace().language):
        add_risks(plan, weak, by=by)
    return plan


def what_is_known(account) -> str:
    """The first words of a summary, to be rewritten: who the customer is, and who decides there."""
    positions = Position.objects.filter(account=account, contact__archived_at=None).exclude(decision_role="")
    people = [
        f"- {isolated(each.contact.name)}: {each.title or each.get_decision_role_display()}"
        for each in positions.select_related("contact").order_by("decision_role", "pk")
    ]
    parts = [account.description.strip()]
    if people:
        parts.append("\n".join([_("Who has a say in decisions:"), *people]))
    needs = Need.objects.open().filter(account=account).order_by("pk")[:MOST_LISTED]
    if needs:
        parts.append("\n".join([_("What they need:"), *(f"- {each.text}" for each in needs)]))
    return "\n\n".join(part for part in parts if part)


def open_chances(account) -> str:
    """The first words on what else they could buy: the opportunities that are open."""
    found = Opportunity.objects.open().filter(account=account).order_by("pk")
    return "\n".join(f"- {each.name}" for each in found[:MOST_LISTED])


def take_over(former, plan, *, by) -> None:
    """What is not done yet goes on: objectives from where they stand, open initiatives and risks, competitors."""
    content = Content(former)
    moved = plan.until_on
    for each in content.objectives:
        if (each.percent or 0) < 100:
            fields = {name: getattr(each, name) for name in ("whose", "text", "unit", "target", "owner")}
            begin = each.baseline if each.current is None else each.current
            fields |= {"baseline": begin, "due_on": moved, "direction": _direction(each, begin)}
            add_part(Objective, plan=plan, by=by, fields=fields)
    for each in content.initiatives:
        if each.state in (Initiative.State.PLANNED, Initiative.State.RUNNING):
            fields = {name: getattr(each, name) for name in ("text", "owner", "from_on", "until_on", "state")}
            add_part(Initiative, plan=plan, by=by, fields=fields)
    for each in content.risks:
        if each.is_open:
            names = ("text", "likelihood", "impact", "answer", "owner")
            add_part(Risk, plan=plan, by=by, fields={name: getattr(each, name) for name in names})
    for each in content.rivals:
        names = ("competitor", "strengths", "weaknesses", "share_percent", "answer")
        add_part(CompetitorStanding, plan=plan, by=by, fields={name: getattr(each, name) for name in names})


def _direction(objective, begin) -> str:
    if begin == objective.target:
        return objective.direction
    return Objective.Direction.UP if objective.target > begin else Objective.Direction.DOWN
