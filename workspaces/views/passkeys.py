"""Passkeys: a finger, a face or a key of one's own, as the second step or instead of the password."""

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import flows
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lib.http import UNPROCESSABLE
from workspaces.two_step import has_app, has_factor


class SecondStep(AuthenticateView):
    """Who has no app is asked for the passkey first."""

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "has_app": has_app(self.stage.login.user)}


class RemovePasskey(webauthn.RemoveWebAuthnView):
    """Platform staff sees every workspace, so its last second step stays."""

    def form_valid(self, form):
        found = self.get_object()
        others = Authenticator.objects.exclude(pk=found.pk).filter(user=self.request.user)
        if self.request.user.is_staff and not has_factor(self.request.user, among=others):
            messages.error(self.request, _("Two-step sign-in cannot be switched off."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return super().form_valid(form)

    def get_success_url(self):
        return reverse("mfa_index")


class NamePasskey(webauthn.EditWebAuthnView):
    def get_success_url(self):
        return reverse("mfa_index")


class SignInByPasskey(webauthn.LoginWebAuthnView):
    """The password is not asked; afterwards one goes on where one wanted to."""

    def form_valid(self, form):
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, authenticator, login)


class PasskeyAgain(webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)

    def get_context_data(self, form=None, **kwargs):
        found = super().get_context_data(**kwargs)
        return found if form is None else {**found, "form": form}


@login_required
def to_index(request):
    """allauth's list of passkeys stands on the page of the second step."""
    return HttpResponseRedirect(reverse("mfa_index"))
