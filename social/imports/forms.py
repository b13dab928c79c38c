"""What a person says about a file of mentions: the file, and what its columns are."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.bringing.forms import ColumnsForm
from accounts.imports.forms import UploadForm
from lib.places import NOTHING_CHOSEN
from social.imports.columns import COLUMNS, missing
from social.models import Network


class MentionFileForm(UploadForm):
    """As of customers."""


class MentionColumnsForm(ColumnsForm):
    """Also the network of rows that do not say it themselves."""

    known = COLUMNS
    for_all_rows = ("network",)

    network = forms.ChoiceField(
        choices=[NOTHING_CHOSEN, *Network.choices],
        required=False,
        label=_("Network of rows that do not say it"),
    )

    def missing(self, chosen):
        return missing(chosen)

    def clean(self):
        cleaned = super().clean()
        if "network" not in self.mapping and not cleaned.get("network"):
            self.add_error("network", _("No column says the network: choose the one of all rows."))
        return cleaned
