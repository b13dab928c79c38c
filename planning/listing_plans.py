"""All plans of a workspace as a table: narrowed for who leads, and the customers that should have one and have none."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from lib.money import plain
from planning.models import AccountPlan
from planning.panel import reached_by_plan, with_next_step
from planning.requiring import lacking, living_plans

MOST = 200
LIVING, DUE, CLOSED, MISSING = "living", "due", "closed", "missing"


@dataclass(frozen=True)
class Row:
    plan: AccountPlan
    percent: int | None


def plans_for(member, *, which=LIVING, owner=None) -> list[Row]:
    """The first of them, those whose review comes first on top."""
    rows = AccountPlan.objects.visible_to(member).filter(account__archived_at=None)
    if which == DUE:
        rows = rows.due_for_review(timezone.localdate())
    else:
        rows = rows.filter(state="closed") if which == CLOSED else rows.living()
    if owner is not None:
        rows = rows.filter(owner=owner)
    rows = with_next_step(rows.select_related("account", "owner__user"))
    order = "-until_on" if which == CLOSED else "next_review_on"
    found = list(rows.order_by(order, "-id")[: MOST + 1])
    reached = reached_by_plan(found)
    return [Row(plan, reached.get(plan.pk)) for plan in found]


def without_plan(member, owner=None) -> list[Account]:
    """Customers who need a plan and have none, or one that has ended."""
    rows = lacking(Account.objects.visible_to(member).kept())
    if owner is not None:
        rows = rows.filter(owner=owner)
    rows = rows.select_related("owner__user").prefetch_related(living_plans())
    return list(rows.order_by("number")[: MOST + 1])


def table_of(rows: list[Row]):
    """For a file: the heading, then a row for each plan; money as a plain amount beside its currency."""
    yield [
        _("Account"), _("Number"), _("State"), _("From"), _("Until"), _("Who leads it"), _("Version"),
        _("Revenue goal"), _("Currency"), _("Reached of the objectives"), _("Next review"), _("Next milestone"),
    ]  # fmt: skip
    for row in rows:
        plan = row.plan
        goal = "" if plan.revenue_goal_minor is None else plain(plan.revenue_goal_minor, plan.currency)
        yield [
            plan.account.name, plan.account.number, plan.get_state_display(), plan.from_on.isoformat(),
            plan.until_on.isoformat(), plan.owner.user.name, plan.round, goal, plan.currency,
            "" if row.percent is None else row.percent,
            plan.next_review_on.isoformat() if plan.next_review_on else "", plan.step_reason or "",
        ]  # fmt: skip


def choices():
    return [
        (LIVING, _("In force and drafts")),
        (DUE, _("Review is due")),
        (MISSING, _("Without a plan")),
        (CLOSED, _("Closed")),
    ]
