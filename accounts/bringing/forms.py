"""What a person says about the columns of a file."""

from collections.abc import Collection

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.bringing.headings import Columns


class ColumnsForm(forms.Form):
    """A select for each heading of the file. Each import adds what it asks of the file as a whole."""

    known = Columns()
    for_all_rows: tuple[str, ...] = ()

    def __init__(self, *args, origin, samples, **kwargs):
        super().__init__(*args, **kwargs)
        self.origin, self.samples = origin, samples
        choices = [("", _("Do not import")), *((key, self.known[key][0]) for key in self.offered())]
        for place, heading in enumerate(origin.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=origin.mapping[place] if place < len(origin.mapping) else "",
                label=heading or _("Column %(number)s") % {"number": place + 1},
            )

    def offered(self) -> Collection[str]:
        return self.known

    def missing(self, chosen: Collection[str]) -> list[str]:
        """What the file cannot be brought in without."""
        raise NotImplementedError

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
    def said(self) -> dict:
        """What is kept of it: the columns, and what holds for all rows."""
        whole = {name: self.cleaned_data[name] for name in self.for_all_rows if name in self.fields}
        return {"mapping": self.mapping, **whole}

    def clean(self):
        cleaned = super().clean()
        chosen = [key for key in self.mapping if key]
        for key in sorted({key for key in chosen if chosen.count(key) > 1}):
            text = _("Two columns cannot both be “%(column)s”.")
            self.add_error(None, text % {"column": self.known[key][0]})
        for key in self.missing(chosen):
            text = _("Say which column holds this: %(column)s.")
            self.add_error(None, text % {"column": self.known[key][0]})
        return cleaned
