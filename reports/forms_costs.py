"""What an hour and a complaint are reckoned at, and how long an interaction usually takes."""

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interactions.models import Interaction
from lib import formats
from lib.formfields import IntegerField, MoneyField
from reports.models import CostRates
from reports.models.costs import USUAL_MINUTES
from workspaces.roles import Role

MONTHS_BACK, MONTHS_AHEAD = 24, 12
# An hour or a complaint of more than this is a slip; and products of it fit the database.
MOST_MINOR = 10**11
MOST_MINUTES = 24 * 60
ROLES = [each for each in Role if each != Role.VIEWER]


class CostRatesForm(forms.Form):
    """`rates` are those that hold now; None before any were set."""

    from_on = forms.TypedChoiceField(
        label=_("From"),
        help_text=_("What was before this month keeps its rates. Rates of the same month are replaced."),
    )
    hourly_minor = MoneyField(
        required=False,
        label=pgettext_lazy("rate", "An hour of work"),
        help_text=_("Empty: time costs nothing in reports, except that of roles with a rate of their own."),
    )
    complaint_minor = MoneyField(
        required=False,
        label=pgettext_lazy("rate", "A complaint"),
        help_text=_("What it costs beside time and compensations, such as shipping and checks."),
    )

    def __init__(self, data=None, *, rates: CostRates | None):
        this_month = timezone.localdate().replace(day=1)
        usual = {
            "from_on": this_month.isoformat(),
            "hourly_minor": rates.hourly_minor if rates else None,
            "complaint_minor": rates.complaint_minor if rates else None,
        }
        super().__init__(data, initial=usual)
        months = [this_month + relativedelta(months=n) for n in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
        self.months = {each.isoformat(): each for each in reversed(months)}
        self.fields["from_on"].choices = [(key, formats.month(each)) for key, each in self.months.items()]
        self.fields["from_on"].coerce = self.months.__getitem__
        for role in ROLES:
            self.fields[f"role_{role}"] = MoneyField(
                required=False, label=role.label, initial=rates.by_role.get(role) if rates else None
            )
        minutes = rates.minutes if rates else USUAL_MINUTES
        for channel in Interaction.Channel:
            self.fields[f"minutes_{channel}"] = IntegerField(
                required=False,
                min_value=0,
                max_value=MOST_MINUTES,
                label=channel.label,
                initial=minutes.get(channel.value, 0),
            )

    def clean(self):
        cleaned = super().clean()
        for name, value in list(cleaned.items()):
            if isinstance(self.fields[name], MoneyField) and value is not None and value > MOST_MINOR:
                self.add_error(name, _("This amount is too large. Enter a smaller one."))
        return cleaned

    def general_fields(self):
        return [self[name] for name in ("from_on", "hourly_minor", "complaint_minor")]

    def role_fields(self):
        return [self[f"role_{role}"] for role in ROLES]

    def minutes_fields(self):
        return [self[f"minutes_{channel}"] for channel in Interaction.Channel]

    @property
    def rates(self) -> dict:
        """As CostRates holds them."""
        said = self.cleaned_data
        by_role = {role.value: said[f"role_{role}"] for role in ROLES}
        return {
            "from_on": said["from_on"],
            "hourly_minor": said["hourly_minor"],
            "complaint_minor": said["complaint_minor"],
            "by_role": {role: minor for role, minor in by_role.items() if minor is not None},
            "minutes": {each.value: said[f"minutes_{each}"] or 0 for each in Interaction.Channel},
        }
