"""What a person says about a file of purchases: the file, what its columns are, and what holds for rows without."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.bringing.forms import ColumnsForm
from accounts.imports.forms import UploadForm
from lib.formfields import CleanCharField
from sales.imports.columns import COLUMNS, missing
from sales.models import Purchase
from sales.models.purchase import LONGEST_SOURCE
from workspaces.forms import currency_choices


class PurchaseFileForm(UploadForm):
    """As of customers."""


class PurchaseColumnsForm(ColumnsForm):
    """Also what holds for all rows that do not say it themselves."""

    known = COLUMNS
    for_all_rows = ("source", "currency", "status", "adds_customers")

    source = CleanCharField(
        required=False,
        max_length=LONGEST_SOURCE,
        label=_("System the file is from"),
        help_text=_("References and codes of customers are known apart for each system."),
    )
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency of rows that do not say it"))
    status = forms.ChoiceField(choices=Purchase.Status, label=_("Status of rows that do not say it"))
    adds_customers = forms.BooleanField(required=False, label=_("Add customers who are not known"))

    def missing(self, chosen):
        return missing(chosen)
