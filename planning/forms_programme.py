"""What a person writes of the programme of a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField
from planning.models import ProgrammeLine, StepWord
from planning.models.programme import StepKey
from planning.programme import WRITTEN

STEP_PARTS = ("owner", "starts_on", "ends_on")


class LineForm(forms.Form):
    """A goal, or a milestone, which has a day; `instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = CleanCharField(
        max_length=300,
        label=_("What is to be reached"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = MemberField(required=False, empty_label=_("Nobody yet"), label=_("Who leads it"))
    measure = CleanCharField(
        required=False,
        max_length=120,
        label=_("Measured by"),
        help_text=_("Such as: customers with an active plan."),
    )
    target = IntegerField(required=False, label=_("Target"))
    current = IntegerField(required=False, label=_("Reached so far"))
    due_on = DayField(required=False, label=_("Due"))

    def __init__(self, data=None, *, kind, instance=None):
        stands = {name: getattr(instance, name) for name in (*WRITTEN, "version")} if instance else {}
        super().__init__(data, initial=stands)
        self.fields["owner"].offering(kept=instance.owner_id if instance else None)
        if kind == ProgrammeLine.Kind.MILESTONE:
            self.fields["due_on"].required = True
            for name in ("measure", "target", "current"):
                del self.fields[name]

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN if name in self.cleaned_data}


class StepsForm(forms.Form):
    """Who leads each step, and from when to when; `programme_steps` are those of the year by key."""

    def __init__(self, data=None, *, programme_steps):
        super().__init__(data)
        for key, step in programme_steps.items():
            owner = MemberField(required=False, empty_label=_("Nobody yet"), label=_("Who leads it"))
            self.fields[f"owner_{key}"] = owner.offering(kept=step.owner_id)
            self.fields[f"starts_on_{key}"] = DayField(required=False, label=_("From"))
            self.fields[f"ends_on_{key}"] = DayField(required=False, label=_("Until"))
            for part in STEP_PARTS:
                self.fields[f"{part}_{key}"].initial = getattr(step, part)

    @property
    def groups(self) -> list[dict]:
        return [
            {"label": label, "fields": [self[f"{part}_{key}"] for part in STEP_PARTS]}
            for key, label in StepKey.choices
        ]

    def clean(self):
        cleaned = super().clean()
        for key in StepKey.values:
            first, last = cleaned.get(f"starts_on_{key}"), cleaned.get(f"ends_on_{key}")
            if first and last and last < first:
                self.add_error(f"ends_on_{key}", _("It ends before it begins. Check the days."))
        return cleaned

    @property
    def wanted(self) -> dict[str, dict]:
        return {
            key: {part: self.cleaned_data[f"{part}_{key}"] for part in STEP_PARTS} for key in StepKey.values
        }


class StepWordForm(forms.Form):
    """What a person says of a step of a customer, and why."""

    key = forms.ChoiceField(choices=StepKey, label=_("Step"))
    word = forms.ChoiceField(choices=StepWord.Word, label=_("How it stands"))
    reason = CleanCharField(
        max_length=300, label=_("Reason"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
