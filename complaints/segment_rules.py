"""What segments may ask of complaints."""

from django.utils.translation import gettext_lazy as _

from accounts.segments import rules
from complaints.models import Complaint
from lib.lists.fields import Field
from lib.lists.rules import COMPLAINTS, Operator


def within(values):
    since = rules.start_of(rules.back(rules.today(), values["days"]))
    return Complaint.objects.standing().filter(filed_at__gte=since)


OPEN = rules.yes(COMPLAINTS, _("one is open"), lambda v, at: rules.has(Complaint.objects.open(), at=at))
COUNT = rules.asked(
    COMPLAINTS,
    Operator(
        "count", _("at least so many in the last days"), _("at least %(count)s in the last %(days)s"),
        lambda v, at: rules.at_least(within(v), v, at), (rules.times(), rules.days()),
    ),
)  # fmt: skip
FIELDS = [
    Field("complaint_open", _("Complaint"), rule=OPEN),
    Field("complaints", _("Number of complaints"), rule=COUNT),
]
