"""How the audit tells of what complaints do elsewhere."""

from django.utils.translation import gettext_lazy as _

from complaints.models.notice import IncidentNotice
from timeline.kinds import Kind
from timeline.verbs import Verb

KINDS = {
    "complaints.incidentnotice": Kind(
        rows=lambda member: IncidentNotice.objects.visible_to(member), page="complaints:notice"
    ),
}


def of_notice(icon, here, elsewhere, label) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="complaints")


VERBS = {
    "incidentnotice.drafted": of_notice(
        "pencil",
        _("wrote this notice"),
        _("wrote the notice %(subject)s to affected customers"),
        _("Notice of an incident written"),
    ),
    "incidentnotice.changed": of_notice(
        "pencil",
        _("edited this notice"),
        _("edited the notice %(subject)s to affected customers"),
        _("Notice of an incident edited"),
    ),
    "incidentnotice.approved": of_notice(
        "check",
        _("approved this notice"),
        _("approved the notice %(subject)s to affected customers"),
        _("Notice of an incident approved"),
    ),
    "incidentnotice.sending": of_notice(
        "send",
        _("began to send this notice"),
        _("began to send the notice %(subject)s to affected customers"),
        _("Sending of a notice begun"),
    ),
    "incidentnotice.sent": of_notice(
        "circle-check",
        _("sent this notice; customers written to: %(count)s"),
        _("sent the notice %(subject)s; customers written to: %(count)s"),
        _("Notice of an incident sent"),
    ),
    "incidentnotice.stopped": of_notice(
        "ban",
        _("stopped this notice; customers written to: %(count)s"),
        _("stopped the notice %(subject)s; customers written to: %(count)s"),
        _("Notice of an incident stopped"),
    ),
    "complaint.rated_low": Verb(
        "mood-smile",
        _("rated the handling of this complaint low"),
        _("rated the handling of the complaint %(subject)s low"),
        label=_("Complaint rated low"),
        group="complaints",
    ),
    "effectrules.changed": Verb(
        "settings",
        _("changed what complaints do elsewhere"),
        label=_("Rules of the effects of complaints changed"),
        group="settings",
        changes=lambda detail: detail.get("changes", {}),
    ),
}
