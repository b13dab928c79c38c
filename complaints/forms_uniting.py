"""Which complaint another one is put together with, and what customers read when theirs is closed along."""

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms import LANGUAGES
from complaints.models.message import LONGEST_MESSAGE
from lib.formfields import CleanCharField
from lib.text import typed_number
from sales.querysets import LARGEST_NUMBER

MOST_OFFERED = 20
MOST_DIGITS = len(str(LARGEST_NUMBER))


def narrowed(complaints, query):
    """Of these the one of this number, or those with all these words; all of them without a query."""
    number = typed_number(query).upper().removeprefix("C-").rpartition("-")[2]
    if number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS and int(number) <= LARGEST_NUMBER:
        return complaints.filter(number=int(number))
    return complaints.matching(query)


class OtherComplaintForm(forms.Form):
    """One of those that are offered, by its number; any of `complaints` may be sent."""

    other = forms.ModelChoiceField(
        None, to_field_name="number", label=_("Complaint"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, data=None, *, complaints, query="", **kwargs):
        super().__init__(data, **kwargs)
        self.fields["other"].queryset = complaints
        self.offered = list(narrowed(complaints, query)[:MOST_OFFERED])


class AlongForm(forms.Form):
    """A text for each language in which one of the customers is written to."""

    def __init__(self, data=None, *, languages):
        super().__init__(data)
        for code, label in LANGUAGES:
            if code in languages:
                self.fields[f"text_{code}"] = CleanCharField(
                    max_length=LONGEST_MESSAGE,
                    label=_("What the customers read: %(language)s") % {"language": label},
                    help_text=_("The decision, its reasons, and what they can do if they do not agree."),
                    widget=forms.Textarea(attrs={"rows": 7, "lang": code}),
                )

    @property
    def texts(self) -> dict[str, str]:
        return {
            name.removeprefix("text_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("text_")
        }
