"""What a person may write about a promise, ours or the customer's."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from accounts.models import Contact
from interactions.due import DAY, DueFields
from interactions.formfields import ClockField, contacts_at
from interactions.models import FollowUp
from lib.formfields import CleanCharField, FormTokenField, IntegerField
from lib.recurrence import MOST

PLAIN = ("reason", "owner", "contact", "priority", "owed_by")


class ContactField(forms.ModelChoiceField):
    """One contact of the customer, by number."""

    def __init__(self, **kwargs):
        none = Contact.across_workspaces.none()
        super().__init__(none, to_field_name="number", required=False, empty_label="—", **kwargs)


class FollowUpForm(DueFields):
    """Over an account; `instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = CleanCharField(
        max_length=300,
        label=_("What is to be done"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-first": ""}),
    )
    clock = ClockField(required=False, label=_("At what time"))
    owed_by = forms.ChoiceField(
        choices=FollowUp.OwedBy, widget=forms.RadioSelect, initial="us", label=_("Who owes it")
    )
    owner = MemberField(label=_("Who looks after it"), empty_label=None)
    contact = ContactField(label=_("Contact"))
    priority = forms.ChoiceField(choices=FollowUp.Priority, initial="normal", label=_("Priority"))
    repeat_every = IntegerField(required=False, min_value=1, max_value=MOST, label=_("Repeats every"))
    repeat_unit = forms.ChoiceField(
        choices=[("", _("Does not repeat")), *FollowUp.Repeat.choices], required=False, label=_("Unit")
    )

    def __init__(self, data=None, *, membership, account=None, instance=None, **kwargs):
        self.membership, self.about, self.instance = membership, account, instance
        initial = {
            "owner": membership,
            **(initial_of(instance) if instance else {}),
            **kwargs.pop("initial", {}),
        }
        super().__init__(data, initial=initial, **kwargs)
        if instance is not None:
            self.fields["owner"].offering(kept=instance.owner_id)
            if instance.is_scheduled:  # its schedule says how often
                del self.fields["repeat_every"], self.fields["repeat_unit"]
        if account is not None:
            also = [instance.contact_id] if instance and instance.contact_id else []
            self.fields["contact"].queryset = contacts_at(account, also=also)

    def clean(self):
        cleaned = super().clean()
        due = self.clean_due(cleaned)
        unit, every = cleaned.setdefault("repeat_unit", ""), cleaned.get("repeat_every")
        if every and not unit:
            self.add_error("repeat_unit", _("Choose what to count: days, weeks or months."))
        cleaned["repeat_every"] = (every or 1) if unit else None
        clock = cleaned.get("clock")
        cleaned["due_at"] = timezone.make_aware(datetime.combine(due, clock)) if due and clock else None
        return cleaned

    @property
    def written(self) -> dict:
        cleaned = self.cleaned_data
        written = {name: cleaned[name] for name in (*PLAIN, "due_at", "repeat_unit", "repeat_every")}
        return written | {"due_on": cleaned["due"]}

    def apply(self) -> list[str]:
        """Put what was typed into the follow-up that is edited; the names of what changed."""
        found = self.instance
        changed = [name for name, value in self.written.items() if getattr(found, name) != value]
        for name in changed:
            setattr(found, name, self.written[name])
        if {"due_on", "repeat_unit", "repeat_every"} & set(changed):
            found.repeat_from = found.due_on if found.repeat_unit else None
        return changed


def initial_of(instance) -> dict:
    return {
        **{name: getattr(instance, name) for name in ("reason", "priority", "owed_by", "owner", "contact")},
        "due_when": DAY,
        "due_on": instance.due_on,
        "clock": timezone.localtime(instance.due_at).time() if instance.due_at else None,
        "repeat_unit": instance.repeat_unit,
        "repeat_every": instance.repeat_every,
        "version": instance.version,
    }


class SnoozeForm(DueFields):
    """Until when; today is no putting off."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_when"].choices = list(self.fields["due_when"].choices)[1:]

    def clean(self):
        cleaned = super().clean()
        self.clean_due(cleaned)
        return cleaned


class HandoverForm(forms.Form):
    owner = MemberField(label=_("Colleague"), empty_label=None)
