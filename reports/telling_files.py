"""How it is told that numbers were taken out of the workspace."""

from django.utils.translation import gettext_lazy as _

from timeline.verbs import Verb

FORMATS = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF"}


def report_format(detail):
    return {"format": FORMATS.get(detail.get("format"), "")}


VERBS = {
    "report.exported": Verb(
        "download",
        _("exported a report (%(format)s)"),
        label=_("Report exported"),
        group="files",
        words=report_format,
    ),
}
