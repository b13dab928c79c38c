"""Why a file cannot be read, in the reader's words. The code and the figures are what is stored."""

from django.utils.translation import gettext_lazy as _

from accounts.imports import limits

TEXTS = {
    "empty": _("This file is empty. Choose the file with your customers."),
    "no_rows": _("This file has a heading and no rows below it."),
    "too_large": _("This file is larger than %(most)s MB. Split it into several files."),
    "too_many_rows": _("This file has more than %(most)s rows. Split it into several files."),
    "too_many_columns": _("Row %(row)s has more than %(most)s columns. Delete the columns you do not need."),
    "too_many_cells": _(
        "This sheet reaches too far. Delete the empty rows and columns after your customers."
    ),
    "cell_too_long": _(
        "Row %(row)s has a cell of more than %(most)s characters, or a quotation mark that is never closed."
    ),
    "open_quote": _("The quotation mark that opens in row %(row)s is never closed."),
    "wrong_encoding": _("Row %(row)s cannot be read as %(encoding)s. Choose another encoding."),
    "not_text": _("This is neither a spreadsheet nor text. Save it as XLSX or CSV and upload that file."),
    "web_page": _(
        "This is a web page, not a spreadsheet. Open it, save it as XLSX or CSV, upload that file."
    ),
    "password": _("This file has a password. Save a copy without it and upload the copy."),
    "macros": _("This file contains macros. Save it as XLSX or CSV, which have none, and upload that file."),
    "suspicious": _("This file is built like an attack. Open it, save it as CSV and upload that file."),
    "broken": _("This file is damaged. Open it, save it again and upload it."),
    "no_such_sheet": _("This file has no sheet of that name."),
    "too_slow": _("Reading this file takes too long. Save it as CSV and upload that file."),
}
FIGURES = {
    "too_large": limits.MOST_BYTES // (1024 * 1024),
    "too_many_rows": limits.MOST_ROWS,
    "too_many_columns": limits.MOST_COLUMNS,
    "cell_too_long": limits.MOST_CHARACTERS,
}


class Unreadable(Exception):
    """The one error of the readers. `code` is a key of TEXTS."""

    def __init__(self, code: str, **figures):
        super().__init__(code)
        self.code = code
        self.figures = figures

    def __str__(self):
        return told(self.code, self.figures)


def told(code: str, figures: dict) -> str:
    most = {"most": f"{FIGURES[code]:,}"} if code in FIGURES else {}
    return str(TEXTS.get(code, TEXTS["broken"])) % {**most, **figures}
