"""What is concluded at a review, section by section."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.formfields import CleanCharField

LONGEST = 2000
CONCLUSIONS = {
    "overall": _("Where we stand, and what changes now"),
    "objectives": _("Objectives"),
    "revenue": _("Revenue"),
    "contact": _("Contact and promises"),
    "initiatives": _("Initiatives"),
    "risks": _("Risks"),
    "rivals": _("Competitors"),
}


class ReviewForm(forms.Form):
    """`round` is the version that was read."""

    round = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for key, label in CONCLUSIONS.items():
            is_first = key == "overall"
            self.fields[key] = CleanCharField(
                required=is_first,
                max_length=LONGEST,
                label=label,
                widget=forms.Textarea(attrs={"rows": 4 if is_first else 2}),
            )

    @property
    def conclusions(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in CONCLUSIONS if self.cleaned_data[key]}
