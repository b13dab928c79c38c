"""Custom fields in files: their headings, their cells, and what a row writes or changes of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.custom.definitions import VALUES, Definition, Kind, Of
from accounts.custom.finding import refresh
from accounts.custom.labels import headings
from accounts.custom.listing import column_key, heading
from accounts.custom.reading import definitions_for
from accounts.custom.values import held_value
from accounts.imports import values
from accounts.imports.columns import Column, column_of
from accounts.imports.values import Unfit
from accounts.models.custom import LONGEST_TEXT
from lib.numbers import NotANumber, parse_number
from lib.tenancy.copying import copy_rows
from lib.text import fold

Known = Mapping[str, Definition]


def known_columns(member) -> dict[str, Definition]:
    """The custom fields of the workspace by the key of their column."""
    return {column_key(each): each for of in Of for each in definitions_for(member, of)}


def columns_for(member, of: str) -> list[Column]:
    return [Column(column_key(each), heading(each)) for each in definitions_for(member, of)]


def known_headings(known: Known) -> dict[str, str]:
    """Folded heading, as exports write it in either language, and the key of its column.

    What a workspace named itself goes before what we guess; the label of a contact's field alone goes after.
    """
    found: dict[str, str] = {}
    for key, each in known.items():
        for label in each.labels:
            for text in headings(each.of, label):
                found.setdefault(fold(text), key)
    for key, each in known.items():
        for label in each.labels:
            if not column_of(label):
                found.setdefault(fold(label), key)
    return found


def parse(definition: Definition, text: str) -> Any:
    """What the cell says, or Unfit."""
    kind = Kind(definition.kind)
    if kind == Kind.TEXT:
        return text
    if kind == Kind.DAY:
        return values.day(text)
    if kind in (Kind.WHOLE, Kind.NUMBER):
        try:
            return parse_number(text, is_whole=kind == Kind.WHOLE)
        except NotANumber as error:
            raise Unfit("number") from error
    found = values.yes_or_no(text) if kind == Kind.YES_NO else choice(definition, text)
    if found is None:
        raise Unfit("choice")
    return found


def choice(definition: Definition, text: str) -> int | None:
    """By its label in either language; a retired one only where no other is called so."""
    for each in sorted(definition.choices, key=lambda each: each.is_retired):
        if fold(text) in (fold(each.label_ar), fold(each.label_en)):
            return each.pk
    return None


def take(row, known: Known, texts: Mapping[str, str]) -> None:
    """The custom cells of a row into row.custom; what does not fit is told under the heading of its column."""
    for key, definition in known.items():
        text = texts.get(key)
        if text is None or (definition.of == Of.CONTACT and not row.contact):
            continue
        if len(text) > LONGEST_TEXT and definition.kind == Kind.TEXT:
            row.note(definition.label, "too_long", text)
            text = text[:LONGEST_TEXT].rstrip()
        try:
            row.custom[key] = parse(definition, text)
        except Unfit as error:
            row.note(definition.label, error.code, text)


def write_values(member, of: str, added: Iterable[tuple[int | None, Any]]) -> None:
    """The custom values of records that were just added: (key of the record, its row)."""
    known = {key: each for key, each in known_columns(member).items() if each.of == of}
    if not known:
        return
    model = VALUES[Of(of)]
    rows = [
        {"record_id": pk, "field_id": known[key].pk, **known[key].columns_of(value)}
        for pk, row in added
        for key, value in row.custom.items()
        if key in known
    ]
    copy_rows(model, rows)
    searched = {each.pk for each in known.values() if each.is_searchable}
    if keys := {row["record_id"] for row in rows if row["field_id"] in searched}:
        refresh(model._meta.get_field("record").related_model, list(keys))


def new_values(row, record, known: Known) -> dict[Definition, Any]:
    """What this row would change in the custom fields of a record who is known; None empties."""
    given = {key: row.custom[key] for key in row.custom if key in row.given}
    given.update(dict.fromkeys(key for key in known if key in row.emptied))
    return {
        known[key]: value
        for key, value in given.items()
        if key in known and held_value(record, known[key]) != value
    }
