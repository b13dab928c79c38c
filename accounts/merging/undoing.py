"""Taking a merge back: every row that is as the merge left it returns, what changed since stays and is listed."""

import json
from collections import defaultdict
from copy import copy

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.branches import one_change_of_parents
from accounts.duplicates.pairs import PAIRS, ordered
from accounts.following import follow
from accounts.merging.moving import AT_ONCE, standing_rows, write
from accounts.merging.own_rules import consents_before
from accounts.merging.services import _work_out
from accounts.models import Account, Merge, MergedRow
from accounts.models.classification import keep_classification
from lib.undo import TooLate
from timeline.services import record

What, Came = MergedRow.What, MergedRow.Came


@transaction.atomic
def undo_merge(merge, *, by) -> Merge:
    """Make them two again. Raises TooLate after 30 days, and while one of them is part of a later merge.

    Pressed twice it is undone once.
    """
    model = merge.model
    moved = merge.rows.filter(table=merge.kind).values_list("row_id", flat=True)
    keys = {merge.survivor_id, merge.absorbed_id, *moved}
    held = {row.pk: row for row in model.objects.filter(pk__in=keys).held()}
    merge = Merge.objects.select_for_update(no_key=True).order_by("pk").get(pk=merge.pk)
    if merge.undone_at is not None:
        return merge
    survivor, absorbed = held.get(merge.survivor_id), held.get(merge.absorbed_id)
    if not may_undo(merge, survivor, absorbed):
        raise TooLate
    if model is Account:
        one_change_of_parents(merge.workspace_id)
    merge.undone_at, merge.undone_by = timezone.now(), by
    _stand_again(absorbed)
    _rows_back(merge)
    stayed = _fields_back(merge, survivor, by=by)
    if merge.consents:
        stayed += [f"consent:{kind}" for kind in consents_before(merge, survivor)]
    for part in merge.parts.all():
        _undo_part(part, by=by)
    merge.counts = {**merge.counts, "": {"fields": stayed}}
    merge.save()
    _pair_again(survivor, absorbed)
    _work_out(survivor, absorbed)
    name = model._meta.model_name
    told = {"merge": merge.number, "other": absorbed.name, "number": absorbed.number}
    record(f"{name}.unmerged", survivor, by=by, **told, fields=sorted(_told_fields(merge, stayed)))
    record(f"{name}.separated", absorbed, by=by, is_part=True, merge=merge.number, other=survivor.name)
    return merge


def may_undo(merge, survivor, absorbed) -> bool:
    if survivor is None or absorbed is None or not (merge.may_be_undone or merge.part_of_id):
        return False
    is_last = survivor.merged_into_id is None and absorbed.merged_into_id == survivor.pk
    return is_last and merge.detail_until is not None


def _undo_part(part, *, by) -> None:
    """The contacts of two persons; one that was merged further since stays as it is."""
    held = {
        row.pk: row for row in part.model.objects.filter(pk__in=[part.survivor_id, part.absorbed_id]).held()
    }
    survivor, absorbed = held.get(part.survivor_id), held.get(part.absorbed_id)
    if part.undone_at is None and may_undo(part, survivor, absorbed):
        undo_merge(part, by=by)


def _stand_again(absorbed) -> None:
    absorbed.merged_into, absorbed.archived_at = None, None
    absorbed.save_version()


def _rows_back(merge) -> None:
    """Moved and changed rows first: they make room for those that were taken out."""
    notes = merge.rows.order_by("pk")
    for label in sorted(set(notes.exclude(what=What.ASIDE).values_list("table", flat=True))):
        standing = standing_rows(merge, label)
        of_table = list(notes.filter(table=label).exclude(what=What.ASIDE))
        for note in of_table:
            is_as_left = standing.get(note.row_id)
            note.came = Came.GONE if is_as_left is None else Came.BACK if is_as_left else Came.CHANGED
        _write_back(label, [note for note in of_table if note.came == Came.BACK])
        MergedRow.objects.bulk_update(of_table, ["came"], AT_ONCE)
    for note in notes.filter(what=What.ASIDE).order_by("-pk"):
        note.came = Came.BACK if _brought_back(note) else Came.TAKEN
        note.save(update_fields=["came"])


def _write_back(label, notes) -> None:
    model = apps.get_model(label)
    alike = defaultdict(list)
    for note in notes:
        alike[json.dumps(note.before, sort_keys=True)].append(note)
    for before, same in alike.items():
        values = read_back(model, json.loads(before))
        for begin in range(0, len(same), AT_ONCE):
            part = same[begin : begin + AT_ONCE]
            if not _tried(
                lambda part=part, values=values: write(model, [note.row_id for note in part], values)
            ):
                for note in part:
                    if not _tried(lambda note=note, values=values: write(model, [note.row_id], values)):
                        note.came = Came.TAKEN


def _brought_back(note) -> bool:
    model = apps.get_model(note.table)
    row = model(**read_back(model, note.before))
    return _tried(lambda: model.objects.bulk_create([row]))


def read_back(model, before) -> dict:
    """Values as Python has them, of columns that are still there."""
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
    return {name: fields[name].to_python(value) for name, value in before.items() if name in fields}


def _tried(work) -> bool:
    """False where the database refuses it: its place is taken, or what it points at is no longer there."""
    try:
        with transaction.atomic():
            work()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError:
        return False
    return True


def _fields_back(merge, survivor, *, by) -> list[str]:
    """The fields of the survivor that still are as the merge left them; the names of the others."""
    model, before, stayed = type(survivor), copy(survivor), []
    survivor.refresh_from_db()
    own = {name: sides for name, sides in merge.fields.items() if name != "status"}
    for name, (was, left) in own.items():
        field = next(each for each in model._meta.concrete_fields if each.attname == name)
        if getattr(survivor, name) == field.to_python(left):
            setattr(survivor, name, field.to_python(was))
        else:
            stayed.append(name)
    survivor.save_version()
    if isinstance(survivor, Account):
        keep_classification(survivor, before, by=by, reason=_("A merge was taken back"))
        follow(survivor, before, by=by)
        if "status" in merge.fields:
            was, left = merge.fields["status"]
            if survivor.status == left:
                survivor.set_status(was, by=by, asks_why=False)
            else:
                stayed.append("status")
    return stayed


def _told_fields(merge, stayed) -> list[str]:
    return [name.removesuffix("_id") for name in merge.fields if name not in stayed]


def _pair_again(survivor, absorbed) -> None:
    """They are two after all: whoever took it back does not want to be asked again."""
    first, second = ordered(survivor, absorbed)
    pairs = PAIRS[type(survivor)]
    held = pairs.objects.filter(first=first, second=second, state=pairs.State.MERGED)
    held.update(state=pairs.State.OPEN, decided_at=None, decided_by=None)


@transaction.atomic
def forget_details() -> int:
    """The rows that merges keep for their undo go when its time is over."""
    over = Merge.objects.detail_expired().order_by("pk").select_for_update(skip_locked=True, no_key=True)
    keys = list(over.values_list("pk", flat=True)[:50])
    MergedRow.objects.filter(merge__in=keys).delete()
    Merge.objects.filter(pk__in=keys).update(detail_until=None, fields={}, columns={}, consents={})
    return len(keys)
