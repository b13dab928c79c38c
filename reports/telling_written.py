"""How targets, notes on numbers and reports are told."""

from django.utils.translation import gettext_lazy as _

from reports.models import BuiltReport
from timeline.kinds import Kind
from timeline.verbs import Verb


def plain(icon, here, label):
    return Verb(icon, here, label=label, group="reports")


def rows(member):
    return BuiltReport.objects.visible_to(member)


KINDS = {
    "reports.target": Kind(),
    "reports.reportnote": Kind(),
    "reports.builtreport": Kind(rows=rows, page="reports:built"),
}
VERBS = {
    "target.created": plain("target", _("set this target"), _("Target set")),
    "target.changed": plain("pencil", _("changed this target"), _("Target changed")),
    "target.archived": plain("archive", _("archived this target"), _("Target archived")),
    "target.restored": plain("archive-off", _("restored this target"), _("Target restored")),
    "reportnote.created": plain("note", _("wrote this note on the numbers"), _("Note on numbers written")),
    "reportnote.changed": plain(
        "pencil", _("changed this note on the numbers"), _("Note on numbers changed")
    ),
    "reportnote.archived": plain(
        "archive", _("archived this note on the numbers"), _("Note on numbers archived")
    ),
    "reportnote.restored": plain(
        "archive-off", _("restored this note on the numbers"), _("Note on numbers restored")
    ),
    "builtreport.created": plain("report-analytics", _("made this report"), _("Report made")),
    "builtreport.changed": plain("pencil", _("changed this report"), _("Report changed")),
    "builtreport.archived": plain("archive", _("archived this report"), _("Report archived")),
    "builtreport.restored": plain("archive-off", _("restored this report"), _("Report restored")),
}
