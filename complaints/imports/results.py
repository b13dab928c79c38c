"""What came of an import of complaints, as its page shows it, and the file of its refused rows."""

import io
import os

from django.utils.translation import gettext as _

from complaints.imports.telling import told_problem
from complaints.models import ComplaintImport
from lib.spreadsheets import write_table


def refused_rows(origin: ComplaintImport):
    return origin.rows.filter(complaint=None)


def refused_file(origin: ComplaintImport, kind: str, language: str) -> tuple[str, bytes]:
    """The refused rows as they were written, with the reasons in the reader's language; name and content."""
    width = len(origin.headings)
    rows: list[list[str]] = [[*origin.headings, _("Reason")]]
    for row in refused_rows(origin).iterator():
        cells = (row.cells or [])[:width]
        reasons = "; ".join(told_problem(*problem) for problem in row.problems)
        rows.append([*cells, *[""] * (width - len(cells)), reasons])
    written = io.BytesIO()
    title = _("Refused rows")
    write_table(written, rows, kind, title=title, language=language)
    stem = os.path.splitext(origin.file_name)[0]
    return f"{stem} - {title}.{kind}", written.getvalue()
