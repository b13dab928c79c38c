"""What a person may say about management types, the rules of planning and a colleague's load."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LabelsField
from accounts.models import Account, Industry, MemberSpecialism, Region
from lib import formats
from lib.formfields import IntegerField, MoneyField
from lib.places import language_choices
from lib.text import fold
from planning.factors import FACTORS
from planning.models import PlanningRules
from planning.models.type_rule import MOST_WEIGHT
from planning.scoring import MOST_SCORE
from planning.scoring import MOST_WEIGHT as MOST_FACTOR_WEIGHT
from planning.type_rules import rules_by_type
from workspaces.models import Membership
from workspaces.roles import Role

OWNERS = [choice for choice in Role.choices if choice[0] != Role.VIEWER]


class PeopleField(forms.ModelMultipleChoiceField):
    """Colleagues of the open workspace, ticked."""

    def __init__(self, **kwargs):
        members = Membership.objects.active().select_related("user").order_by("user__name")
        super().__init__(
            members, to_field_name="number", required=False, widget=forms.CheckboxSelectMultiple, **kwargs
        )


class TypesForm(forms.Form):
    """A part for each type: its weight, whether a plan is required, and who may look after such customers."""

    def __init__(self, data=None):
        super().__init__(data)
        rules = rules_by_type()
        for kind, _label in Account.ManagementType.choices:
            rule = rules[kind]
            people = [each.member.number for each in rule.owners.all()] if rule.pk else []
            self.fields[f"weight_{kind}"] = IntegerField(
                min_value=1, max_value=MOST_WEIGHT, initial=rule.weight, label=_("Weight")
            )
            self.fields[f"needs_plan_{kind}"] = forms.BooleanField(
                required=False, initial=rule.needs_plan, label=_("A plan is required")
            )
            self.fields[f"roles_{kind}"] = forms.MultipleChoiceField(
                choices=OWNERS,
                required=False,
                initial=rule.roles,
                widget=forms.CheckboxSelectMultiple,
                label=_("Roles"),
            )
            self.fields[f"people_{kind}"] = PeopleField(initial=people, label=_("Colleagues"))
            self.fields[f"weight_{kind}"].widget.attrs["class"] = "form-control"
            self.fields[f"needs_plan_{kind}"].widget.attrs["class"] = "form-check-input"

    @property
    def lines(self):
        names = ("weight", "needs_plan", "roles", "people")
        return [
            {"kind": kind, "label": label, **{name: self[f"{name}_{kind}"] for name in names}}
            for kind, label in Account.ManagementType.choices
        ]

    @property
    def written(self) -> dict[str, dict]:
        given = self.cleaned_data
        names = ("weight", "needs_plan", "roles", "people")
        return {
            kind: {name: given[f"{name}_{kind}"] for name in names} for kind in Account.ManagementType.values
        }


class WeightsForm(forms.Form):
    """How much each factor of an assessment weighs."""

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        for key, factor in FACTORS.items():
            self.fields[key] = IntegerField(min_value=0, max_value=MOST_FACTOR_WEIGHT, label=factor.label)
            self.fields[key].widget.attrs["class"] = "form-control"

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned[key] for key in FACTORS):
            self.add_error(next(iter(FACTORS)), _("At least one factor has to weigh something."))
        return cleaned


class RulesForm(WeightsForm):
    value_a_minor = MoneyField(label=_("Tier A from a value of"))
    value_b_minor = MoneyField(label=_("Tier B from a value of"))
    value_c_minor = MoneyField(label=_("Tier C from a value of"))
    raise_from = IntegerField(min_value=1, max_value=MOST_SCORE, label=_("One tier up from a score of"))
    lower_below = IntegerField(min_value=0, max_value=MOST_SCORE, label=_("One tier down below a score of"))
    capacity = IntegerField(
        min_value=1,
        max_value=10_000,
        label=_("Capacity of a colleague"),
        help_text=_("How many customers, each counted with the weight of its type."),
    )
    months_between = IntegerField(min_value=1, max_value=60, label=_("Months until the next assessment"))

    def __init__(self, data=None):
        rules = PlanningRules.now()
        names = [field.name for field in PlanningRules._meta.concrete_fields]
        super().__init__(data, initial={name: getattr(rules, name) for name in names})

    def clean(self):
        cleaned = super().clean()
        a, b, c = (cleaned.get(f"value_{tier}_minor") for tier in "abc")
        if a is not None and b is not None and a <= b:
            self.add_error("value_b_minor", _("The value of tier B has to be below that of tier A."))
        if b is not None and c is not None and b <= c:
            self.add_error("value_c_minor", _("The value of tier C has to be below that of tier B."))
        if c is not None and c <= 0:
            self.add_error("value_c_minor", _("Write an amount above zero."))
        high, low = cleaned.get("raise_from"), cleaned.get("lower_below")
        if high is not None and low is not None and high <= low:
            self.add_error("lower_below", _("This score has to be below the one that raises."))
        return cleaned


class LookupsField(LabelsField):
    """Entries of a list of the workspace that are there already, with commas between them."""

    def __init__(self, model, **kwargs):
        kwargs["help_text"] = _("Separate them with commas.")
        super().__init__(required=False, widget=forms.TextInput(attrs={"dir": "auto"}), **kwargs)
        self.model = model

    def clean(self, value):
        words = super().clean(value)
        known = {each.name_fold: each for each in self.model.objects.all()}
        unknown = [word for word in words if fold(word) not in known]
        if unknown:
            raise forms.ValidationError(
                _("Not on the list: %(names)s."), params={"names": formats.listed(unknown)}
            )
        return [known[fold(word)] for word in words]


class SpecialismForm(forms.Form):
    """What a colleague knows well, and, for whoever leads, how much the colleague carries."""

    industries = LookupsField(Industry, label=_("Industries"))
    regions = LookupsField(Region, label=_("Regions"))
    languages = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Languages")
    )
    points = IntegerField(
        required=False,
        min_value=1,
        max_value=10_000,
        label=_("Capacity"),
        help_text=_("Leave empty for what everybody carries."),
    )

    def __init__(self, data=None, *, member, points=None, may_set_capacity=False):
        known = list(MemberSpecialism.objects.filter(member=member).select_related("industry", "region"))
        initial = {
            "industries": formats.listed(each.industry.name for each in known if each.industry),
            "regions": formats.listed(each.region.name for each in known if each.region),
            "languages": [each.language for each in known if each.language],
            "points": points,
        }
        super().__init__(data, initial=initial)
        self.fields["languages"].choices = [each for each in language_choices() if each[0]]
        if not may_set_capacity:
            del self.fields["points"]
