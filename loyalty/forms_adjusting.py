"""What a person may write about points that are given or taken by hand."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.formfields import CleanCharField, FormTokenField, IntegerField
from loyalty.models.entry import LONGEST_REASON

MOST_POINTS = 100_000_000


class Way(models.TextChoices):
    GIVE = "give", pgettext_lazy("points", "Give")
    TAKE = "take", pgettext_lazy("points", "Take")


class AdjustmentForm(forms.Form):
    form_token = FormTokenField()
    way = forms.ChoiceField(choices=Way, initial=Way.GIVE, widget=forms.RadioSelect, label=_("What"))
    points = IntegerField(min_value=1, max_value=MOST_POINTS, label=_("Points"))
    reason = CleanCharField(
        max_length=LONGEST_REASON,
        label=_("Reason"),
        help_text=_("It stands in the statement for as long as the customer does."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def written(self) -> dict:
        given = self.cleaned_data
        sign = -1 if given["way"] == Way.TAKE else 1
        return {"points": sign * given["points"], "reason": given["reason"]}


class RefusalForm(forms.Form):
    reason = CleanCharField(
        max_length=LONGEST_REASON, label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3})
    )
