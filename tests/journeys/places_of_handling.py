"""Pages of how complaints are handled; those of house_of_complaints stand there."""

from complaints.compensating import propose
from complaints.models import Complaint
from complaints.uniting import join_incident
from tests.journeys.house import LONG_NAME
from tests.journeys.house_of_complaints import complain
from tests.journeys.places import Place, save_nothing


def handle(salem, huda):
    """A compensation for the first one, and the second one affected by what the closed one was about."""
    talk, new, over = (Complaint.objects.get(number=number) for number in (1, 2, 3))
    fields = {"kind": "money", "amount_minor": 900_00, "currency": "SAR", "text": LONG_NAME}
    propose(talk, by=salem, fields=fields)
    join_incident(new, over, by=salem)


FURNISH = [complain, handle]


def at_handling():
    yield Place("/w/noor/settings/complaint-severities/")
    yield Place("/w/noor/settings/complaint-skills/")
    yield Place("/w/noor/settings/compensation-limits/")
    yield Place("/w/noor/complaints/1/compensations/new/")
    yield Place("/w/noor/complaints/1/compensations/new/", act=save_nothing)
    yield Place("/w/noor/complaints/1/compensations/1/refusal/")
    yield Place("/w/noor/complaints/1/compensations/1/taking-back/")
    yield Place("/w/noor/complaints/1/merging/")
    yield Place("/w/noor/complaints/1/incident/")
    yield Place("/w/noor/complaints/3/affected/")
    yield Place("/w/noor/complaints/3/affected/closing/")


WALKS = [at_handling]
