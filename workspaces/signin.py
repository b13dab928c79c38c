"""How people sign in: allauth, asked to keep our rules, and django-axes as the one limiter of guesses.

Everything here keeps three promises: nobody learns which addresses are known, neither by the answer nor by its
time; one person's failures lock nobody else; a new password or second step ends every other session.
"""

import unicodedata
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.http import int_to_base36
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workspaces import mail, sign_ins
from workspaces.devices import short_name
from workspaces.models import User
from workspaces.sessions import SessionStore
from workspaces.two_step import forget_second_step, has_factor, remember_second_step, spend_code

# What allauth has to say, in the tone of Sila; what is not here stays unsaid.
TOLD = {
    "account/messages/password_changed.txt": _("Your password was changed."),
    "mfa/messages/totp_activated.txt": _("Two-step sign-in is on."),
    "mfa/messages/totp_deactivated.txt": _("Two-step sign-in is off."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is kept."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "There are new recovery codes. Keep them in a safe place."
    ),
}
NOTICES = {
    "account/email/password_changed": _("The password of your sign-in to Sila was changed"),
    "account/email/password_reset": _("The password of your sign-in to Sila was changed"),
    "mfa/email/totp_activated": _("Two-step sign-in to Sila was switched on"),
    "mfa/email/totp_deactivated": _("Two-step sign-in to Sila was switched off"),
    "mfa/email/webauthn_added": _("A passkey was added to your sign-in to Sila"),
    "mfa/email/webauthn_removed": _("A passkey was removed from your sign-in to Sila"),
    "mfa/email/recovery_codes_generated": _("New recovery codes for your sign-in to Sila were made"),
}
SWITCHES_OFF = {"mfa/email/totp_deactivated", "mfa/email/webauthn_removed"}
# After these only the session in which it was done goes on.
ENDS_SESSIONS = set(NOTICES) - {"mfa/email/recovery_codes_generated"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This sign-in was closed."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("The password is not right."),
        "invalid_password_reset": _("This link is not valid any more."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        """People come by invitation."""
        return False

    def is_safe_url(self, url):
        """allauth lets `next=http://[` end in an error."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def pre_authenticate(self, request, **credentials):
        """No counter of allauth's: django-axes counts in the database, where a restart of Redis forgets nothing."""

    def reauthenticate(self, user, password):
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def add_message(
        self, request, level, message_template=None, message_context=None, extra_tags="", message=None
    ):
        text = message or TOLD.get(message_template)
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def send_mail(self, template_prefix, email, context):
        raise NotImplementedError(f"{template_prefix}: workspaces.mail writes every mail of Sila")

    def login(self, request, user):
        super().login(request, user)
        limit_session(request)
        sign_ins.note_sign_in(request, user)

    def send_notification_mail(self, template_prefix, user, details=None, email=None, **others):
        """allauth says here what it has done to somebody's sign-in."""
        post_notice(NOTICES[template_prefix], user)
        if template_prefix == "mfa/email/totp_activated":
            app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
            spend_code(app, context.request.first_code)
            remember_second_step(context.request)
        if template_prefix == "mfa/email/webauthn_added":
            remember_second_step(context.request, Authenticator.Type.WEBAUTHN)
        if template_prefix in SWITCHES_OFF and not has_factor(user):
            forget_second_step(context.request)
        if template_prefix in ENDS_SESSIONS:
            end_other_sessions(context.request, user)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Take the newest one from your app."),
        "cannot_delete_authenticator": _("Two-step sign-in cannot be switched off."),
        "cannot_generate_recovery_codes": _("Switch on two-step sign-in first."),
        "unverified_email": _("Two-step sign-in cannot be switched on for this address."),
    }

    def generate_authenticator_name(self, user, type):
        """The browser a passkey was made with: where people look for it first."""
        return short_name(context.request.session.client[1])

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Sila"}

    def can_delete_authenticator(self, authenticator):
        """Platform staff sees every workspace, so it never goes without the second step."""
        return not authenticator.user.is_staff


def post_notice(what, user):
    language = user.language or settings.LANGUAGE_CODE
    url = mail.site_link("account_reset_password")
    mail.post("security_notice", to=user.email, language=language, name=user.name, what=what, url=url)


def post_password_reset(email, user=None):
    """The mail with the link. For an unknown address the same work is done and nothing is sent."""
    person = user or User(pk=0, email=email, password=NO_PASSWORD)
    key = default_token_generator.make_token(person)
    link = mail.site_link("account_reset_password_from_key", uidb36=int_to_base36(person.pk), key=key)
    language = person.language or get_language() or settings.LANGUAGE_CODE
    is_known = user is not None
    mail.post(
        "password_reset", to=email, language=language, is_deliverable=is_known, name=person.name, url=link
    )


NO_PASSWORD = make_password(None)


def folded(name) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()[:255]


def name_to_count(request, credentials=None):
    """Whose failures these are, as django-axes asks: allauth says `email`, axes itself says `login`."""
    said = credentials or {}
    typed = said.get("email") or said.get("login") or request.POST.get("login") or ""
    return folded(typed) or None


def what_locks(request, credentials=None):
    """Only the name: a whole office has one address, and an attacker has many."""
    return ["username"]


def client_address(request):
    """The reader's address as allauth finds it, behind as many proxies as the settings say."""
    return get_client_ip(request)


def forget_failures(user):
    AxesProxyHandler.reset_attempts(username=folded(user.email))


def forget_old_sign_ins():
    """Sessions that ended, and who signed in when after two years."""
    SessionStore.clear_expired()
    sign_ins.forget_old()
    AxesProxyHandler.reset_logs(age_days=sign_ins.KEPT_DAYS)
    AxesProxyHandler.reset_failure_logs(age_days=sign_ins.KEPT_DAYS)


def remove_two_step(user) -> bool:
    """Platform staff, asked by somebody who lost the phone: the password alone is enough until it is set up again."""
    removed, _kinds = Authenticator.objects.filter(user=user).delete()
    if removed:
        user.end_sessions()
        post_notice(NOTICES["mfa/email/totp_deactivated"], user)
    return bool(removed)


def limit_session(request):
    """A session ends at a moment, and does not live longer by being used."""
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def end_other_sessions(request, user):
    """Sessions that began with one step, or with a lost phone, end; this one goes on."""
    user.end_sessions(but=request.session.session_key)
    if request.user.pk == user.pk:
        update_session_auth_hash(request, user)
        limit_session(request)
