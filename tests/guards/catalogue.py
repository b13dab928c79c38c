"""What PostgreSQL's own catalogue says about tables, policies, keys, indexes, grants and functions.

Each function answers with what is wrong, as text, so that a test can also show that it would be noticed.
"""

import re

from conftest import owner_sql

MINE = "(workspace_id = (current_setting('app.workspace_id'::text))::integer)"
POLICIES = {
    ("workspace", "PERMISSIVE", "{crm_app}", "ALL", MINE, MINE),
    ("platform", "PERMISSIVE", "{crm_platform}", "ALL", "true", "true"),
}
EVERYTHING = {"SELECT", "INSERT", "UPDATE", "DELETE"}


def tables() -> set[str]:
    return {name for (name,) in owner_sql("select tablename from pg_tables where schemaname = 'public'")}


def workspace_tables() -> set[str]:
    rows = owner_sql(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
        " and a.attname = 'workspace_id' and a.attnum > 0 and not a.attisdropped"
    )
    return {name for (name,) in rows}


def wrong_columns() -> list[str]:
    """The policies and GIN indexes are made for an integer that is never null."""
    rows = owner_sql(
        "select table_name, data_type, is_nullable from information_schema.columns"
        " where table_schema = 'public' and column_name = 'workspace_id'"
    )
    return [
        f"{name}: {kind}, nullable {null}" for name, kind, null in rows if (kind, null) != ("integer", "NO")
    ]


def wrong_policies() -> list[str]:
    rows = owner_sql(
        "select relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    held = owner_sql(
        "select tablename, policyname, permissive, roles::text, cmd, qual, with_check from pg_policies"
    )
    found = [f"{name}: owner {owner}" for name, _on, _forced, owner in rows if owner != "crm_owner"]
    for name, is_on, is_forced, _owner in rows:
        policies = {tuple(row[1:]) for row in held if row[0] == name}
        is_scoped = name in workspace_tables()
        if policies != (POLICIES if is_scoped else set()):
            found.append(f"{name}: policies {sorted(policies)}")
        if is_on != is_scoped or is_forced:
            found.append(f"{name}: row security on {is_on}, forced {is_forced}")
    return found


def foreign_keys():
    """(table, its columns, target, target's columns) of every foreign key."""

    def columns(table, numbers):
        return (
            f"array(select a.attname::text from unnest(c.{numbers}) with ordinality n(number, place)"
            f" join pg_attribute a on a.attrelid = c.{table} and a.attnum = n.number order by n.place)"
        )

    return owner_sql(
        f"select c.conrelid::regclass::text, {columns('conrelid', 'conkey')}, c.confrelid::regclass::text,"
        f" {columns('confrelid', 'confkey')} from pg_constraint c"
        " where c.contype = 'f' and c.connamespace = 'public'::regnamespace"
    )


def wrong_keys(*, allowed) -> list[str]:
    """Between workspace tables only composite keys; to global ones only the (table, column) in `allowed`."""
    scoped, found = workspace_tables(), []
    for table, columns, target, targets in foreign_keys():
        name = f"{table} ({', '.join(columns)}) -> {target}"
        if table in scoped and target in scoped:
            is_composite = columns[0] == targets[0] == "workspace_id" and len(columns) == 2
            found += [] if is_composite else [f"{name}: not composite"]
        elif table in scoped:
            is_own_workspace = columns == ["workspace_id"] and target == "workspaces_workspace"
            found += (
                [] if is_own_workspace or (table, columns[0]) in allowed else [f"{name}: to a global table"]
            )
        elif target in scoped:
            found.append(f"{name}: from a global table")
    return found


def wrong_indexes() -> list[str]:
    rows = owner_sql(
        "select t.relname, i.relname, a.attname from pg_index x join pg_class t on t.oid = x.indrelid"
        " join pg_class i on i.oid = x.indexrelid"
        " left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0] and x.indkey[0] > 0"
        " where t.relnamespace = 'public'::regnamespace and not x.indisprimary"
    )
    scoped = workspace_tables()
    return [
        f"{table}: {index} begins with {first}"
        for table, index, first in rows
        if table in scoped and first != "workspace_id"
    ]


