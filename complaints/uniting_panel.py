"""What belongs together with a complaint, on its page: its parts, its incident and what that affects."""

from django.utils.translation import gettext_lazy as _

from complaints.fields import state_badge
from complaints.models import Complaint
from complaints.panels import Panel
from complaints.uniting import open_ones_of
from workspaces.roles import Permission

MOST = 5


def read_together(complaint, membership) -> dict | None:
    """The affected ones and the parts; while it is open, other open ones of the customer that may be the same."""
    may_handle = membership.can(Permission.HANDLE_COMPLAINTS) and not complaint.account.is_archived
    seen = Complaint.objects.visible_to(membership).select_related("account").order_by("-filed_at", "-pk")
    affected = list(seen.filter(incident=complaint)[: MOST + 1])
    parts = list(seen.filter(merged_into=complaint)[:MOST])
    others = list(open_ones_of(complaint, membership)[:MOST]) if complaint.is_open else []
    if not (affected or parts or others):
        return None
    for each in (*affected, *parts, *others):
        each.badge = state_badge(each)
    return {
        "affected": affected[:MOST],
        "parts": parts,
        "others": others,
        "may_merge": may_handle,
        "is_open": complaint.is_open,
    }


PANEL = Panel(_("Belongs together"), "complaints/together_panel.html", read_together)
