"""Why a row of a file was refused, in the reader's words; codes and columns are what is kept."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.bringing.telling import told
from sales.product_imports.columns import COLUMNS

PROBLEMS = {
    "no_currency": _("this is no currency, such as SAR"),
    "other_currency": _("the price list is in another currency"),
    "no_amount": _("there is no amount that can be kept"),
    "no_percent": _("this is no percentage"),
    "price_or_percent": _("there has to be a price or a percentage, one of the two"),
    "no_name": _("the row does not say how the product is called"),
    "too_long": _("this is too long"),
    "other_sku": _("another product has this SKU"),
    "no_product": _("no product is known by this"),
    "several": _("several products are called this: say the SKU"),
    "unexpected": _("something unexpected happened with this row"),
}

told_problem = partial(told, COLUMNS, PROBLEMS)
