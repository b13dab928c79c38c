"""Interactions: logging and changing them."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from interactions.models import Interaction, InteractionContact
from timeline.notifying import notify
from timeline.services import record


@transaction.atomic
def log_interaction(*, account, by, fields, contacts=(), at=None, form_token=None) -> Interaction:
    """Write down an exchange with a customer; without `at` it is now. Refused while the customer is archived.

    It is told on the page of the account, and on that of each contact who was there.
    """
    account.wait_to_change()
    interaction = Interaction(
        **fields, account=account, at=at or timezone.now(), logged_by=by, form_token=form_token
    )
    interaction.save()
    record("interaction.logged", interaction, by=by, context=account, channel=interaction.channel)
    _set_contacts(interaction, contacts, by=by)
    notify("interaction.logged", [account.owner], subject=account, by=by)
    return interaction


@transaction.atomic
def change_interaction(interaction, *, by, read_version, changed, contacts=None) -> Interaction:
    """Save an edited interaction; `changed` names the fields. Raises Stale when somebody else saved it meanwhile.

    A form that was opened and saved as it was changes nothing: neither version nor timeline.
    """
    if not changed:
        return interaction
    # Locked by its key: the interaction itself holds what was typed and is not read again.
    Account.objects.get(pk=interaction.account_id).wait_to_change()
    interaction.save_version(read_version=read_version)
    present = list(interaction.presences.order_by("pk").values_list("contact_id", flat=True))
    words = _set_contacts(interaction, contacts, by=by) if contacts is not None else {}
    record(
        "interaction.changed",
        interaction,
        by=by,
        context=interaction.account,
        fields=sorted(changed),
        present=present,
        **words,
    )
    return interaction


def _set_contacts(interaction, contacts, *, by) -> dict:
    """Let exactly these have been there; which ones came and went, as the event tells them."""
    wanted = {contact.pk: contact for contact in contacts}
    held = {each.contact_id: each for each in interaction.presences.select_related("contact")}
    gone = [each for pk, each in held.items() if pk not in wanted]
    come = [contact for pk, contact in wanted.items() if pk not in held]
    InteractionContact.objects.filter(pk__in=[each.pk for each in gone]).delete()
    InteractionContact.objects.bulk_create(
        InteractionContact(interaction=interaction, contact=contact) for contact in come
    )
    for contact in come:
        record(
            "interaction.logged",
            interaction,
            by=by,
            context=contact,
            is_part=True,
            channel=interaction.channel,
        )
    sides = {"added": come, "removed": [each.contact for each in gone]}
    return {side: {"contacts": [each.name for each in some]} for side, some in sides.items() if some}
