"""What a person says about a file of purchases: the file, what its columns are, and what holds for rows without."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.imports.forms import UploadForm
from lib.formfields import CleanCharField
from sales.imports.columns import COLUMNS, missing
from sales.models import Purchase
from sales.models.purchase import LONGEST_SOURCE
from workspaces.forms import currency_choices

# What is said once for the whole file.
FOR_ALL_ROWS = ("source", "currency", "status", "adds_customers")


class PurchaseFileForm(UploadForm):
    """As of customers."""


class PurchaseColumnsForm(forms.Form):
    """A select for each heading of the file, and what holds for all rows that do not say it themselves."""

    source = CleanCharField(
        required=False,
        max_length=LONGEST_SOURCE,
        label=_("System the file is from"),
        help_text=_("References and codes of customers are known apart for each system."),
    )
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency of rows that do not say it"))
    status = forms.ChoiceField(choices=Purchase.Status, label=_("Status of rows that do not say it"))
    adds_customers = forms.BooleanField(required=False, label=_("Add customers who are not known"))

    def __init__(self, *args, origin, samples, **kwargs):
        super().__init__(*args, **kwargs)
        self.origin, self.samples = origin, samples
        choices = [("", _("Do not import")), *((key, label) for key, (label, _names) in COLUMNS.items())]
        for place, heading in enumerate(origin.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=origin.mapping[place] if place < len(origin.mapping) else "",
                label=heading or _("Column %(number)s") % {"number": place + 1},
            )

    @property
    def columns(self):
        """Each column of the file with its select and its first values."""
        for place, heading in enumerate(self.origin.headings):
            values = [cells[place] for cells in self.samples if len(cells) > place and cells[place].strip()]
            field = self[f"column_{place}"]
            select = field.as_widget(attrs={"class": "form-select"})
            yield {"heading": heading, "field": field, "select": select, "values": values}

    @property
    def mapping(self) -> list[str]:
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.origin.headings))]

    @property
    def chosen(self) -> dict:
        return {name: self.cleaned_data[name] for name in FOR_ALL_ROWS}

    def clean(self):
        cleaned = super().clean()
        chosen = [key for key in self.mapping if key]
        for key in sorted({key for key in chosen if chosen.count(key) > 1}):
            text = _("Two columns cannot both be “%(column)s”.")
            self.add_error(None, text % {"column": COLUMNS[key][0]})
        for key in missing(chosen):
            self.add_error(None, _("Say which column holds this: %(column)s.") % {"column": COLUMNS[key][0]})
        return cleaned
