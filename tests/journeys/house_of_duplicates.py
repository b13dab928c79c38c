"""Customers who look like one, and two who were made one, for the tests that walk through every page."""

from accounts import services
from accounts.duplicates.pairs import look_at
from accounts.merging.services import merge
from accounts.models import Account, Contact
from tests.journeys.house import LONG_NAME, UNBROKEN

# Numbers that no other part of the house gives.
TWINS = []


def write_down_twice(salem, huda):
    """Two accounts with long names, two contacts, and a merge."""
    TWINS.clear()
    name = f"{LONG_NAME} {UNBROKEN}"
    fields = {"name_ar": name, "owner": salem, "description": name, "email": "one@customer.example"}
    twins = [
        services.add_account(by=salem, fields={**fields, "phone": phone, "phone_e164": phone})
        for phone in ("+966501112223", "+966501112224")
    ]
    person = {"name_ar": name, "phone_1": "0501112223", "phone_1_e164": "+966501112223"}
    people = [services.add_contact(by=salem, fields=person) for _time in range(2)]
    look_at(Account, [each.pk for each in twins])
    look_at(Contact, [each.pk for each in people])
    absorbed = services.add_account(by=salem, fields={"name_ar": name}, tags=[UNBROKEN[:70]])
    merged = merge(twins[0], absorbed, by=huda)
    TWINS.extend([*(each.number for each in (*twins, *people)), merged.number])
