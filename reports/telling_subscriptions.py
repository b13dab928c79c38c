"""How reports by e-mail are told."""

from django.utils.translation import gettext_lazy as _

from reports.models import ReportSubscription
from timeline.kinds import Kind
from timeline.verbs import Verb


def plain(icon, here, label):
    return Verb(icon, here, label=label, group="reports")


def rows(member):
    return ReportSubscription.objects.visible_to(member).select_related("built")


KINDS = {"reports.reportsubscription": Kind(rows=rows, page="reports:subscription")}
VERBS = {
    "reportsubscription.created": plain(
        "mail", _("set up this report by e-mail"), _("Report by e-mail set up")
    ),
    "reportsubscription.changed": plain(
        "pencil", _("changed this report by e-mail"), _("Report by e-mail changed")
    ),
    "reportsubscription.recipients_changed": plain(
        "users", _("changed who gets this report by e-mail"), _("Recipients of a report changed")
    ),
    "reportsubscription.sent": plain("send", _("sent this report by e-mail"), _("Report sent by e-mail")),
    "reportsubscription.archived": plain(
        "archive", _("archived this report by e-mail"), _("Report by e-mail archived")
    ),
    "reportsubscription.restored": plain(
        "archive-off", _("restored this report by e-mail"), _("Report by e-mail restored")
    ),
}
