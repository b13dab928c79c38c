"""Custom fields in lists and files: columns, filters, orders, cells."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import django_filters as filters
from django.db import models
from django.db.models import OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.custom.definitions import Definition, Kind, Of
from accounts.custom.formfields import ANSWERS
from accounts.custom.narrowing import LAST_CHARACTER, AmountBound, Beginning, DayBound, OneOf
from accounts.custom.reading import definitions_for
from accounts.custom.values import held_value
from accounts.imports.columns import Column
from accounts.models.custom import FOLD_LENGTH
from lib.formats import isolated
from lib.lists import Field, Sort
from lib.lists.rows import bdi

FIRST, LAST = "first", "last"
# What records are ordered by, and where those stand that hold nothing: last, whichever way round.
ORDERS: dict[Kind, tuple[str, models.Field, Any, Any]] = {
    Kind.TEXT: ("text_fold", models.TextField(), "", LAST_CHARACTER),
    Kind.WHOLE: ("amount", models.FloatField(), -1e300, 1e300),
    Kind.NUMBER: ("amount", models.FloatField(), -1e300, 1e300),
    Kind.DAY: ("day", models.DateField(), date.min, date.max),
    Kind.CHOICE: ("choice__place", models.IntegerField(), -1, 1_000_000),
}
SORT_LABELS = {
    Kind.TEXT: (gettext_lazy("{label}, first to last"), gettext_lazy("{label}, last to first")),
    Kind.WHOLE: (gettext_lazy("{label}, lowest first"), gettext_lazy("{label}, highest first")),
    Kind.NUMBER: (gettext_lazy("{label}, lowest first"), gettext_lazy("{label}, highest first")),
    Kind.DAY: (gettext_lazy("{label}, earliest first"), gettext_lazy("{label}, latest first")),
    Kind.CHOICE: (gettext_lazy("{label}, in their order"), gettext_lazy("{label}, the other way round")),
}
_choice_label = lazy(lambda choice: isolated(choice.label), str)


def custom_list_fields(of: str) -> Callable[[Any], list[Field]]:
    """For a Listing: the fields that a member's workspace made for this kind of record."""

    def made(membership):
        return [field for each in definitions_for(membership, of) for field in list_fields(each)]

    return made


def custom_columns(membership, of: str) -> list[Column]:
    """The headings of custom fields in files, in the reader's language."""
    return [Column(column_key(each), heading(each)) for each in definitions_for(membership, of)]


def column_key(definition: Definition) -> str:
    return definition.key if definition.of == Of.ACCOUNT else f"contact_{definition.key}"


def heading(definition: Definition) -> str:
    if definition.of == Of.ACCOUNT:
        return definition.label
    return _("Contact: %(label)s") % {"label": definition.label}


@lru_cache(maxsize=4096)
def list_fields(definition: Definition) -> tuple[Field, ...]:
    """The field itself, and the second bound of what lies between two. Made once, so that lists know it again."""
    first, *others = bounds(definition)
    is_number = definition.column == "amount"
    field = Field(
        definition.key,
        definition.shown_label,
        cell=lambda record, rows: cell(record, definition),
        css="num" if is_number else "",
        sorts=sorts(definition),
        filter=first,
        written=lambda record, people: in_a_file(definition, held_value(record, definition)),
        parts=lambda membership: [Prefetch("custom_values")],
    )
    return field, *(Field(f"{definition.key}_to", definition.shown_label, filter=each) for each in others)


def cell(record, definition: Definition) -> Any:
    shown = definition.shown(held_value(record, definition))
    return bdi(shown) if definition.kind in (Kind.TEXT, Kind.CHOICE) else shown


def in_a_file(definition: Definition, value: Any) -> Any:
    """Numbers and days as such, the rest in words."""
    if value is None:
        return ""
    is_in_words = definition.kind in (Kind.YES_NO, Kind.CHOICE)
    return definition.shown(value) if is_in_words else value


def sorts(definition: Definition) -> tuple[Sort, ...]:
    kind = Kind(definition.kind)
    if kind not in ORDERS:
        return ()
    names = [format_lazy(text, label=definition.shown_label) for text in SORT_LABELS[kind]]
    return (
        Sort(definition.key, names[0], f"{definition.key}_up", expression=lambda: order(definition, LAST)),
        Sort(
            f"-{definition.key}",
            names[1],
            f"{definition.key}_down",
            is_descending=True,
            expression=lambda: order(definition, FIRST),
        ),
    )


def order(definition: Definition, empty: str) -> Coalesce:
    """The value as the list orders it; the index of (record, field) finds it."""
    column, output_field, first, last = ORDERS[Kind(definition.kind)]
    held = definition.values.filter(record=OuterRef("pk")).values(column)[:1]
    nothing = Value(first if empty == FIRST else last, output_field=output_field)
    return Coalesce(Subquery(held), nothing, output_field=output_field)


def bounds(definition: Definition) -> list[Callable[[], filters.Filter]]:
    """How a list is narrowed by this field: by its beginning, between two bounds, by one of its values."""
    kind, label = Kind(definition.kind), definition.shown_label
    if kind == Kind.TEXT:
        return [lambda: Beginning(definition, label=label, max_length=FOLD_LENGTH)]
    if kind == Kind.YES_NO:
        return [lambda: OneOf(definition, ANSWERS, label=label)]
    if kind == Kind.CHOICE:
        choices = [(str(each.number), _choice_label(each)) for each in definition.choices]
        return [lambda: OneOf(definition, choices, label=label)]
    bound = DayBound if kind == Kind.DAY else AmountBound
    lowest = format_lazy(gettext_lazy("{label}, from"), label=label)
    highest = format_lazy(gettext_lazy("{label}, to"), label=label)
    return [
        lambda: bound(definition, lookup_expr="gte", label=lowest),
        lambda: bound(definition, lookup_expr="lte", label=highest),
    ]
