"""The demo's steering: what types ask, who has which, assessments over time, proposals that wait."""

from datetime import datetime, time, timedelta
from random import Random

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Account, Classification, Industry, Region
from planning.demo.people import STRATEGIC
from planning.models import Assessment, PlanningRules
from planning.reckoning import keep_scores, propose_tiers
from planning.scoring import FACTORS, HIGH, LOW, score
from planning.specialising import set_load
from planning.type_rules import change_type_rules
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.roles import Role

ASSESSED, KEY = 40, 8
HALF_A_YEAR = 182
# What customers of the demo buy in a year, from tier to tier.
VALUES = {"value_a_minor": 4_000_000, "value_b_minor": 1_200_000, "value_c_minor": 500_000}
# What is written beside the factors of the strategic ones, in the last assessment.
NOTES = {
    "ar": {"growth": "فرعان جديدان العام القادم", "competition": "منافس واحد يعرض أسعارًا أقل"},
    "en": {"growth": "Two new branches next year", "competition": "One competitor offers lower prices"},
}
BEST = {"relationship": 4, "growth": 5, "partnership": 4, "health": 5, "competition": 2}


def seed_tiers(stage: Stage) -> None:
    with override(stage.workspace.language):
        set_rules(stage)
        owned = Account.objects.kept().filter(status="active", owner__ended_at=None).exclude(owner=None)
        accounts = list(owned.select_related("owner__user").order_by("number")[:ASSESSED])
        told = give_types(stage, accounts)
        for account in accounts:
            told += assess_over_time(stage, account)
        Event.objects.bulk_create(sorted(told, key=lambda event: event.at))
        everybody, rules = list(Account.objects.kept()), PlanningRules.now()
        scores = keep_scores(everybody, rules)
        # A few wait; the page asks the rules about everybody else.
        propose_tiers(accounts, scores, rules)


def set_rules(stage: Stage) -> None:
    """What a type asks, what a customer of each tier is worth here, who knows which trades and regions."""
    head = stage.member("huda")
    roles = [str(role) for role in (Role.OWNER, Role.ADMIN, Role.MANAGER, Role.ACCOUNT_MANAGER)]
    asked = {
        "strategic": {"weight": 8, "needs_plan": True, "roles": roles, "people": []},
        "key": {"weight": 3, "needs_plan": True, "roles": [], "people": []},
    }
    change_type_rules(asked, by=head)
    PlanningRules.objects.create(**VALUES, by=head, at=ago(stage, 320))
    industries, regions = list(Industry.objects.order_by("pk")[:12]), list(Region.objects.order_by("pk")[:12])
    sellers = [each for each in stage.members.values() if each.role in (Role.MANAGER, Role.ACCOUNT_MANAGER)]
    for place, member in enumerate(sorted(set(sellers), key=lambda each: each.pk)):
        known = {"industries": industries[2 * place :][:2], "regions": regions[2 * place :][:2]}
        set_load(member, by=head, languages=["ar", "en"] if place % 2 else ["ar"], **known)


def give_types(stage: Stage, accounts: list[Account]) -> list[Event]:
    """The strategic ones were key customers first."""
    steps, told = [], []
    others = [each for each in accounts if each.number not in STRATEGIC]
    kinds = ["key" if place < KEY else "regional" if place % 3 else "sales" for place in range(len(others))]
    for account, kind in zip(others, kinds, strict=True):
        steps.append((account, "", kind, 200 + 3 * (account.number % 90), ""))
    for account in accounts:
        if account.number in STRATEGIC:
            steps.append((account, "", "key", 600, ""))
            steps.append((account, "key", "strategic", 310, _("Chosen from the shortlist")))
    rows = []
    for account, before, after, days, reason in steps:
        account.management_type, at = after, ago(stage, days)
        change = {"what": "management_type", "before": before, "after": after, "reason": reason}
        rows.append(Classification(account=account, at=at, by=account.owner, **change))
        words = {"fields": ["management_type"], "reason": reason}
        told.append(past_event("account.classified", account, by=account.owner, at=at, **words))
    Account.objects.bulk_update(accounts, ["management_type"])
    Classification.objects.bulk_create(rows)
    return told


def assess_over_time(stage: Stage, account: Account) -> list[Event]:
    """One to three assessments, half a year apart, that drift as such things do."""
    dice, told = stage.random(f"assessment {account.number}"), []
    is_best = account.number in STRATEGIC
    marks = {factor: dice.randint(2, 4) for factor in FACTORS} | (BEST if is_best else {})
    times = 3 if is_best else dice.randint(1, 3)
    for time_back in range(times - 1, -1, -1):
        on = stage.today - timedelta(days=HALF_A_YEAR * time_back + dice.randint(3, 40))
        notes = NOTES[stage.workspace.language] if is_best and not time_back else {}
        fields = {"on": on, "next_on": on + timedelta(days=HALF_A_YEAR), "notes": notes, "by": account.owner}
        made = Assessment(account=account, **marks, **fields)
        made.save()
        comes_to = score(marks, PlanningRules.now().weights)
        at = datetime.combine(on, time(11, 5), stage.zone)
        words = {"score": comes_to, "assessment": made.pk}
        told.append(past_event("assessment.made", account, by=account.owner, at=at, **words))
        marks = drifted(marks, dice)
    return told


def drifted(marks: dict[str, int], dice: Random) -> dict[str, int]:
    factor = dice.choice(FACTORS)
    return marks | {factor: min(max(marks[factor] + dice.choice((-1, 1)), LOW), HIGH)}


def ago(stage: Stage, days: int) -> datetime:
    return datetime.combine(stage.today - timedelta(days=days), time(9, 30), stage.zone)
