"""A question that is asked again and again with other values: Django writes it once, and the values are put in.

To write a statement costs Django more than to ask it. The values that will change are marks, which stand for nothing
else: numbers and moments that no row has.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery


def number_mark(place: int) -> int:
    """Below the greatest number of a column, so that no question is known to be empty."""
    return 2**31 - 1_000 + place


def moment_mark(place: int) -> datetime:
    return datetime(9000, 1, 1, tzinfo=UTC) + timedelta(seconds=place)


class Compiled:
    def __init__(self, sql: str, params: tuple):
        self._sql, self._params = sql, params

    @classmethod
    def reading(cls, queryset: QuerySet) -> Self:
        return cls(*queryset.query.sql_with_params())

    @classmethod
    def changing(cls, queryset: QuerySet, **values: Any) -> Self:
        """As queryset.update(**values)."""
        query: Any = queryset.query.chain(UpdateQuery)
        query.add_update_values(values)
        return cls(*query.get_compiler(DEFAULT_DB_ALIAS).as_sql())

    def rows(self, values: Mapping[Any, Any]) -> list[tuple]:
        """By mark the values to ask with; what Python makes of a column is left out."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._with(values))
            return cursor.fetchall()

    def change(self, values: Mapping[Any, Any]) -> int:
        """How many rows it changed."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._with(values))
            return cursor.rowcount

    def _with(self, values: Mapping[Any, Any]) -> list:
        return [values.get(each, each) for each in self._params]
