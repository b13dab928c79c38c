"""The people of a customer on its page: who decides, and what is wrong."""

from planning.models import StakeholderRule
from planning.relations import DECIDES, WARNINGS, people_of, warnings_of


def read_stakeholders(account, membership) -> dict | None:
    people = people_of(account)
    names = warnings_of(people, days=StakeholderRule.read().not_met_days)
    return {
        "deciders": [each for each in people if each.position.decision_role == DECIDES],
        "warnings": [WARNINGS[name] for name in names],
        "count": len(people),
    }
