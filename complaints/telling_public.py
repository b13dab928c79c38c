"""How what comes by the public form for complaints is told."""

from django.utils.translation import gettext_lazy as _

from complaints.models import ComplaintSubmission
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb
from workspaces.roles import Permission


def submissions_of(member):
    rows = ComplaintSubmission.objects.all()
    return rows if member.can(Permission.HANDLE_COMPLAINTS) else rows.none()


VERBS = {
    "complaintintake.changed": Verb(
        "settings",
        _("changed the form for complaints"),
        label=_("Form for complaints changed"),
        group="settings",
        history=SUBJECT,
    ),
    "complaintsubmission.taken": Verb(
        "check",
        _("took a complaint that was put aside: %(name)s"),
        label=_("Complaint put aside taken"),
    ),
    "complaintsubmission.refused": Verb(
        "ban", _("refused a complaint of the form: %(name)s"), label=_("Complaint of the form refused")
    ),
    "complaintsubmission.waiting": Verb(
        "arrow-back-up",
        _("let a complaint of the form wait again: %(name)s"),
        label=_("Complaint of the form waits again"),
    ),
    "complaint.link_renewed": Verb(
        "link",
        _("made a new link for the customer; those before do not work any more"),
        _("made a new link to the complaint %(subject)s for the customer"),
        label=_("New link to a complaint"),
        group="complaints",
    ),
}
KINDS = {
    "complaints.complaintintake": Kind(),
    "complaints.complaintsubmission": Kind(rows=submissions_of, hidden=("form_token",)),
}
