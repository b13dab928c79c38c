"""Why a row of a file was refused, in the reader's words; codes and columns are what is kept."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.bringing.telling import told
from sales.imports.columns import COLUMNS

PROBLEMS = {
    "no_day": _("this is no day"),
    "no_currency": _("this is no currency, such as SAR"),
    "no_status": _("this is no status"),
    "no_number": _("this is no number of an account"),
    "no_customer": _("the row does not say whose purchase it is"),
    "no_amount": _("there is no amount that can be kept"),
    "no_quantity": _("this is no quantity"),
    "discount": _("the discount is more than the line"),
    "several": _("several customers have this: say the number of the account"),
    "not_yours": _("this is a customer whom you do not see"),
    "archived": _("this customer is archived"),
    "no_such_number": _("no account has this number"),
    "unknown": _("nobody is known by this; tick that unknown customers are added"),
    "disagrees": _("rows of one purchase have different customers, days or currencies"),
    "scattered": _("rows of one purchase do not stand together"),
    "part": _("another row of this purchase cannot be read"),
    "unexpected": _("something unexpected happened with this row"),
}

told_problem = partial(told, COLUMNS, PROBLEMS)
