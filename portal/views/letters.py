"""What stands behind the links of a letter and its picture. Programs come here as well as people; neither is told more
than where the letter itself leads.
"""

from base64 import b64decode

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from campaigns.following import NO_LINK, Followed, address_of, read
from campaigns.responding import Visit, note
from lib.tenancy.state import workspace as opening
from portal.opening import closed
from workspaces.models import Workspace
from workspaces.signin import client_address

DOT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_http_methods(["GET", "HEAD"])
def campaign_link(request, workspace, token):
    """Leads on to an address of the letter's own table; everything else is answered alike, with the closed page."""
    opened, followed = followed_by(workspace, token)
    address = None
    if followed is not None and followed.link != NO_LINK:
        with opening(opened.pk), transaction.atomic():
            address = address_of(followed)
    if address is None:
        return kept_by_nobody(closed(request))
    note(followed, visit_of(request), workspace_id=opened.pk)
    return kept_by_nobody(HttpResponseRedirect(address))


@require_http_methods(["GET", "HEAD"])
def campaign_picture(request, workspace, token):
    """One dot that nobody sees."""
    opened, followed = followed_by(workspace, token)
    if followed is None or followed.link != NO_LINK:
        return kept_by_nobody(closed(request))
    note(followed, visit_of(request), workspace_id=opened.pk)
    return kept_by_nobody(HttpResponse(DOT, content_type="image/gif"))


def followed_by(slug: str, token: str) -> tuple[Workspace | None, Followed | None]:
    opened = Workspace.objects.filter(slug=slug, closed_at=None).first()
    return opened, read(token, workspace_id=opened.pk) if opened else None


def visit_of(request) -> Visit:
    return Visit(
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        address=client_address(request),
        method=request.method,
    )


def kept_by_nobody(response):
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
