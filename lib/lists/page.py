"""Lists: sort, keyset pages and capped counts over a django-filter FilterSet.

A page is found by the sort key and id of its neighbour and never by an offset, so page 10,000 costs what page 1
does; a count stops at a cap, since counting a million rows costs more than showing them.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode

from lib import formats

PAGE_ROWS = 25
COUNT_CAP = 1_000
BEFORE, AFTER = 0, 1
# The name of a saved view in an address, and the list as nobody saved it.
VIEW, ALL = "view", "all"


@dataclass(frozen=True)
class Sort:
    """One order a list can be shown in. `column` may not be null, or the keyset would skip rows."""

    key: str
    label: Any
    column: str
    is_descending: bool = False
    # What rows are ordered by when it is no column of theirs; they carry it under the name `column`.
    expression: Callable[[], Any] | None = None

    def prepared(self, queryset: QuerySet) -> QuerySet:
        return queryset.annotate(**{self.column: self.expression()}) if self.expression else queryset

    def held_by(self, model) -> Any:
        """The field that reads a value of this order."""
        return self.expression().output_field if self.expression else model._meta.get_field(self.column)

    def value_of(self, record) -> Any:
        if self.expression is None or hasattr(record, self.column):
            return getattr(record, self.column)
        rows = self.prepared(type(record)._default_manager.filter(pk=record.pk))
        return rows.values_list(self.column, flat=True).get()


class RowComparison(Func):
    """(column, id) > (value, id): an index condition, row security or not."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, column, value, pk, operator):
        super().__init__(F(column), F("pk"), Value(value), Value(pk))
        self.operator = operator

    def as_sql(self, compiler, connection, **context):
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        sqls = [sql for sql, _params in parts]
        params = [param for _sql, params in parts for param in params]
        return f"({sqls[0]}, {sqls[1]}) {self.operator} ({sqls[2]}, {sqls[3]})", params


def asked_sort(sorts: list[Sort], query: QueryDict, default: str) -> Sort:
    """The order the address asks for, or the list's own."""
    by_key = {sort.key: sort for sort in sorts}
    return by_key.get(query.get("sort", default), by_key[default])


def beyond(queryset: QuerySet, sort: Sort, anchor=None, *, backwards=False) -> QuerySet:
    """In this order, nearest first: what comes after (or before) the row with this (sort value, pk)."""
    is_falling = sort.is_descending != backwards
    queryset = sort.prepared(queryset)
    if anchor is not None:
        value, pk = anchor
        queryset = queryset.filter(RowComparison(sort.column, value, pk, "<" if is_falling else ">"))
    sign = "-" if is_falling else ""
    return queryset.order_by(f"{sign}{sort.column}", f"{sign}pk")


def neighbours(queryset: QuerySet, sort: Sort, record) -> tuple[int | None, int | None]:
    """Numbers of the records before and after this one, in one query; also when it left the list meanwhile."""
    anchor = (sort.value_of(record), record.pk)
    before, after = (
        beyond(queryset, sort, anchor, backwards=side == BEFORE).values_list(Value(side), "number")[:1]
        for side in (BEFORE, AFTER)
    )
    found = dict(before.union(after, all=True))
    return found.get(BEFORE), found.get(AFTER)


@dataclass
class Chip:
    """One filter in force, in words, with the address of the list without it."""

    label: str
    value: str
    remove_url: str


@dataclass
class ListPage:
    """One page of a list, as the address asks for it. Anything unknown in the address is ignored."""

    filters: Any
    sorts: list[Sort]
    query: QueryDict
    default_sort: str
    size: int = PAGE_ROWS
    chips_without: tuple[str, ...] = ("q",)
    # What the rows are read with, once they are known: select_related, prefetch.
    complete: Callable[[QuerySet], QuerySet] = lambda queryset: queryset
    rows: list = field(init=False)

    def __post_init__(self):
        backwards = "before" in self.query
        anchor = self._read_cursor(self.query.get("before") or self.query.get("after") or "")
        found = list(self._slice(anchor, backwards=backwards and anchor is not None))
        has_more = len(found) > self.size
        found = found[: self.size]
        if backwards and anchor is not None:
            found.reverse()
            self.has_previous, self.has_next = has_more, True
        else:
            self.has_previous, self.has_next = anchor is not None, has_more
        self.rows = found

    @cached_property
    def sort(self) -> Sort:
        return asked_sort(self.sorts, self.query, self.default_sort)

    def _slice(self, anchor, *, backwards):
        found = beyond(self.filters.qs, self.sort, anchor, backwards=backwards)
        return self.complete(found)[: self.size + 1]

    @cached_property
    def count(self) -> int:
        if not (self.has_next or self.has_previous):
            return len(self.rows)
        return self.filters.qs.order_by()[: COUNT_CAP + 1].count()

    @property
    def is_count_capped(self) -> bool:
        return self.count > COUNT_CAP

    @property
    def count_cap(self) -> int:
        return COUNT_CAP

    def _cursor(self, row) -> str:
        # str, since Django's own encoder cuts moments to milliseconds and the rows between would be skipped.
        text = json.dumps([getattr(row, self.sort.column), row.pk], default=str)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _read_cursor(self, token):
        try:
            value, pk = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            meta = self.filters.qs.model._meta
            return as_held(self.sort.held_by(self.filters.qs.model), value), as_held(meta.pk, pk)
        except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError, ValidationError):
            return None

    def address(self, *, without=(), **changes) -> str:
        """The same list with something changed; the page itself starts again."""
        left_out = {"after", "before", *without}
        query: dict[str, Any] = {
            name: values for name, values in self.query.lists() if name not in left_out
        } | changes
        if set(query) == {VIEW}:
            query[VIEW] = ALL  # a saved view alone stands for everything that was saved in it
        return "?" + urlencode(query, doseq=True)

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """What is in force besides the search, as the address says it."""
        asked = [name for name in self.filters.filters if name not in self.chips_without]
        return [(name, str(self.query[name])) for name in asked if self.query.get(name)]

    @property
    def next_url(self):
        return self.address(after=self._cursor(self.rows[-1])) if self.has_next and self.rows else ""

    @property
    def previous_url(self):
        return self.address(before=self._cursor(self.rows[0])) if self.has_previous and self.rows else ""

    @cached_property
    def sort_urls(self) -> dict[str, str]:
        return {sort.key: self.address(sort=sort.key) for sort in self.sorts}

    @property
    def clear_url(self):
        return self.address(without=tuple(self.filters.form.fields))

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(
                str(self.filters.form.fields[name].label),
                shown(self.filters.form, name),
                self.address(without=(name,)),
            )
            for name, value in self.filters.form.cleaned_data.items()
            if value not in (None, "", [], False) and name not in self.chips_without
        ]

    @property
    def is_filtered(self):
        return any(value not in (None, "", [], False) for value in self.filters.form.cleaned_data.values())


def as_held(column, value):
    """A value of an address as this column could hold it; ValueError when it could not."""
    value = getattr(column, "output_field", column).to_python(value)
    if value is None or (isinstance(value, str) and "\x00" in value):
        raise ValueError("no column of a list holds this")
    if isinstance(value, str):
        value.encode()  # a lone surrogate
    return value


def shown(form, name) -> str:
    """What a person reads for the value of this field."""
    value = form.cleaned_data[name]
    choices = getattr(form.fields[name], "choices", None)
    if choices is not None and not hasattr(value, "pk"):
        return str(dict(choices).get(value, value))
    return formats.day(value) if isinstance(value, date) else str(value)
