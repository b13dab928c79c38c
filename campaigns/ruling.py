"""Settings of responses and of sending as verbs."""

from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign, ProviderHook, ResponseRules, SendChunk, SendingRules
from campaigns.winning import FAR
from lib.sealing import seal
from lib.tokens import hash_of, new_token
from timeline.services import record


@transaction.atomic
def change_rules(*, by, is_on: bool) -> None:
    """Follow who reads letters, or not any more; letters that are being sent change from their next part on."""
    if ResponseRules.objects.standing().is_on == is_on:
        return
    kept, _is_new = ResponseRules.objects.update_or_create(defaults={"is_on": is_on})
    record("responserules.changed", kept, by=by, is_on=is_on)


@transaction.atomic
def change_sending(*, by, **rules) -> None:
    """When offers are sent and how many; what waits for the next hours looks again at once."""
    standing = SendingRules.objects.standing()
    changed = sorted(name for name, value in rules.items() if getattr(standing, name) != value)
    if not changed:
        return
    kept, _is_new = SendingRules.objects.update_or_create(defaults=rules)
    record("sendingrules.changed", kept, by=by, fields=changed)
    now = timezone.now()
    # What waits for the winner of a test goes on waiting.
    waiting = SendChunk.objects.filter(state=SendChunk.State.OPEN, due_at__gt=now, due_at__lt=FAR)
    waiting.filter(campaign__in=Campaign.objects.sending(now).values("pk")).update(due_at=now)


@transaction.atomic
def open_hook(provider: str, secret: str, *, by) -> str:
    """A new secret address for a provider, shown this once; a former one of it is dead from now on."""
    token = new_token()
    values = {"token_hash": hash_of(token), "sealed_secret": seal(secret), "opened_at": timezone.now()}
    kept, _is_new = ProviderHook.objects.update_or_create(provider=provider, defaults=values)
    record("responsehook.opened", kept, by=by, provider=kept.get_provider_display())
    return token


@transaction.atomic
def close_hook(hook: ProviderHook, *, by) -> None:
    """What it told before and is not settled yet goes with it."""
    record("responsehook.closed", hook, by=by, provider=hook.get_provider_display())
    hook.delete()
