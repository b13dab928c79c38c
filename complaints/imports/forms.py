"""What a person says about a file of complaints: the file, what its columns are, and what holds for all its rows."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.bringing.forms import ColumnsForm
from accounts.imports.forms import UploadForm
from complaints.imports.columns import COLUMNS, missing
from complaints.models.complaint_import import LONGEST_SOURCE
from lib.formfields import CleanCharField


class ComplaintFileForm(UploadForm):
    """As of customers."""


class ComplaintColumnsForm(ColumnsForm):
    """Also what the rows do not say."""

    known = COLUMNS
    for_all_rows = ("source", "resolution", "acknowledges")

    source = CleanCharField(
        required=False,
        max_length=LONGEST_SOURCE,
        label=pgettext_lazy("complaint import", "System that the file is from"),
        help_text=_("Where files come from two systems: the references of one are not those of the other."),
    )
    resolution = CleanCharField(
        required=False,
        max_length=500,
        label=_("What was done, for closed ones whose row does not say it"),
        help_text=_(
            "Without it these rows are refused: nothing is closed here without saying what was done."
        ),
    )
    acknowledges = forms.BooleanField(
        required=False,
        label=_("Write to the customers of open ones that their complaint has arrived"),
    )

    def missing(self, chosen):
        return missing(chosen)
