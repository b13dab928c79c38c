"""Assigning by rules: new accounts as they come, existing ones one by one or in bulk."""

from django.db import transaction

from accounts.assignment.assigner import PLAIN, Assigner, Given
from accounts.assignment.in_bulk import UNLED
from accounts.models import Account, AssignmentRule, TeamMember
from accounts.models.team import AlreadyInTeam
from accounts.team import add_to_team
from lib.tenancy.models import take_numbers
from timeline.services import record


def choose_lead(account, assigner: Assigner) -> Given | None:
    """Put the account manager whom the rules give on an account that has none and is not saved yet."""
    given = assigner.lead(account) if account.owner_id is None else None
    if given is not None:
        account.owner = given.member
        assigner.loads[given.member.pk] += 1
    return given


def tell_lead(account, given: Given | None, *, by) -> None:
    if given is not None:
        record("account.assigned", account, by=by, rule=given.rule.name, member=str(given.member))


def fill_team(account, assigner: Assigner, *, by) -> list[TeamMember]:
    rows = []
    for given in assigner.team(account, account.owner_id):
        try:
            rows.append(
                add_to_team(
                    account,
                    by=by,
                    member=given.member,
                    role=given.rule.team_role,
                    verb="team.assigned",
                    told={"rule": given.rule.name},
                )
            )
        except AlreadyInTeam:
            continue
    return rows


@transaction.atomic
def assign_by_rules(account, *, by) -> Given | None:
    """Give an account without an account manager to whom the rules say, and fill its team; what decided is told."""
    assigner = Assigner(holds=True)
    account.wait_to_change()
    given = _lead(account, assigner, by=by) if account.owner_id is None else None
    fill_team(account, assigner, by=by)
    return given


def _lead(account, assigner, *, by) -> Given | None:
    from accounts.services import change_account

    given = assigner.lead(account)
    if given is None or given.member.pk == account.owner_id:
        return None
    assigner.gave(account, given)
    account.owner = given.member
    told = {"rule": given.rule.name, "member": str(given.member)}
    change_account(
        account, by=by, read_version=account.version, changed=["owner"], verb="account.assigned", **told
    )
    return given


@transaction.atomic
def assign_imported(keys, *, by) -> None:
    """The rows of an import that name no account manager: given away without counting as changed since."""
    assigner = Assigner(holds=True)
    if not assigner.rules:
        return
    for account in Account.objects.filter(pk__in=keys, owner=None).held():
        given = choose_lead(account, assigner)
        if given is not None:
            Account.objects.filter(pk=account.pk).update(owner=given.member)
            tell_lead(account, given, by=by)
            account.tell_others(by=by, is_new_owner=True)
        fill_team(account, assigner, by=by)


@transaction.atomic
def add_rule(*, by, pool, form_token=None, **fields) -> AssignmentRule:
    """At the end of the list."""
    take_numbers(AssignmentRule, 0)  # one at a time: the places are counted
    place = AssignmentRule.objects.count()
    made = AssignmentRule.objects.create(place=place, form_token=form_token, **fields)
    made.set_pool(pool)
    record("assignmentrule.added", made, by=by)
    return made


@transaction.atomic
def move_rule(rule, *, by, step: int) -> None:
    """One place up (-1) or down (1) among the rules that are kept."""
    row = list(AssignmentRule.objects.kept().select_for_update(no_key=True).order_by("pk"))
    row.sort(key=lambda each: (each.place, each.pk))
    was = next((place for place, each in enumerate(row) if each.pk == rule.pk), None)
    if was is None or not 0 <= was + step < len(row):
        return
    row.insert(was + step, row.pop(was))
    for place, each in enumerate(row):
        each.place = place
    AssignmentRule.objects.bulk_update(row, ["place"])
    record("assignmentrule.moved", rule, by=by)


class Foresight:
    """What the rules would do to existing accounts: counted over all of them, nothing written."""

    def __init__(self, membership, scope: str, *, shown: int = 8):
        self.assigner = Assigner()
        self.looked_at = self.assigned = self.kept = 0
        self.by_rule: dict[AssignmentRule, int] = {}
        self.by_member: dict = {}
        self.samples: list[tuple[Account, Given]] = []
        if not self.assigner.rules:
            return
        rows = Account.objects.visible_to(membership).kept()
        if scope == UNLED:
            rows = rows.filter(owner=None)
        columns = ("pk", "owner_id", "region_id", "industry_id", *PLAIN)
        shown_as: dict[int, Given] = {}
        # Plain rows: of a hundred thousand, making accounts of them would be half of the work.
        for row in rows.order_by("pk").values_list(*columns, named=True).iterator(chunk_size=2_000):
            self.looked_at += 1
            given = self.assigner.lead(row)
            if given is None:
                continue
            if given.member.pk == row.owner_id:
                self.kept += 1
                continue
            self.assigner.gave(row, given)
            self.assigned += 1
            self.by_rule[given.rule] = self.by_rule.get(given.rule, 0) + 1
            self.by_member[given.member] = self.by_member.get(given.member, 0) + 1
            if len(shown_as) < shown:
                shown_as[row.pk] = given
        accounts = Account.objects.in_bulk(shown_as)
        self.samples = [(accounts[pk], given) for pk, given in shown_as.items() if pk in accounts]
