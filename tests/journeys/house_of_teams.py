"""Who works with which customer, and how customers are seen, for the tests that walk through every page."""

from django.utils import timezone

from accounts.assignment.services import add_rule
from accounts.models import Account, TeamRole
from accounts.team import add_to_team
from planning.assessing import assess
from planning.reckoning import start_reckoning
from tests.journeys.house import LONG_NAME, UNBROKEN

MARKS = {"competition": 1, "relationship": 5, "resources": 1, "growth": 5, "partnership": 5, "health": 5}


def gather_a_team(salem, huda):
    """A colleague in the team of a group with a branch, a role with long words, a rule."""
    account = Account.objects.get(number=1)
    role = TeamRole.objects.create(name_ar=LONG_NAME[:60], name_en=UNBROKEN[:60])
    add_to_team(account, by=salem, member=huda, role=role, note=f"{LONG_NAME} {UNBROKEN}")
    Account.objects.filter(number=2).update(parent=account)
    add_rule(by=huda, name=LONG_NAME[:80], size="1-9", pool=[salem, huda])


def weigh_customers(salem, huda):
    """Two assessments of one customer, one of another, and what the rules propose."""
    today, account = timezone.localdate(), Account.objects.get(number=1)
    assess(account, by=salem, on=today.replace(year=today.year - 1), marks=MARKS)
    assess(
        account, by=salem, on=today, marks={**MARKS, "growth": 1}, notes={"growth": f"{LONG_NAME} {UNBROKEN}"}
    )
    assess(Account.objects.get(number=3), by=salem, on=today, marks=MARKS)
    start_reckoning(by=huda, proposes=True)
