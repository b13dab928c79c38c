"""The forms of sign-in: allauth's, with our words, and with guesses of codes counted like guesses of passwords."""

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.utils.translation import gettext_lazy as _

from lib.formfields import EmailField
from lib.text import typed_number
from workspaces.passwords import HELP as PASSWORD_HELP
from workspaces.signin import AccountAdapter, MFAAdapter, forget_failures, limit_session, post_password_reset
from workspaces.two_step import spend_code


def name_fields(form, **labels):
    """Our labels, and no placeholders: a field that is filled must still say what it is."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


class AddressField(EmailField):
    def __init__(self, **kwargs):
        super().__init__(label=_("E-mail"), **kwargs)
        self.widget.attrs["autocomplete"] = "username"

    def to_python(self, value):
        return super().to_python(value).lower()


class SignInForm(account_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()
        name_fields(self, password=_("Password"))
        self.order_fields(["login", "password"])

    def login(self, request, redirect_url=None):
        response = super().login(request, redirect_url)
        limit_session(request)  # allauth has just set a limit that grows with use
        return response


class PasswordResetForm(account_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()

    def save(self, request, **kwargs):
        post_password_reset(self.cleaned_data["email"], self.users[0] if self.users else None)
        return self.cleaned_data["email"]


class NewPasswordForm(account_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_fields(self, password1=_("New password"), password2=_("New password again"))
        self.fields["password1"].help_text = PASSWORD_HELP

    def save(self):
        """Who can read the mail of the address is let in again at once, however many guessed."""
        super().save()
        forget_failures(self.user)


class PasswordChangeForm(account_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"password1": _("New password"), "password2": _("New password again")}
        name_fields(self, oldpassword=_("Current password"), **labels)
        self.fields["password1"].help_text = PASSWORD_HELP


class PasswordAgainForm(account_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_fields(self, password=_("Password"))


class NewAddressForm(forms.Form):
    """Another address to sign in with, and the password once more."""

    email = AddressField()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["email"].label = _("New e-mail address")
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_email(self):
        if self.cleaned_data["email"] == self.user.email:
            raise forms.ValidationError(_("You sign in with this address already."))
        return self.cleaned_data["email"]

    def clean_password(self):
        adapter = AccountAdapter(context.request)
        if not adapter.reauthenticate(self.user, self.cleaned_data["password"]):
            raise adapter.validation_error("incorrect_password")
        return self.cleaned_data["password"]


class CodeField(forms.CharField):
    """Six digits of an app or a recovery code, typed on whatever keyboard."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Code"), max_length=40, **kwargs)
        self.widget.attrs.update({"dir": "ltr", "autocomplete": "one-time-code", "inputmode": "numeric"})

    def to_python(self, value):
        return typed_number(super().to_python(value)).replace(" ", "")


class CountedCode:
    """Wrong codes are counted by django-axes under the person's name, as wrong passwords are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField()

    def clean_code(self):
        request, credentials = context.request, {"email": self.user.email}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
            raise AccountAdapter(request).validation_error("too_many_login_attempts")
        try:
            return super().clean_code()
        except forms.ValidationError:
            AxesProxyHandler.user_login_failed(__name__, credentials=credentials, request=request)
            raise


class SpentCode:
    """A code of the app is taken once, also by two who send it at the same moment."""

    def clean_code(self):
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not spend_code(self.authenticator, code):
            raise MFAAdapter().validation_error("incorrect_code")
        return code


class SecondStepForm(CountedCode, SpentCode, mfa_forms.AuthenticateForm):
    pass


class SecondStepAgainForm(CountedCode, SpentCode, mfa_forms.ReauthenticateForm):
    pass


class TwoStepForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField()

    def clean_code(self):
        code = super().clean_code()
        context.request.first_code = code  # spent as soon as the app is kept
        return code

    @property
    def key_to_type(self):
        """For an app without a camera, in groups that can be read aloud."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))
