"""What is asked when a target, a note or a report is written."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.memberfield import MemberField
from lib import money
from lib.formfields import CleanCharField, DayField, FormTokenField, TypedNumberField
from lib.numbers import parse_number, plain
from reports import periods
from reports.asking import NARROWING, Asked
from reports.kpis import SECTIONS, kpis
from reports.measures import Unit
from reports.models import BuiltReport
from reports.models.built import LONGEST_NAME, MOST_KPIS
from reports.models.note import LONGEST_NOTE
from reports.splits import OF_CUSTOMERS

# Hours are what people say of a time.
SECONDS_OF_HOUR = 3_600
LARGEST = Decimal(10) ** 15
BOUNDS = {Unit.PERCENT: (Decimal(-100), Decimal(1_000)), Unit.SCORE: (Decimal(-100), Decimal(100))}


def kpi_choices(membership):
    """By section, those that this member may see."""
    return [
        (
            label,
            [(kpi.key, kpi.name) for kpi in kpis if kpi.section == key and membership.can(kpi.permission)],
        )
        for key, label in SECTIONS.items()
    ]


class WrittenForm(forms.Form):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    names: tuple[str, ...] = ()

    def __init__(self, data=None, *, found=None, membership, **kwargs):
        self.found, self.membership = found, membership
        stands = {} if found is None else {name: getattr(found, name) for name in (*self.names, "version")}
        super().__init__(data, initial=kwargs.pop("initial", {}) | stands, **kwargs)

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}


class NumberField(TypedNumberField):
    def parse(self, text):
        return Decimal(parse_number(text))

    def prepare_value(self, value):
        return plain(value.normalize()) if isinstance(value, Decimal) else value


class TargetForm(WrittenForm):
    kpi = forms.ChoiceField(label=_("KPI"))
    member = MemberField(
        label=_("Whose customers"),
        required=False,
        empty_label=_("All customers of the workspace"),
    )
    from_on = DayField(
        label=_("From the month of"),
        help_text=_("It holds until another target of the same number begins."),
    )
    value = NumberField(
        label=_("Target"),
        help_text=_(
            "Of counts and money for one month, in whole units of the currency; of shares in per cent; of times in "
            "business hours."
        ),
    )
    names = ("kpi", "member", "from_on", "value")

    def __init__(self, data=None, *, found=None, membership, **kwargs):
        super().__init__(data, found=found, membership=membership, **kwargs)
        self.fields["kpi"].choices = kpi_choices(membership)
        if found is not None:
            self.fields["member"].offering(kept=found.member_id)
            self.initial["member"] = found.member.number if found.member else None
            self.initial["value"] = as_typed(found, membership.workspace.currency)

    def clean_from_on(self) -> date:
        return self.cleaned_data["from_on"].replace(day=1)

    def clean(self):
        cleaned = super().clean()
        kpi, value = kpis.get(cleaned.get("kpi", "")), cleaned.get("value")
        if kpi is None or value is None:
            return cleaned
        least, most = BOUNDS.get(kpi.unit, (Decimal(0), LARGEST))
        if kpi.adds_up and kpi.unit != Unit.MONEY and value != value.to_integral_value():
            self.add_error("value", _("Enter a whole number: things are counted here."))
        elif not least <= value <= most:
            self.add_error("value", _("No target can be as small or as large as this."))
        elif kpi.is_of_workspace and cleaned.get("member"):
            self.add_error("member", _("This number is of the whole workspace: it has no account manager."))
        else:
            cleaned["value"] = as_kept(kpi.unit, value, self.membership.workspace.currency)
        return cleaned


def as_kept(unit, value: Decimal, currency: str) -> Decimal:
    if unit == Unit.MONEY:
        return (value * 10 ** money.exponent(currency)).quantize(Decimal(1))
    return (value * SECONDS_OF_HOUR if unit == Unit.SECONDS else value).quantize(Decimal("0.01"))


def as_typed(target, currency: str) -> Decimal:
    kpi = kpis.get(target.kpi)
    if kpi is None:
        return target.value
    if kpi.unit == Unit.MONEY:
        return target.value / 10 ** money.exponent(currency)
    return target.value / SECONDS_OF_HOUR if kpi.unit == Unit.SECONDS else target.value


class NoteForm(WrittenForm):
    on = DayField(label=_("Day"))
    kpi = forms.ChoiceField(label=_("Beside which number"), required=False)
    text = CleanCharField(label=_("What happened"), max_length=LONGEST_NOTE)
    names = ("on", "kpi", "text")

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["kpi"].choices = [("", _("All of them")), *kpi_choices(self.membership)]


class BuiltReportForm(WrittenForm):
    name = CleanCharField(label=_("Name"), max_length=LONGEST_NAME)
    kpis = forms.MultipleChoiceField(
        label=_("KPIs"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one number.")},
    )
    split = forms.ChoiceField(label=_("Split by"), required=False)
    shape = forms.ChoiceField(label=_("Shown as"), choices=BuiltReport.Shape)
    period = forms.ChoiceField(
        label=_("Period"),
        choices=[each for each in periods.CHOICES.items() if each[0] != periods.OWN],
    )
    grain = forms.ChoiceField(label=_("Chart"), choices=list(periods.GRAINS.items()))
    is_shared = forms.BooleanField(
        label=_("Shared with colleagues"),
        required=False,
        help_text=_("Each sees the numbers of the customers they may see."),
    )
    names = ("name", "kpis", "split", "shape", "period", "grain", "is_shared")

    def __init__(self, data=None, *, query, **kwargs):
        super().__init__(data, **kwargs)
        self.asked = Asked(self.membership, query)
        self.fields["kpis"].choices = kpi_choices(self.membership)
        none = [("", pgettext_lazy("split", "Nothing"))]
        self.fields["split"].choices = [*none, *((key, each.label) for key, each in OF_CUSTOMERS.items())]
        for name in NARROWING:
            field = self.asked.form.fields[name]
            self.fields[name] = forms.ChoiceField(label=field.label, required=False, choices=field.choices)
            if self.found is not None:
                self.initial[name] = self.found.narrowing.get(name, "")

    def narrowing_fields(self):
        return [self[name] for name in NARROWING]

    def clean_kpis(self):
        chosen = self.cleaned_data["kpis"]
        if len(chosen) > MOST_KPIS:
            raise forms.ValidationError(
                _("Choose at most %(most)s numbers."), params={"most": MOST_KPIS}, code="many"
            )
        return chosen

    @property
    def written(self):
        chosen = {name: self.cleaned_data[name] for name in NARROWING if self.cleaned_data[name]}
        return super().written | {"narrowing": chosen}
