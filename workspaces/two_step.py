"""Whether this session was begun with two steps, where to go for the second one, and that each code works once."""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt, is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare

METHOD = "mfa"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_step(request) -> bool:
    """True when a code of an app, a passkey or a recovery code was given in this session. Asks no database."""
    return any(record.get("method") == METHOD for record in get_authentication_records(request, request.user))


def has_factor(user, *, among=None) -> bool:
    """Whether this person has set a second step up: an app or a passkey."""
    rows = Authenticator.objects.filter(user_id=user.pk) if among is None else among
    return rows.filter(type__in=FACTORS).exists()


def has_app(user) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def factor_page(user) -> str:
    """The page that asks this person for the second step, by what they have."""
    return "mfa_reauthenticate" if has_app(user) else "mfa_reauthenticate_webauthn"


def spend_code(authenticator, code: str) -> bool:
    """Whether this code of an app is newer than the last one that was taken; from now on it is the last one.

    Kept beside the secret, since allauth remembers used codes in the cache, which may be empty or away.
    """
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        step = _step_of(decrypt(kept.data["secret"]), code)
        if step <= kept.data.get("last_step", 0):
            return False
        kept.data["last_step"] = step
        kept.save(update_fields=["data"])
    return True


def _step_of(secret: str, code: str) -> int:
    """The newest step of time whose code this is; 0 when it is none's of now."""
    codes = {step: format_hotp_value(hotp_value(secret, step)) for step in yield_hotp_counters_from_time()}
    return max((step for step, expected in codes.items() if constant_time_compare(code, expected)), default=0)


def ask_second_step(request, back_to):
    """To the code, or for who has no second step yet to the page that sets one up; then back."""
    page = factor_page(request.user) if has_factor(request.user) else "mfa_activate_totp"
    return redirect_to_login(back_to, reverse(page))


def remember_second_step(request, kind=Authenticator.Type.TOTP):
    """Who has just set an app or a passkey up with it need not give the next one at once."""
    record_authentication(request, request.user, METHOD, type=kind.value)


def forget_second_step(request):
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != METHOD
    ]
