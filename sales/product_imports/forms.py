"""What a person says about a file of products: the file, what its columns are, and what holds for all its rows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.bringing.forms import ColumnsForm
from accounts.imports.forms import UploadForm
from sales.product_imports.columns import COLUMNS, keys_of, missing
from workspaces.forms import currency_choices


class ProductFileForm(UploadForm):
    """As of customers."""


class ProductColumnsForm(ColumnsForm):
    """The prices of a list have its currency."""

    known = COLUMNS
    for_all_rows = ("updates", "currency")

    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency of rows that do not say it"))
    updates = forms.BooleanField(
        required=False, label=_("Change what is known already to what the file says")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_of_list:
            del self.fields["currency"]

    @property
    def is_of_list(self) -> bool:
        return self.origin.price_list is not None

    def offered(self):
        return keys_of(self.is_of_list)

    def missing(self, chosen):
        return missing(chosen, is_of_list=self.is_of_list)
