"""Support visits: platform staff works in a member's place for a while, and the workspace sees who, when and why.

What a visitor may do stands in workspaces/roles.py and in workspace_page(). The session stays the staff's own;
only the workspace's pages see a member.
"""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.state import workspace
from timeline.notifying import notify
from timeline.services import on_behalf, record
from workspaces.models import Membership, SupportVisit, User, Workspace
from workspaces.models.support_visit import VisitRefused
from workspaces.roles import HEADS
from workspaces.two_step import has_second_step

SESSION_NAME = "support_visit"
LENGTHS = (15, 30, 60)


@transaction.atomic
def begin_visit(membership: Membership, *, staff: User, reason: str, minutes: int) -> SupportVisit:
    """Let platform staff into the open workspace in this member's place."""
    if not staff.is_staff or not staff.is_active:
        raise VisitRefused(_("Only platform staff visits workspaces."))
    if membership.user_id == staff.pk or membership.user.is_staff:
        raise VisitRefused(_("Platform staff is not visited: choose a member of the workspace."))
    if not membership.is_active or membership.workspace.closed_at is not None:
        raise VisitRefused(_("This membership or its workspace has ended."))
    access = membership.workspace.support_access
    if access == Workspace.SupportAccess.NONE:
        raise VisitRefused(_("This workspace lets no platform staff in. Its admins can change that."))
    now = timezone.now()
    visit = SupportVisit.objects.create(
        member=membership,
        staff_id=staff.pk,
        staff_name=staff.name or staff.email,
        staff_email=staff.email,
        reason=reason,
        may_write=access == Workspace.SupportAccess.WRITE,
        began_at=now,
        expires_at=now + timedelta(minutes=min(minutes, max(LENGTHS))),
    )
    with on_behalf(visit.staff_name):
        record("support.began", visit, by=None, member=str(membership), reason=reason)
    leaders = Membership.objects.active().filter(role__in=HEADS)
    notify("support.began", leaders.select_related("workspace"), subject=visit)
    return visit


def remember(request, visit: SupportVisit) -> None:
    request.session[SESSION_NAME] = {"workspace": visit.workspace_id, "visit": visit.pk}


def forget(request) -> None:
    request.session.pop(SESSION_NAME, None)


def current_visit(request) -> SupportVisit | None:
    """The visit this session is on in the open workspace; None when there is none or it is over.

    Asked at every request: who is staff no more, a member who left, a workspace that closed its door end it too.
    """
    kept = request.session.get(SESSION_NAME)
    opened = request.workspace
    if (
        not kept
        or kept["workspace"] != opened.pk
        or not request.user.is_staff
        or not has_second_step(request)
    ):
        return None
    if opened.support_access == Workspace.SupportAccess.NONE:
        return None
    found = SupportVisit.objects.current(at=timezone.now()).select_related("member__user")
    visit = found.filter(pk=kept["visit"], staff_id=request.user.pk).first()
    return visit if visit is not None and visit.member.is_active else None


def has_just_left(request) -> bool:
    """Whether this session was on a visit here that is over now; says so once."""
    kept = request.session.get(SESSION_NAME)
    if not kept or kept["workspace"] != request.workspace.pk:
        return False
    forget(request)
    messages.info(request, _("The visit has ended."))
    return True


def is_visiting(request) -> bool:
    """Whether this session is on a visit anywhere: no second one is begun from inside one."""
    kept = request.session.get(SESSION_NAME)
    if not kept:
        return False
    with workspace(kept["workspace"]), transaction.atomic():
        return SupportVisit.objects.current(at=timezone.now()).filter(pk=kept["visit"]).exists()


def end_visit(request) -> None:
    """Leave, wherever the visit is."""
    kept = request.session.pop(SESSION_NAME, None)
    if kept:
        with workspace(kept["workspace"]), transaction.atomic():
            for visit in SupportVisit.objects.filter(pk=kept["visit"]):
                with on_behalf(visit.staff_name):
                    visit.end()
