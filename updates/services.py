"""Changing a draft."""

from django.db import transaction

from accounts.models.record import Stale
from timeline.services import record
from updates.models import CustomerUpdate, UpdateItem


@transaction.atomic
def change_draft(update, *, by, read_version, fields, chosen, items) -> CustomerUpdate:
    """Save an edited draft. Raises Stale when somebody else saved it meanwhile, NotADraft when it was sent."""
    update.hold_draft()
    if update.version != read_version:
        raise Stale
    for name, value in {**fields, "chosen": chosen}.items():
        setattr(update, name, value)
    update.save_version()
    for place, item in enumerate(items, 1):
        item.place, item.update = place, update
        item.save()
    record("update.changed", update, by=by)
    return update


def items_of(update) -> list[UpdateItem]:
    """What the customer is told, in order: nothing that has become internal since it was drafted."""
    items = update.items.select_related("interaction", "follow_up__agreed_in").order_by("place", "pk")
    return [each for each in items if each.is_told]
