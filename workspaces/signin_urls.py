"""What of allauth is on: sign-in, password, second step, passkeys. No sign-up, no social accounts."""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path
from django.utils.cache import patch_cache_control

from lib.http import UNPROCESSABLE
from workspaces.views import first_owner, invitations, new_address, passkeys


def page(view):
    """allauth's page as ours are: a refused form answers 422, and no cache keeps any of it."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        given = getattr(response, "context_data", None) or {}
        forms = [given[name] for name in ("form", "webauthn_form") if given.get(name) is not None]
        is_refused = any(form.errors for form in forms)
        if request.method == "POST" and response.status_code == 200 and is_refused:
            response.status_code = UNPROCESSABLE
        patch_cache_control(response, no_store=True, private=True)
        return response

    return answer


urlpatterns = [
    path("login/", page(account.login), name="account_login"),
    path("logout/", page(account.logout), name="account_logout"),
    path("inactive/", page(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", page(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", page(account.password_change), name="account_change_password"),
    path("email/", new_address.ask, name="change_address"),
    path("email/confirm/<str:token>/", new_address.confirm, name="confirm_address"),
    path("password/reset/", page(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", page(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$",
        page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        page(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("mfa/", page(mfa.index), name="mfa_index"),
    path("mfa/authenticate/", page(passkeys.SecondStep.as_view()), name="mfa_authenticate"),
    path("mfa/reauthenticate/", page(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("mfa/totp/activate/", page(totp.activate_totp), name="mfa_activate_totp"),
    path("mfa/totp/deactivate/", page(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("mfa/recovery-codes/", page(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "mfa/recovery-codes/generate/",
        page(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "mfa/recovery-codes/download/",
        page(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", passkeys.to_index, name="mfa_list_webauthn"),
    path("passkeys/new/", page(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/sign-in/", page(passkeys.SignInByPasskey.as_view()), name="mfa_login_webauthn"),
    path("passkeys/again/", page(passkeys.PasskeyAgain.as_view()), name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/name/", page(passkeys.NamePasskey.as_view()), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", page(passkeys.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("first/<str:token>/", first_owner.first_owner, name="first_owner"),
]
