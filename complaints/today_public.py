"""For who handles complaints: what came by the public form and waits until somebody says that a person sent it."""

from django.utils.translation import gettext_lazy as _

from complaints.models import ComplaintSubmission
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST = 5


def put_aside(membership) -> list[ComplaintSubmission]:
    if not membership.can(Permission.HANDLE_COMPLAINTS):
        return []
    return list(ComplaintSubmission.objects.waiting().order_by("-id")[: MOST + 1])


PUT_ASIDE = DayRows(
    _("Complaints that were put aside"), put_aside, "complaints/put_aside_today.html", is_watched=False
)
