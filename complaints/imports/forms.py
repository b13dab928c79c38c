"""What a person says about a file of complaints: the file, what its columns are, and what holds for all its rows."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.imports.forms import UploadForm
from complaints.imports.columns import COLUMNS, missing
from complaints.models.complaint_import import LONGEST_SOURCE
from lib.formfields import CleanCharField


class ComplaintFileForm(UploadForm):
    """As of customers."""


class ComplaintColumnsForm(forms.Form):
    """A select for each heading of the file, and what its rows do not say."""

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
        return {name: self.cleaned_data[name] for name in ("source", "resolution", "acknowledges")}

    def clean(self):
        cleaned = super().clean()
        chosen = [key for key in self.mapping if key]
        for key in sorted({key for key in chosen if chosen.count(key) > 1}):
            text = _("Two columns cannot both be “%(column)s”.")
            self.add_error(None, text % {"column": COLUMNS[key][0]})
        for key in missing(chosen):
            self.add_error(None, _("Say which column holds this: %(column)s.") % {"column": COLUMNS[key][0]})
        return cleaned
