"""Who leads is told of what cannot wait: a critical complaint, or one of a customer who matters most."""

from django.utils.translation import gettext_lazy as _

from complaints.models import Severity
from complaints.telling import with_customer
from timeline.models import Way
from timeline.notifying import NotificationKind, notify
from workspaces.models import Membership
from workspaces.roles import ROLES, Permission

CHIEF_TYPES = ("strategic", "key")


def leads_of(complaint) -> list:
    """To whom those report who handle it and who look after the customer; nobody known: who leads complaints."""
    holders = [each for each in (complaint.owner, complaint.account.owner) if each is not None]
    above = [each.reports_to for each in holders if each.reports_to is not None and each.reports_to.is_active]
    if above:
        return list(dict.fromkeys(above))
    roles = [role for role, may in ROLES.items() if Permission.MANAGE_COMPLAINTS in may]
    return list(Membership.objects.active().filter(role__in=roles).select_related("user"))


def tell_leads(complaint, events) -> None:
    """As it comes in, and when it turns out to be critical later."""
    steps = {each.step: each for each in events}
    first = steps.get("file") or steps.get("assess") or steps.get("reassess")
    if first is None or not complaint.is_open:
        return
    is_chief = complaint.account.management_type in CHIEF_TYPES
    is_critical = complaint.severity == Severity.CRITICAL
    if is_critical:
        notify("complaint.critical_for_leads", leads_of(complaint), subject=complaint, by=first.by)
    elif is_chief and first.step == "file":
        notify("complaint.of_chief_customer", leads_of(complaint), subject=complaint, by=first.by)


NOTICES = {
    "complaint.critical_for_leads": NotificationKind(
        label=_("A critical complaint reached my team"),
        icon="alert-triangle",
        one=_("A complaint of your team is critical: %(subject)s."),
        way=Way.MAIL,
        called=with_customer,
    ),
    "complaint.of_chief_customer": NotificationKind(
        label=_("A strategic or key customer of my team complained"),
        icon="message-report",
        one=_("A strategic or key customer of your team complained: %(subject)s."),
        called=with_customer,
    ),
}
