"""What a person says when a lead becomes a customer, is lost, or when its lists are made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from accounts.leads.formfields import EntryField
from accounts.models import Account, Contact, LossReason
from accounts.models.naming import LONGEST_LABEL
from lib.formfields import CleanCharField, FormTokenField
from lib.places import NOTHING_CHOSEN


class MainContactField(forms.ModelChoiceField):
    """One of the contacts of an account, by number."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Contact.across_workspaces.none(), to_field_name="number", **kwargs)


class ConversionForm(forms.Form):
    owner = MemberField(label=_("Account manager"))
    tier = forms.ChoiceField(choices=[NOTHING_CHOSEN, *Account.Tier.choices], required=False, label=_("Tier"))
    main = MainContactField(required=False, label=_("Main contact"), empty_label=_("Nobody yet"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, account, main=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offering(kept=account.owner_id)
        standing = {"owner": account.owner, "tier": account.tier, "main": main, "version": account.version}
        self.initial = {**standing, **self.initial}
        contacts = Contact.objects.filter(positions__account=account, archived_at=None).order_by("name_fold")
        self.fields["main"].queryset = contacts
        if not contacts.exists():
            del self.fields["main"]

    @property
    def confirmed(self) -> dict:
        """What convert() is told."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return told | {"read_version": self.cleaned_data["version"]}


class LossForm(forms.Form):
    reason = EntryField(LossReason, label=_("Reason for loss"), empty_label=None, widget=forms.RadioSelect)
    note = CleanCharField(
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("Note"),
        help_text=_("What whoever writes to them again should know."),
    )


class EntryForm(forms.Form):
    """A name in Arabic, in English or both."""

    form_token = FormTokenField()
    label_ar = CleanCharField(required=False, max_length=LONGEST_LABEL, label=_("Name in Arabic"))
    label_en = CleanCharField(required=False, max_length=LONGEST_LABEL, label=_("Name in English"))

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("label_ar") and not cleaned.get("label_en"):
            self.add_error("label_ar", _("Write the name in Arabic, in English or both."))
        return cleaned

    @property
    def labels(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("label_ar", "label_en")}
