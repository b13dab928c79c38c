"""Fields of the forms of campaigns."""

from itertools import groupby

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator

from accounts.models.contact import Channel


class InUseField(forms.ModelChoiceField):
    """One that is in use, or the one that was chosen before."""

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(queryset=model.across_workspaces.none(), to_field_name="number", **kwargs)

    def offering(self, **kept):
        who = Q(archived_at=None) | Q(**kept) if any(kept.values()) else Q(archived_at=None)
        self.queryset = self.model.objects.filter(who)


class ByChannel(ModelChoiceIterator):
    """Templates under the name of their channel, which is that of the campaign."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        rows = sorted(self.queryset, key=lambda each: Channel.values.index(each.channel))
        for channel, some in groupby(rows, key=lambda each: each.channel):
            yield (Channel(channel).label, [self.choice(each) for each in some])


class TemplateField(InUseField):
    iterator = ByChannel


class SeveralField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
