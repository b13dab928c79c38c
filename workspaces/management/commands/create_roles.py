import os
import secrets
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from django.core.management.base import BaseCommand, CommandError

from lib.tenancy import database_roles as roles

VARIABLES = {
    roles.APP: "DATABASE_URL",
    roles.OWNER: "MIGRATION_DATABASE_URL",
    roles.PLATFORM: "PLATFORM_DATABASE_URL",
}


class Command(BaseCommand):
    help = "Make Sila's three roles and its database on a PostgreSQL of your own, and print their addresses."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--admin",
            default=os.environ.get("ADMIN_DATABASE_URL", ""),
            help="address of a superuser, or of a role with CREATEROLE and CREATEDB (or set ADMIN_DATABASE_URL)",
        )
        parser.add_argument("--database", default=roles.DATABASE, help="name of the database (sila)")
        parser.add_argument(
            "--new-passwords", action="store_true", help="also for roles that are there already"
        )

    def handle(self, *, admin, database, new_passwords, **options):
        if not admin:
            raise CommandError(
                "Say who may make roles: --admin postgres://postgres:password@host:5432/postgres"
            )
        try:
            passwords = self._make(admin, database, new_passwords)
        except psycopg2.Error as error:
            raise CommandError(str(error).strip()) from error
        for role, variable in VARIABLES.items():
            self.stdout.write(f"{variable}={address(admin, role, passwords.get(role), database)}")
        if len(passwords) < len(VARIABLES):
            self.stderr.write(
                "Roles that were there keep their passwords; --new-passwords gives them new ones."
            )

    def _make(self, admin, database, new_passwords):
        known = {name for (name,) in run(admin, ["select rolname from pg_roles"])}
        wanted = [role for role in VARIABLES if new_passwords or role not in known]
        passwords = {role: secrets.token_urlsafe(24) for role in wanted}
        run(admin, roles.role_statements(passwords))
        if not run(admin, [roles.database_exists_query(database)]):
            run(admin, [roles.create_database_statement(database)])
        inside = urlunsplit(urlsplit(admin)._replace(path=f"/{database}"))
        run(inside, [*roles.grant_statements(database), *roles.limit_statements(database)])
        return passwords


def run(address_of_admin, statements):
    """Run statements one by one, each for itself; the rows of the last one."""
    connection = psycopg2.connect(address_of_admin)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def address(admin, role, password, database):
    parts = urlsplit(admin)
    secret = quote(password, safe="") if password else "ITS-PASSWORD"
    place = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    return urlunsplit(parts._replace(netloc=f"{role}:{secret}@{place}", path=f"/{database}"))
