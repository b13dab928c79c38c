"""Settings of responses as verbs."""

from django.db import transaction

from campaigns.models import ResponseRules
from timeline.services import record


@transaction.atomic
def change_rules(*, by, is_on: bool) -> None:
    """Follow who reads letters, or not any more; letters that are being sent change from their next part on."""
    if ResponseRules.objects.standing().is_on == is_on:
        return
    kept, _is_new = ResponseRules.objects.update_or_create(defaults={"is_on": is_on})
    record("responserules.changed", kept, by=by, is_on=is_on)
