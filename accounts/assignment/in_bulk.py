"""Assigning many accounts by the rules in few statements, and taking it back: the verb “rules” of accounts.bulk.

The accounts of a batch are locked (accounts.bulk.work.held) and stand as they are now, so nothing is read or locked
once more for each. What is written is what change_account() and add_to_team() write: the version, the history by its
triggers, an event for each, notifications, and what follows a change of owner.
"""

import json
from copy import copy

from django.utils import timezone

from accounts.assignment.assigner import Assigner, Given
from accounts.following import follow_many
from accounts.models import Account, TeamMember
from accounts.owning import refusal
from lib.tenancy.models import take_numbers
from timeline.models import Event
from timeline.notifying import notify
from timeline.services import event_of
from workspaces.models import Membership

UNLED, ALL = "unled", "all"


def bulk_plan(scope: str):
    """What the worker takes a batch with."""
    return scope, Assigner(holds=True)


def assign_many(accounts: list[Account], plan, by) -> dict[int, str]:
    """Key -> the former and the given account manager and the rows of the team, as text, where anything changed."""
    scope, assigner = plan
    accounts = [each for each in accounts if not each.is_archived]
    former = {each.pk: each.owner_id for each in accounts}
    given = {}
    for account in accounts:
        found = assigner.lead(account) if account.owner_id is None or scope == ALL else None
        if found is not None and found.member.pk != account.owner_id:
            assigner.gave(account, found)
            given[account.pk] = found
    _change_owners({each: given[each.pk].member for each in accounts if each.pk in given}, by=by, given=given)
    rows = _fill_teams(accounts, assigner, by=by)
    return {
        pk: json.dumps([former[pk], given[pk].member.pk if pk in given else None, rows.get(pk, [])])
        for pk in former
        if pk in given or pk in rows
    }


def unassign_many(accounts: list[Account], befores: dict[int, str], plan, by) -> set[int]:
    """Back to what was; the keys of those that nobody gave to another one, and whose team nobody worked on since."""
    accounts = [each for each in accounts if not each.is_archived]
    told = {each.pk: json.loads(befores[each.pk]) for each in accounts}
    rows = _untouched_rows(accounts, {number for *_owners, numbers in told.values() for number in numbers})
    former = {owner for owner, *_rest in told.values() if owner}
    members = Membership.objects.select_related("user").in_bulk(former)
    owners, ended, back, refused = {}, [], set(), {}
    for account in accounts:
        owner, given, numbers = told[account.pk]
        mine = rows.get(account.pk, [])
        if (given is not None and account.owner_id != given) or len(mine) != len(numbers):
            continue
        if given is not None:
            key = account.management_type, owner
            if key not in refused:
                refused[key] = refusal(account.management_type, members.get(owner)) is not None
            if refused[key]:
                continue
            owners[account] = members.get(owner)
        ended += mine
        back.add(account.pk)
    _change_owners(owners, by=by)
    _end_rows(ended, by=by)
    return back


def _change_owners(
    owners: dict[Account, Membership | None], *, by, given: dict[int, Given] | None = None
) -> None:
    """With `given` the rules said so, which is told."""
    if not owners:
        return
    pairs, events, now = [], [], timezone.now()
    for account, member in owners.items():
        pairs.append((account, copy(account)))
        account.owner, account.version, account.updated_at = member, account.version + 1, now
        if given:
            told = {"rule": given[account.pk].rule.name, "member": str(member)}
            events.append(event_of("account.assigned", account, by=by, fields=["owner"], **told))
        else:
            events.append(event_of("account.changed", account, by=by, fields=["owner"]))
    Account.objects.bulk_update(owners, ["owner", "version", "updated_at"])
    Event.objects.bulk_create(events)
    for account in owners:
        account.tell_others(by=by, is_new_owner=True)
    follow_many(pairs, by=by)


def _fill_teams(accounts: list[Account], assigner: Assigner, *, by) -> dict[int, list[int]]:
    """Key of the account -> numbers of the rows that were made."""
    wanted = [(account, given) for account in accounts for given in assigner.team(account, account.owner_id)]
    if not wanted:
        return {}
    standing = TeamMember.objects.filter(account__in={each for each, _given in wanted}, ended_at=None)
    rows = standing.select_for_update(no_key=True).order_by("pk")
    held = {(row.account_id, row.member_id): row for row in rows}
    new, gone = [], []
    for account, given in wanted:
        row = held.get((account.pk, given.member.pk))
        if row is not None and row.is_standing:
            continue
        if row is not None:  # its last day has gone by: the new stretch takes its place
            gone.append(row)
        # One colleague is there once, in the role of the first rule that gave it.
        new.append(TeamMember(account=account, member=given.member, role=given.rule.team_role, created_by=by))
        new[-1].rule, held[account.pk, given.member.pk] = given.rule, new[-1]
    _end_rows(gone, by=by)
    return _make_rows(new, by=by)


def _make_rows(rows: list[TeamMember], *, by) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if rows:
        for number, row in enumerate(rows, take_numbers(TeamMember, len(rows))):
            row.number = number
            found.setdefault(row.account_id, []).append(number)
    TeamMember.objects.bulk_create(rows)
    Event.objects.bulk_create(
        event_of("team.assigned", row, by=by, context=row.account, rule=row.rule.name) for row in rows
    )
    for row in rows:
        notify("account.team", [row.member], subject=row.account, by=by)
    return found


def _untouched_rows(accounts: list[Account], numbers: set[int]) -> dict[int, list[TeamMember]]:
    rows = TeamMember.objects.filter(account__in=accounts, number__in=numbers, ended_at=None, version=1)
    of = {each.pk: each for each in accounts}
    found: dict[int, list[TeamMember]] = {}
    for row in rows.select_for_update(no_key=True).order_by("pk"):
        row.account = of[row.account_id]
        found.setdefault(row.account_id, []).append(row)
    return found


def _end_rows(rows: list[TeamMember], *, by) -> None:
    now = timezone.now()
    for row in rows:
        row.ended_at, row.version = now, row.version + 1
    TeamMember.objects.bulk_update(rows, ["ended_at", "version"])
    Event.objects.bulk_create(event_of("team.ended", row, by=by, context=row.account) for row in rows)
