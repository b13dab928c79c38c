"""Who decides an appeal: somebody who leads the handling of complaints, and did not decide this one before."""

from complaints.models import ComplaintEvent
from workspaces.models import Membership
from workspaces.roles import ROLES, Permission

LEADING = [role for role, may in ROLES.items() if Permission.MANAGE_COMPLAINTS in may]


def may_decide(complaint, membership) -> bool:
    """At the first level whoever handles complaints."""
    return complaint.level == 1 or membership.can(Permission.MANAGE_COMPLAINTS)


def has_decided_before(complaint, membership) -> bool:
    """Whether they decided what is appealed against, while somebody else is there who could decide it now."""
    if complaint.level == 1:
        return False
    events = ComplaintEvent.objects.filter(complaint=complaint)
    appeal = events.filter(step="appeal").order_by("pk").last()
    decided = (
        set(events.filter(step="decide", pk__lt=appeal.pk).values_list("by", flat=True)) if appeal else set()
    )
    leading = Membership.objects.active().filter(role__in=LEADING)
    return membership.pk in decided and leading.exclude(pk__in=decided - {None}).exists()
