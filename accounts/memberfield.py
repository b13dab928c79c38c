"""The field in which a colleague is chosen."""

from django import forms
from django.db.models import Q

from workspaces.models import Membership


class MemberField(forms.ModelChoiceField):
    """A colleague of this workspace."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Membership.across_workspaces.none(), to_field_name="number", **kwargs)
        # What is said beside a name, by the key of the membership.
        self.notes: dict[int, str] = {}

    def label_from_instance(self, member):
        note = self.notes.get(member.pk)
        return f"{member} · {note}" if note else str(member)

    def __deepcopy__(self, memo):
        return super().__deepcopy__(memo).offering()

    def offering(self, *, kept=None):
        """With the colleagues of the open workspace, and with `kept` (an id) although he may have left."""
        who = Q(ended_at=None) | Q(pk=kept) if kept else Q(ended_at=None)
        self.queryset = Membership.objects.filter(who).select_related("user").order_by("user__name")
        return self
