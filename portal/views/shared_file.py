"""The page on which customers fetch a file."""

from allauth.core import ratelimit
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from interactions.models import SharedLink
from lib.formats import isolated
from lib.http import SHUT
from portal.opening import closed, customer_page


def link_of(token_hash):
    seen = SharedLink.objects.open().select_related("attachment", "account", "contact", "created_by")
    link = seen.filter(token_hash=token_hash).first()
    # What was taken off the record is shared with nobody.
    if link is None or getattr(link.attachment.record, "is_removed", False):
        return None
    return link


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(link_of)
def shared_file(request, workspace, link):
    """GET shows a page; POST, its button, fetches the file."""
    file = link.attachment
    context = {"by": isolated(workspace.name), "file": file, "link": link}
    if request.method != "POST":
        return render(request, "portal/shared_file.html", context)
    if not ratelimit.consume(request, action="open_shared_file"):
        return render(request, "portal/shared_file.html", {**context, "is_too_often": True}, status=429)
    try:
        content = default_storage.open(file.content.name)
    except FileNotFoundError:
        return closed(request)
    link.note_opening()
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Security-Policy"] = SHUT
    return response
