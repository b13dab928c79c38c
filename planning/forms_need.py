"""What a person writes of a need, and where it stands."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interactions.formfields import contacts_at
from interactions.promising import ContactField
from lib.formfields import CleanCharField, FormTokenField
from planning.models import Need
from planning.models.need import LONGEST_REASON, LONGEST_TEXT

FIELDS = ("kind", "text", "detail", "importance", "said_by")


class NeedForm(forms.Form):
    """Over an account; `instance` is edited, `interaction` is where it was heard."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=Need.Kind, widget=forms.RadioSelect, initial="need", label=_("Kind"))
    text = CleanCharField(
        max_length=LONGEST_TEXT,
        label=_("What it is"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    detail = CleanCharField(
        required=False,
        max_length=4000,
        label=_("More about it"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    importance = forms.ChoiceField(choices=Need.Importance, initial="normal", label=_("Importance"))
    said_by = ContactField(label=_("Who said it"))

    def __init__(self, data=None, *, account, instance=None, interaction=None):
        self.instance = instance
        stands = {name: getattr(instance, name) for name in (*FIELDS, "version")} if instance else {}
        also = [instance.said_by_id] if instance and instance.said_by_id else []
        if interaction is not None:
            present = interaction.contacts
            also = [each.pk for each in present]
            stands = {"text": interaction.subject, "detail": interaction.text[:4000]}
            stands["said_by"] = present[0] if present else None
        super().__init__(data, initial=stands)
        self.fields["said_by"].queryset = contacts_at(account, also=also)

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def apply(self) -> list[str]:
        """Put what was typed into the need that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed


class NeedStateForm(forms.Form):
    state = forms.ChoiceField(choices=Need.State, label=_("State"))
    reason = CleanCharField(
        required=False,
        max_length=LONGEST_REASON,
        label=_("Reason"),
        help_text=_("Needed when it is dropped."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self):
        cleaned = super().clean()
        is_dropped = cleaned.get("state") == Need.State.DROPPED
        if is_dropped and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why it is dropped."))
        return cleaned
