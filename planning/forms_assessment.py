"""What a person may say about a customer: six factors in words, a note beside each, the day of the next time."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.formfields import CleanCharField, DayField, FormTokenField
from lib.recurrence import Rule, Unit
from planning.factors import FACTORS
from planning.models.assessment import LONGEST_NOTE

OLDEST_DAYS, FURTHEST_DAYS = 366, 5 * 366


class AssessmentForm(forms.Form):
    on = DayField(label=_("Day of the assessment"))
    next_on = DayField(required=False, label=_("Next assessment"))
    form_token = FormTokenField()

    def __init__(self, data=None, *, last=None, months=6):
        today = timezone.localdate()
        initial = {"on": today, "next_on": Rule(Unit.MONTH, months, today).next_after(today)}
        if last is not None:
            initial |= last.marks
        super().__init__(data, initial=initial)
        for key, factor in FACTORS.items():
            self.fields[key] = forms.TypedChoiceField(
                choices=factor.choices,
                coerce=int,
                widget=forms.RadioSelect,
                label=factor.label,
                error_messages={"required": _("Choose one of the five.")},
            )
            self.fields[f"note_{key}"] = CleanCharField(
                required=False,
                max_length=LONGEST_NOTE,
                label=_("Note"),
                widget=forms.TextInput(attrs={"dir": "auto", "class": "form-control"}),
            )

    @property
    def lines(self):
        return [
            {"factor": factor, "key": key, "field": self[key], "note": self[f"note_{key}"]}
            for key, factor in FACTORS.items()
        ]

    def clean(self):
        cleaned, today = super().clean(), timezone.localdate()
        on, next_on = cleaned.get("on"), cleaned.get("next_on")
        if on and not 0 <= (today - on).days <= OLDEST_DAYS:
            self.add_error("on", _("The day is today or within the last year."))
        if on and next_on and not 0 < (next_on - on).days <= FURTHEST_DAYS:
            self.add_error("next_on", _("The next assessment comes after this one, within five years."))
        return cleaned

    @property
    def written(self) -> dict:
        given = self.cleaned_data
        notes = {key: given[f"note_{key}"] for key in FACTORS if given[f"note_{key}"]}
        return {
            "on": given["on"],
            "next_on": given["next_on"],
            "marks": {key: given[key] for key in FACTORS},
            "notes": notes,
            "form_token": given["form_token"],
        }
