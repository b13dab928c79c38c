"""Rows of “Today”: plans whose review is due, for who leads them; customers without the plan their type asks for."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from planning.models import AccountPlan
from planning.requiring import EXPIRED, lacking, living_plans, plan_standing
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_A_DAY = 10


def due_for(membership) -> list[AccountPlan]:
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    mine = AccountPlan.objects.due_for_review(timezone.localdate()).filter(owner=membership)
    return list(mine.select_related("account").order_by("next_review_on", "pk")[: MOST_A_DAY + 1])


def missing_for(membership) -> list[Account]:
    """One's own customers; `has_ended` where there was a plan, which is followed by another."""
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    mine = lacking(Account.objects.kept().filter(owner=membership)).prefetch_related(living_plans())
    found = list(mine.order_by("number")[: MOST_A_DAY + 1])
    for each in found:
        each.has_ended = plan_standing(each) == EXPIRED
    return found


REVIEWS = DayRows(_("Plans to review"), due_for, "planning/today.html", is_watched=False)
MISSING = DayRows(_("Plans to begin"), missing_for, "planning/missing_today.html", is_watched=False)
