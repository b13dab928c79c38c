"""Notices on the page of an incident: those that were written, and the way to write one."""

from django.utils.translation import gettext_lazy as _

from complaints.models.notice import IncidentNotice
from complaints.panels import Panel
from workspaces.roles import Permission


def read_notices(complaint, membership) -> dict | None:
    """Of a complaint on which others hang, or about which a notice was written."""
    notices = list(IncidentNotice.objects.filter(incident=complaint))
    if not notices and not complaint.affected.exists():
        return None
    may_write = membership.can(Permission.HANDLE_COMPLAINTS) and not complaint.account.is_archived
    return {"notices": notices, "incident": complaint, "may_write": may_write}


PANEL = Panel(
    title=_("Notices to affected customers"), template="complaints/notices_panel.html", read=read_notices
)
