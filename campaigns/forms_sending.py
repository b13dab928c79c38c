"""When offers are sent, as an admin says it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import SendingRules
from campaigns.models.sending_rules import MOST_DAYS, MOST_LETTERS
from lib.formfields import IntegerField
from workspaces.hours_forms import weekday_choices

OF_RULES = ("quiet_from", "quiet_to", "by_contact_zone", "most_letters", "per_days")


def clock(label):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "dir": "ltr"})
    return forms.TimeField(required=False, label=label, widget=widget)


class SendingRulesForm(forms.Form):
    quiet_from = clock(pgettext_lazy("quiet hours", "From"))
    quiet_to = clock(pgettext_lazy("quiet hours", "Until"))
    weekdays = forms.MultipleChoiceField(
        label=_("Days on which offers are sent"), choices=weekday_choices, widget=forms.CheckboxSelectMultiple
    )
    by_contact_zone = forms.BooleanField(
        required=False,
        label=_("By the clocks of the customer's country"),
        help_text=_("Where the country of a contact is not known, the clocks of the workspace count."),
    )
    most_letters = IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_LETTERS,
        label=_("Offers to one person at most"),
        help_text=_("Leave it empty to send as many as there are."),
    )
    per_days = IntegerField(min_value=1, max_value=MOST_DAYS, label=_("In so many days"))

    def __init__(self, data=None, *, sending_rules: SendingRules):
        stands = {name: getattr(sending_rules, name) for name in OF_RULES}
        super().__init__(data, initial=stands | {"weekdays": list(sending_rules.weekdays)})

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("quiet_from"), cleaned.get("quiet_to")
        if self.errors.keys() & {"quiet_from", "quiet_to"}:
            return cleaned
        if (first is None) != (last is None):
            self.add_error("quiet_to" if last is None else "quiet_from", _("Enter both times, or neither."))
        elif first is not None and first == last:
            self.add_error(
                "quiet_to", _("Both times are the same. Choose different ones, or leave both empty.")
            )
        return cleaned

    @property
    def written(self) -> dict:
        kept = {name: self.cleaned_data[name] for name in OF_RULES}
        return kept | {"weekdays": "".join(sorted(self.cleaned_data["weekdays"]))}
