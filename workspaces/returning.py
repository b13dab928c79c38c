"""Where somebody goes on after Sila asked who it is; what was being sent is kept in the session meanwhile."""

import time
from urllib.parse import urlsplit, urlunsplit

from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

SESSION_NAME = "suspended"
KEPT_SECONDS = 15 * 60
MOST_CHARACTERS = 100_000
NOT_KEPT = {"csrfmiddlewaretoken"}
FORM = "application/x-www-form-urlencoded"


def keep(request) -> str | None:
    """Keep a form that was sent; the address that sends it later. None when it cannot be kept: files, much text."""
    if request.method != "POST" or request.content_type not in {FORM, "multipart/form-data"}:
        return None
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_CHARACTERS or request.FILES:
        return None
    # The middleware may ask before Django has looked at the token, and what is kept is sent with a good one.
    if CsrfViewMiddleware(lambda request: None).process_view(request, None, (), {}) is not None:
        return None
    return _keep(request, {name: values for name, values in request.POST.lists() if name not in NOT_KEPT})


def keep_download(request) -> str:
    """Keep a file that was asked for: a browser that is given one stays on the page that asks who it is."""
    return _keep(request, None)


def _keep(request, fields):
    request.session[SESSION_NAME] = {
        "path": request.get_full_path(),
        "back": page_before(request),
        "fields": fields,
        "at": time.time(),
    }
    return reverse("workspaces:continue", kwargs={"slug": request.workspace.slug})


def page_before(request) -> str:
    """The page of this workspace on which a button was pressed, else its first one."""
    home = reverse("desk:today", kwargs={"slug": request.workspace.slug})
    try:
        before = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # http://[
        return home
    if before.netloc != request.get_host() or not before.path.startswith(home):
        return home
    return urlunsplit(("", "", before.path, before.query, ""))


def kept(request) -> dict | None:
    """What waits to be sent to this workspace; forgotten after a while, or it would be sent out of its time."""
    found = request.session.get(SESSION_NAME)
    if not found or time.time() - found["at"] > KEPT_SECONDS:
        return None
    is_of_here = found["path"].startswith(f"/w/{request.workspace.slug}/")
    return found if is_of_here else None


def sent_at_last(request) -> None:
    """What waited is sent now: it waits no longer, and pressing “back” does not send it twice."""
    if request.session.get(SESSION_NAME, {}).get("path") == request.get_full_path():
        del request.session[SESSION_NAME]


def where_to_return(request):
    """The page to come back to after signing in: never a fragment of one, never an address that only takes POST."""
    if request.htmx:
        return request.htmx.current_url_abs_path or request.path
    return request.get_full_path() if request.method in {"GET", "HEAD"} else form_before(request)


def form_before(request) -> str:
    """The page whose form was sent, when it is one of the same workspace: what was typed waits there."""
    try:
        before = urlsplit(request.headers.get("referer", ""))
        methods = getattr(resolve(before.path).func, "methods", ())
    except (ValueError, Resolver404):  # http://[
        return "/"
    is_of_here = (
        before.netloc == request.get_host() and before.path.split("/")[:3] == request.path.split("/")[:3]
    )
    return urlunsplit(("", "", before.path, before.query, "")) if is_of_here and "GET" in methods else "/"


def where_to_go_on(request):
    """As where_to_return(), but what was being sent is kept and sent afterwards."""
    return keep(request) or where_to_return(request)


def sent_to(request, redirect):
    """A redirect of the whole page, also where only a part of it was asked for."""
    return HttpResponseClientRedirect(redirect.url) if request.htmx else redirect
