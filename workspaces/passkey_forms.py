"""Passkeys: allauth's forms, with our words, and with whatever a browser sends answered in a sentence."""

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from lib.formfields import CleanCharField

REFUSED = _("This passkey was not accepted. Try again, or use another way.")
LONGEST_NAME = 60


def refused():
    return forms.ValidationError(REFUSED, code="refused")


class CredentialField(forms.JSONField):
    """What the device answered, as JSON."""

    widget = forms.HiddenInput
    default_error_messages = {"required": REFUSED, "invalid": REFUSED}

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:  # a thousand brackets, 5,000 digits
            raise refused() from error


class Given(forms.Form):
    """The credential comes from a script, so anything may be in it: none of it is an error of ours."""

    credential = CredentialField()

    def clean_credential(self):
        try:
            return super().clean_credential()
        except Exception as error:  # fido2 and cryptography have errors of their own for what is forged
            raise refused() from error


class PasskeySignInForm(Given, webauthn.LoginWebAuthnForm):
    pass


class PasskeySecondStepForm(Given, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(Given, webauthn.ReauthenticateWebAuthnForm):
    pass


class NewPasskeyForm(webauthn.AddWebAuthnForm):
    name = CleanCharField(label=_("Name"), max_length=LONGEST_NAME, required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your finger, your face or its PIN."),
    )
    credential = CredentialField()
    field_order = ["name", "passwordless", "credential"]

    def clean(self):
        try:
            return super().clean()
        except Exception as error:
            raise refused() from error

    def clean_name(self):
        return super().clean_name()[:LONGEST_NAME]


class PasskeyNameForm(webauthn.EditWebAuthnForm):
    name = CleanCharField(label=_("Name"), max_length=LONGEST_NAME)
