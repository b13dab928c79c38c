"""The command on a PostgreSQL of one's own. Here nobody may make roles, so what it would run is written down."""

from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command

from workspaces.management.commands import create_roles

ADMIN = "postgres://admin:p@db.example:5433/postgres"


@pytest.fixture
def server(monkeypatch):
    """A server that has what is in `known`; (address, statement) of all that is run on it."""
    ran = []

    def run(address, statements):
        ran.extend((address, statement) for statement in statements)
        if "from pg_roles" in statements[0] and len(statements) == 1:
            return [(role,) for role in run.known]
        return [(1,)] if "pg_database" in statements[0] and run.has_database else []

    run.known, run.has_database, run.ran = [], False, ran
    monkeypatch.setattr(create_roles, "run", run)
    return run


def call(**options):
    out, err = StringIO(), StringIO()
    call_command("create_roles", stdout=out, stderr=err, admin=ADMIN, **options)
    return dict(line.split("=", 1) for line in out.getvalue().splitlines()), err.getvalue()


def test_the_three_addresses_are_printed_with_new_passwords(server):
    addresses, _said = call()
    assert list(addresses) == ["DATABASE_URL", "MIGRATION_DATABASE_URL", "PLATFORM_DATABASE_URL"]
    assert addresses["DATABASE_URL"].startswith("postgres://crm_app:")
    assert addresses["DATABASE_URL"].endswith("@db.example:5433/sila")
    passwords = {address.split(":")[2].split("@")[0] for address in addresses.values()}
    assert len(passwords) == 3
    assert min(map(len, passwords)) >= 32


def test_no_password_stands_in_a_statement(server):
    addresses, _said = call()
    statements = " ".join(statement for _address, statement in server.ran)
    for address in addresses.values():
        assert address.split(":")[2].split("@")[0] not in statements


def test_the_database_is_made_once_and_its_grants_are_given_inside_it(server):
    call(database="crm")
    made = [statement for _address, statement in server.ran if "CREATE DATABASE" in statement]
    assert len(made) == 1
    assert '"crm" OWNER "crm_owner"' in made[0]
    inside = [statement for address, statement in server.ran if address.endswith("/crm")]
    assert any("GRANT USAGE" in statement for statement in inside)
    assert any("statement_timeout" in statement for statement in inside)


def test_a_second_run_changes_no_password_and_makes_no_database(server):
    server.known, server.has_database = ["crm_owner", "crm_app", "crm_platform"], True
    addresses, said = call()
    statements = " ".join(statement for _address, statement in server.ran)
    assert "PASSWORD" not in statements
    assert "CREATE DATABASE" not in statements
    assert "ITS-PASSWORD" in addresses["DATABASE_URL"]
    assert "--new-passwords" in said


def test_new_passwords_are_given_when_asked_for(server):
    server.known = ["crm_owner", "crm_app", "crm_platform"]
    addresses, _said = call(new_passwords=True)
    assert "ITS-PASSWORD" not in " ".join(addresses.values())


def test_what_is_missing_or_wrong_is_said_in_one_line(monkeypatch):
    monkeypatch.delenv("ADMIN_DATABASE_URL", raising=False)
    with pytest.raises(CommandError, match="Say who may make roles"):
        call_command("create_roles", admin="")

    def away(*args):
        raise psycopg2.OperationalError("connection refused\n")

    monkeypatch.setattr(create_roles, "run", away)
    with pytest.raises(CommandError, match=r"connection refused$"):
        call_command("create_roles", admin=ADMIN)
