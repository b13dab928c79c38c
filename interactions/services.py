"""Interactions and follow-ups: logging, promising and changing them."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from interactions.mentioning import keep_mentions
from interactions.models import FollowUp, Interaction, InteractionContact, Reminder
from interactions.models.standing import keep_next
from timeline.attaching import attach_brought
from timeline.notifying import notify
from timeline.services import record


@transaction.atomic
def log_interaction(
    *,
    account,
    by,
    fields,
    contacts=(),
    at=None,
    next_step=None,
    does=None,
    files=None,
    form_token=None,
    told_as="",
    notice="interaction.logged",
) -> Interaction:
    """Write down an exchange with a customer; without `at` it is now. Refused while the customer is archived.

    It is told on the page of the account, and on that of each contact who was there. `next_step` holds the fields of
    the follow-up that was agreed; `does` is the follow-up that is done by it; `files` is what a form brought
    (lib.file_fields.Brought), of which one that is not taken raises Refused. `told_as` is how the timeline calls it
    instead of by its channel, `notice` what the account manager is told; empty: nothing.
    """
    account.wait_to_change()
    interaction = Interaction(
        **fields, account=account, at=at or timezone.now(), logged_by=by, form_token=form_token
    )
    interaction.save()
    called = told_as or interaction.channel
    record("interaction.logged", interaction, by=by, context=account, channel=called)
    _add_contacts(interaction, contacts, by=by, called=called)
    # A mail is written to the customer: an @ in it names nobody here.
    told = keep_mentions(interaction, by=by) if "@" in interaction.text and not told_as else []
    if files:
        attach_brought(interaction, files, by=by, is_told=False)
    if notice and account.owner_id not in {each.pk for each in [by, *told] if each is not None}:
        notify(notice, [account.owner], subject=account, by=by)
    if does is not None:
        does.finish(by=by, interaction=interaction)
    interaction.tell_standing(by=by)
    if next_step:
        add_follow_up(account=account, by=by, fields=next_step, agreed_in=interaction)
    return interaction


@transaction.atomic
def change_interaction(interaction, *, by, read_version, changed, contacts=None) -> Interaction:
    """Save an edited interaction; `changed` names the fields. Raises Stale when somebody else saved it meanwhile.

    A form that was opened and saved as it was changes nothing: neither version nor timeline.
    """
    if not changed:
        return interaction
    # Locked by its key: the interaction itself holds what was typed and is not read again.
    account = Account.objects.get(pk=interaction.account_id)
    account.wait_to_change()
    interaction.save_version(read_version=read_version)
    if "text" in changed:
        keep_mentions(interaction, by=by)
    interaction.tell_standing(by=by)
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


@transaction.atomic
def add_follow_up(
    *, account, by, fields, agreed_in=None, source=FollowUp.Source.PERSON, form_token=None
) -> FollowUp:
    """Write down a promise, ours or the customer's; whoever is to do it is told. Refused while archived."""
    account.wait_to_change()
    follow_up = FollowUp(
        **fields, account=account, source=source, agreed_in=agreed_in, created_by=by, form_token=form_token
    )
    follow_up.repeat_from = follow_up.due_on if follow_up.repeat_unit else None
    follow_up.save()
    Reminder.objects.arrange(follow_up)
    keep_next(account)
    follow_up.tell("followup.created", by=by, due=follow_up.due_on.isoformat())
    follow_up.tell_owner(by=by)
    return follow_up


@transaction.atomic
def change_follow_up(follow_up, *, by, read_version, changed) -> FollowUp:
    """As change_interaction()."""
    if not changed:
        return follow_up
    account = Account.objects.get(pk=follow_up.account_id)
    account.wait_to_change()
    follow_up.save_version(read_version=read_version)
    if {"due_on", "due_at", "owner", "owed_by"} & set(changed):
        Reminder.objects.arrange(follow_up)
    keep_next(account)
    follow_up.tell("followup.changed", by=by, fields=sorted(changed))
    if "owner" in changed:
        follow_up.tell_owner(by=by)
    return follow_up


def _add_contacts(interaction, contacts, *, by, called) -> None:
    InteractionContact.objects.bulk_create(
        InteractionContact(interaction=interaction, contact=contact) for contact in contacts
    )
    for contact in contacts:
        record("interaction.logged", interaction, by=by, context=contact, is_part=True, channel=called)


def _set_contacts(interaction, contacts, *, by) -> dict:
    """Let exactly these have been there; which ones came and went, as the event tells them."""
    wanted = {contact.pk: contact for contact in contacts}
    held = {each.contact_id: each for each in interaction.presences.select_related("contact")}
    gone = [each for pk, each in held.items() if pk not in wanted]
    come = [contact for pk, contact in wanted.items() if pk not in held]
    InteractionContact.objects.filter(pk__in=[each.pk for each in gone]).delete()
    _add_contacts(interaction, come, by=by, called=interaction.channel)
    sides = {"added": come, "removed": [each.contact for each in gone]}
    return {side: {"contacts": [each.name for each in some]} for side, some in sides.items() if some}
