"""The custom fields in use: read in one query for a page, whatever it shows, and with what a record holds in them."""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import F, JSONField, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject

from accounts.custom.definitions import EMPTY, VALUES, Choice, Definition, Of, of_kind
from accounts.models import CustomField


def read_definitions(rows=None) -> list[Definition]:
    """Fields with their choices, in one query; those in use if none are named."""
    return [definition for definition, _row in read_with_values(None, rows)]


def read_with_values(record, rows=None) -> list[tuple[Definition, Any]]:
    """The same, each with the row that this record holds in it, all in one query."""
    rows = CustomField.objects.filter(archived_at=None) if rows is None else rows
    choice = JSONObject(
        pk=F("choices__id"),
        number=F("choices__number"),
        label_ar=F("choices__label_ar"),
        label_en=F("choices__label_en"),
        is_retired=Q(choices__retired_at__isnull=False),
    )
    choices = JSONBAgg(
        choice,
        filter=Q(choices__isnull=False),
        order_by=[F("choices__place"), F("choices__number")],
        default=[],
    )
    names = ("pk", "number", "of", "kind", "label_ar", "label_en", "is_required", "is_searchable")
    held = value_of(record) if record is not None else Value(None, output_field=JSONField())
    found = rows.order_by("of", "place", "number").annotate(made=choices, held=held)
    return [
        (Definition(*values, tuple(Choice(**each) for each in made)), row_of(held))
        for *values, made, held in found.values_list(*names, "made", "held")
    ]


def value_of(record) -> Subquery:
    """What a record holds in the field that is read."""
    mine = VALUES[Of(of_kind(type(record)))].objects.filter(record=record, field=OuterRef("pk"))
    return Subquery(mine.values(row=JSONObject(**{name: F(name) for name in EMPTY})))


def row_of(held: dict[str, Any] | None) -> Any:
    """A row of values as JSON brought it; JSON has no days."""
    if held is None:
        return None
    day = held["day"] and date.fromisoformat(held["day"])
    return SimpleNamespace(**{**held, "day": day})


def definitions_for(member, of: str) -> list[Definition]:
    """The fields in use of one kind of record, in their order; asked once for a member of a request."""
    known = member.__dict__.get("custom_fields")
    if known is None:
        known = member.custom_fields = read_definitions()
    return [each for each in known if each.of == of]


def definitions_with_values(member, record) -> list[Definition]:
    """As definitions_for(), and the record knows what it holds: for pages about one record."""
    found = read_with_values(record)
    member.custom_fields = [definition for definition, _row in found]
    record.custom_rows = {definition.pk: row for definition, row in found if row is not None}
    return definitions_for(member, of_kind(type(record)))


def by_number(definitions: Iterable[Definition]) -> dict[str, Definition]:
    return {str(each.number): each for each in definitions}
