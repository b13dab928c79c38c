"""How much each part of account health counts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formfields import IntegerField
from reports.health import scoring
from reports.health.words import LABELS
from reports.models import HealthWeights

HELP = {
    scoring.RECENCY: _("How long ago the last purchase is, held against the customer's own usual interval."),
    scoring.FREQUENCY: _("Purchases of the last half year, held against those of the one before."),
    scoring.SATISFACTION: _("Ratings in surveys within a year."),
    scoring.COMPLAINTS: _("Open and late complaints, and those closed within three months."),
    scoring.PAYMENT: _("Not known yet: until it is, its weight goes to the other parts."),
    scoring.CONTACT: _("How long ago the last contact is, held against the planned rhythm."),
}


class WeightsForm(forms.Form):
    def __init__(self, data=None, *, weights: HealthWeights):
        super().__init__(data, initial=weights.by_part)
        for part in scoring.PARTS:
            self.fields[part] = IntegerField(
                min_value=0, max_value=scoring.WHOLE, label=LABELS[part], help_text=HELP[part]
            )

    def clean(self):
        cleaned = super().clean()
        if set(scoring.PARTS) <= set(cleaned):
            total = sum(cleaned[part] for part in scoring.PARTS)
            if total != scoring.WHOLE:
                text = _("Together the weights are %(total)s. Change them so that they add up to 100.")
                raise forms.ValidationError(text % {"total": formats.number(total)})
        return cleaned
