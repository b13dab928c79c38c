"""A row of Today for who leads loyalty: friends by a code who wait for a decision."""

from django.utils.translation import gettext_lazy as _

from loyalty.models import CodeReferral
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST = 5


def held_for(membership) -> list[CodeReferral]:
    if not membership.can(Permission.MANAGE_LOYALTY):
        return []
    seen = CodeReferral.objects.visible_to(membership).held()
    return list(seen.with_people().order_by("pk")[: MOST + 1])


HELD = DayRows(
    _("Friends by a code to decide about"), held_for, "loyalty/code_referrals_today.html", is_watched=False
)
