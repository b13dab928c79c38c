"""What is known of the people and the needs of customers, for the tests that walk through every page."""

from accounts.models import Account
from planning.models import Stakeholder
from planning.needs import add_need
from planning.relations import people_of
from planning.stakeholders import describe

LONG = "مجموعة شركات عبدالرحمن بن عبدالعزيز السليماني وأولاده للتجارة والمقاولات والنقليات"
UNBROKEN = "x" * 120


def know_people(salem, huda):
    """Everybody at the first customer has a place on the map, one of them with a long story."""
    account = Account.objects.get(number=1)
    people = people_of(account)
    for place, known in enumerate(people):
        known.position.account = account
        fields = {
            "criteria": f"{LONG}\n{UNBROKEN}",
            "attitude": Stakeholder.Attitude.values[place % 3],
            "influence": 5,
            "strength": 1 + place % 5,
            "keeper": huda,
            "superior": people[0].contact if place else None,
        }
        describe(known.position, by=salem, read_version=0, decision_role="decides", fields=fields)
    fields = {"kind": "pain", "text": f"{LONG} {UNBROKEN}", "detail": f"{LONG}\n{UNBROKEN}"}
    made = add_need(account=account, by=salem, fields={**fields, "importance": "high"})
    made.set_state("dropped", by=salem, reason=f"{LONG} {UNBROKEN}")
    add_need(account=account, by=huda, fields={"text": "توريد أسبوعي"})
