"""What may be typed about working hours."""

from datetime import timedelta

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formfields import CleanCharField, DayField, IntegerField
from lib.places import country_choices
from lib.public_holidays import countries_with_holidays
from lib.text import typed_number
from lib.working_time import NotHours, hours_text, parse_hours
from workspaces.forms import reader_locale
from workspaces.models import SpecialPeriod
from workspaces.models.working_calendar import LONGEST_PERIOD_DAYS, MOST_LATE_HOURS


def weekday_choices():
    names = Locale.parse(reader_locale(), sep="-").days["stand-alone"]["wide"]
    return [(day, names[day]) for day in (6, *range(6))]  # the week of the region begins on Sunday


def holiday_countries():
    known = countries_with_holidays()
    return [("", _("None")), *(choice for choice in country_choices() if choice[0] in known)]


class HoursField(CleanCharField):
    """Hours of a day, as many intervals as it has: 8:00-12:00, 13:00-17:00. Empty is closed."""

    widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 120, "required": False, **kwargs})

    def prepare_value(self, value):
        return formats.digits(hours_text(value)) if isinstance(value, list | tuple) else value

    def clean(self, value):
        """Lists of [start, end] in minutes, as JSON keeps them."""
        typed = super().clean(value)
        try:
            return [list(interval) for interval in parse_hours(typed)]
        except NotHours as refusal:
            raise ValidationError(refusal.advice, code="invalid") from refusal

    def has_changed(self, initial, data):
        return hours_text(initial or ()) != typed_number(str(data or ""))


class WeekForm(forms.Form):
    """A line of hours for each weekday; one without is of the weekend. And when a superior is told of what is late."""

    country = forms.ChoiceField(label=_("Public holidays of"), choices=holiday_countries, required=False)
    late_after_hours = IntegerField(
        label=_("Tell the superior of late follow-ups after"),
        min_value=0,
        max_value=MOST_LATE_HOURS,
        required=False,
        help_text=_("In working hours. Empty: nobody is told."),
    )

    def __init__(self, *args, calendar=None, **kwargs):
        if calendar is not None:
            days = {f"day_{day}": hours for day, hours in enumerate(calendar.week)}
            late = calendar.late_after_hours or None
            kwargs["initial"] = {"country": calendar.country, "late_after_hours": late, **days}
        super().__init__(*args, **kwargs)
        for day, name in weekday_choices():
            self.fields[f"day_{day}"] = HoursField(label=name)
            self.fields[f"day_{day}"].widget.attrs["placeholder"] = _("Closed")
        self.order_fields([name for name in self.fields if name.startswith("day_")])

    @property
    def days(self):
        return [self[f"day_{day}"] for day, _name in weekday_choices()]

    def clean(self):
        cleaned = super().clean()
        week = [cleaned.get(f"day_{day}") for day in range(7)]
        if not self.errors and not any(week):
            raise forms.ValidationError(_("Leave at least one working day."))
        cleaned["week"] = week
        cleaned["late_after_hours"] = cleaned.get("late_after_hours") or 0
        return cleaned


class PeriodForm(forms.Form):
    name = CleanCharField(
        label=_("Name"), max_length=80, help_text=_("For example Ramadan, summer, stocktaking.")
    )
    first_on = DayField(label=_("First day"))
    last_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave empty when it is a single day.")
    )
    rule = forms.ChoiceField(
        label=_("What changes"),
        choices=SpecialPeriod.Rule.choices,
        initial=SpecialPeriod.Rule.HOURS,
        widget=forms.RadioSelect,
    )
    working_hours = HoursField(
        label=_("Hours"), help_text=_("For example 10:00-16:00; several as 8:00-12:00, 13:00-17:00.")
    )

    def __init__(self, *args, period=None, **kwargs):
        if period is not None:
            kwargs["initial"] = {name: getattr(period, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and not last and "last_on" not in self.errors:
            last = cleaned["last_on"] = first
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first."))
        elif first and last and last - first >= timedelta(days=LONGEST_PERIOD_DAYS):
            self.add_error("last_on", _("A special period lasts a year at most."))
        if cleaned.get("rule") == SpecialPeriod.Rule.CLOSED:
            cleaned["working_hours"] = []
            self.errors.pop("working_hours", None)  # what nobody sees is not in the way
        elif "working_hours" not in self.errors and not cleaned.get("working_hours"):
            self.add_error(
                "working_hours", _("Write the hours, for example 10:00-16:00, or choose “Closed”.")
            )
        return cleaned
