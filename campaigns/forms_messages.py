"""What a colleague writes of messages by telephone, and what an admin says of their provider."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.contact import Channel
from campaigns.forms import TemplateForm, in_language
from campaigns.models import Gateway
from campaigns.models.gateway import FASTEST
from campaigns.models.template import APPROVALS, LONGEST_BODY, WAITS
from campaigns.writing import OF_APPROVED, OF_MESSAGE
from lib.formfields import CleanCharField, IntegerField, MoneyField, PhoneField
from lib.outbound import Forbidden, checked
from lib.phones import NotAPhone, parse

Provider = Gateway.Provider
ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
APPROVED_NAME = re.compile(r"[a-z0-9_]{1,100}")
NUMBER_KEY = re.compile(r"[0-9]{5,25}")
LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
# Which providers send by which channel; the file is for trials.
OFFERED = {
    Channel.SMS: (Provider.TWILIO, Provider.FILE),
    Channel.WHATSAPP: (Provider.META, Provider.FILE),
}


def language_code(label, usual: str):
    return forms.RegexField(
        r"^[a-z]{2,3}(_[A-Z]{2})?$",
        initial=usual,
        max_length=10,
        label=label,
        widget=forms.TextInput(attrs=LTR),
        error_messages={"invalid": _("Copy the code from Meta, for example ar or en_US.")},
    )


class TextMessageForm(TemplateForm):
    """The same message in both languages, without subject and blocks."""

    names = OF_MESSAGE
    subject_ar = subject_en = preview_ar = preview_en = None
    body_ar = in_language("ar", _("Text in Arabic"), LONGEST_BODY, rows=5)
    body_en = in_language("en", _("Text in English"), LONGEST_BODY, rows=5)


class ApprovedForm(TextMessageForm):
    """A text that Meta has approved, as it stands there, with words in braces where it has numbers."""

    names = OF_APPROVED
    approved_name = CleanCharField(
        required=False,
        max_length=100,
        label=_("Name at Meta"),
        help_text=_("As it stands in WhatsApp Manager: small letters, digits and _."),
        widget=forms.TextInput(attrs=LTR),
    )
    code_ar = language_code(_("Code of Arabic at Meta"), "ar")
    code_en = language_code(_("Code of English at Meta"), "en")
    approval_ar = forms.ChoiceField(choices=APPROVALS, initial=WAITS, label=_("Arabic text"))
    approval_en = forms.ChoiceField(choices=APPROVALS, initial=WAITS, label=_("English text"))

    def clean_approved_name(self):
        name = self.cleaned_data["approved_name"]
        if name and not APPROVED_NAME.fullmatch(name):
            raise ValidationError(_("Such a name has small Latin letters, digits and _ only."))
        return name


class GatewayForm(forms.Form):
    """Who sends the messages of a channel. What is secret is typed and never shown again."""

    provider = forms.ChoiceField(label=_("Provider"))
    account = CleanCharField(
        required=False,
        max_length=64,
        label=_("Account SID"),
        help_text=_("As it stands in the console of Twilio."),
        widget=forms.TextInput(attrs=LTR),
    )
    access = CleanCharField(
        required=False,
        max_length=500,
        label=_("Auth token"),
        widget=forms.PasswordInput(attrs={**LTR, "autocomplete": "new-password"}),
    )
    proof = CleanCharField(
        required=False,
        max_length=500,
        label=_("App secret"),
        help_text=_("By which Meta signs its receipts."),
        widget=forms.PasswordInput(attrs={**LTR, "autocomplete": "new-password"}),
    )
    sender = CleanCharField(
        required=False,
        max_length=40,
        label=_("Sender"),
        help_text=_(
            "A number with its country code, or a name of at most 11 Latin letters where it is allowed."
        ),
        widget=forms.TextInput(attrs=LTR),
    )
    base_url = CleanCharField(
        required=False,
        max_length=200,
        label=_("Address of the provider"),
        help_text=_("Only where it is not the usual one; it begins with https://"),
        widget=forms.TextInput(attrs={**LTR, "inputmode": "url"}),
    )
    price = MoneyField(required=False, label=_("Price of one part"))
    per_second = IntegerField(
        min_value=1,
        max_value=FASTEST,
        initial=10,
        label=pgettext_lazy("gateway", "Messages a second"),
        help_text=_("As many as the provider lets you send."),
    )

    def __init__(self, data=None, *, gateway: Gateway | None, workspace, channel: str):
        self.gateway, self.workspace, self.channel = gateway, workspace, channel
        names = ("provider", "account", "sender", "base_url", "per_second")
        stands = {name: getattr(gateway, name) for name in names} if gateway else {}
        if gateway:
            stands["price"] = gateway.price_minor
        super().__init__(data, initial=stands)
        self.fields["provider"].choices = [(each, each.label) for each in OFFERED[channel]]
        self.fields["price"].currency = self.currency
        if channel == Channel.WHATSAPP:
            self._speak_of_whatsapp()
        else:
            del self.fields["proof"]
        if gateway and gateway.sealed_secret:
            self.fields["access"].help_text = _("It is kept and not shown. Leave this empty to keep it.")

    def _speak_of_whatsapp(self) -> None:
        self.fields["account"].label = _("Key of the number (Phone number ID)")
        self.fields["account"].help_text = _("As it stands in the app of Meta: digits only.")
        self.fields["access"].label = _("Access token")
        self.fields["sender"].help_text = _(
            "The number by which you are known at WhatsApp, for your colleagues."
        )
        self.fields["price"].label = _("Price of one message")

    @property
    def currency(self) -> str:
        return self.gateway.currency if self.gateway else self.workspace.currency

    def clean_base_url(self):
        base = self.cleaned_data["base_url"].rstrip("/")
        if base:
            try:
                checked(base)
            except Forbidden as refused:
                raise ValidationError(str(refused)) from refused
        return base

    def clean_sender(self):
        said = self.cleaned_data["sender"]
        if not said or SENDER_NAME.fullmatch(said):
            return said
        try:
            return parse(said, self.workspace.country).e164
        except NotAPhone as refused:
            raise ValidationError(refused.advice) from refused

    def clean(self):
        cleaned = super().clean()
        said = cleaned.get("provider")
        if said == Provider.META:
            self._need("account", _("Copy the key of the number: digits only."), NUMBER_KEY.fullmatch)
        elif said == Provider.TWILIO:
            self._need("account", _("Copy the Account SID: AC and 32 characters."), ACCOUNT_SID.fullmatch)
            self._need("sender", self.fields["sender"].error_messages["required"], bool)
        if said and said != Provider.FILE:
            is_known = self.gateway and self.gateway.provider == said and self.gateway.sealed_secret
            for name in () if is_known else ("access", *(["proof"] if "proof" in self.fields else [])):
                self._need(name, self.fields[name].error_messages["required"], bool)
        return cleaned

    def _need(self, name, text, fits) -> None:
        if name not in self.errors and not fits(self.cleaned_data.get(name, "")):
            self.add_error(name, text)

    @property
    def written(self) -> dict:
        names = ("provider", "base_url", "account", "sender", "per_second")
        said = {name: self.cleaned_data[name] for name in names}
        return {**said, "price_minor": self.cleaned_data["price"] or 0, "currency": self.currency}


class OneMessageForm(forms.Form):
    """To whom one message goes, to see how it arrives."""

    number = PhoneField(label=pgettext_lazy("message", "Your mobile number"))

    def __init__(self, data=None, *, country: str):
        super().__init__(data, prefix="one")
        self.fields["number"].country = country
