"""How customers come to their pages: by a signed link, outside any workspace, since they are no members of one."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from lib import formats
from lib.tenancy.state import workspace as opening
from lib.tokens import hash_of
from workspaces.models import Workspace


def customer_page(find: Callable):
    """A page behind /p/<workspace>/.../<token>/, in one transaction inside its workspace.

    find(token_hash) gives the record of the link, with its `language`, or None. The view gets (request, workspace,
    record). Wrong, old and taken back links are answered all alike, with the closed page. Robots open links: a GET
    changes nothing, and no answer is kept by caches or found by search engines. The policy of referrers stays
    “same-origin”: with “no-referrer” browsers send the page's own POST without its origin.
    """

    def decorate(view):
        @wraps(view)
        def page(request, workspace, token):
            response = _answer(view, find, request, workspace, token)
            patch_cache_control(response, no_store=True, private=True)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return page

    return decorate


def _answer(view, find, request, slug, token):
    opened = Workspace.objects.filter(slug=slug, closed_at=None).first()
    if opened is None:
        return closed(request)
    with opening(opened.pk), timezone.override(opened.time_zone), transaction.atomic():
        record = find(hash_of(token))
        if record is None:
            return closed(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else record.language
        request.company = opened.name  # whose name stands over the page
        with translation.override(language), formats.use(opened.formats(language)):
            response = view(request, opened, record)
        if response.status_code >= 400:
            transaction.set_rollback(True)  # what is refused has written nothing, as in the pages of staff
        return response


def closed(request):
    return render(request, "portal/closed.html", status=404)
