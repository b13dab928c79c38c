"""The address at which a provider of e-mail tells what became of letters. Its message is checked, kept as it is and
answered at once; what it means is settled later (campaigns/hearing.py).
"""

import hashlib

import structlog
from anymail.exceptions import AnymailError
from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns.channels import answering, receipts
from campaigns.channels.meta_receipts import challenge_in
from campaigns.models import HookPost, ProviderHook
from campaigns.providers import JSON, view_for
from lib.sealing import unseal
from lib.tenancy.state import workspace
from lib.tokens import hash_of

log = structlog.get_logger(__name__)
REFUSALS = (AnymailError, SuspiciousOperation, ValueError, LookupError, TypeError, AttributeError)
META = ProviderHook.Provider.META
MOST_BYTES = 2 * 1024 * 1024


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def response_hook(request, token):
    """200 once it is kept: else it is sent again. 404 without the secret address, 400 without the proof."""
    opened_id = workspace_of_hook(token)
    if opened_id is None:
        raise Http404
    if request.method != "POST":
        return verified(opened_id, request, token)
    request._body = request.read(MOST_BYTES + 1)
    if len(request.body) > MOST_BYTES:
        return HttpResponse(status=413)
    with workspace(opened_id), transaction.atomic():
        hook = ProviderHook.objects.filter(token_hash=hash_of(token)).first()
        if hook is None:
            raise Http404
        if not is_from(hook, request, token):
            return HttpResponse(status=400)
        body = receipts.kept_of(request) if hook.provider in receipts.CHANNELS else request.body.decode()
        post = HookPost(hook=hook, body=body, body_hash=hashlib.sha256(body.encode()).hexdigest())
        HookPost.objects.bulk_create([post], ignore_conflicts=True)
        return answering.answer_to(hook, body)


def verified(opened_id: int, request, token: str) -> HttpResponse:
    """Meta asks so whether an address is ours; nobody else learns more than that there is nothing."""
    with workspace(opened_id), transaction.atomic():
        hook = ProviderHook.objects.filter(token_hash=hash_of(token)).first()
    challenge = challenge_in(request.GET, token) if hook and hook.provider == META else ""
    if not challenge:
        raise Http404
    return HttpResponse(challenge, content_type="text/plain; charset=utf-8")


def is_from(hook: ProviderHook, request, token: str) -> bool:
    """Whether the provider proves itself, with something that a database takes."""
    try:
        if hook.provider in receipts.CHANNELS:
            is_text = "\x00" not in request.body.decode() and "%00" not in request.body.decode()
            return is_text and receipts.is_from(hook.provider, unseal(hook.sealed_secret), request, token)
        if request.content_type != JSON or "\x00" in request.body.decode():
            return False
        view_for(hook.provider, unseal(hook.sealed_secret)).run_validators(request)
    except (*REFUSALS, RecursionError) as error:
        log.warning("response_hook_refused", provider=hook.provider, error=type(error).__name__)
        return False
    return True


def workspace_of_hook(token: str) -> int | None:
    """The workspace whose address this is, asked before any is open."""
    with connection.cursor() as cursor:
        cursor.execute("select response_hook_by(%s)", [hash_of(token)])
        return cursor.fetchone()[0]
