"""The settings of social media as a verb."""

from django.db import transaction

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
