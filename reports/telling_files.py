"""How it is told that numbers were taken out of the workspace."""

from django.utils.translation import gettext_lazy as _

from lib import formats
from timeline.verbs import Verb

FORMATS = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF"}


def report_format(detail):
    return {"format": FORMATS.get(detail.get("format"), "")}


def rows_and_format(detail):
    return report_format(detail) | {"rows": formats.number(detail.get("rows", 0))}


VERBS = {
    "report.exported": Verb(
        "download",
        _("exported a report (%(format)s)"),
        label=_("Report exported"),
        group="files",
        words=report_format,
    ),
    "report.rows_exported": Verb(
        "download",
        _("exported %(rows)s rows behind a number (%(format)s)"),
        label=_("Rows behind a number exported"),
        group="files",
        words=rows_and_format,
    ),
}
