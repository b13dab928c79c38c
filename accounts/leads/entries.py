"""The lists a workspace makes for its leads, stages and reasons for loss: added, renamed, put in order, archived."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, LeadStage, LossReason
from accounts.models.leads import begin_lists, one_change_of_lists
from lib.text import fold
from timeline.services import record

LISTS = {"stages": LeadStage, "reasons": LossReason}


def told(entry) -> dict[str, str]:
    """What the timeline keeps of an entry, whatever it is called later."""
    return {"name": entry.label_ar or entry.label_en}


def verb(entry, what) -> str:
    return f"{entry._meta.model_name}.{what}"


def check(model, label_ar, label_en, *, but=None) -> None:
    """Each label names one entry in use."""
    wanted = {fold(label) for label in (label_ar, label_en)} - {""}
    for other in model.objects.in_use().exclude(pk=but):
        if wanted & {fold(other.label_ar), fold(other.label_en)}:
            raise ValidationError(_("There is another entry of this name."))


@transaction.atomic
def add_entry(model, *, by, label_ar, label_en, form_token=None):
    """At the end of its list."""
    begin_lists()
    one_change_of_lists()
    check(model, label_ar, label_en)
    if model.objects.in_use().count() >= model.most:
        raise ValidationError(_("The list is full. Archive an entry first."))
    last = model.objects.in_use().last()
    entry = model.objects.create(
        label_ar=label_ar, label_en=label_en, place=last.place + 1 if last else 0, form_token=form_token
    )
    record(verb(entry, "added"), entry, by=by, **told(entry))
    return entry


@transaction.atomic
def rename_entry(entry, *, by, label_ar, label_en) -> None:
    one_change_of_lists()
    entry.refresh_from_db()
    if (entry.label_ar, entry.label_en) == (label_ar, label_en):
        return
    check(type(entry), label_ar, label_en, but=entry.pk)
    old = told(entry)["name"]
    entry.label_ar, entry.label_en = label_ar, label_en
    entry.save(update_fields=["label_ar", "label_en"])
    record(verb(entry, "renamed"), entry, by=by, old=old, **told(entry))


@transaction.atomic
def move_entry(entry, *, by, step: int) -> None:
    """One place up (-1) or down (1) among those in use."""
    one_change_of_lists()
    row = list(type(entry).objects.in_use())
    was = row.index(entry) if entry in row else None
    if was is None or not 0 <= was + step < len(row):
        return
    row.insert(was + step, row.pop(was))
    for place, each in enumerate(row):
        each.place = place
    type(entry).objects.bulk_update(row, ["place"])
    record(verb(entry, "moved"), entry, by=by, **told(entry))


@transaction.atomic
def archive_entry(entry, *, by) -> None:
    """Nobody chooses it any more. A stage that leads stand in stays, and so does the last one in use."""
    one_change_of_lists()
    entry.refresh_from_db()
    if entry.is_archived:
        return
    if isinstance(entry, LeadStage) and Account.objects.prospects().filter(lead_stage=entry).exists():
        raise ValidationError(_("Leads stand in this stage. Move them to another one first."))
    if type(entry).objects.in_use().count() == 1:
        raise ValidationError(_("One entry at least stays in use."))
    entry.archived_at = timezone.now()
    entry.save(update_fields=["archived_at"])
    record(verb(entry, "archived"), entry, by=by, **told(entry))


@transaction.atomic
def restore_entry(entry, *, by) -> None:
    one_change_of_lists()
    entry.refresh_from_db()
    if not entry.is_archived:
        return
    check(type(entry), entry.label_ar, entry.label_en, but=entry.pk)
    last = type(entry).objects.in_use().last()
    entry.archived_at, entry.place = None, last.place + 1 if last else 0
    entry.save(update_fields=["archived_at", "place"])
    record(verb(entry, "restored"), entry, by=by, **told(entry))
