"""The settings of social media as verbs: how soon is answered, and the address of other programs."""

from django.db import connection, transaction
from django.utils import timezone

from lib.tokens import hash_of, new_token
from social.models import SocialRules
from timeline.services import record


@transaction.atomic
def change_rules(rules, *, by, changes) -> SocialRules:
    """Keep the rules; `changes` names what is another one now. What came before keeps its time."""
    if not changes:
        return rules
    values = {name: getattr(rules, name) for name in changes}
    kept, _is_new = SocialRules.objects.update_or_create(defaults=values)
    record("socialrules.changed", kept, by=by, changes=changes)
    return kept


@transaction.atomic
def open_hook(*, by) -> str:
    """A new secret address for other programs, shown this once; a former one is dead from now on."""
    token = new_token()
    values = {"hook_hash": hash_of(token), "hook_at": timezone.now()}
    kept, _is_new = SocialRules.objects.update_or_create(defaults=values)
    record("socialhook.opened", kept, by=by)
    return token


@transaction.atomic
def close_hook(*, by) -> None:
    for kept in SocialRules.objects.exclude(hook_hash="").order_by("pk"):
        kept.hook_hash, kept.hook_at = "", None
        kept.save(update_fields=["hook_hash", "hook_at"])
        record("socialhook.closed", kept, by=by)


def workspace_of_hook(token: str) -> int | None:
    """The workspace whose address this is, asked before any is open."""
    with connection.cursor() as cursor:
        cursor.execute("select social_hook_by(%s)", [hash_of(token)])
        return cursor.fetchone()[0]
