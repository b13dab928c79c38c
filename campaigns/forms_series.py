"""What a colleague decides about a series, and about an occasion."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.lookups import NEEDS_A_LETTER, says_something
from campaigns.formfields import InUseField
from campaigns.forms_campaign import AddressedForm
from campaigns.models import Occasion, Series
from campaigns.models.occasion import MOST_DAYS_MOVED
from campaigns.models.series import LEAST_SILENT_DAYS, MOST_DAYS_BEFORE, MOST_HOURS, MOST_SILENT_DAYS
from campaigns.repeating import OF_SERIES
from interactions.formfields import ClockField
from interactions.models import FollowUp
from lib.dates import GREGORIAN_MONTHS, HIJRI_MONTHS
from lib.formats import current
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField
from lib.recurrence import MOST

Rhythm = Series.Rhythm
# What each way of coming again asks for; the rest of it is forgotten.
ASKED: dict[str, tuple[str, ...]] = {
    Rhythm.CALENDAR: ("unit", "every", "begins_on"),
    Rhythm.OCCASION: ("occasion", "days_before"),
    Rhythm.BIRTHDAY: ("is_hijri", "days_before"),
    Rhythm.ANNIVERSARY: ("is_hijri", "days_before"),
    Rhythm.SILENCE: ("silent_days",),
}
NOTHING: dict[str, Any] = {
    "unit": "", "every": None, "begins_on": None, "occasion": None, "is_hijri": False, "days_before": 0,
    "silent_days": None,
}  # fmt: skip
TYPED = frozenset({"every", "begins_on", "days_before", "silent_days"})
NEEDED = frozenset({"unit", "every", "begins_on", "occasion", "silent_days"})


class SeriesForm(AddressedForm):
    rhythm = forms.ChoiceField(
        choices=Rhythm, widget=forms.RadioSelect, initial=Rhythm.CALENDAR, label=_("When an issue is sent")
    )
    every = IntegerField(required=False, min_value=1, max_value=MOST, initial=1, label=_("Every"))
    unit = forms.ChoiceField(
        required=False, choices=FollowUp.Repeat, initial=FollowUp.Repeat.WEEK, label=_("Unit")
    )
    begins_on = DayField(required=False, label=_("First issue on"))
    occasion = InUseField(Occasion, required=False, label=_("Occasion"), empty_label=_("Choose an occasion"))
    is_hijri = forms.BooleanField(required=False, label=_("By the Hijri calendar"))
    days_before = IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_DAYS_BEFORE,
        initial=0,
        label=_("Days before"),
        help_text=_("0: on the day itself."),
    )
    silent_days = IntegerField(
        required=False,
        min_value=LEAST_SILENT_DAYS,
        max_value=MOST_SILENT_DAYS,
        initial=90,
        label=_("Quiet for (days)"),
        help_text=_(
            "Neither bought anything nor talked to us. Each is written to once, until they come back."
        ),
    )
    at = ClockField(label=_("Time"), initial="10:00")
    open_hours = IntegerField(
        min_value=1,
        max_value=MOST_HOURS,
        initial=12,
        label=_("Not later than (hours after)"),
        help_text=_("What has not left by then is not sent any more."),
    )
    is_approved_first = forms.BooleanField(
        required=False,
        label=_("Somebody approves each issue first"),
        help_text=_("It is made a day before. What nobody approves is not sent."),
    )

    def __init__(self, data=None, *, series=None):
        super().__init__(data, standing=series)
        self.fields["occasion"].offering(pk=series.occasion_id if series else None)
        if series is not None:
            self.initial |= {name: getattr(series, name) for name in OF_SERIES if name in self.fields}
            self.initial["template"] = series.template.number
            self.initial["occasion"] = series.occasion and series.occasion.number

    def clean(self):
        cleaned = super().clean()
        asked = ASKED.get(cleaned.get("rhythm", ""), ())
        for name in asked:
            if name in NEEDED and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        for name in TYPED - set(asked):
            self.errors.pop(name, None)  # what is not asked for is not in the way
        if "days_before" in asked:
            cleaned["days_before"] = cleaned.get("days_before") or 0
        return cleaned | {name: value for name, value in NOTHING.items() if name not in asked}

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in OF_SERIES}


def months(*, is_hijri: bool) -> list[tuple[str, str]]:
    names = (HIJRI_MONTHS if is_hijri else GREGORIAN_MONTHS)[current().language]
    return [(f"{'h' if is_hijri else 'g'}{place}", name) for place, name in enumerate(names, 1)]


class OccasionForm(forms.Form):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name_ar = CleanCharField(required=False, max_length=80, label=_("Name in Arabic"))
    name_en = CleanCharField(required=False, max_length=80, label=_("Name in English"))
    of_month = IntegerField(min_value=1, max_value=31, label=_("Day of the month"))
    month = forms.ChoiceField(label=_("Month"))
    moved_to = DayField(
        required=False,
        label=_("This time on"),
        help_text=_("Where the feast is announced for another day than that of the calendar."),
    )

    def __init__(self, data=None, *, occasion=None):
        self.occasion = occasion
        stands = {}
        if occasion is not None:
            names = ("name_ar", "name_en", "of_month", "moved_to", "version")
            stands = {name: getattr(occasion, name) for name in names}
            stands["month"] = f"{'h' if occasion.is_hijri else 'g'}{occasion.month}"
        super().__init__(data, initial=stands)
        self.fields["month"].choices = [
            (_("Gregorian calendar"), months(is_hijri=False)),
            (_("Hijri calendar"), months(is_hijri=True)),
        ]

    def clean(self):
        cleaned = super().clean()
        names = [cleaned.get("name_ar", ""), cleaned.get("name_en", "")]
        if not any(names) and not {"name_ar", "name_en"} & set(self.errors):
            self.add_error("name_ar", _("Write its name in Arabic, in English or in both."))
        for name in ("name_ar", "name_en"):
            if cleaned.get(name) and not says_something(cleaned[name]):
                self.add_error(name, NEEDS_A_LETTER)
        asked = cleaned.get("month") or ""
        cleaned["is_hijri"], cleaned["month"] = asked.startswith("h"), int(asked[1:] or 0)
        if (
            asked
            and cleaned.get("of_month")
            and not is_a_day(**{k: cleaned[k] for k in ("is_hijri", "month", "of_month")})
        ):
            self.add_error("of_month", _("This month has no such day."))
        if cleaned.get("moved_to") and not self.errors and not self.is_near(cleaned):
            text = _("This is more than %(count)s days off the day of the calendar. Check it.")
            self.add_error("moved_to", ValidationError(text, params={"count": MOST_DAYS_MOVED}))
        return cleaned

    def is_near(self, cleaned) -> bool:
        moved = Occasion(**{name: cleaned[name] for name in ("month", "of_month", "is_hijri", "moved_to")})
        return moved.falls_on(cleaned["moved_to"])

    @property
    def written(self) -> dict:
        names = ("name_ar", "name_en", "is_hijri", "month", "of_month", "moved_to")
        return {name: self.cleaned_data[name] for name in names}


# A leap year, and Hijri months may have thirty days in one year or another.
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_a_day(is_hijri: bool, month: int, of_month: int) -> bool:
    return of_month <= (30 if is_hijri else LENGTHS[month - 1])
