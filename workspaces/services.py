"""Workspaces and who belongs to them."""

import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.state import require_workspace_id, workspace
from lib.text import fold
from lib.tokens import hash_of, new_token
from timeline.services import record
from workspaces import mail
from workspaces.leaving import beginnings
from workspaces.models import Invitation, Membership, User, WorkingCalendar, Workspace
from workspaces.models.membership import ABOVE_OWN_ROLE, NotAllowed
from workspaces.models.working_calendar import follow_hours, usual_calendar
from workspaces.roles import Role, may_give

MOST_PENDING = 200
FIRST_OWNER_LOCK = 7_426_001
TWO_STEP_WIDTH: dict[str, int] = {
    Workspace.TwoStep.OFF: 0,
    Workspace.TwoStep.ADMINS: 1,
    Workspace.TwoStep.ALL: 2,
}


class AlreadyFounded(Exception):
    """The first person of this installation came before."""


def workspaces_of(user: User) -> list[Workspace]:
    """The open workspaces this person belongs to, by name as people sort it."""
    with connection.cursor() as cursor:
        cursor.execute("select memberships_of(%s)", [user.pk])
        ids = [row[0] for row in cursor.fetchall()]
    return sorted(Workspace.objects.filter(pk__in=ids, closed_at=None), key=lambda each: fold(each.name))


@transaction.atomic
def found_workspace(*, owner: User, **fields) -> Workspace:
    """Make a workspace with its first member, who owns it."""
    founded = make_workspace(**fields)
    with workspace(founded.pk):
        membership = Membership.objects.create(user=owner, role=Role.OWNER)
        record("workspace.founded", membership, by=membership)
    return founded


def make_workspace(**fields) -> Workspace:
    """The workspace with the habits of its country: working hours, and in Saudi Arabia both calendars."""
    made = Workspace(**fields)
    if "calendar" not in fields and made.country == "SA":
        made.calendar = Workspace.Calendar.BOTH
    made.save()
    with workspace(made.pk):
        WorkingCalendar.objects.create(**usual_calendar(made.country))
        for begin in beginnings:
            begin()
    return made


@transaction.atomic
def found_workspace_for(*, email: str, **fields) -> Workspace:
    """Make a workspace for somebody else: who signs in already owns it now, anybody else is invited to."""
    owner = User.objects.filter(email=email.lower(), is_active=True).first()
    if owner is not None:
        return found_workspace(owner=owner, **fields)
    founded = make_workspace(**fields)
    with workspace(founded.pk):
        invite(email=email, role=Role.OWNER, by=None)
    return founded


@transaction.atomic
def found_installation(*, person: dict, password: str, **fields) -> User:
    """The first person and the first workspace; only once, however many people press the button."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [FIRST_OWNER_LOCK])
    if User.objects.exists():
        raise AlreadyFounded
    owner = User.objects.create_user(password=password, **person)
    found_workspace(owner=owner, **fields)
    return owner


@transaction.atomic
def change_workspace(opened: Workspace, *, by: Membership | None, changed: list[str]) -> None:
    """Save settings that a form has put on the workspace."""
    before = Workspace.objects.get(pk=opened.pk)
    opened.save(update_fields=changed)
    # The table of workspaces is everybody's and has no history of its own.
    values = {name: [getattr(before, name), getattr(opened, name)] for name in sorted(changed)}
    plain = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    record("workspace.changed", opened, by=by, fields=sorted(changed), changes=plain)
    if "time_zone" in changed:
        follow_hours(by=by)


@transaction.atomic
def change_security(opened: Workspace, *, by: Membership, changed: list[str]) -> None:
    """Save how members sign in. Whom a wider rule reaches newly has the days of grace from now on."""
    before = Workspace.objects.get(pk=opened.pk)
    if TWO_STEP_WIDTH[opened.two_step] > TWO_STEP_WIDTH[before.two_step]:
        opened.two_step_since = timezone.now()
        changed = [*changed, "two_step_since"]
    change_workspace(opened, by=by, changed=changed)


@transaction.atomic
def change_workspace_from_outside(workspace_id: int, given: dict) -> None:
    """Platform staff changes settings, or closes the workspace; told in the workspace as done by Sila itself."""
    with workspace(workspace_id):
        opened = Workspace.objects.get(pk=workspace_id)
        for name, value in given.items():
            setattr(opened, name, value)
        change_workspace(opened, by=None, changed=list(given))


@transaction.atomic
def invite(
    *, email: str, role: str, by: Membership | None, reports_to: Membership | None = None
) -> Invitation:
    """Send somebody a link that works once, for 72 hours. An earlier one to the same address ends."""
    if by is not None and not may_give(Role(by.role), Role(role)):
        raise NotAllowed(ABOVE_OWN_ROLE)
    pending = Invitation.objects.pending()
    if pending.count() >= MOST_PENDING:
        raise NotAllowed(_("Too many invitations are waiting. Take some back first."))
    for earlier in pending.filter(email=email.lower()):
        earlier.revoke(by=by)
    token = new_token()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email.lower(),
                role=role,
                reports_to=reports_to,
                invited_by=by,
                token_hash=hash_of(token),
            )
    except IntegrityError as error:  # somebody has just invited the same person, or one pressed twice
        raise NotAllowed(_("Another invitation was sent to this address.")) from error
    record("invitation.sent", invitation, by=by, email=invitation.email, role=role)
    _post_invitation(invitation, token)
    return invitation


def invite_again(invitation: Invitation, *, by: Membership | None = None) -> Invitation:
    """Send the mail once more, with a new link for another 72 hours; the old one ends."""
    if invitation.accepted_at:
        raise NotAllowed(_("This invitation was accepted."))
    return invite(email=invitation.email, role=invitation.role, reports_to=invitation.reports_to, by=by)


def _post_invitation(invitation: Invitation, token: str) -> None:
    opened = Workspace.objects.get(pk=require_workspace_id())
    known = User.objects.filter(email=invitation.email).first()
    mail.post(
        "invitation",
        to=invitation.email,
        language=(known and known.language) or opened.language or settings.LANGUAGE_CODE,
        inviter=str(invitation.invited_by.user) if invitation.invited_by else "",
        workspace=opened.name,
        role=Role(invitation.role).label,
        url=mail.site_link("invitation", token=token),
    )


def workspace_of_invitation(token: str) -> int | None:
    """The workspace in which an invitation with this token waits, asked before any workspace is open."""
    with connection.cursor() as cursor:
        cursor.execute("select invitation_by(%s)", [hash_of(token)])
        return cursor.fetchone()[0]


@transaction.atomic
def join_as_new_person(invitation: Invitation, *, name: str, password: str, language: str) -> User:
    user = User.objects.create_user(invitation.email, password, name=name, language=language)
    invitation.accept(user)
    return user
