"""A row of Today for who leads loyalty: adjustments that wait for somebody else than who asked."""

from django.utils.translation import gettext_lazy as _

from loyalty.models import Adjustment
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST = 5


def waiting_for(membership) -> list[Adjustment]:
    if not membership.can(Permission.MANAGE_LOYALTY):
        return []
    seen = Adjustment.objects.visible_to(membership).waiting().exclude(requested_by=membership)
    return list(seen.with_people().order_by("pk")[: MOST + 1])


WAITING = DayRows(
    _("Adjustments of points to approve"), waiting_for, "loyalty/adjustments_today.html", is_watched=False
)
