"""What a person writes of a checklist, and which one a customer is onboarded by."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from accounts.models import Account, TeamRole
from accounts.models.lookups import NEEDS_A_LETTER, says_something
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField
from planning.models import OnboardingTemplate, TemplateItem
from planning.models.onboarding import LONGEST_ITEM, LONGEST_NAME, MOST_DAYS
from planning.onboarding import WRITTEN, fitting

BLANK_LINES = 5
PARTS = ("text", "who", "member", "role", "days")


class TemplateForm(forms.Form):
    """A checklist with a line for each item, and blank ones; a line without text is left out."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = CleanCharField(max_length=LONGEST_NAME, label=_("Name"))
    management_type = forms.ChoiceField(
        choices=[("", _("Any type")), *Account.ManagementType.choices],
        required=False,
        label=_("For customers of the type"),
    )
    starts_by_itself = forms.BooleanField(required=False, label=_("Starts when a customer becomes active"))

    def __init__(self, data=None, *, instance=None):
        self.instance = instance
        stands = {name: getattr(instance, name) for name in (*WRITTEN, "version")} if instance else {}
        super().__init__(data, initial=stands)
        items = list(instance.items.select_related("member", "role")) if instance else []
        self.count = len(items) + BLANK_LINES
        for place in range(self.count):
            self._add_line(place, items[place] if place < len(items) else None)

    def _add_line(self, place, item):
        control = {"class": "form-control", "autocomplete": "off"}
        self.fields[f"text_{place}"] = CleanCharField(
            required=False,
            max_length=LONGEST_ITEM,
            initial=item.text if item else "",
            label=_("What is to be done"),
            widget=forms.TextInput(attrs=control),
        )
        self.fields[f"who_{place}"] = forms.ChoiceField(
            choices=TemplateItem.Who,
            required=False,
            initial=item.who if item else "owner",
            label=_("Who does it"),
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        member = MemberField(required=False, empty_label="—", label=_("Colleague")).offering(
            kept=item.member_id if item else None
        )
        member.initial = item.member if item else None
        member.widget.attrs["class"] = "form-select"
        self.fields[f"member_{place}"] = member
        role = forms.ModelChoiceField(
            TeamRole.objects.order_by("place", "number"),
            to_field_name="number",
            required=False,
            empty_label="—",
            initial=item.role if item else None,
            label=_("Role in the team"),
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields[f"role_{place}"] = role
        days = IntegerField(
            required=False,
            min_value=0,
            max_value=MOST_DAYS,
            initial=item.after_days if item else 0,
            label=_("Working days after the start"),
        )
        days.widget.attrs["class"] = "form-control"
        self.fields[f"days_{place}"] = days

    @property
    def lines(self) -> list[dict]:
        return [{part: self[f"{part}_{place}"] for part in PARTS} for place in range(self.count)]

    def clean_name(self):
        if not says_something(self.cleaned_data["name"]):
            raise ValidationError(NEEDS_A_LETTER)
        return self.cleaned_data["name"]

    def clean(self):
        cleaned = super().clean()
        for place in range(self.count):
            is_named = cleaned.get(f"who_{place}") == TemplateItem.Who.MEMBER
            if cleaned.get(f"text_{place}") and is_named and not cleaned.get(f"member_{place}"):
                self.add_error(f"member_{place}", _("Choose the colleague."))
            is_by_role = cleaned.get(f"who_{place}") == TemplateItem.Who.ROLE
            if cleaned.get(f"text_{place}") and is_by_role and not cleaned.get(f"role_{place}"):
                self.add_error(f"role_{place}", _("Choose the role."))
        if not self.errors and not self.items:
            self.add_error(None, _("Write at least one thing that is to be done."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    @property
    def items(self) -> list[dict]:
        cleaned, found = self.cleaned_data, []
        for place in range(self.count):
            if not (text := cleaned.get(f"text_{place}")):
                continue
            who = cleaned.get(f"who_{place}") or TemplateItem.Who.OWNER
            member = cleaned.get(f"member_{place}") if who == TemplateItem.Who.MEMBER else None
            role = cleaned.get(f"role_{place}") if who == TemplateItem.Who.ROLE else None
            days = cleaned.get(f"days_{place}") or 0
            found.append({"text": text, "who": who, "member": member, "role": role, "after_days": days})
        return found


class StartForm(forms.Form):
    """Which checklist, and from which day on."""

    form_token = FormTokenField()
    template = forms.ModelChoiceField(
        OnboardingTemplate.across_workspaces.none(),
        to_field_name="number",
        empty_label=None,
        label=_("Checklist"),
    )
    started_on = DayField(required=False, label=_("From"), help_text=_("Leave empty for today."))

    def __init__(self, data=None, *, account):
        super().__init__(data)
        self.fields["template"].queryset = fitting(account).order_by("-management_type", "name")
