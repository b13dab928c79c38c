"""What friends write on the page of a code, and what colleagues say of codes and of how they are had."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.memberfield import MemberField
from lib import formats
from lib.formfields import CleanCharField, EmailField, FormTokenField, IntegerField, MoneyField, PhoneField
from lib.strangers import StrangersForm
from loyalty.models import ReferralTerms
from loyalty.models.code_referral import LONGEST_CONSENT, LONGEST_WHY, MOST_A_MONTH, MOST_DAYS
from timeline.services import record

TEXTS = [
    f"{name}_{language}" for name in ("title", "intro", "thanks", "consent") for language in ("ar", "en")
]


class FriendForm(StrangersForm):
    name = CleanCharField(label=_("Your name"), max_length=120)

    def __init__(self, *args, consent: str, country="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"] = PhoneField(label=_("Phone"), required=False, country=country, max_length=40)
        self.fields["email"] = EmailField(label=_("E-mail"), required=False)
        self.fields["consent"] = forms.BooleanField(
            label=consent, error_messages={"required": _("Without it we cannot write to you.")}
        )
        self.consent = consent

    @property
    def shown(self):
        return [self[name] for name in ("name", "phone", "email", "consent")]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Write a phone number or an e-mail address, so that we can reach you."))
        return cleaned

    @property
    def sent(self) -> dict[str, str]:
        cleaned, phone = self.cleaned_data, self.cleaned_data.get("phone")
        return {
            "name": cleaned["name"],
            "phone": phone.typed[:40] if phone else "",
            "phone_e164": phone.e164 if phone else "",
            "email": cleaned.get("email") or "",
            "consent": self.consent[:LONGEST_CONSENT],
        }


class CodeEntryForm(forms.Form):
    form_token = FormTokenField()
    code = CleanCharField(
        max_length=40,
        label=_("Code of the one who recommended us"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


class WhyForm(forms.Form):
    reason = CleanCharField(max_length=LONGEST_WHY, label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3}))


class TermsForm(forms.ModelForm):
    owner = MemberField(
        required=False,
        label=_("Who gets the friends"),
        empty_label=_("Whoever looks after the one who recommended us"),
    )
    days = IntegerField(min_value=1, max_value=MOST_DAYS, label=_("Days in which the friend has to buy"))
    most_a_month = IntegerField(
        min_value=1,
        max_value=MOST_A_MONTH,
        label=_("Friends of one customer in a month"),
        help_text=_("More than these wait for a person to decide."),
    )
    least_minor = MoneyField(
        required=False,
        label=_("The purchase has to reach"),
        help_text=_("Left empty, any purchase counts."),
    )

    class Meta:
        model = ReferralTerms
        fields = ["is_open", *TEXTS, "owner", "days", "most_a_month", "least_minor"]
        field_classes = dict.fromkeys(TEXTS, CleanCharField)
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in TEXTS if not name.startswith("title")}
        help_texts = {"consent_ar": _("Left empty, a usual wording is shown.")}

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["owner"].offering(kept=self.instance.owner_id)
        self.initial["owner"] = self.instance.owner
        self.fields["least_minor"].currency = self.currency

    @property
    def currency(self) -> str:
        return self.instance.currency or formats.current().currency

    def clean_least_minor(self):
        return self.cleaned_data["least_minor"] or None

    def _post_clean(self):
        self.instance.currency = self.currency
        self._validate_unique = False
        super()._post_clean()


@transaction.atomic
def keep_terms(terms: ReferralTerms, *, by, changed: list[str]) -> None:
    if not changed and terms.pk:
        return
    terms.save()
    record("referralterms.changed", terms, by=by, fields=sorted(changed))
