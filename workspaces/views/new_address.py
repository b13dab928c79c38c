"""The pages of another e-mail address for one's own sign-in."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lib.formats import isolated
from lib.http import form_page, posted
from workspaces import new_address
from workspaces.signin import end_other_sessions
from workspaces.signin_forms import NewAddressForm


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
@login_required
def ask(request):
    """Write the new address and the password; the answer is the same whoever has that address."""
    form = NewAddressForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="manage_email", user=request.user):
            form.add_error(None, _("Too many attempts. Wait a few minutes, then try again."))
        else:
            email = form.cleaned_data["email"]
            new_address.ask_for(request.user, email)
            told = _("A link is on its way to %(email)s. Open it within one hour.")
            messages.success(request, told % {"email": isolated(email)})
            return HttpResponseRedirect(reverse("change_address"), status=303)
    return form_page(request, "account/new_address.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The link of the mail: a press changes the address, since mail programs open links by themselves."""
    response = _confirm(request, token)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _confirm(request, token):
    try:
        if request.method != "POST":
            _user, email = new_address.read(token)
            return render(request, "account/confirm_address.html", {"email": email})
        user = new_address.change(token)
    except new_address.LinkClosed:
        return render(request, "account/address_link_closed.html", status=404)
    end_other_sessions(request, user)
    messages.success(request, _("You sign in with %(email)s from now on.") % {"email": isolated(user.email)})
    return HttpResponseRedirect("/", status=303)
