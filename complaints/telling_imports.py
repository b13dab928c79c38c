"""How imports of complaints are told, and the complaints that they brought."""

from django.utils.translation import gettext_lazy as _

from complaints.models import ComplaintImport
from complaints.telling import verb, words_of_giving
from lib import formats
from timeline.kinds import Kind

KINDS = {
    "complaints.complaintimport": Kind(
        rows=lambda member: ComplaintImport.objects.visible_to(member), page="complaints:import_one"
    ),
}


def rows_word(detail) -> dict:
    return {name: formats.number(detail.get(name, 0)) for name in ("added", "history")}


VERBS = {
    "complaint.brought": verb(
        "file-import",
        _("brought this complaint from a file%(given)s"),
        _("brought a complaint from a file: %(subject)s%(given)s"),
        _("Complaint from a file"),
        words=words_of_giving,
    ),
    "complaintimport.started": verb(
        "file-import",
        _("began to bring this file of complaints in"),
        _("began to bring in the file of complaints %(subject)s"),
        _("Import of complaints started"),
    ),
    "complaintimport.ended": verb(
        "file-import",
        _("brought in this file of complaints. Open ones: %(added)s, those that are over: %(history)s"),
        _(
            "brought in the file of complaints %(subject)s. Open ones: %(added)s, those that are over: %(history)s"
        ),
        _("Import of complaints ended"),
        words=rows_word,
    ),
}
