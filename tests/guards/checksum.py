"""A checksum of every table, to see that a refused request wrote nothing."""

from functools import cache

from django.db import connection, transaction

from lib.tenancy.state import workspace

# What a refused request may write: the session, and the attempts that are counted.
LEFT_OUT = ("workspaces_session", "axes_")


def checksums(world) -> dict[tuple[str, str], tuple]:
    """(workspace, table) -> rows, sum over their contents, sum over the transactions that wrote them."""
    found = {}
    for part in (world.noor, world.bahr):
        with transaction.atomic(), workspace(part.workspace.pk), connection.cursor() as cursor:
            cursor.execute(_query())
            found |= {(part.workspace.slug, row[0]): row[1:] for row in cursor.fetchall()}
    return found


def differences(before, after) -> list[str]:
    return sorted(f"{slug}: {table}" for (slug, table), held in after.items() if before[slug, table] != held)


@cache
def _query():
    tables = [name for name in connection.introspection.table_names() if not name.startswith(LEFT_OUT)]
    return " union all ".join(
        f"select '{table}', count(*), sum(hashtextextended(t::text, 0)), sum(xmin::text::bigint)"
        f' from "{table}" t'
        for table in sorted(tables)
    )
