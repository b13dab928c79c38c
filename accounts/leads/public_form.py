"""The public form as a visitor fills it in: what the workspace asks, and nothing else."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import Of
from accounts.custom.formfields import custom_field
from accounts.custom.reading import read_definitions
from accounts.leads.sources import LONGEST, READ
from accounts.models import LeadForm
from accounts.models.lead_form import Asks
from lib.formfields import CleanCharField, EmailField, PhoneField
from lib.strangers import StrangersForm
from lib.text import clean

LABELS = {
    "company": _("Name of the company"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "city": _("City"),
    "interest": _("What are you interested in?"),
    "message": _("Your message"),
}


def field_of(name: str, lead_form: LeadForm, country: str) -> forms.Field:
    label, is_required = LABELS[name], lead_form.asked[name] == Asks.MUST
    if name == "phone":
        return PhoneField(label=label, required=is_required, country=country, max_length=40)
    if name == "email":
        return EmailField(label=label, required=is_required)
    if name == "interest" and lead_form.interests_offered:
        choices = [("", "—"), *((each, each) for each in lead_form.interests_offered)]
        return forms.ChoiceField(label=label, required=is_required, choices=choices)
    widget = forms.Textarea(attrs={"rows": 4}) if name == "message" else None
    longest = {"company": 200, "city": 80, "interest": 120, "message": 4000}[name]
    return CleanCharField(label=label, required=is_required, max_length=longest, widget=widget)


class PublicLeadForm(StrangersForm):
    name = CleanCharField(label=_("Your name"), max_length=120)

    def __init__(self, *args, lead_form, country="", **kwargs):
        super().__init__(*args, **kwargs)
        for name in lead_form.asked:
            self.fields[name] = field_of(name, lead_form, country)
        known = read_definitions() if lead_form.is_open else []
        self.custom = [each for each in known if each.of == Of.ACCOUNT and each.asked_of_leads != Asks.NO]
        for each in self.custom:
            self.fields[each.key] = custom_field(replace(each, is_required=each.asked_of_leads == Asks.MUST))
        self.lead_form = lead_form
        self.wording = lead_form.words("consent")
        if self.wording:
            self.fields["consent"] = forms.BooleanField(label=self.wording, required=False)
        for name in READ:
            self.fields[name] = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    @property
    def shown(self):
        """What a person sees, in its order: the message comes last."""
        asked, custom = list(self.lead_form.asked), [each.key for each in self.custom]
        last = [asked.pop()] if asked[-1:] == ["message"] else []
        return [self[name] for name in ("name", *asked, *custom, *last)]

    def clean(self):
        cleaned = super().clean()
        asked = self.lead_form.asked
        reached = [name for name in ("phone", "email") if name in asked]
        if reached and not self.errors and not any(cleaned.get(name) for name in reached):
            self.add_error(reached[0], _("Write a phone number or an e-mail address, so that we can answer."))
        return cleaned

    @property
    def sent(self) -> dict[str, str]:
        """The columns of the submission."""
        cleaned, phone = self.cleaned_data, self.cleaned_data.get("phone")
        texts = {
            name: cleaned.get(name) or ""
            for name in ("name", "company", "email", "city", "interest", "message")
        }
        origin = {ours: clean(cleaned.get(name, ""))[:LONGEST] for name, ours in READ.items()}
        return {
            **texts,
            **origin,
            "phone": phone.typed[:40] if phone else "",
            "phone_e164": phone.e164 if phone else "",
            "consent": self.wording if cleaned.get("consent") else "",
            "custom": self.custom_sent,
        }

    @property
    def custom_sent(self) -> dict:
        """Number of the field -> value, of those that were filled in."""
        filled = {each: self.cleaned_data[each.key] for each in self.custom}
        return {
            str(each.number): each.told(value) for each, value in filled.items() if value not in ("", None)
        }

    def doubt(self, stamp) -> str:
        written = [self.cleaned_data.get(name) or "" for name in ("name", "company", "message")]
        return self.doubt_about(stamp, *written, *map(str, self.custom_sent.values()))
