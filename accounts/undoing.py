"""Taking back an edit and a change of position, and going back to former values: the database kept what stood there."""

from copy import copy

from django.apps import apps
from django.db import transaction

from accounts import services
from accounts.custom.definitions import of_kind
from accounts.custom.values import values_before
from accounts.models import Account, Contact, Position
from lib import formats
from lib.undo import TooLate
from timeline.models import Event
from timeline.services import record

# What an edit never touches, or sets by itself.
NOT_EDITED = {"id", "number", "version", "created_at", "created_by"}


@transaction.atomic
def undo_edit(edited, version, *, by):
    """Write back what stood in the record before the edit that made this version, if it is still the last one."""
    edited.wait_for_others()
    before = _history(edited).filter(version=version - 1).order_by("-pgh_id").first()
    if before is None or edited.version != version:
        raise TooLate
    told = Event.objects.filter(
        verb=f"{edited._meta.model_name}.changed",
        subject_kind=edited._meta.label_lower,
        subject_id=edited.pk,
        xid=before.pgh_xid,
    )
    event = told.order_by("-id").first()
    if event is None:
        raise TooLate
    for field in before._meta.fields:
        if not field.name.startswith("pgh_") and field.name not in NOT_EDITED:
            setattr(edited, field.attname, getattr(before, field.attname))
    custom = values_before(event, by, of_kind(type(edited)))
    how = {"by": by, "read_version": version, "changed": event.detail["fields"], "custom": custom}
    if isinstance(edited, Account):
        services.change_account(edited, tags=_labels_before(event, "tags", edited.taggings), **how)
    else:
        services.change_contact(edited, interests=_labels_before(event, "interests", edited.interests), **how)


def _history(edited):
    return apps.get_model("accounts", f"{type(edited).__name__}History").objects.filter(pgh_obj=edited)


def with_former_values(form, event_id):
    """A form over a record, filled with what stood before this edit of it in the fields that the edit changed.

    Saved, it is an edit like any other. The same form where no edit of this record is meant, or where what the
    edit changed is no longer this member's to see.
    """
    edited, member = form.instance, form.membership
    event = Event.objects.filter(
        pk=event_id, subject_kind=edited._meta.label_lower, subject_id=edited.pk
    ).first()
    before = event and _history(edited).filter(pgh_xid=event.xid).order_by("pgh_id").first()
    if before is None:
        return form
    changed = set(event.detail.get("fields", ()))
    earlier = copy(edited)
    for field in before._meta.fields:
        if field.name in changed:
            setattr(earlier, field.attname, getattr(before, field.attname))
    former = type(form)(instance=earlier, membership=member)
    if former.fields.keys() != form.fields.keys():
        return form
    former.initial["was"] = form.initial["was"]
    for definition, value in values_before(event, member, of_kind(type(edited))).items():
        former.initial[definition.key] = value
    for name, held in (("tags", "taggings"), ("interests", "interests")):
        if (
            name in former.fields
            and (words := _labels_before(event, name, getattr(edited, held))) is not None
        ):
            former.initial[name] = formats.listed(words)
    return former


def _labels_before(event, told_as, held) -> list[str] | None:
    """The words on the record before this event; None when it left them alone."""
    come, gone = (event.detail.get(side, {}).get(told_as, []) for side in ("added", "removed"))
    if not come and not gone:
        return None
    now = [each.tag.name for each in held.select_related("tag")]
    return [name for name in now if name not in come] + gone


OPPOSITES = {"position.added": "position.removed", "position.removed": "position.added"}


def last_position_event(contact, account) -> Event | None:
    """What happened last between these two."""
    return _position_events(account).filter(subject_id=contact.pk).order_by("-id").first()


def _position_events(account):
    kind = Account._meta.label_lower
    return Event.objects.filter(
        verb__startswith="position.",
        subject_kind=Contact._meta.label_lower,
        context_kind=kind,
        context_id=account.pk,
    )


@transaction.atomic
def undo_position(contact, account, event_id, *, by):
    """Put the positions at this account back as they were before this event, the main contact too."""
    account.wait_to_change()
    contact.wait_to_change()
    event = _position_events(account).filter(pk=event_id, subject_id=contact.pk).first()
    if event is None or _position_events(account).filter(pk__gt=event.pk).exists():
        raise TooLate
    if event.verb == "position.added":
        contact.positions.filter(account=account).delete()
    history = apps.get_model("accounts", "PositionHistory")
    # Who was no main contact comes first: an account has one at a time.
    rows = history.objects.filter(account_id=account.pk, pgh_xid=event.xid).order_by("is_primary", "-pgh_id")
    there = set(Contact.objects.filter(pk__in=[row.contact_id for row in rows]).values_list("pk", flat=True))
    for row in rows:
        if row.contact_id in there:
            kept = {name: getattr(row, name) for name in ("title", "decision_role", "is_primary")}
            Position.objects.update_or_create(contact_id=row.contact_id, account=account, defaults=kept)
    record(OPPOSITES.get(event.verb, event.verb), contact, by=by, context=account)
