"""The rules of a workspace, read once for a batch of accounts, and what they do to each of these.

Who chooses by load holds the rows of the rules until the transaction ends, so that two at once do not give the same
colleague what each of them alone would. The rules are held before any account: whoever adds a customer beside one
that is locked calls hold_rules() first.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from accounts.assignment.matching import Asked, Candidate, Facts, chosen, first_fitting, line_of
from accounts.models import Account, AssignmentCandidate, AssignmentRule, Industry, MemberSpecialism, Region
from accounts.models.assignment import CONDITIONS
from accounts.owning import refusal
from workspaces.models import Membership

PLAIN = tuple(name for name in CONDITIONS if name not in {"region", "industry"})


def hold_rules() -> list[AssignmentRule]:
    """In the order of their keys, as everybody takes them."""
    found = AssignmentRule.objects.in_force()
    return list(found.select_for_update(no_key=True, of=("self",)).order_by("pk"))


@dataclass(frozen=True)
class Given:
    """A rule, and the colleague it gives."""

    rule: AssignmentRule
    member: Membership


class Assigner:
    def __init__(self, *, holds: bool = False):
        rules = hold_rules() if holds else AssignmentRule.objects.in_force()
        self.rules = {rule.pk: rule for rule in sorted(rules, key=lambda rule: (rule.place, rule.pk))}
        # Many accounts are alike to the rules, and each is asked of a colleague and a type once.
        self._fitting: dict[tuple, tuple[Facts, Asked | None]] = {}
        self._refused: dict[tuple[str, int], bool] = {}

    @cached_property
    def members(self) -> dict[int, Membership]:
        return Membership.objects.active().select_related("user").in_bulk()

    @cached_property
    def asked(self) -> list[Asked]:
        knows: dict[int, dict[str, set]] = defaultdict(lambda: defaultdict(set))
        for each in MemberSpecialism.objects.all():
            held = knows[each.member_id]
            held["regions"] |= {each.region_id} - {None}
            held["industries"] |= {each.industry_id} - {None}
            held["languages"] |= {each.language} - {""}
        pools: dict[int, list[Candidate]] = defaultdict(list)
        rows = AssignmentCandidate.objects.filter(rule__in=self.rules).order_by("member_id")
        for rule, member in rows.values_list("rule", "member"):
            if member in self.members:
                held = {name: frozenset(values) for name, values in knows[member].items()}
                pools[rule].append(Candidate(member, **held))
        return [
            Asked(
                pk=rule.pk,
                pool=tuple(pools[rule.pk]),
                region=rule.region_id,
                industry=rule.industry_id,
                values={name: getattr(rule, name) for name in PLAIN},
                prefers_specialists=rule.prefers_specialists,
            )
            for rule in self.rules.values()
        ]

    @cached_property
    def parents(self) -> dict[str, dict[int, int | None]]:
        trees = {"region": Region, "industry": Industry}
        return {
            name: dict(model.objects.exclude(parent=None).values_list("pk", "parent_id"))
            for name, model in trees.items()
        }

    @cached_property
    def loads(self) -> dict[int, int]:
        """Open accounts of everybody in a pool."""
        pool = {each.pk for asked in self.asked for each in asked.pool}
        rows = Account.objects.kept().filter(owner__in=pool).exclude(status=Account.Status.LOST)
        return defaultdict(int, rows.order_by().values_list("owner").annotate(count=Count("pk")))

    def facts(self, account) -> Facts:
        return Facts(
            region=line_of(account.region_id, self.parents["region"]),
            industry=line_of(account.industry_id, self.parents["industry"]),
            values={name: getattr(account, name) for name in PLAIN},
        )

    def _of(self, gives: str) -> list[Asked]:
        return [asked for asked in self.asked if self.rules[asked.pk].gives == gives]

    def lead(self, account, but: frozenset[int] = frozenset()) -> Given | None:
        """Who is to lead the account; whoever leads it and is in the pool of its rule keeps it, except `but`."""
        if not self.rules:
            return None
        facts, asked = self._first_fitting(account)
        if asked is None:
            return None
        rule = self.rules[asked.pk]
        if account.owner_id not in but and any(each.pk == account.owner_id for each in asked.pool):
            return Given(rule, self.members[account.owner_id])
        refused = set(but)
        while (pk := chosen(asked, facts, self.loads, refused)) is not None:
            if not self._is_refused(account.management_type, pk):
                return Given(rule, self.members[pk])
            refused.add(pk)
        return None

    def _first_fitting(self, account) -> tuple[Facts, Asked | None]:
        key = (account.region_id, account.industry_id, *(getattr(account, name) for name in PLAIN))
        if key not in self._fitting:
            facts = self.facts(account)
            self._fitting[key] = facts, first_fitting(self._of(AssignmentRule.Gives.LEAD), facts)
        return self._fitting[key]

    def _is_refused(self, management_type: str, pk: int) -> bool:
        key = (management_type, pk)
        if key not in self._refused:
            self._refused[key] = refusal(management_type, self.members[pk]) is not None
        return self._refused[key]

    def gave(self, account, given: Given) -> None:
        """Count what was given, for the next ones."""
        self.loads[given.member.pk] += 1
        if account.owner_id in self.loads:
            self.loads[account.owner_id] -= 1

    def team(self, account, lead_id: int | None) -> list[Given]:
        """Who comes into the team: the first fitting rule of each role gives somebody."""
        if not self.rules:
            return []
        facts, found = self.facts(account), {}
        for asked in self._of(AssignmentRule.Gives.TEAM):
            rule = self.rules[asked.pk]
            if rule.team_role_id not in found and asked.pool and asked.fits(facts):
                pk = chosen(asked, facts, self.loads, {lead_id} - {None})
                if pk is not None:
                    found[rule.team_role_id] = Given(rule, self.members[pk])
        return list(found.values())
