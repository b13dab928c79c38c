"""Where websites of a workspace say what customers looked at (docs/visits.md). The key counts, no cookie does.

From server to server: a page in a browser would hand the key to everybody, so browsers are refused and no other site
is let in.
"""

import json

from allauth.core import ratelimit
from django.db import transaction
from django.http import JsonResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lib import formats
from lib.tenancy.state import workspace as opening
from lib.tokens import hash_of
from visits.models import VisitKey
from visits.receiving import take
from workspaces.models import Workspace

MOST_BYTES, MOST_AT_ONCE = 256 * 1024, 100
LONGEST_TOKEN = 200


class Refused(Exception):
    """Nothing is taken: the status, a code for programs and a sentence for people."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


@csrf_exempt
def take_visits(request, workspace):
    """200: all were taken; 422 names those that were refused, and the others are taken."""
    try:
        answer = _take(request, workspace)
    except Refused as refusal:
        answer = JsonResponse({"error": refusal.code, "message": refusal.message}, status=refusal.status)
        if refusal.status == 405:
            answer["Allow"] = "POST"
        if refusal.status == 429:
            answer["Retry-After"] = "60"
        if refusal.status == 401:
            answer["WWW-Authenticate"] = "Bearer"
    patch_cache_control(answer, no_store=True, private=True)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _take(request, slug):
    if request.method != "POST":
        raise Refused(405, "post_only", _("Visits are sent by POST."))
    if "Origin" in request.headers:
        raise Refused(
            403, "from_a_browser", _("Send visits from your server: in a page everybody reads the key.")
        )
    if not ratelimit.consume(request, action="send_visits"):
        raise Refused(
            429, "too_many_requests", _("Too many requests. Wait a minute, then send the same again.")
        )
    opened = Workspace.objects.filter(slug=slug, closed_at=None).first()
    token = token_of(request)
    if opened is None or not token:
        raise wrong_key()
    with opening(opened.pk), timezone.override(opened.time_zone), transaction.atomic():
        key = VisitKey.objects.by_token(token)
        if key is None:
            raise wrong_key()
        if not ratelimit.consume(request, action="visits_of_key", key=hash_of(token)):
            raise Refused(
                429, "too_many_requests", _("Too many requests. Wait a minute, then send the same again.")
            )
        entries = entries_of(request)
        with formats.use(opened.formats(request.LANGUAGE_CODE)):
            taken = take(entries, key=key, currency=opened.currency)
        key.note_use()
    return JsonResponse(taken, status=422 if taken["refused"] else 200)


def wrong_key() -> Refused:
    """The same whether there is no such workspace, no such key, or a revoked one."""
    return Refused(
        401, "wrong_key", _("This key opens nothing here. The settings of the workspace make keys.")
    )


def token_of(request) -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and len(token) <= LONGEST_TOKEN else ""


def entries_of(request) -> list:
    """One visit, a list of them, or {"visits": [...]}."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Refused(413, "too_large", _("Send at most 256 KB at once."))
    try:
        # Amounts stay as they were written: 0.1 is no binary number.
        said = json.loads(body, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not_json", _("The body is not JSON.")) from error
    if isinstance(said, dict):
        said = said.get("visits", [said])
    if not isinstance(said, list) or not 0 < len(said) <= MOST_AT_ONCE:
        raise Refused(400, "not_visits", _("Send one visit, or a list of 1 to 100."))
    return said
