"""The hold on marketing: what campaigns ask before they write to a customer.

Whoever waits for an answer to a complaint is not sent offers: from the severity that the workspace sets on.
"""

from django.db.models import Exists, OuterRef, QuerySet

from complaints.models import Complaint, EffectRules
from complaints.models.effects import NEVER


def holding_complaints(rules: EffectRules | None = None) -> QuerySet:
    """The complaints because of which marketing to their customers is held."""
    rules = rules or EffectRules.objects.standing()
    if rules.hold_from == NEVER:
        return Complaint.objects.none()
    return Complaint.objects.open().filter(severity__gte=rules.hold_from)


def held(accounts: QuerySet) -> QuerySet:
    """Those of these accounts to whom no marketing goes now."""
    return accounts.filter(Exists(holding_complaints().filter(account=OuterRef("pk"))))


def free(accounts: QuerySet) -> QuerySet:
    """Those of these accounts whom no complaint keeps from marketing."""
    return accounts.filter(~Exists(holding_complaints().filter(account=OuterRef("pk"))))
