"""Writing down what we know of the people of a customer."""

from django.db import transaction

from accounts.models import Position
from accounts.models.record import Stale
from accounts.services import place_contact
from planning.models import Stakeholder, StakeholderRule
from timeline.services import record


class ReportsInCircle(Exception):
    """Whoever they are to report to reports to them, directly or over others."""


@transaction.atomic
def describe(position: Position, *, by, read_version: int, decision_role: str, fields: dict) -> Stakeholder:
    """What we know of a contact at an account from now on; what is the same is not told.

    Raises Stale when a colleague saved it meanwhile, ReportsInCircle, and Archived.
    """
    account, contact = position.account, position.contact
    account.wait_to_change()
    held = Stakeholder.objects.filter(account=account, contact=contact).first()
    if (held.version if held else 0) != read_version:
        raise Stale
    if fields["superior"] is not None and is_circle(account, contact.pk, fields["superior"].pk):
        raise ReportsInCircle
    if position.decision_role != decision_role:
        kept = {"title": position.title, "is_primary": position.is_primary}
        place_contact(contact, account, by=by, decision_role=decision_role, **kept)
    found = held or Stakeholder(account=account, contact=contact)
    changed = sorted(name for name, value in fields.items() if getattr(found, name) != value)
    if not changed:
        return found
    for name in changed:
        setattr(found, name, fields[name])
    found.save_version() if held else found.save()
    record("stakeholder.described", contact, by=by, context=account, stakeholder=found.pk, fields=changed)
    return found


def is_circle(account, contact_id: int, superior_id: int) -> bool:
    """Whether the contact would report to itself through this superior."""
    above = dict(
        Stakeholder.objects.filter(account=account)
        .exclude(superior=None)
        .values_list("contact_id", "superior_id")
    )
    passed, at = set(), superior_id
    while at is not None and at not in passed:
        if at == contact_id:
            return True
        passed.add(at)
        at = above.get(at)
    return False


@transaction.atomic
def change_stakeholder_rule(*, not_met_days: int, by) -> bool:
    """From how many days on Sila warns; whether that is new."""
    if StakeholderRule.read().not_met_days == not_met_days:
        return False
    rule, _is_new = StakeholderRule.objects.update_or_create(defaults={"not_met_days": not_met_days})
    record("stakeholder_rule.changed", rule, by=by, fields=["not_met_days"])
    return True
