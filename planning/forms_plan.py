"""What a person writes in a plan: one section at a time, and one line at a time."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import AsReadField, MemberField, chosen, suggesting
from interactions.promising import FollowUpForm
from lib import formats
from lib.dates import NotADay, parse_day
from lib.formfields import (
    CleanCharField,
    DayField,
    FormTokenField,
    IntegerField,
    MoneyField,
    NumberText,
    TypedNumberField,
)
from lib.money import CURRENCIES
from lib.numbers import parse_number, plain
from planning.models import AccountPlan, Competitor, CompetitorStanding, Initiative, Objective, Risk
from planning.models.competitor import LONGEST_NAME
from planning.models.plan import LONGEST, MOST_MONTHS

MOST_REVIEW_DAYS = 24
LARGEST = 10**13


class FigureField(TypedNumberField):
    """An exact decimal, in the digits of any script, with four places at most."""

    widget = NumberText("decimal")

    def prepare_value(self, value):
        return formats.digits(plain(value)) if hasattr(value, "as_tuple") else value

    def parse(self, text):
        number = parse_number(text)
        if number.as_tuple().exponent < -4 or abs(number) >= LARGEST:
            raise ValidationError(_("Write at most 13 digits before the point and 4 after it."))
        return number


class DaysField(CleanCharField):
    """Days of one's own, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return "\n".join(formats.digits(each) for each in value)

    def has_changed(self, initial, data):
        return self._days(self.prepare_value(initial)) != self._days(data)

    @staticmethod
    def _days(text):
        return [line.strip() for line in (text or "").splitlines() if line.strip()]

    def clean(self, value):
        found = set()
        for line in self._days(super().clean(value)):
            try:
                found.add(parse_day(line).isoformat())
            except NotADay as refusal:
                raise ValidationError(refusal.advice, code="invalid") from refusal
        if len(found) > MOST_REVIEW_DAYS:
            raise ValidationError(_("Write %(most)s at most."), params={"most": MOST_REVIEW_DAYS})
        return sorted(found)


