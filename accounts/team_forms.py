"""What a person may type about the team of an account, and about the roles that a workspace has for it."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from accounts.models import TeamMember, TeamRole
from lib.formfields import CleanCharField, DayField, FormTokenField

TOO_SOON = _("The last day lies before the first one.")


class TeamRoleField(forms.ModelChoiceField):
    """A role that the workspace offers."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Role in the team"))
        kwargs.setdefault("empty_label", _("No special role"))
        super().__init__(
            queryset=TeamRole.across_workspaces.none(), to_field_name="number", required=False, **kwargs
        )

    def __deepcopy__(self, memo):
        return super().__deepcopy__(memo).offering()

    def offering(self, *, kept=None):
        who = Q(retired_at=None) | Q(pk=kept) if kept else Q(retired_at=None)
        self.queryset = TeamRole.objects.filter(who)
        return self


class TeamForm(forms.ModelForm):
    """A colleague in the team of an account: new, or one that is changed, of whom the person stands."""

    member = MemberField(label=_("Colleague"))
    role = TeamRoleField()
    from_on = DayField(label=_("From"))
    until_on = DayField(required=False, label=_("Until"), help_text=_("Leave empty for no end."))
    note = CleanCharField(
        required=False, max_length=300, label=_("Note"), help_text=_("What this colleague looks after.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()

    class Meta:
        model = TeamMember
        fields = ("member", "role", "from_on", "until_on", "note")

    def __init__(self, data=None, *, account, instance=None):
        super().__init__(data, instance=instance or TeamMember(from_on=timezone.localdate()))
        self.fields["version"].initial = self.instance.version
        offered = self.fields["member"].queryset.exclude(pk=account.owner_id)
        if self.instance.pk:
            del self.fields["member"]
            self.initial["role"] = self.instance.role and self.instance.role.number
            self.fields["role"].offering(kept=self.instance.role_id)
        else:
            # What was sent is judged by the verb: a second press means who was put in by the first.
            standing = TeamMember.objects.standing().filter(account=account).values("member")
            self.fields["member"].queryset = offered if self.is_bound else offered.exclude(pk__in=standing)

    def clean(self):
        cleaned = super().clean()
        begin, end = cleaned.get("from_on"), cleaned.get("until_on")
        if begin and end and end < begin:
            self.add_error("until_on", TOO_SOON)
        return cleaned

    def _post_clean(self):
        # The database's own constraints; the form says the same in the reader's words.
        self._validate_unique = False
        for name in self.Meta.fields:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}

    @property
    def changed(self) -> list[str]:
        return [name for name in self.changed_data if name in self.Meta.fields]


class TeamRoleForm(forms.ModelForm):
    name_ar = CleanCharField(required=False, max_length=60, label=_("Name in Arabic"))
    name_en = CleanCharField(required=False, max_length=60, label=_("Name in English"))
    form_token = FormTokenField()

    class Meta:
        model = TeamRole
        fields = ("name_ar", "name_en")

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("name_ar") or cleaned.get("name_en")):
            self.add_error("name_ar", _("Write the name in Arabic, in English or both."))
        return cleaned

    def _post_clean(self):
        for name in self.Meta.fields:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])

    @property
    def changed(self) -> list[str]:
        return [name for name in self.changed_data if name in self.Meta.fields]
