"""What a record holds in the custom fields of its workspace: read, written, told."""

from collections.abc import Mapping
from typing import Any

from accounts.custom.definitions import VALUES, Definition, Of, of_kind
from accounts.custom.finding import refresh
from accounts.custom.reading import by_number, definitions_for
from lib.formats import isolated

# What the detail of an event calls the values that an edit changed: number of the field -> before and after.
TOLD_AS = "custom"


def held_rows(record) -> dict[int, Any]:
    """The rows of values of a record by the key of their field: those that were prefetched, or one query."""
    rows = record.__dict__.get("custom_rows")
    if rows is None:
        rows = record.custom_rows = {row.field_id: row for row in record.custom_values.all()}
    return rows


def held_value(record, definition: Definition) -> Any:
    return definition.held(held_rows(record).get(definition.pk))


def set_values(record, given: Mapping[Definition, Any]) -> dict[str, Any]:
    """Write these values on a record that is locked or new; what changed, as its event tells it.

    None takes a value away.
    """
    if not given:
        return {}
    rows = VALUES[Of(of_kind(type(record)))].objects
    held = {row.field_id: row for row in rows.filter(record=record, field__in=[each.pk for each in given])}
    told = {}
    for definition, value in given.items():
        row = held.get(definition.pk)
        before = definition.held(row)
        if before == value:
            continue
        told[str(definition.number)] = [definition.told(before), definition.told(value)]
        if value is None:
            row.delete()
        else:
            kept = definition.columns_of(value)
            rows.update_or_create(record=record, field_id=definition.pk, defaults=kept)
    record.__dict__.pop("custom_rows", None)
    if any(each.is_searchable for each in given):
        refresh(type(record), [record.pk])
    return {TOLD_AS: told} if told else {}


def values_before(event, member, of: str) -> dict[Definition, Any]:
    """What stood in the fields that this event changed, as far as they are still in use."""
    known = by_number(definitions_for(member, of))
    return {
        known[number]: known[number].untold(before)
        for number, (before, _after) in event.detail.get(TOLD_AS, {}).items()
        if number in known
    }


def told_changes(detail: dict, member, of: str) -> list[tuple[str, str, str]]:
    """Label, former and new value of each custom field that an event changed, in the reader's words."""
    said = detail.get(TOLD_AS)
    if not isinstance(said, dict) or member is None:
        return []
    known = by_number(definitions_for(member, of))
    return [
        (isolated(known[number].label), *(known[number].shown(known[number].untold(side)) for side in pair))
        for number, pair in said.items()
        if number in known
    ]


def custom_facts(record, member) -> list[dict[str, str]]:
    """The filled fields of a record, as its page shows them."""
    definitions = definitions_for(member, of_kind(type(record)))
    shown = [(each.shown_label, each.shown(held_value(record, each))) for each in definitions]
    return [{"label": label, "value": value} for label, value in shown if value]
