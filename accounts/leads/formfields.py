"""Fields that choose among the stages and the reasons of a workspace."""

from django import forms


class EntryField(forms.ModelChoiceField):
    """One of those in use, by its number."""

    def __init__(self, model, **kwargs):
        super().__init__(queryset=model.across_workspaces.none(), to_field_name="number", **kwargs)

    def __deepcopy__(self, memo):
        return super().__deepcopy__(memo).offering()

    def offering(self):
        """With the entries of the open workspace."""
        self.queryset = self.queryset.model.objects.in_use()
        return self
