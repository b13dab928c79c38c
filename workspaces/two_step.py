"""Whether this session was begun with two steps, and where to go for the second one."""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

METHOD = "mfa"


def has_second_step(request) -> bool:
    """True when a code of an app or a recovery code was given in this session. Asks no database."""
    return any(record.get("method") == METHOD for record in get_authentication_records(request, request.user))


def has_app(user) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def ask_second_step(request, back_to):
    """To the code, or for who has no app yet to the page that sets one up; then back."""
    page = "mfa_reauthenticate" if has_app(request.user) else "mfa_activate_totp"
    return redirect_to_login(back_to, reverse(page))


def remember_second_step(request):
    """Who has just set an app up with one of its codes need not give the next one at once."""
    record_authentication(request, request.user, METHOD, type=Authenticator.Type.TOTP.value)


def forget_second_step(request):
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != METHOD
    ]
