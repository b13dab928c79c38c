"""What a person writes of a stakeholder, and the rule of the warnings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from accounts.models import Contact, Position
from lib.formfields import CleanCharField, IntegerField
from planning.models import Stakeholder, StakeholderRule
from planning.models.stakeholder import FEWEST_DAYS, MOST_DAYS
from planning.relations import Known

NOT_KNOWN = ("", _("Not known"))
FIELDS = ("criteria", "attitude", "influence", "strength", "keeper", "superior")


def scale(choices, **kwargs):
    """One to five in words, or nothing."""
    return forms.TypedChoiceField(
        choices=[NOT_KNOWN, *choices.choices], coerce=int, empty_value=None, required=False, **kwargs
    )


class StakeholderForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    decision_role = forms.ChoiceField(
        choices=[NOT_KNOWN, *Position.DecisionRole.choices], required=False, label=_("Role in decisions")
    )
    attitude = forms.ChoiceField(
        choices=[NOT_KNOWN, *Stakeholder.Attitude.choices], required=False, label=_("Attitude to us")
    )
    influence = scale(Stakeholder.Influence, label=_("Influence"))
    strength = scale(Stakeholder.Strength, label=_("Strength of the relation"))
    criteria = CleanCharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("What they decide by"),
        help_text=_("One criterion a line, such as: delivery within three days."),
    )
    superior = forms.ModelChoiceField(
        Contact.across_workspaces.none(),
        to_field_name="number",
        required=False,
        empty_label=_("Not known"),
        label=_("Who they report to"),
    )
    keeper = MemberField(required=False, empty_label=_("Nobody yet"), label=_("Who of us keeps the relation"))

    def __init__(self, data=None, *, known: Known):
        facts = known.facts
        initial = {name: getattr(facts, name) for name in (*FIELDS, "version")}
        super().__init__(data, initial={**initial, "decision_role": known.position.decision_role})
        self.fields["keeper"].offering(kept=facts.keeper_id)
        at_account = Contact.objects.filter(positions__account=facts.account, archived_at=None)
        self.fields["superior"].queryset = at_account.exclude(pk=facts.contact_id).order_by("name_fold")

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIELDS}


class StakeholderRuleForm(forms.Form):
    not_met_days = IntegerField(
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        label=_("Warn after so many days without meeting who decides"),
        help_text=_("A meeting, a visit or a phone call that was logged counts."),
    )

    def __init__(self, data=None):
        super().__init__(data, initial={"not_met_days": StakeholderRule.read().not_met_days})
