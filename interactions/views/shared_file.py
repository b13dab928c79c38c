"""The page on which customers fetch a file: outside any workspace, since they are no members of one."""

from allauth.core import ratelimit
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from interactions.models import SharedLink
from interactions.models.shared_link import hash_of
from lib import formats
from lib.formats import isolated
from lib.http import SHUT
from lib.tenancy.state import workspace as opening
from workspaces.models import Workspace


@require_http_methods(["GET", "HEAD", "POST"])
def shared_file(request, workspace, token):
    """GET shows a page, since robots that look at links open them; POST, its button, fetches the file.

    Wrong, old and taken back links are answered all alike. The policy of referrers stays “same-origin”: nothing on
    the page leads elsewhere, and with “no-referrer” browsers send the button's POST without its origin.
    """
    response = _answer(request, workspace, token)
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(request, slug, token):
    opened = Workspace.objects.filter(slug=slug, closed_at=None).first()
    if opened is None:
        return closed(request)
    with opening(opened.pk), timezone.override(opened.time_zone), transaction.atomic():
        seen = SharedLink.objects.open().select_related("attachment", "account", "contact", "created_by")
        link = seen.filter(token_hash=hash_of(token)).first()
        # What was taken off the record is shared with nobody.
        if link is None or getattr(link.attachment.record, "is_removed", False):
            return closed(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else link.language
        with translation.override(language), formats.use(opened.formats(language)):
            return _page(request, opened, link)


def _page(request, opened, link):
    context = {"by": isolated(opened.name), "file": link.attachment, "link": link}
    if request.method != "POST":
        return render(request, "sharing/shared_file.html", context)
    if not ratelimit.consume(request, action="open_shared_file"):
        return render(request, "sharing/shared_file.html", {**context, "is_too_often": True}, status=429)
    file = link.attachment
    try:
        content = default_storage.open(file.content.name)
    except FileNotFoundError:
        return closed(request)
    link.note_opening()
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Security-Policy"] = SHUT
    return response


def closed(request):
    return render(request, "sharing/closed.html", status=404)