class PlanningForm(forms.ModelForm):
    """Over a row that carries a version: what two people changed at once is put together, or set side by side."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()
    was = AsReadField()
    collisions: tuple[dict, ...] = ()
    taken: tuple[str, ...] = ()

    def __init__(self, data=None, *args, membership, **kwargs):
        super().__init__(data and chosen(data), *args, **kwargs)
        self.membership = membership
        self.fields["version"].initial = self.instance.version
        for name, field in self.fields.items():
            if isinstance(field, MemberField):
                owner = getattr(self.instance, name) if self.instance.pk else None
                self.initial[name] = owner or self.initial.get(name)
                field.offering(kept=owner and owner.pk)
        if self.instance.pk and not self.is_bound:
            self.initial["was"] = json.dumps(self.shown(), ensure_ascii=False)

    def shown(self) -> dict[str, str]:
        """The text that stands in each field for a person to read."""
        return {field.name: _text(field) for field in self.visible_fields()}

    @property
    def read_version(self) -> int:
        return self.cleaned_data.get("version") or 0

    @property
    def taken_words(self) -> str:
        return formats.listed(self.taken)

    @property
    def changed(self) -> list[str]:
        return [name for name in self.changed_data if name in self._meta.fields]

    @property
    def fields_written(self) -> dict:
        return {name: getattr(self.instance, name) for name in self._meta.fields}

    def _post_clean(self):
        # The constraints live in the database's own names; the form checks in the reader's words.
        self._validate_unique = False
        super()._post_clean()


def _text(field) -> str:
    value = field.value()
    return "" if value is None else str(value)


def long_text(rows=6):
    return forms.Textarea(attrs={"rows": rows})


class PeriodForm(PlanningForm):
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"))
    owner = MemberField(label=_("Who leads it"), empty_label=None)

    class Meta:
        model = AccountPlan
        fields = ["from_on", "until_on", "owner"]

    def clean(self):
        cleaned = super().clean()
        check_days(self, cleaned)
        return cleaned


def check_days(form, cleaned):
    first, last = cleaned.get("from_on"), cleaned.get("until_on")
    if first and last and last < first:
        form.add_error("until_on", _("The last day comes before the first one."))


class RevenueForm(PlanningForm):
    revenue_goal_minor = MoneyField(required=False, label=_("Revenue goal of the period"))
    currency = forms.ChoiceField(choices=[(code, code) for code in sorted(CURRENCIES)], label=_("Currency"))

    class Meta:
        model = AccountPlan
        fields = ["revenue_goal_minor", "currency"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        typed = self.data.get("currency") if self.is_bound else self.instance.currency
        known = typed if typed in CURRENCIES else self.instance.currency
        self.fields["revenue_goal_minor"].currency = known


class ReviewsForm(PlanningForm):
    review_every_months = IntegerField(
        required=False, min_value=1, max_value=MOST_MONTHS, label=_("Every so many months")
    )
    review_days = DaysField(
        required=False, label=_("Further days"), help_text=_("One day a line, such as 2026-11-30.")
    )

    class Meta:
        model = AccountPlan
        fields = ["review_every_months", "review_days"]


def text_section(name):
    """The form over one text of a plan."""
    field = CleanCharField(
        required=False, max_length=LONGEST, label=AccountPlan._meta.get_field(name).verbose_name,
        widget=long_text(),
    )  # fmt: skip
    meta = type("Meta", (), {"model": AccountPlan, "fields": [name]})
    return type(PlanningForm)(f"{name.title()}Form", (PlanningForm,), {name: field, "Meta": meta})


SECTIONS = {
    "period": PeriodForm,
    "summary": text_section("summary"),
    "revenue": RevenueForm,
    "upsell": text_section("upsell"),
    "resources": text_section("resources"),
    "obstacles": text_section("obstacles"),
    "success": text_section("success"),
    "reviews": ReviewsForm,
}


class NewPlanForm(forms.Form):
    """For which period; everything else is filled in from what is known and then changed section by section."""

    form_token = FormTokenField()
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"))
    owner = MemberField(label=_("Who leads it"), empty_label=None)
    is_copied = forms.BooleanField(
        required=False, initial=True, label=_("Take over what stands in the last plan and is not done yet")
    )

    def clean(self):
        cleaned = super().clean()
        check_days(self, cleaned)
        return cleaned


class ObjectiveForm(PlanningForm):
    text = CleanCharField(max_length=300, label=_("What is to be reached"))
    unit = CleanCharField(
        required=False, max_length=40, label=_("Unit"), help_text=_("Orders a month, hours, per cent …")
    )
    baseline = FigureField(label=_("Where we begin"))
    target = FigureField(label=_("Target"))
    due_on = DayField(label=_("Due"))
    owner = MemberField(label=_("Who looks after it"), empty_label=None)

    class Meta:
        model = Objective
        fields = ["whose", "text", "unit", "direction", "baseline", "target", "due_on", "owner"]
        widgets = {"whose": forms.RadioSelect, "direction": forms.RadioSelect}

    def clean(self):
        cleaned = super().clean()
        baseline, target = cleaned.get("baseline"), cleaned.get("target")
        if None in (baseline, target) or baseline == target or "direction" not in cleaned:
            return cleaned
        if (target > baseline) != (cleaned["direction"] == Objective.Direction.UP):
            self.add_error("direction", _("The target lies the other way from where we begin."))
        return cleaned


class MeasurementForm(forms.Form):
    on = DayField(label=_("Day"))
    value = FigureField(label=_("Value"))


class InitiativeForm(PlanningForm):
    text = CleanCharField(max_length=300, label=_("What we do"))
    owner = MemberField(label=_("Who looks after it"), empty_label=None)
    from_on = DayField(required=False, label=_("From"))
    until_on = DayField(required=False, label=_("Until"))

    class Meta:
        model = Initiative
        fields = ["text", "owner", "from_on", "until_on", "state"]

    def clean(self):
        cleaned = super().clean()
        check_days(self, cleaned)
        return cleaned


class RiskForm(PlanningForm):
    text = CleanCharField(max_length=300, label=_("What could happen"))
    answer = CleanCharField(
        required=False, max_length=1000, widget=long_text(3), label=_("What we do about it")
    )
    owner = MemberField(required=False, label=_("Who looks after it"), empty_label=_("Nobody yet"))

    class Meta:
        model = Risk
        fields = ["text", "likelihood", "impact", "answer", "owner", "state"]


class CompetitorNameField(CleanCharField):
    """By name: one of the list, or a new one that is added to it."""

    widget = suggesting("competitor-names")

    def prepare_value(self, value):
        if isinstance(value, int):
            value = Competitor.objects.filter(pk=value).first()
        return value.name if isinstance(value, Competitor) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "")

    def clean(self, value):
        name = super().clean(value)
        return Competitor.objects.named(name) or Competitor(name=name)


class RivalForm(PlanningForm):
    competitor = CompetitorNameField(max_length=LONGEST_NAME, label=_("Competitor"))
    strengths = CleanCharField(
        required=False, max_length=1000, widget=long_text(3), label=_("Their strengths")
    )
    weaknesses = CleanCharField(
        required=False, max_length=1000, widget=long_text(3), label=_("Their weaknesses")
    )
    share_percent = IntegerField(
        required=False, min_value=0, max_value=100, label=_("Their share, in per cent")
    )
    answer = CleanCharField(required=False, max_length=1000, widget=long_text(3), label=_("Our answer"))

    class Meta:
        model = CompetitorStanding
        fields = ["competitor", "strengths", "weaknesses", "share_percent", "answer"]

    def __init__(self, data=None, *args, plan=None, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.plan = plan if self.instance.pk is None else self.instance.plan

    @property
    def competitor_names(self):
        return Competitor.objects.in_use().values_list("name", flat=True)[:200]

    def clean_competitor(self):
        found = self.cleaned_data["competitor"]
        if not found.pk:
            return found
        others = CompetitorStanding.objects.standing().filter(plan=self.plan, competitor=found)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This competitor stands in the plan already."))
        return found

    def _post_clean(self):
        made = self.cleaned_data.get("competitor")
        if made is not None and not made.pk and not self.errors:
            made.save()  # inside the transaction of the request: refused, it is not there
        if made is not None and not made.pk:
            self.cleaned_data.pop("competitor")
        super()._post_clean()


class MilestoneForm(FollowUpForm):
    """A follow-up with a day and somebody who does it."""


class CompetitorForm(forms.ModelForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()
    name = CleanCharField(max_length=LONGEST_NAME, label=_("Name"))
    notes = CleanCharField(
        required=False, max_length=2000, widget=long_text(4), label=_("What we know of them")
    )

    class Meta:
        model = Competitor
        fields = ["name", "notes"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def clean_name(self):
        name = self.cleaned_data["name"]
        found = Competitor.objects.named(name)
        if found is not None and found.pk != self.instance.pk:
            raise ValidationError(_("There is a competitor of this name already."))
        return name

    def _post_clean(self):
        self._validate_unique = False
        super()._post_clean()
