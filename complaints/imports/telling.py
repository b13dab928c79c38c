"""Why a row of a file was refused, in the reader's words; codes and columns are what is kept."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.bringing.telling import told
from complaints.imports.columns import COLUMNS

PROBLEMS = {
    "too_long": _("this is too long"),
    "no_words": _("the row does not say what the complaint is about"),
    "no_number": _("this is no number of a customer"),
    "no_such_number": _("no customer has this number"),
    "no_customer": _("no customer is known by this"),
    "several": _("several are called this: nobody could say which one is meant"),
    "not_yours": _("this customer is looked after by somebody else, and you do not see it"),
    "archived": _("this customer is in the archive"),
    "no_contact": _("nobody of this name is at the customer"),
    "no_value": _("this is none of the values that Sila knows here"),
    "no_entry": _("nothing in the list of the workspace is called this"),
    "no_handler": _("no colleague who handles complaints is called this"),
    "no_moment": _("this is no day or time that Sila can read, such as 2026-03-01 10:00"),
    "ahead": _("this lies in the future"),
    "over_since_when": _("it is over, and the row does not say when it was received"),
    "closed_when": _("it is closed, and the row does not say when"),
    "closed_before": _("it was closed before it was received"),
    "closed_how": _("it is closed, and the row does not say what was done"),
    "not_counted": _("it was no complaint, or a part of another one"),
    "unexpected": _("something unexpected happened with this row"),
}

told_problem = partial(told, COLUMNS, PROBLEMS)
