"""Pages of what complaints do elsewhere."""

from complaints.models import Complaint
from complaints.notices import draft_notice
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.house_of_complaints import complain
from tests.journeys.places import Place, save_nothing


def notify(salem, huda):
    """A notice about the first complaint, too long for its line."""
    complain(salem, huda)
    incident = Complaint.objects.get(number=1)
    words = {"subject_ar": LONG_NAME[:120], "text_ar": f"{LONG_NAME} {UNBROKEN}"}
    draft_notice(incident=incident, by=salem, fields=words)


FURNISH = [notify]


def at_effects():
    yield Place("/w/noor/settings/complaints/effects/", who="huda")
    yield Place("/w/noor/complaints/satisfaction/")
    yield Place("/w/noor/complaints/1/notices/new/", act=save_nothing)
    yield Place("/w/noor/complaints/notices/1/", who="huda")
    yield Place("/w/noor/complaints/notices/1/edit/")


WALKS = [at_effects]
