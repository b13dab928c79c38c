"""What the database itself says about keeping workspaces apart. Each function answers with what is wrong, as text.

It reads PostgreSQL's catalogue, which every role may; so the app can look at its own walls.
"""

from lib.tenancy.database_roles import OWNER

# PostgreSQL's own writing of the policy in lib/tenancy/constraints.py. Any other shape is another policy.
MINE = "(workspace_id = (current_setting('app.workspace_id'::text))::integer)"
POLICIES = {
    ("workspace", "PERMISSIVE", "{crm_app}", "ALL", MINE, MINE),
    ("platform", "PERMISSIVE", "{crm_platform}", "ALL", "true", "true"),
}

ROLE = """
    select r.rolname, r.rolsuper, r.rolbypassrls,
        exists (select from pg_roles o where o.rolname = %s and pg_has_role(r.oid, o.oid, 'member')),
        exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = to_regnamespace('public'))
    from pg_roles r where r.rolname in (session_user, current_user)
"""
SCOPED = """
    select c.oid, c.relname, c.relrowsecurity from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = to_regnamespace('public') and c.relkind in ('r', 'p')
    and a.attname = 'workspace_id' and a.attnum > 0 and not a.attisdropped order by c.relname
"""
HELD = """
    select tablename, policyname, permissive, roles::text, cmd, qual, with_check
    from pg_policies where schemaname = 'public'
"""
KEYS = """
    select c.conname, c.conrelid::regclass::text, c.confrelid, c.conrelid,
        (select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1])
    from pg_constraint c where c.contype = 'f' and c.connamespace = to_regnamespace('public')
"""
INDEXES = """
    select i.relname, x.indrelid, a.attname from pg_index x join pg_class i on i.oid = x.indexrelid
    left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0] and x.indkey[0] > 0
    where i.relnamespace = to_regnamespace('public') and not x.indisprimary
"""
PRESET = "select count(*) from pg_db_role_setting where array_to_string(setconfig, ',') like '%%app.workspace_id%%'"


# What the search indexes are made with; PostgreSQL lets the owner of the database add them.
EXTENSIONS = {"btree_gin", "pg_trgm"}
KNOWS_ARABIC = "select cardinality(show_trgm('محمد')) > 0"


def rows_of(connection, sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def role_problems(connection) -> list[str]:
    """Who is signed in must not be able to look past row security."""
    return problems_of_roles(rows_of(connection, ROLE, [OWNER]))


def problems_of_roles(roles) -> list[str]:
    found = []
    for name, *holds in roles:
        reasons = ("is a superuser", "has BYPASSRLS", f"is a member of {OWNER}", "owns tables")
        reason = next((reason for reason, is_true in zip(reasons, holds, strict=True) if is_true), None)
        if reason:
            found.append(f"the role {name} {reason}, so row security does not bind it")
    return found


def missing_extensions(connection) -> list[str]:
    """Extensions that search rests on and that the database does not have."""
    return sorted(EXTENSIONS - {name for (name,) in rows_of(connection, "select extname from pg_extension")})


def knows_arabic(connection) -> bool:
    """Whether pg_trgm cuts Arabic words into trigrams: it asks the database's LC_CTYPE what a letter is."""
    return rows_of(connection, KNOWS_ARABIC)[0][0]


def table_problems(connection) -> list[str]:
    """Every table with a workspace has its two policies, composite keys, and indexes that begin with it."""
    scoped = rows_of(connection, SCOPED)
    return [
        *_policy_problems(scoped, rows_of(connection, HELD)),
        *_key_problems(scoped, rows_of(connection, KEYS)),
        *_index_problems(scoped, rows_of(connection, INDEXES)),
        *_preset_problems(rows_of(connection, PRESET)),
    ]


def _policy_problems(scoped, held):
    for _oid, table, is_on in scoped:
        if not is_on:
            yield f"the table {table} has row security switched off"
        policies = {tuple(row[1:]) for row in held if row[0] == table}
        for missing in sorted(POLICIES - policies):
            yield f"the table {table} lacks the policy “{missing[0]}” in its exact shape"
        for other in sorted(policies - POLICIES, key=str):
            yield f"the table {table} has the policy “{other[0]}”, which is not one of ours"


def _key_problems(scoped, keys):
    oids = {oid for oid, _table, _on in scoped}
    for name, table, target, source, first_column in keys:
        if source in oids and target in oids and first_column != "workspace_id":
            yield f"the key {name} of {table} does not carry the workspace"


def _index_problems(scoped, indexes):
    tables = {oid: table for oid, table, _on in scoped}
    for name, table, first_column in indexes:
        if table in tables and first_column != "workspace_id":
            yield f"the index {name} of {tables[table]} does not begin with workspace_id"


def _preset_problems(rows):
    if rows[0][0]:
        yield "app.workspace_id is set for a role or database (ALTER ROLE/DATABASE ... SET): reset it"


def seconds_of_the_database(connection) -> float:
    return float(rows_of(connection, "select extract(epoch from clock_timestamp())")[0][0])
