"""The front door: straight in, or the choice of workspaces; and the language of the pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from workspaces.services import workspaces_of

LANGUAGE_KEPT = 365 * 24 * 3600


@require_safe
@cache_control(no_store=True, private=True)
@login_required
def front_door(request):
    """Straight in when there is one workspace, else the choice."""
    workspaces = workspaces_of(request.user)
    if len(workspaces) == 1:
        return redirect("desk:today", slug=workspaces[0].slug)
    return render(request, "workspaces/choose.html", {"workspaces": workspaces})


@require_POST
def set_language(request):
    """Remember the language for this browser, and for the person wherever they sign in."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest(_("Choose a language from the list."))
    if request.user.is_authenticated and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])
    response = HttpResponseRedirect(own_address(request, request.POST.get("next", "")), status=303)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_KEPT,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def own_address(request, wanted):
    """The wanted address when it is one of ours, else the front door."""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else "/"
