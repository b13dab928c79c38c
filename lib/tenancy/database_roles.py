"""The three roles of Sila's database, as SQL. Only the standard library: bin/run has no Django yet.

crm_owner owns the tables and migrates. crm_app is the web and the workers: never owner, so row security
binds it. crm_platform is Django admin. The embedded PostgreSQL and `manage.py create_roles` (PostgreSQL 15+)
share this file.
"""

import base64
import hashlib
import hmac
import secrets

OWNER, APP, PLATFORM = "crm_owner", "crm_app", "crm_platform"
ROLES = (OWNER, APP, PLATFORM)
DATABASE = "sila"

# No transaction of ours lasts longer: an open writer hides later events from their readers.
LIMITS = {
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "5s",
}
ITERATIONS = 4096


def quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def scram_verifier(password: str, salt: bytes | None = None) -> str:
    """What PostgreSQL stores for a password (RFC 5803): with it no log of the server has the password."""
    salt = salt or secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    parts = [
        base64.b64encode(part).decode() for part in (salt, hashlib.sha256(client_key).digest(), server_key)
    ]
    return "SCRAM-SHA-256${}:{}${}:{}".format(ITERATIONS, *parts)


def role_statements(passwords: dict[str, str]) -> list[str]:
    """Make or renew the roles; run as a superuser or, on hosted PostgreSQL, as a role with CREATEROLE.

    `passwords` maps role to password; a role that is left out is made without changing its password.
    """
    statements = []
    for role in ROLES:
        name = quoted_name(role)
        statements.append(
            f"DO $$ BEGIN CREATE ROLE {name} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        if role in passwords:
            verifier = quoted_text(scram_verifier(passwords[role]))
            statements.append(f"ALTER ROLE {name} LOGIN PASSWORD {verifier}")
    # Only a superuser may say NOSUPERUSER, so roles that were there before are looked at instead.
    names = ", ".join(quoted_text(role) for role in ROLES)
    statements.append(
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname IN ({names}) "  # nosec B608
        "AND (rolsuper OR rolbypassrls)) THEN RAISE EXCEPTION "
        "'a role of Sila may pass row security: ALTER ROLE ... NOSUPERUSER NOBYPASSRLS'; END IF; END $$"
    )
    # Who is no superuser must be a member of the owner before it can make a database for it.
    statements.append(
        "DO $$ BEGIN IF current_setting('is_superuser') <> 'on' "
        f"THEN EXECUTE format('GRANT {quoted_name(OWNER)} TO %I', current_user); END IF; END $$"
    )
    return statements


def database_exists_query(database: str = DATABASE) -> str:
    return f"SELECT 1 FROM pg_database WHERE datname = {quoted_text(database)}"  # noqa: S608  # nosec B608


def create_database_statement(database: str = DATABASE) -> str:
    """Run outside a transaction, and only when `database_exists_query` finds nothing."""
    name, owner = quoted_name(database), quoted_name(OWNER)
    return f"CREATE DATABASE {name} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0"


def grant_statements(database: str = DATABASE) -> list[str]:
    """What each role may do; run while signed in to that database. Safe to run again."""
    name, owner, app, platform = (quoted_name(text) for text in (database, OWNER, APP, PLATFORM))
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT"
    return [
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY, CREATE ON DATABASE {name} TO {owner}",
        # Imports stage their rows in a temporary table.
        f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}",
        f"GRANT CONNECT ON DATABASE {name} TO {platform}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        f"GRANT USAGE ON SCHEMA public TO {app}, {platform}",
        f"{defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}, {platform}",
        f"{defaults} USAGE, SELECT ON SEQUENCES TO {app}, {platform}",
    ]


def limit_statements(database: str | None = DATABASE) -> list[str]:
    """The time limits of the app's and the platform's role: in one database, or everywhere with None."""
    where = f" IN DATABASE {quoted_name(database)}" if database else ""
    return [
        f"ALTER ROLE {quoted_name(role)}{where} SET {setting} = {quoted_text(value)}"
        for role in (APP, PLATFORM)
        for setting, value in LIMITS.items()
    ]
