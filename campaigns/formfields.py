"""Fields of the forms of campaigns."""

from django import forms
from django.db.models import Q


class InUseField(forms.ModelChoiceField):
    """One that is in use, or the one that was chosen before."""

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(queryset=model.across_workspaces.none(), to_field_name="number", **kwargs)

    def offering(self, **kept):
        who = Q(archived_at=None) | Q(**kept) if any(kept.values()) else Q(archived_at=None)
        self.queryset = self.model.objects.filter(who)


class SeveralField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
