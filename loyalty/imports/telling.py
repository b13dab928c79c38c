"""Why a row of a file was refused, in the reader's words; codes and columns are what is kept."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.bringing.telling import told
from loyalty.imports.columns import COLUMNS

PROBLEMS = {
    "no_points": _("this is no whole number of points above zero"),
    "no_day": _("this is no day"),
    "over": _("this day is over: what has expired is not brought in"),
    "no_number": _("this is no number of an account"),
    "no_customer": _("the row does not say whose points these are"),
    "several": _("several customers have this: say the number of the account"),
    "not_yours": _("this is a customer whom you do not see"),
    "archived": _("this customer is archived"),
    "no_such_number": _("no account has this number"),
    "unknown": _("nobody is known by this"),
    "other_points": _("under this reference other points stand there already"),
    "too_long": _("this is too long"),
    "unexpected": _("something unexpected happened with this row"),
}

told_problem = partial(told, COLUMNS, PROBLEMS)
