"""How files of records are told, on the page of their record."""

from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formats import isolated
from timeline.verbs import Verb


def file_names(detail):
    return {"files": formats.listed(map(isolated, detail.get("names", [])))}


VERBS = {
    "file.added": Verb(
        "paperclip",
        _("added files: %(files)s"),
        _("added files to %(subject)s: %(files)s"),
        label=_("Files added"),
        group="changes",
        words=file_names,
    ),
    "file.removed": Verb(
        "trash",
        _("removed a file: %(files)s"),
        _("removed a file of %(subject)s: %(files)s"),
        label=_("File removed"),
        group="changes",
        words=file_names,
    ),
    "file.restored": Verb(
        "arrow-back-up",
        _("brought a file back: %(files)s"),
        _("brought back a file of %(subject)s: %(files)s"),
        label=_("File brought back"),
        group="changes",
        words=file_names,
    ),
}