def grants(role: str) -> dict[str, set[str]]:
    """What the role, or PUBLIC, may do with each table and view."""
    rows = owner_sql(
        "select c.relname, g.privilege_type from pg_class c, aclexplode(c.relacl) g"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        " and case when g.grantee = 0 then 'PUBLIC' else pg_get_userbyid(g.grantee)::text end = %s",
        role,
    )
    found: dict[str, set[str]] = {}
    for table, privilege in rows:
        found.setdefault(table, set()).add(privilege)
    return found


def wrong_grants(*, append_only) -> list[str]:
    app, platform = grants("crm_app"), grants("crm_platform")
    found = [f"{table}: PUBLIC may {sorted(held)}" for table, held in grants("PUBLIC").items()]
    for table in tables():
        right = {"SELECT", "INSERT"} if table in append_only else EVERYTHING
        if app.get(table) != right:
            found.append(f"{table}: the app may {sorted(app.get(table, ()))}, should {sorted(right)}")
    for table in workspace_tables():
        if platform.get(table) != {"SELECT"}:
            found.append(f"{table}: the platform may {sorted(platform.get(table, ()))}")
    return found


def grants_on_columns() -> dict[tuple[str, str], set[str]]:
    """Of which columns a role may change the values, by role and table, where it may not change the row."""
    rows = owner_sql(
        "select pg_get_userbyid(g.grantee)::text, c.relname, a.attname || case g.privilege_type when 'UPDATE' then ''"
        " else ' ' || g.privilege_type end from pg_class c join pg_attribute a on a.attrelid = c.oid,"
        " aclexplode(a.attacl) g where c.relnamespace = 'public'::regnamespace"
    )
    found: dict[tuple[str, str], set[str]] = {}
    for role, table, column in rows:
        found.setdefault((role, table), set()).add(column)
    return found


def functions_of_the_owner():
    """(name, settings, returned type, returns a set, source, who may run it) of each SECURITY DEFINER one."""
    return owner_sql(
        "select p.oid::regprocedure::text, coalesce(p.proconfig, '{}'), p.prorettype::regtype::text,"
        " p.proretset, p.prosrc,"
        " array(select case when g.grantee = 0 then 'PUBLIC' else pg_get_userbyid(g.grantee)::text end"
        " from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g order by 1)"
        " from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
    )


def wrong_functions(*, before_a_workspace, returning_nothing) -> list[str]:
    """Ids only, limited, to our roles only; inside the open workspace but for those asked before one is."""
    found, own_tables = [], tables()
    for name, settings, returned, is_set, source, runners in functions_of_the_owner():
        if not any(setting.startswith("search_path=pg_catalog") for setting in settings):
            found.append(f"{name}: search_path {settings}")
        if returned not in {"integer", "bigint"} and name not in returning_nothing:
            found.append(f"{name}: returns {returned}")
        if "current_setting('app.workspace_id')" not in source and name not in before_a_workspace:
            found.append(f"{name}: asks for no workspace")
        bare = [table for table in own_tables if re.search(rf"(?<!public\.)\b{table}\b", source)]
        if bare:
            found.append(f"{name}: {bare} without schema, so a temporary table could stand in")
        if is_set and "limit" not in source.lower():
            found.append(f"{name}: answers without limit")
        if not set(runners) <= {"crm_owner", "crm_app", "crm_platform"}:
            found.append(f"{name}: may be run by {runners}")
    return found


def roles_that_pass_row_security() -> list[str]:
    rows = owner_sql(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
        " has_schema_privilege(rolname, 'public', 'create'),"
        " exists (select from pg_auth_members m where m.member = r.oid),"
        " exists (select from pg_class c where c.relowner = r.oid)"
        " from pg_roles r where rolname in ('crm_app', 'crm_platform')"
    )
    assert len(rows) == 2
    return [f"{row[0]}: {row[1:]}" for row in rows if any(row[1:])]


def views() -> set[str]:
    """A view reads as its owner, past row security."""
    rows = owner_sql(
        "select relname from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')"
    )
    return {name for (name,) in rows}
