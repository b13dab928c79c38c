"""What a person may write into an assignment rule."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, AssignmentRule, Industry, Region
from accounts.models.assignment import CONDITIONS
from accounts.team_forms import TeamRoleField
from lib.formats import isolated
from lib.formfields import CleanCharField, FormTokenField
from lib.places import language_choices
from workspaces.models import Membership

ANY = _("Any")


def any_of(choices, label):
    return forms.ChoiceField(choices=[("", ANY), *choices], required=False, label=label)


class PlaceField(forms.ModelChoiceField):
    """An entry of a small list; those under it count too."""

    def __init__(self, model, **kwargs):
        super().__init__(queryset=model.across_workspaces.none(), required=False, empty_label=ANY, **kwargs)
        self.model = model

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.queryset = self.model.objects.order_by("name_fold")
        return copied


class PoolField(forms.ModelMultipleChoiceField):
    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.queryset = Membership.objects.active().select_related("user").order_by("user__name")
        return copied

    def label_from_instance(self, obj):
        return isolated(obj)


class RuleForm(forms.Form):
    name = CleanCharField(max_length=80, label=_("Name"))
    region = PlaceField(Region, label=_("Region"))
    industry = PlaceField(Industry, label=_("Industry"))
    kind = any_of(Account.Kind.choices, _("Kind"))
    size = any_of(Account.Size.choices, _("Size"))
    language = forms.ChoiceField(choices=language_choices, required=False, label=_("Language"))
    source = any_of(Account.Source.choices, _("Source"))
    status = any_of(Account.Status.choices, _("Status"))
    management_type = any_of(Account.ManagementType.choices, _("Management type"))
    pool = PoolField(
        queryset=Membership.across_workspaces.none(),
        to_field_name="number",
        widget=forms.CheckboxSelectMultiple,
        label=_("To whom"),
        help_text=_("Of several colleagues whoever has the fewest open accounts gets the next one."),
    )
    prefers_specialists = forms.BooleanField(
        required=False, label=_("First whoever knows the region, the industry or the language")
    )
    gives = forms.ChoiceField(
        choices=AssignmentRule.Gives,
        initial=AssignmentRule.Gives.LEAD,
        widget=forms.RadioSelect,
        label=_("What for"),
    )
    team_role = TeamRoleField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()

    def __init__(self, data=None, *, rule=None):
        initial = {}
        if rule is not None:
            names = (*CONDITIONS, "name", "gives", "prefers_specialists", "version")
            initial = {name: getattr(rule, name) for name in names}
            initial["pool"] = [each.member.number for each in rule.candidates.select_related("member")]
            initial["team_role"] = rule.team_role and rule.team_role.number
        super().__init__(data, initial=initial)
        self.fields["language"].choices = [("", ANY), *list(self.fields["language"].choices)[1:]]
        if rule is not None and rule.team_role_id:
            self.fields["team_role"].offering(kept=rule.team_role_id)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("gives") == AssignmentRule.Gives.LEAD:
            cleaned["team_role"] = None
        return cleaned

    @property
    def written(self) -> dict:
        names = (*CONDITIONS, "name", "gives", "prefers_specialists", "team_role")
        return {name: self.cleaned_data[name] for name in names}
