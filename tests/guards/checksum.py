"""A checksum of every table, to see that a refused request wrote nothing.

Counting all tables anew takes longer than most requests, so it is done when something may have been written since:
by this connection, as its own counters of rows say, or by another one that has ended its transaction.
"""

from functools import cache

from django.db import connection, transaction

from lib.tenancy.state import workspace

# What a refused request may write: the session, and the attempts that are counted.
LEFT_OUT = ("workspaces_session", "axes_")


def begin(world) -> None:
    """At the start of a test the world is as it was built: what that was is counted once."""
    world.as_built = world.as_built or _counted(world)
    world.counted = (_written(), world.as_built)


def checksums(world) -> dict[tuple[str, str], tuple]:
    """(workspace, table) -> rows, sum over their contents, sum over the transactions that wrote them."""
    written, known = _written(), getattr(world, "counted", None)
    if known is None or known[0] != written:
        known = world.counted = (written, _counted(world))
    return known[1]


def _written() -> list[tuple]:
    """What changes with every row that is written, also when that was taken back; a few milliseconds."""
    left_out = " and ".join(f"not starts_with(relname::text, '{name}')" for name in LEFT_OUT)
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname::text, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_xact_user_tables"
            f" where n_tup_ins + n_tup_upd + n_tup_del > 0 and {left_out}"
            " union all select pg_snapshot_xmax(pg_current_snapshot())::text, 0, 0, 0"
        )
        return cursor.fetchall()


def _counted(world) -> dict[tuple[str, str], tuple]:
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
