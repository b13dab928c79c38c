"""One registry of fields for each kind of list: what its columns, filters, sorts and files are made of.

An app fills the registry of its own records and of lower apps in AppConfig.ready(). What a member may not see is
neither a column, nor a filter, nor a sort, nor in a file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from lib.lists.page import Sort
from lib.registry import Registry

MAIN, LABELLED, ASIDE, WIDE = "main", "labelled", "aside", "wide"


@dataclass(frozen=True, eq=False)
class Field:
    """What a list knows of one thing its records have."""

    key: str
    label: Any
    # The text or HTML of the cell, of (record, rows: lib.lists.rows.Rows). Without it the field is no column.
    cell: Callable[[Any, Any], Any] | None = None
    # On a phone: the line itself, behind its label, beside the name, or not at all.
    on_a_phone: str = WIDE
    css: str = ""
    sorts: tuple[Sort, ...] = ()
    filter: Callable[[], filters.Filter] | None = None
    # What a file holds of it, of (record, people), under the heading of this key in the table of columns.
    written: Callable[[Any, Any], Any] | None = None
    heading: str = ""
    permission: Any = None
    # What the cell reads of other tables: names for select_related, and prefetches for a membership.
    reads: tuple[str, ...] = ()
    parts: Callable[[Any], Iterable[Any]] | None = None
    # What a person may type in the cell itself, of (record, membership).
    input: Callable[[Any, Any], Any] | None = None
    # What segments may ask of it: a lib.lists.rules.Asked.
    rule: Any = None
    # In the list unless its reader chose otherwise; always in the list.
    is_usual: bool = False
    is_fixed: bool = False


@dataclass(frozen=True, eq=False)
class Listing:
    """A list of one kind of record, as its registry of fields makes it."""

    key: str
    label: Any
    fields: Registry
    base_filter: Any
    url_name: str
    record_url_name: str
    permission: Any
    default_sort: str
    queryset: Callable[[Any], QuerySet]
    # The fields that a member's workspace made for itself.
    made: Callable[[Any], list[Field]] = lambda membership: []

    def fields_for(self, membership) -> list[Field]:
        """Every field this member may see, those that the workspace made for itself last."""
        own = [field for field in self.fields if field.permission is None or membership.can(field.permission)]
        return own + self.made(membership)

    def columns_for(self, membership, chosen: Iterable[str] = ()) -> list[Field]:
        """The fixed columns, then the chosen ones in their order, unknown ones left out; or else the usual ones."""
        known = {field.key: field for field in self.fields_for(membership) if field.cell}
        columns = [known[key] for key in dict.fromkeys(chosen) if key in known]
        columns = columns or [field for field in known.values() if field.is_usual]
        fixed = [field for field in known.values() if field.is_fixed]
        return fixed + [field for field in columns if not field.is_fixed]

    def sorts_for(self, membership) -> list[Sort]:
        return [sort for field in self.fields_for(membership) for sort in field.sorts]

    def filters_for(self, membership, query, queryset=None) -> filters.FilterSet:
        """What the query narrows the list by; names and values that mean nothing are passed over."""
        narrowing = tuple(field for field in self.fields_for(membership) if field.filter)
        found = self.queryset(membership) if queryset is None else queryset
        return filter_class(self.base_filter, narrowing)(query, queryset=found, membership=membership)

    def with_parts(self, queryset: QuerySet, columns: Iterable[Field], membership) -> QuerySet:
        """With what these columns read, as far as this member may see it."""
        reads = [name for field in columns for name in field.reads]
        # Several columns may read the same part.
        parts = dict.fromkeys(part for field in columns if field.parts for part in field.parts(membership))
        queryset = queryset.select_related(*reads) if reads else queryset
        return queryset.prefetch_related(*parts) if parts else queryset


@lru_cache(maxsize=256)
def filter_class(base: type[filters.FilterSet], fields: tuple[Field, ...]) -> type[filters.FilterSet]:
    made = {field.key: field.filter() for field in fields if field.filter}
    return type("FieldFilter", (base,), {**made, "field_order": tuple(made)})


listings = Registry("lists")
