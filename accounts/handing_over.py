"""Handing over in bulk what a colleague holds: accounts, places in teams, and what higher apps say somebody holds.

A holding moves with its account: whoever gets the account gets it too. Of accounts that somebody else leads it goes to
the colleague who was chosen. Each tells what it moved, so that the whole can be taken back.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.assignment.assigner import Assigner
from accounts.models import Account, BulkChange, TeamMember
from accounts.team import put_on_team
from lib.registry import Registry
from timeline.jobs import start_job
from workspaces.models import Membership


@dataclass(frozen=True)
class Holding:
    """`rows(member)`: a queryset of what is held, with `account`; `move(row, to, by)` gives one of them away.

    `refusal(member)` says why a colleague cannot get any of it, or nothing: it stays where it is then.
    """

    label: Any
    rows: Callable[[Any], Any]
    move: Callable[[Any, Any, Any], None]
    # (key, former holder, who got it, by)
    back: Callable[[int, Any, Any, Any], None]
    refusal: Callable[[Any], Any] = lambda member: None


# By a word that stands in what is kept for the undo.
handing_over = Registry("what a person holds")
RULES = "rules"


@dataclass
class Plan:
    """Who gives, who gets, and whether the rules are asked first; read once for a batch."""

    giver: Membership
    to: Membership
    assigner: Assigner | None

    def lead(self, account) -> Membership:
        given = self.assigner.lead(account, but=frozenset({self.giver.pk})) if self.assigner else None
        if given is None:
            return self.to
        self.assigner.gave(account, given)
        return given.member


def kept_plan(giver, to, *, by_rules: bool) -> str:
    return f"{giver.number}>{to.number}{'>' + RULES if by_rules else ''}"


def members_of(text: str) -> list[Membership]:
    numbers = [int(part) for part in text.split(">")[:2]]
    found = {
        each.number: each for each in Membership.objects.select_related("user").filter(number__in=numbers)
    }
    return [found[number] for number in numbers]


def plan_of(text: str) -> Plan:
    giver, to = members_of(text)
    return Plan(giver, to, Assigner(holds=True) if text.endswith(RULES) else None)


def plan_in_words(text: str) -> str:
    return " ← ".join(str(each) for each in reversed(members_of(text)))


def teams_of(member):
    return TeamMember.objects.standing().filter(member=member, account__archived_at=None)


def holdings_of(member) -> list[dict]:
    """What somebody holds, with how much of it."""
    accounts = Account.objects.kept().filter(owner=member)
    return [
        {"key": "accounts", "count": accounts.count()},
        {"key": "teams", "count": teams_of(member).count()},
        *(
            {"key": key, "label": holding.label, "count": holding.rows(member).count()}
            for key, holding in zip(handing_over.keys(), handing_over, strict=True)
        ),
    ]


def refusals(giver, to) -> list:
    """Why this colleague cannot get all of what is held."""
    return [why for each in handing_over if (why := each.refusal(to)) and each.rows(giver).exists()]


def holds_something(member) -> bool:
    return any(each["count"] for each in holdings_of(member))


def accounts_held(member, by):
    """Accounts in use that a colleague leads or about which something is in these hands, as far as `by` sees them."""
    keys = set(Account.objects.kept().filter(owner=member).values_list("pk", flat=True))
    keys |= set(teams_of(member).values_list("account_id", flat=True))
    for holding in handing_over:
        keys |= set(holding.rows(member).values_list("account_id", flat=True))
    return Account.objects.visible_to(by).kept().filter(pk__in=keys)


def give_away(account, plan: Plan, by) -> str | None:
    """Of the bulk change: everything of one account; what was moved, as text."""
    from accounts.services import change_account

    account.wait_to_change()
    moved: dict[str, Any] = {}
    heir = plan.to
    if account.owner_id == plan.giver.pk:
        heir = plan.lead(account)
        account.owner = heir
        change_account(account, by=by, read_version=account.version, changed=["owner"])
        moved["owner"] = heir.pk
    for row in teams_of(plan.giver).filter(account=account).select_related("account"):
        row.end(by=by)
        put = put_on_team(account, by=by, member=heir, role=row.role)
        moved["team"] = [row.number, put.number if put else None]
    for key, holding in zip(handing_over.keys(), handing_over, strict=True):
        if holding.refusal(heir):
            continue
        rows = list(holding.rows(plan.giver).filter(account=account).order_by("pk"))
        for row in rows:
            holding.move(row, heir, by)
        if rows:
            moved[key] = [row.pk for row in rows]
    if not moved:
        return None
    return json.dumps({"to": heir.pk, **moved})


def take_home(account, plan: Plan, before: str, by) -> bool:
    """Back to the giver, unless somebody else looks after the account by now or the giver has left."""
    from accounts.services import change_account

    moved = json.loads(before)
    account.wait_to_change()
    if not plan.giver.is_active or moved.get("owner", account.owner_id) != account.owner_id:
        return False
    heir = Membership.objects.get(pk=moved["to"])
    if "owner" in moved:
        account.owner = plan.giver
        change_account(account, by=by, read_version=account.version, changed=["owner"])
    if "team" in moved:
        former, put = moved["team"]
        for row in TeamMember.objects.filter(account=account, number=put, ended_at=None):
            row.end(by=by)
        others = TeamMember.objects.filter(account=account, member=plan.giver, ended_at=None)
        for row in TeamMember.objects.filter(account=account, number=former):
            if not others.exists():
                row.resume(by=by)
    for key, holding in zip(handing_over.keys(), handing_over, strict=True):
        for pk in moved.get(key, []):
            holding.back(pk, plan.giver, heir, by)
    return True


@transaction.atomic
def hand_over(*, by, giver, to, by_rules=False, form_token=None) -> BulkChange:
    """Everything a colleague holds, as a job; what comes into these hands later stays there."""
    from accounts.bulk.work import begin

    value = kept_plan(giver, to, by_rules=by_rules)
    change, is_new = begin(by, "accounts", "hand_over", value, form_token)
    if is_new:
        found = accounts_held(giver, by)
        last = found.aggregate(last=Max("pk"))["last"] or 0
        change.job = start_job("accounts.hand_over", by=by, total=found.count(), change=change.pk, last=last)
        change.save(update_fields=["job"])
    return change
