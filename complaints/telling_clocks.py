"""How the clocks of complaints are told: times that were changed, and promises whose time runs out."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from complaints.models import SlaPolicy
from complaints.models.policy import KINDS as PROMISES
from lib import formats
from lib.formats import isolated
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import SUBJECT, Verb

KINDS = {
    "complaints.slapolicy": Kind(
        rows=lambda member: SlaPolicy.objects.all(), page="complaints:policy", hidden=("place",)
    ),
}


def words_of(detail) -> dict:
    percent = detail.get("percent")
    name = detail.get("name")
    return {
        "promise": str(PROMISES.get(detail.get("promise"), "")),
        "percent": formats.percent(percent) if isinstance(percent, int) else "",
        "name": isolated(name) if isinstance(name, str) else "",
    }


def of_times(icon, here, elsewhere, label, **more) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="complaints", **more)


VERBS = {
    "complaint.escalated": Verb(
        "alert-triangle",
        _("told %(name)s: %(percent)s of the time is used, %(promise)s"),
        _("told %(name)s of the complaint %(subject)s: %(percent)s of the time is used, %(promise)s"),
        label=_("Complaint escalated"),
        group="complaints",
        words=words_of,
    ),
    "complaint.reminded": Verb(
        "bell",
        _("reminded the customer that an answer is waited for"),
        label=_("Customer reminded of a complaint"),
        group="complaints",
    ),
    "slapolicy.added": of_times(
        "clock",
        _("added these times"),
        _("added times for complaints: %(subject)s"),
        _("Times for complaints added"),
    ),
    "slapolicy.changed": of_times(
        "clock",
        _("changed these times"),
        _("changed times for complaints: %(subject)s"),
        _("Times for complaints changed"),
        history=SUBJECT,
    ),
    "slapolicy.shifted": of_times(
        "clock",
        _("moved these times to another place"),
        _("moved times for complaints to another place: %(subject)s"),
        _("Times for complaints put in another order"),
    ),
    "slapolicy.archived": of_times(
        "archive",
        _("archived these times"),
        _("archived times for complaints: %(subject)s"),
        _("Times for complaints archived"),
    ),
    "slapolicy.restored": of_times(
        "archive-off",
        _("put these times in force again"),
        _("put times for complaints in force again: %(subject)s"),
        _("Times for complaints restored"),
    ),
    "escalation.changed": of_times(
        "alert-triangle",
        _("changed whom escalations of complaints reach"),
        _("changed whom escalations of complaints reach"),
        _("Escalation of complaints changed"),
    ),
}


def many_escalated(count):
    return ngettext(
        "The time for %(count)s complaint runs out.", "The time for %(count)s complaints runs out.", count
    )


NOTICES = {
    "complaint.escalated": NotificationKind(
        label=_("The time for a complaint runs out"),
        icon="alert-triangle",
        one=_("%(percent)s of the time is used for this complaint: %(subject)s (%(promise)s)."),
        many=many_escalated,
        many_page="complaints:complaints",
        way=Way.MAIL,
        words=words_of,
    ),
    "complaint.silent": NotificationKind(
        label=_("A customer does not answer about a complaint"),
        icon="hourglass",
        one=_(
            "The customer was told that this will be closed, after 14 working days without an answer: %(subject)s."
        ),
    ),
}
