"""What an event changed, from what to what: read from history, which the database wrote in its transaction.

A row of history holds the values before; those after it are in the next row of the same record, or in the record
itself. So one query for each kind of record tells the changes of a whole page of events.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Field, ForeignKey, Model, Q, Window
from django.db.models.functions import Lag

from timeline.kinds import PLAIN, kinds, model_of
from timeline.models import Event
from timeline.verbs import SUBJECT, Verb, verbs

Values = dict[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """Raw values of one field; the rows around them know the currency of an amount."""

    label: str  # of the kind of record
    field: Field
    before: Any
    after: Any
    row_before: Values
    row_after: Values


@dataclass(frozen=True)
class Target:
    """The record whose history tells what an event changed."""

    label: str
    pk: int
    xid: int


def field_changes(events: Iterable[Event], live: dict[str, dict[int, Model]]) -> dict[int, list[FieldChange]]:
    """The changes of each event by its key; `live` holds the records that were read already."""
    found, targets = {}, {}
    for event in events:
        verb = verbs.get(event.verb)
        said = _said(event, verb)
        if said:
            found[event.pk] = list(_from_detail(event.subject_kind, said))
        elif target := _target(event, verb):
            targets[event.pk] = target
    versions = _versions(set(targets.values()), live)
    for pk, target in targets.items():
        if target in versions:
            found[pk] = list(_between(target.label, *versions[target]))
    return found


def _said(event: Event, verb: Verb | None) -> dict:
    if verb and verb.changes:
        return dict(verb.changes(event.detail))
    said = event.detail.get("changes")
    return said if isinstance(said, dict) else {}


def _target(event: Event, verb: Verb | None) -> Target | None:
    if verb is None or not verb.history:
        return None
    if verb.history == SUBJECT:
        return Target(event.subject_kind, event.subject_id, event.xid)
    key = event.detail.get(verb.history.rpartition(".")[2])
    return Target(verb.history, key, event.xid) if isinstance(key, int) else None


def _versions(targets: set[Target], live) -> dict[Target, tuple[Values, Values]]:
    found = {}
    by_label: dict[str, set[Target]] = defaultdict(set)
    for target in targets:
        by_label[target.label].add(target)
    for label, wanted in by_label.items():
        found.update(_versions_of(label, wanted, live.get(label, {})))
    return found


def _versions_of(label: str, wanted: set[Target], live) -> Iterator[tuple[Target, tuple[Values, Values]]]:
    """The values before and after each transaction, where the record is still there to tell the latter."""
    model = model_of(label)
    history = getattr(model, "history_model", None)
    if history is None:
        return
    rows: dict[int, list[Values]] = defaultdict(list)
    for row in _rows(history, wanted):
        rows[row["pgh_obj_id"]].append(row)
    is_last = {
        target for target in wanted if rows[target.pk] and rows[target.pk][-1]["pgh_xid"] == target.xid
    }
    unread = {target.pk for target in is_last} - set(live)
    now = {**live, **(model._default_manager.in_bulk(unread) if unread else {})}
    for target in wanted:
        mine = [row for row in rows[target.pk] if row["pgh_xid"] == target.xid]
        if not mine:
            continue
        later = [row for row in rows[target.pk] if row["pgh_id"] > mine[-1]["pgh_id"]]
        after = later[0] if later else _values(now.get(target.pk))
        if after is not None:
            yield target, (mine[0], after)


def _rows(history, wanted: set[Target]):
    """Rows of history of these transactions, each with the one that came next to it."""
    xids = {target.xid for target in wanted}
    previous = Window(Lag("pgh_xid"), partition_by=F("pgh_obj"), order_by="pgh_id")
    return (
        history.objects.filter(pgh_obj__in={target.pk for target in wanted})
        .annotate(previous_xid=previous)
        .filter(Q(pgh_xid__in=xids) | Q(previous_xid__in=xids))
        .order_by("pgh_id")
        .values()
    )


def _values(row: Model | None) -> Values | None:
    return (
        {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} if row else None
    )


def told_fields(label: str) -> list[Field]:
    """What a person can change of a record, in the order of its form."""
    kind, model = kinds.get(label, PLAIN), model_of(label)
    return [
        each
        for each in (model._meta.concrete_fields if model else ())
        if (each.editable or each.name in kind.also) and not each.primary_key and each.name not in kind.hidden
    ]


def _between(label: str, before: Values, after: Values) -> Iterator[FieldChange]:
    for each in told_fields(label):
        old, new = before.get(each.attname), after.get(each.attname)
        if old != new:
            yield FieldChange(label, each, old, new, before, after)


def _from_detail(label: str, said: dict) -> Iterator[FieldChange]:
    """Changes that the event itself keeps; of a field that is no longer there nothing is told."""
    rows: tuple[Values, Values] = ({}, {})
    for each in told_fields(label):
        pair = said.get(each.name)
        if isinstance(pair, list | tuple) and len(pair) == 2:
            old, new = (_held(each, value) for value in pair)
            for row, value in zip(rows, (old, new), strict=True):
                row[each.attname] = value
            if old != new:
                yield FieldChange(label, each, old, new, *rows)


def _held(field: Field, value: Any) -> Any:
    """A value of JSON as the column holds it, or as it stands when the column could not."""
    if value is None:
        return None
    column = field.target_field if isinstance(field, ForeignKey) else field
    try:
        return column.to_python(value)
    except (ValidationError, TypeError, ValueError):
        return value
