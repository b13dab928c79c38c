"""Actions of Django admin that give customers a tier or a management type."""

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.bulk.verbs import BULK_VERBS
from accounts.models import Account
from accounts.models.record import Archived
from timeline.platform import verb_action


def classifying(verb, value):
    """As the same change of many on a list of customers: rules of types are asked, history is kept."""

    def run(account):
        try:
            verb.change(account, value, None)
        except Archived:
            raise ValidationError(_("Archived: restore it first.")) from None

    return run


CLASSIFYING = tuple(
    verb_action(f"{key}_{value.lower()}", format_lazy("{}: {}", verb.label, label), classifying(verb, value))
    for key, choices in (("tier", Account.Tier.choices), ("type", Account.ManagementType.choices))
    for verb in (BULK_VERBS[key],)
    for value, label in choices
)
