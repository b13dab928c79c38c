"""Many rows at once: COPY into a temporary table, then INSERT under row security.

COPY straight into a table with row security is refused by PostgreSQL. Measured with 23,945 accounts, their
statuses and events: 3.5 to 7 times as fast as bulk_create, since no model instance is made.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone

from lib.tenancy.state import require_workspace_id

_escapes = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_to_escape = re.compile(r"[\\\t\n\r]")
NULL = "\\N"


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for rows that are to come, so that rows of other tables can point at them before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as {attribute name: value}, all with the same keys; what is left out has its default.

    Like bulk_create it asks no save(); the open workspace is filled in. Texts must hold no NUL.
    """
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = list(rows[0])
    constants = _constants(fields.values(), set(given))
    quote = connection.ops.quote_name
    table, stage = quote(model._meta.db_table), quote(f"staged_{model._meta.db_table}")
    staged = ", ".join(quote(str(fields[name].column)) for name in given)
    others = "".join(f", {quote(str(field.column))}" for field in constants)
    values = "".join(f", CAST(%s AS {field.db_type(connection)})" for field in constants)
    with connection.cursor() as cursor:
        # Names of our own tables and columns only.
        cursor.execute(
            f"CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS SELECT {staged} FROM {table} LIMIT 0"  # noqa: S608  # nosec B608
        )
        cursor.cursor.copy_expert(f"COPY {stage} ({staged}) FROM STDIN", _written(given, rows))
        cursor.execute(
            f"INSERT INTO {table} ({staged}{others}) SELECT {staged}{values} FROM {stage}",  # noqa: S608  # nosec B608
            list(constants.values()),
        )
        cursor.execute(f"DROP TABLE {stage}")


def _written(names: list[str], rows: Sequence[Mapping[str, Any]]) -> io.StringIO:
    written = io.StringIO()
    for row in rows:
        written.write("\t".join([_cell(row[name]) for name in names]) + "\n")
    written.seek(0)
    return written


def _constants(fields: Iterable[models.Field], given: set[str]) -> dict[models.Field, Any]:
    """What the columns that were not given hold; those that the database fills itself are left to it."""
    now = timezone.now()
    constants: dict[models.Field, Any] = {}
    for field in fields:
        if field.attname in given or field.generated or field.primary_key or field.has_db_default():
            continue
        if field.attname == "workspace_id":
            value: Any = require_workspace_id()
        elif getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            value = now
        else:
            value = field.get_default()
        constants[field] = field.get_db_prep_save(value, connection)
    return constants


def _cell(value: Any) -> str:
    if value.__class__ is str:  # nearly all of them, and few have anything to escape
        return value.translate(_escapes) if _to_escape.search(value) else value
    if value is None:
        return NULL
    if isinstance(value, str):
        return str(value).translate(_escapes)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).translate(_escapes)
    return str(value)
