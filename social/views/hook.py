"""The address at which another program brings mentions in (docs/social.md). Its secret counts, no cookie does.

Nothing is asked of the network, nothing is answered but how many were kept; the same mention twice is one.
"""

import json

from allauth.core import ratelimit
from django.db import transaction
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lib import formats
from lib.tenancy.state import workspace
from social.arriving import ArrivalForm, named
from social.models import SocialMention, SocialRules
from social.ruling import workspace_of_hook
from social.services import take_in
from workspaces.models import Workspace

MOST_BYTES, MOST_AT_ONCE = 512 * 1024, 100


class NotMentions(ValueError):
    """The body is no list of mentions."""


@csrf_exempt
@require_POST
def social_hook(request, token):
    """200 with how many were kept and were known; 422 names those that were refused, and the others are kept."""
    if not ratelimit.consume(request, action="social_hook"):
        return refusal(429, "too_many_requests")
    opened_id = workspace_of_hook(token)
    if opened_id is None:
        return refusal(404, "not_found")
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return refusal(413, "too_large")
    try:
        entries = entries_of(body)
    except NotMentions:
        return refusal(400, "not_json")
    with workspace(opened_id), transaction.atomic():
        opened = Workspace.objects.filter(pk=opened_id, closed_at=None).first()
        if opened is None:
            return refusal(404, "not_found")
        with timezone.override(opened.time_zone), formats.use(opened.formats(opened.language)):
            kept = keep_all(entries)
    return JsonResponse(kept, status=422 if kept["refused"] else 200)


def refusal(status, reason):
    return JsonResponse({"error": reason}, status=status)


def entries_of(body: bytes) -> list:
    """One mention, a list of them, or {"mentions": [...]}."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotMentions from error
    if isinstance(said, dict):
        said = said.get("mentions", [said])
    if not isinstance(said, list) or not 0 < len(said) <= MOST_AT_ONCE:
        raise NotMentions
    return said


def keep_all(entries: list) -> dict:
    rules, result = SocialRules.objects.standing(), {"kept": 0, "known": 0, "refused": []}
    for index, entry in enumerate(entries):
        form = ArrivalForm(named(entry if isinstance(entry, dict) else {}))
        if not form.is_valid():
            result["refused"].append({"index": index, "fields": sorted(form.errors)})
            continue
        made = take_in(
            fields=form.fields_of_mention,
            source=SocialMention.Source.HOOK,
            external_id=form.external_name,
            closed=form.decided,
            rules=rules,
        )
        result["known" if made is None else "kept"] += 1
    return result
