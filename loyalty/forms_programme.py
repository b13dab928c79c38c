"""What a person may say of the programme."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formfields import CleanCharField, DayField, IntegerField, TypedNumberField
from lib.numbers import parse_number, plain
from loyalty.models import LoyaltyProgram
from loyalty.models.program import COST_DIGITS, COST_PLACES, LONGEST_TERMS, MOST_DAYS, MOST_MONTHS
from loyalty.points import Until
from loyalty.programme import WRITTEN

LARGEST_COST = Decimal(10) ** (COST_DIGITS - COST_PLACES) - 1
MOST_APPROVED = 2**31 - 1


class CostField(TypedNumberField):
    """What a point costs, in the major unit: it may be less than the smallest coin."""

    def parse(self, text):
        cost = Decimal(parse_number(text))
        if not 0 <= cost <= LARGEST_COST or cost != round(cost, COST_PLACES):
            raise forms.ValidationError(_("Write an amount from zero up, with six decimals at most."))
        return cost

    def prepare_value(self, value):
        return formats.digits(plain(value)) if isinstance(value, Decimal) else value


def terms_field(label):
    return CleanCharField(
        required=False, max_length=LONGEST_TERMS, widget=forms.Textarea(attrs={"rows": 5}), label=label
    )


class ProgrammeForm(forms.Form):
    name_ar = CleanCharField(required=False, max_length=200, label=_("Name in Arabic"))
    name_en = CleanCharField(required=False, max_length=200, label=_("Name in English"))
    state = forms.ChoiceField(
        choices=LoyaltyProgram.State,
        label=_("State"),
        help_text=_("Paused, points can be spent and expire, and none are earned."),
    )
    joining = forms.ChoiceField(choices=LoyaltyProgram.Joining, label=_("Who takes part"))
    starts_on = DayField(
        required=False,
        label=_("Purchases earn from this day on"),
        help_text=_("Left empty, from the day on which the programme starts to run."),
    )
    pending_days = IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=_("Days until points of a purchase can be used"),
        help_text=_("As long as a purchase can be sent back. 0: at once."),
    )
    expiry_months = IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        label=_("Months until points expire"),
        help_text=_("Left empty, they never do."),
    )
    expiry_until = forms.ChoiceField(
        choices=[
            (Until.DAY.value, _("that day")),
            (Until.MONTH.value, _("that month")),
            (Until.YEAR.value, _("that year")),
        ],
        label=_("Points hold until the end of"),
    )
    reinstate_days = IntegerField(
        min_value=1, max_value=MOST_DAYS, label=_("Days that points of a cancelled reward hold at least")
    )
    hold_days = IntegerField(
        min_value=1, max_value=MOST_DAYS, label=_("Days in which a reward must be collected")
    )
    point_cost = CostField(
        label=_("Cost of a point"), help_text=_("What a point costs when it is used, for the report of what is owed.")
    )  # fmt: skip
    breakage_percent = IntegerField(
        min_value=0, max_value=100, label=_("Share of points that are never used, per cent")
    )
    approval_points = IntegerField(
        min_value=0,
        max_value=MOST_APPROVED,
        label=_("Points that are given or taken by hand without approval"),
        help_text=_("Above it a second person approves."),
    )
    terms_ar = terms_field(_("Terms in Arabic"))
    terms_en = terms_field(_("Terms in English"))

    def __init__(self, data=None, *, standing: LoyaltyProgram):
        super().__init__(data, initial={name: getattr(standing, name) for name in WRITTEN})

    def clean(self):
        cleaned = super().clean()
        if not {"name_ar", "name_en"} & {*self.errors} and not (cleaned["name_ar"] or cleaned["name_en"]):
            self.add_error("name_ar", _("Write a name in Arabic, in English or in both."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}
