"""The team of an account: who may put it together, who is put into it, and what ends with a colleague who leaves.

Who is in the team sees the account with all that hangs on it and works on it as the own role in the workspace
allows: facts, contacts, interactions, follow-ups. The team itself is changed by those who see the account without
it: the account manager, those above, and whoever sees every account.
"""

from django.db import transaction

from accounts.models import Account
from accounts.models.team import USUAL_ROLES, AlreadyInTeam, TeamMember, TeamRole
from lib.tenancy.models import take_numbers
from timeline.notifying import notify
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

PANEL_ROWS = 12


def may_change_team(account, membership) -> bool:
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return False
    return membership.sees_everything or account.owner_id in membership.team_ids()


@transaction.atomic
def add_to_team(
    account, *, by, member, form_token=None, verb="team.added", told=None, **fields
) -> TeamMember:
    """Put a colleague into the team. AlreadyInTeam for who is in it now or from a later day on."""
    account.wait_to_change()
    rows = TeamMember.objects.filter(account=account, member=member, ended_at=None)
    for standing in rows.select_for_update(no_key=True).order_by("pk"):
        if standing.is_standing:
            raise AlreadyInTeam
        # Its last day has gone by: the new stretch takes its place.
        standing.end(by=by)
    made = TeamMember(account=account, member=member, created_by=by, form_token=form_token, **fields)
    made.save()
    record(verb, made, by=by, context=account, **(told or {}))
    notify("account.team", [member], subject=account, by=by)
    return made


def put_on_team(account, *, by, member, role=None) -> TeamMember | None:
    """As add_to_team(), for many accounts at once; None for who leads the account or is in its team."""
    if account.owner_id == member.pk:
        return None
    try:
        return add_to_team(account, by=by, member=member, role=role)
    except AlreadyInTeam:
        return None


def leave_teams(membership: Membership, *, by) -> None:
    """Who leaves the workspace leaves every team, at the moment of the leaving."""
    ended = TeamMember.objects.filter(member=membership, ended_at=None)
    for row in ended.select_related("account").select_for_update(no_key=True, of=("self",)).order_by("pk"):
        row.ended_at, row.version = membership.ended_at, row.version + 1
        row.save(update_fields=["ended_at", "version"])
        record("team.ended", row, by=by, context=row.account, is_part=True)


def rejoin_teams(membership: Membership, left_at, *, by) -> None:
    """The leaving was taken back: the teams that ended with it go on, but those of whoever was put in anew."""
    rows = TeamMember.objects.filter(member=membership, ended_at=left_at).select_related("account")
    for row in rows.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        row.ended_at, row.version = None, row.version + 1
        row.save(update_fields=["ended_at", "version"])
        record("team.resumed", row, by=by, context=row.account, is_part=True)


def give_usual_roles() -> None:
    """The roles that a new workspace begins with."""
    first = take_numbers(TeamRole, len(USUAL_ROLES))
    TeamRole.objects.bulk_create(
        TeamRole(number=first + place, place=place, name_ar=ar, name_en=en)
        for place, (ar, en) in enumerate(USUAL_ROLES)
    )


def accounts_of_teams(members) -> "set[int]":
    """Keys of the accounts in whose teams any of these memberships is today."""
    rows = TeamMember.objects.current().filter(member__in=members).order_by()
    return set(rows.values_list("account_id", flat=True))


@transaction.atomic
def add_role(*, by, form_token=None, name_ar="", name_en="") -> TeamRole:
    place = TeamRole.objects.count()
    made = TeamRole.objects.create(name_ar=name_ar, name_en=name_en, place=place, form_token=form_token)
    record("teamrole.added", made, by=by)
    return made


@transaction.atomic
def rename_role(role, *, by, changed) -> None:
    if changed:
        role.save(update_fields=sorted(changed))
        record("teamrole.changed", role, by=by, name=role.name)


def read_team_panel(account, membership) -> dict:
    rows = TeamMember.objects.current().filter(account=account).select_related("member__user", "role")
    return {"rows": list(rows[:PANEL_ROWS])}


def team_keys(account: Account) -> set[int]:
    """Memberships in the team of this account today."""
    return set(TeamMember.objects.current().filter(account=account).values_list("member_id", flat=True))
