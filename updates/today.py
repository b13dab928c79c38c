"""Drafts of updates, as rows of “Today” of who looks after the customer."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from updates.models import CustomerUpdate
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_A_DAY = 10


def waiting_for(membership) -> list[CustomerUpdate]:
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    mine = CustomerUpdate.objects.drafts().filter(account__owner=membership, account__archived_at=None)
    told = Count("items", filter=Q(items__is_left_out=False))
    return list(mine.annotate(told=told).select_related("account").order_by("-pk")[: MOST_A_DAY + 1])


DRAFTS = DayRows(_("Updates that wait to be sent"), waiting_for, "updates/today.html", is_watched=False)
