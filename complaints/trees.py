"""The two trees of complaints, what they are about and what they come from: added to, renamed, moved."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.branches import Branch, called, in_tree_order, standing, usual
from complaints.models.policy import SlaPolicy
from complaints.policies import follow_times
from lib.tenancy.models import take_numbers
from timeline.services import record

MOST, DEEPEST = 200, 3


class TreeFull(ValidationError):
    """The tree holds as many entries as it may, or would grow too deep."""


class Circle(ValidationError):
    """An entry would become a part of itself."""


@transaction.atomic
def keep_usual(model: type[Branch]) -> None:
    """Keep the usual entries, where the workspace has none yet: whoever writes the first one does so."""
    if model.objects.exists():
        return
    entries = usual(model)
    # The series of numbers stays locked until the end: of two that come at once, the second finds the first's.
    first = take_numbers(model, len(entries))
    if model.objects.exists():
        return
    for entry in entries:
        entry.number += first - 1
    model.objects.bulk_create([entry for entry in entries if entry.parent is None])
    for entry in entries:
        entry.parent_id = entry.parent and entry.parent.pk
    model.objects.bulk_create([entry for entry in entries if entry.parent is not None])


def kept(entry: Branch) -> Branch:
    """The entry itself; of the usual ones that nobody has kept yet, the one that is kept now."""
    if entry.pk is not None:
        return entry
    model = type(entry)
    keep_usual(model)
    same = (each for each in standing(model) if called(each) == called(entry))
    return next(same, None) or model.objects.order_by("number").first()


def find(model: type[Branch], number: int) -> Branch | None:
    return next((each for each in standing(model) if each.number == number), None)


@transaction.atomic
def add(model: type[Branch], *, by, fields, form_token=None) -> Branch:
    """As the last part of its parent. Raises TreeFull."""
    keep_usual(model)
    entries = hold(model)
    if len(entries) >= MOST:
        raise TreeFull(_("This list is long enough. Archive an entry before you add another one."))
    parent = held_parent(entries, fields.get("parent"))
    refuse_too_deep(parent, 0)
    made = model(**{**fields, "parent": parent}, form_token=form_token, place=next_place(entries, parent))
    made.save()
    record(f"{model._meta.model_name}.added", made, by=by)
    return made


@transaction.atomic
def change(entry: Branch, *, by, read_version, fields) -> Branch:
    """Rename it and move it under another one, with everything under it. Raises Circle, TreeFull and Stale."""
    entries = hold(type(entry))
    held = next(each for each in entries if each.pk == entry.pk)
    parent = held_parent(entries, fields.get("parent"))
    if parent is not None and (held.pk == parent.pk or held in parent.above):
        raise Circle(_("An entry cannot be a part of itself."))
    changed = [name for name in ("label_ar", "label_en") if getattr(held, name) != fields[name]]
    if held.parent_id != (parent and parent.pk):
        height = (
            max(each.depth for each in entries if (each.pk == held.pk or held in each.above)) - held.depth
        )
        refuse_too_deep(parent, height)
        held.place = next_place(entries, parent)
        changed.append("parent")
    if not changed:
        return held
    for name in ("label_ar", "label_en"):
        setattr(held, name, fields[name])
    held.parent = parent
    held.save_version(read_version=read_version)
    record(f"{held._meta.model_name}.changed", held, by=by, fields=sorted(changed))
    if "parent" in changed and SlaPolicy.objects.in_use().exclude(category=None).exists():
        follow_times(by=by)  # what lies above it may promise other times
    return held


def held_parent(entries, parent) -> Branch | None:
    return next((each for each in entries if each.pk == parent.pk), None) if parent else None


def refuse_too_deep(parent, height) -> None:
    if parent is not None and parent.depth + 1 + height >= DEEPEST:
        raise TreeFull(_("The tree is three levels deep. Choose a place further up."))


def next_place(entries, parent) -> int:
    return max((each.place for each in entries if each.parent_id == (parent and parent.pk)), default=0) + 1


@transaction.atomic
def shift(entry: Branch, *, by, is_up: bool) -> bool:
    """One place up or down among its neighbours in use; whether there was one to change places with."""
    entries = hold(type(entry))
    row = [each for each in entries if each.parent_id == entry.parent_id]
    in_use = [each for each in row if not each.is_archived]
    here = next((place for place, each in enumerate(in_use) if each.pk == entry.pk), None)
    there = None if here is None else here + (-1 if is_up else 1)
    if here is None or there is None or not 0 <= there < len(in_use):
        return False
    in_use[here], in_use[there] = in_use[there], in_use[here]
    for place, each in enumerate([*in_use, *(each for each in row if each.is_archived)], 1):
        each.place = place
    type(entry).objects.bulk_update(row, ["place"])
    record(f"{entry._meta.model_name}.shifted", entry, by=by, is_up=is_up)
    return True


def hold(model: type[Branch]) -> list[Branch]:
    """The whole tree, locked until the transaction ends."""
    return in_tree_order(model.objects.select_for_update(no_key=True).order_by("pk"))
