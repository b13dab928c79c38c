"""Plans whose review is due, as rows of “Today” of who leads them."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.models import AccountPlan
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_A_DAY = 10


def due_for(membership) -> list[AccountPlan]:
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    mine = AccountPlan.objects.due_for_review(timezone.localdate()).filter(owner=membership)
    return list(mine.select_related("account").order_by("next_review_on", "pk")[: MOST_A_DAY + 1])


REVIEWS = DayRows(_("Plans to review"), due_for, "planning/today.html", is_watched=False)
