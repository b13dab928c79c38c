import base64
import os

import psycopg2
import pytest
from house.configuration import for_web, for_workers
from house.data_folder import DataFolder
from house.processes import is_alive
from house.services import Services

from lib.tenancy import database_roles as roles


def test_the_stored_form_of_a_password_is_that_of_rfc_7677():
    salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    assert roles.scram_verifier("pencil", salt) == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
        "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )


def test_no_statement_holds_a_password():
    statements = roles.role_statements(dict.fromkeys(roles.ROLES, "open-sesame"))
    assert "open-sesame" not in "".join(statements)


def test_names_and_texts_cannot_break_out():
    assert roles.quoted_name('a"b') == '"a""b"'
    assert roles.quoted_text("a'b") == "'a''b'"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """Real services in a data folder of their own, as bin/run starts them."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "PLATFORM_DATABASE_URL", "REDIS_URL"):
            patched.delenv(name, raising=False)
        data = DataFolder(tmp_path_factory.mktemp("run") / "data").open()
        services = Services(data, "run")
        try:
            services.start()
            yield services
        finally:
            services.stop()
            services.cluster.home.remove()


def answer(url, sql):
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("name", ["DATABASE_URL", "PLATFORM_DATABASE_URL", "MIGRATION_DATABASE_URL"])
def test_no_role_of_sila_may_pass_row_security(embedded, name):
    sql = (
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = session_user"
    )
    assert answer(embedded.urls[name], sql) == [(False, False, False, False)]


def test_the_apps_process_cannot_sign_in_as_superuser(embedded, clean_environment):
    """Not with any word of its environment, not without one, not by becoming it later."""
    superuser = embedded.data.secrets()["superuser"]
    env = {**embedded.urls, "SECRET_KEY": embedded.data.secrets()["secret_key"]}
    known = for_web(env) | for_workers(env)
    assert superuser not in repr(known)
    app = psycopg2.extensions.parse_dsn(embedded.urls["DATABASE_URL"])
    words = {
        psycopg2.extensions.parse_dsn(url)["password"] for url in embedded.urls.values() if "postgres" in url
    }
    for word in {"", "postgres", env["SECRET_KEY"], *words}:
        with pytest.raises(psycopg2.OperationalError, match=r"no password supplied|authentication failed"):
            psycopg2.connect(host=app["host"], port=5432, dbname="sila", user="postgres", password=word)
    for name in ("DATABASE_URL", "PLATFORM_DATABASE_URL"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            answer(embedded.urls[name], "set role postgres")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            answer(embedded.urls[name], "set role crm_owner")


def test_the_database_listens_on_no_network(embedded):
    assert answer(embedded.urls["DATABASE_URL"], "show listen_addresses") == [("",)]
    assert embedded.cluster.home.socket.stat().st_mode & 0o777 == 0o700
    assert (embedded.cluster.home.cluster / "pg_hba.conf").read_text() == "local all all scram-sha-256\n"


def test_the_app_has_its_time_limits_and_the_owner_none(embedded):
    sql = (
        "select current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"
    )
    assert answer(embedded.urls["DATABASE_URL"], sql) == [("15s", "30s")]
    assert answer(embedded.urls["MIGRATION_DATABASE_URL"], sql) == [("0", "0")]


def test_the_app_can_stage_rows_but_make_no_table(embedded):
    assert answer(embedded.urls["DATABASE_URL"], "create temporary table t (a int); select 1") == [(1,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        answer(embedded.urls["DATABASE_URL"], "create table t (a int); select 1")


def test_everything_the_superuser_does_is_done_before_children_start(embedded):
    """The superuser's password is in no child's environment, arguments or note."""
    superuser = embedded.data.secrets()["superuser"]
    for child in embedded.children.values():
        assert superuser not in repr((child.argv, child.env))
        assert is_alive(child.identity)
    assert superuser not in embedded.pidfile.path.read_text()
    assert superuser not in "".join(log.read_text() for log in embedded.data.logs.iterdir())
    assert os.stat(embedded.data.path / "secrets.json").st_mode & 0o777 == 0o600
