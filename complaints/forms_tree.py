"""An entry of a tree of complaints: its labels, and what it is a part of."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import LONGEST_LABEL
from complaints.branches import called, standing
from complaints.models import ComplaintCategory
from complaints.trees import DEEPEST
from lib.formfields import CleanCharField, FormTokenField

TOP = _("Nothing: it stands at the top")


class BranchForm(forms.Form):
    """Over a tree; `instance` is edited."""

    form_token = FormTokenField()
    label_ar = CleanCharField(required=False, max_length=LONGEST_LABEL, label=_("Name in Arabic"))
    label_en = CleanCharField(required=False, max_length=LONGEST_LABEL, label=_("Name in English"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    parent = forms.ChoiceField(required=False, label=_("Part of"))

    def __init__(self, data=None, *, model=ComplaintCategory, instance=None):
        self.instance = instance
        initial = {}
        if instance is not None:
            initial = {name: getattr(instance, name) for name in ("label_ar", "label_en", "version")}
            initial["parent"] = str(instance.parent.number) if instance.parent else ""
        super().__init__(data, initial=initial)
        self.offered = {str(each.number): each for each in standing(model) if self.may_hold(each)}
        self.fields["parent"].choices = [
            ("", TOP),
            *((number, called(each)) for number, each in self.offered.items()),
        ]

    def may_hold(self, entry) -> bool:
        """Neither itself nor what is under it; where it stands it may stay, although that was archived."""
        held = self.instance
        if held is not None and held.number in {each.number for each in (*entry.above, entry)}:
            return False
        is_own = bool(held and held.parent and held.parent.number == entry.number)
        return (entry.is_offered or is_own) and entry.depth + 1 < DEEPEST

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["label_ar"] and not cleaned["label_en"]:
            self.add_error("label_ar", _("Write a name in Arabic, in English or in both."))
        return cleaned

    @property
    def written(self) -> dict:
        labels = {name: self.cleaned_data[name] for name in ("label_ar", "label_en")}
        return labels | {"parent": self.offered.get(self.cleaned_data["parent"])}
