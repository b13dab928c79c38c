"""What a person writes about a corrective action, about its effect, and about a finding that needs nothing."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.memberfield import MemberField
from complaints.forms import BranchField
from complaints.models import ComplaintCategory, CorrectiveAction, RootCause
from complaints.models.action import WRITTEN
from complaints.models.category import CATEGORY
from complaints.models.finding import LONGEST_REASON
from interactions.due import FURTHEST
from lib.formfields import CleanCharField, DayField, FormTokenField

USUAL_DAYS, DAYS_TO_CHECK = timedelta(days=14), timedelta(days=30)


class ActionForm(forms.Form):
    """`instance` is edited; `finding` and `complaint` tell what a new one is about."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = CleanCharField(
        max_length=200,
        label=_("What is done"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-first": ""}),
    )
    kind = forms.ChoiceField(
        choices=CorrectiveAction.Kind, widget=forms.RadioSelect, initial="corrective", label=_("Kind")
    )
    category = BranchField(required=False, label=CATEGORY)
    root_cause = BranchField(
        required=False,
        label=_("Root cause"),
        help_text=_("By one of the two Sila counts whether there are fewer complaints afterwards."),
    )
    owner = MemberField(label=_("Who does it"), empty_label=None)
    due_on = DayField(label=_("Due"))
    check_on = DayField(
        required=False,
        label=_("Effect is checked on"),
        help_text=_("Left empty it is 30 days after it is due."),
    )
    description = CleanCharField(
        required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}), label=_("Description")
    )

    def __init__(self, data=None, *, membership, instance=None, finding=None, complaint=None):
        self.instance = instance
        initial = {"owner": membership, "due_on": timezone.localdate() + USUAL_DAYS}
        about = instance or finding or complaint
        if about is not None:
            initial |= {"category": about.category, "root_cause": about.root_cause}
        if instance is not None:
            initial |= {name: getattr(instance, name) for name in (*WRITTEN, "version")}
        super().__init__(data, initial=initial)
        self.fields["category"].offer(ComplaintCategory, kept=about and about.category_id)
        self.fields["root_cause"].offer(RootCause, kept=about and about.root_cause_id)
        self.fields["owner"].offering(kept=instance.owner_id if instance else None)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if not cleaned["category"] and not cleaned["root_cause"]:
            self.add_error("category", _("Choose a category or a root cause."))
        if not abs(cleaned["due_on"] - timezone.localdate()) < FURTHEST:
            self.add_error("due_on", _("This day is too far away. Check the year."))
            return cleaned
        if cleaned["check_on"] is None:
            cleaned["check_on"] = cleaned["due_on"] + DAYS_TO_CHECK
        if not cleaned["due_on"] < cleaned["check_on"] < timezone.localdate() + FURTHEST:
            self.add_error("check_on", _("Choose a day after it is due, so that the effect can be seen."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def apply(self) -> list[str]:
        """Put what was typed into the action that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed


class JudgeForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=CorrectiveAction.Outcome, widget=forms.RadioSelect, label=_("Did it work?")
    )
    text = CleanCharField(
        required=False, max_length=500, label=_("What was seen"), widget=forms.Textarea(attrs={"rows": 3})
    )


class DismissForm(forms.Form):
    reason = CleanCharField(
        max_length=LONGEST_REASON,
        label=_("Why does it need nothing?"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
