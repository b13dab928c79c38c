"""How customers come to their pages: by a signed link, outside any workspace, since they are no members of one."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from lib import formats
from lib.tenancy.state import workspace as opening
from lib.tokens import hash_of
from workspaces.models import Workspace
from workspaces.signin import client_address

# Wrong links from one address within a minute.
MOST_GUESSES, GUESSES_SECONDS = 10, 60


def customer_page(find: Callable, *, counts_guesses=False, reads: Callable = hash_of):
    """A page behind /p/<workspace>/.../<token>/, in one transaction inside its workspace.

    find(token_hash) gives the record of the link, with its `language`, or None; `reads` makes of the token what find()
    gets, where that is not the hash. The view gets (request, workspace, record) and the further parts of its address.
    Wrong, old and taken back links are answered all alike, with the closed page; with `counts_guesses` whoever tries
    many of them waits. Robots open links: a GET changes nothing, and no answer is kept by caches or found by search
    engines. The policy of referrers stays “same-origin”: with “no-referrer” browsers send the page's own POST without
    its origin.
    """

    def decorate(view):
        @wraps(view)
        def page(request, workspace, token, **parts):
            if counts_guesses and guesses_too_often(request):
                response = closed(request, status=429)
            else:
                response = _answer(view, lambda: find(reads(token)), request, workspace, parts)
            if counts_guesses and getattr(response, "is_closed", False):
                note_guess(request)
            patch_cache_control(response, no_store=True, private=True)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return page

    return decorate


def _answer(view, find, request, slug, parts):
    opened = Workspace.objects.filter(slug=slug, closed_at=None).first()
    if opened is None:
        return closed(request)
    with opening(opened.pk), timezone.override(opened.time_zone), transaction.atomic():
        record = find()
        if record is None:
            return closed(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else record.language
        request.company = opened.name  # whose name stands over the page
        with translation.override(language), formats.use(opened.formats(language)):
            response = view(request, opened, record, **parts)
        if response.status_code >= 400:
            transaction.set_rollback(True)  # what is refused has written nothing, as in the pages of staff
        return response


def public_page(view: Callable):
    """A page behind /p/<workspace>/ for everybody, in one transaction inside its workspace. The view gets (request,
    workspace) and the further parts of its address. It is shown in the language that `lang` in the address names,
    that this browser chose, or the workspace's own."""

    @wraps(view)
    def page(request, workspace, **parts):
        opened = Workspace.objects.filter(slug=workspace, closed_at=None).first()
        if opened is None:
            return closed(request)
        known = dict(settings.LANGUAGES)
        asked = (request.GET.get("lang", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
        language = next((each for each in asked if each in known), opened.language)
        request.company = opened.name
        in_words = translation.override(language), formats.use(opened.formats(language))
        with (
            opening(opened.pk),
            timezone.override(opened.time_zone),
            transaction.atomic(),
            in_words[0],
            in_words[1],
        ):
            response = view(request, opened, **parts)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return page


def closed(request, *, status=404):
    response = render(request, "portal/closed.html", status=status)
    response.is_closed = status == 404
    return response


def guesses_too_often(request) -> bool:
    """Asked before the link is looked up: then the right one is not told from a wrong one either."""
    return cache.get(_guesses_of(request), 0) >= MOST_GUESSES


def note_guess(request) -> None:
    key = _guesses_of(request)
    cache.add(key, 0, GUESSES_SECONDS)
    with suppress(ValueError):  # forgotten meanwhile
        cache.incr(key)


def _guesses_of(request) -> str:
    return f"portal:guesses:{client_address(request)}"
