"""What a person may say of loyalty tiers, and of the tier of a customer."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField
from loyalty.ladder import Review
from loyalty.models import LoyaltyProgram, LoyaltyTier
from loyalty.models.entry import LONGEST_REASON
from loyalty.models.program import MOST_DAYS, MOST_MONTHS
from loyalty.models.tier import LEAST_PERCENT, LONGEST_PRIVILEGES, MOST_PERCENT, MOST_THRESHOLD
from loyalty.tier_editing import TERMS, WRITTEN

MOST_DAYS_BY_HAND = 3_650
NO_TIER = "0"


def privileges_field(language, label):
    return CleanCharField(
        required=False,
        max_length=LONGEST_PRIVILEGES,
        label=label,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "rtl" if language == "ar" else "ltr"}),
    )


class TierForm(forms.Form):
    """`instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_ar = CleanCharField(required=False, max_length=200, label=_("Name in Arabic"))
    name_en = CleanCharField(required=False, max_length=200, label=_("Name in English"))
    threshold_points = IntegerField(
        min_value=0,
        max_value=MOST_THRESHOLD,
        label=_("Points to reach it"),
        help_text=_("Of those that count for tiers. With 0 every member has at least this tier."),
    )
    percent = IntegerField(
        min_value=LEAST_PERCENT,
        max_value=MOST_PERCENT,
        initial=LEAST_PERCENT,
        label=_("Members earn, per cent"),
        help_text=_("100 as everybody, 150 half as much again."),
    )
    privileges_ar = privileges_field("ar", _("Privileges in Arabic"))
    privileges_en = privileges_field("en", _("Privileges in English"))
    colour = forms.ChoiceField(choices=LoyaltyTier.Colour, label=_("Colour"))

    def __init__(self, data=None, *, instance=None):
        self.instance = instance
        super().__init__(
            data,
            initial={name: getattr(instance, name) for name in (*WRITTEN, "version")} if instance else None,
        )

    def clean(self):
        cleaned = super().clean()
        if not {"name_ar", "name_en"} & {*self.errors} and not (cleaned["name_ar"] or cleaned["name_en"]):
            self.add_error("name_ar", _("Write a name in Arabic, in English or in both."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def apply(self) -> list[str]:
        """Put what was typed into the tier that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed


class TierTermsForm(forms.Form):
    tier_months = IntegerField(
        min_value=1,
        max_value=MOST_MONTHS,
        label=_("Months whose points count"),
        help_text=_("What was earned in so many months up to today; spending takes nothing away."),
    )
    tier_review = forms.ChoiceField(
        choices=[
            (Review.DAILY.value, _("Every day")),
            (Review.ANNIVERSARY.value, _("A year after the tier was reached")),
        ],
        label=_("When a tier is reviewed"),
    )
    tier_warning_days = IntegerField(
        min_value=1, max_value=MOST_DAYS, label=_("Days of warning before the review")
    )
    tier_grace_days = IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=_("Days of grace after it"),
        help_text=_("Then the customer goes one step down, never more."),
    )

    def __init__(self, data=None, *, standing: LoyaltyProgram):
        super().__init__(data, initial={name: getattr(standing, name) for name in TERMS})

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in TERMS}


def tier_choices() -> list[tuple[str, str]]:
    tiers = [(str(each.number), each.name) for each in LoyaltyTier.objects.in_use().in_order()]
    return [*tiers, (NO_TIER, str(_("No tier")))]


class SetTierForm(forms.Form):
    tier = forms.ChoiceField(choices=tier_choices, label=_("Loyalty tier"))
    until = DayField(label=_("Holds until"), help_text=_("From the next day on the points decide again."))
    reason = CleanCharField(
        max_length=LONGEST_REASON,
        label=_("Reason"),
        help_text=_("It stands in the history of the customer."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until < today:
            raise forms.ValidationError(_("This day is over."))
        if (until - today).days > MOST_DAYS_BY_HAND:
            raise forms.ValidationError(_("This day is too far away."))
        return until

    @property
    def chosen(self) -> LoyaltyTier | None:
        number = self.cleaned_data["tier"]
        return None if number == NO_TIER else LoyaltyTier.objects.get(number=int(number))
