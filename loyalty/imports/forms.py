"""What a person says about a file of opening balances: the file, and what its columns are."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.imports.forms import UploadForm
from loyalty.imports.columns import COLUMNS, missing


class BalancesFileForm(UploadForm):
    """As of customers."""


class BalancesColumnsForm(forms.Form):
    """A select for each heading of the file."""

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

    def clean(self):
        cleaned = super().clean()
        chosen = [key for key in self.mapping if key]
        for key in sorted({key for key in chosen if chosen.count(key) > 1}):
            text = _("Two columns cannot both be “%(column)s”.")
            self.add_error(None, text % {"column": COLUMNS[key][0]})
        for key in missing(chosen):
            self.add_error(None, _("Say which column holds this: %(column)s.") % {"column": COLUMNS[key][0]})
        return cleaned
