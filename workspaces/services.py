"""Workspaces and who belongs to them."""

from django.db import connection, transaction

from lib.tenancy.state import workspace
from timeline.services import record
from workspaces.models import Membership, User, Workspace
from workspaces.roles import Role


def workspaces_of(user: User) -> list[Workspace]:
    """The open workspaces this person belongs to, by name."""
    with connection.cursor() as cursor:
        cursor.execute("select memberships_of(%s)", [user.pk])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Workspace.objects.filter(pk__in=ids, closed_at=None).order_by("name"))


@transaction.atomic
def found_workspace(*, owner: User, **fields) -> Workspace:
    """Make a workspace with its first member, who owns it."""
    founded = Workspace.objects.create(**fields)
    with workspace(founded.pk):
        membership = Membership.objects.create(user=owner, role=Role.OWNER)
        record("workspace.founded", membership, by=membership)
    return founded
