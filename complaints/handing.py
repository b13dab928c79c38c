"""Open complaints, handed over with the customers they are about."""

from django.utils.translation import gettext_lazy as _

from accounts.handing_over import Holding
from complaints.models import Complaint
from workspaces.roles import Permission


def complaints_of(member):
    rows = Complaint.objects.open().filter(owner=member, account__archived_at=None)
    return rows.select_related("account", "contact", "owner__user")


def refusal(member):
    """Whoever only looks on handles none."""
    if member.can(Permission.HANDLE_COMPLAINTS):
        return None
    return _("This colleague may not handle complaints. Choose somebody who may.")


def give(complaint, to, by):
    complaint.assign_to(to, by=by)


def back(key, giver, heir, by):
    if refusal(giver):
        return
    for complaint in complaints_of(heir).filter(pk=key):
        give(complaint, giver, by)


OPEN_ONES = Holding(_("Open complaints"), complaints_of, give, back, refusal)
