"""Sila looks at its own walls: who it is signed in as, and what the database holds about workspaces."""

from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

import workspaces
from conftest import owner_sql
from lib.tenancy import inspection
from lib.tenancy.backend.base import DatabaseWrapper
from workspaces import doctor, mail
from workspaces.checks import refuse_if_open, workspaces_are_kept_apart
from workspaces.models import SystemMail

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "platform"])

MINE = "workspace_id = current_setting('app.workspace_id')::int"
LOOSE = "workspace_id = nullif(current_setting('app.workspace_id', true), '')::int"
# What somebody changes by hand, what Sila says about it, and the way back.
BREACHES = {
    "row security off": (
        "alter table accounts_tag disable row level security",
        "accounts_tag has row security switched off",
        "alter table accounts_tag enable row level security",
    ),
    "policy gone": (
        "drop policy workspace on accounts_tag",
        "accounts_tag lacks the policy “workspace”",
        f"create policy workspace on accounts_tag to crm_app using ({MINE}) with check ({MINE})",
    ),
    "policy of another shape": (
        f"alter policy workspace on accounts_tag using ({LOOSE})",
        "accounts_tag lacks the policy “workspace” in its exact shape",
        f"alter policy workspace on accounts_tag using ({MINE})",
    ),
    "one policy more": (
        "create policy open_door on accounts_tag to crm_app using (true)",
        "accounts_tag has the policy “open_door”",
        "drop policy open_door on accounts_tag",
    ),
    "policy for everybody": (
        "alter policy platform on accounts_tag to public",
        "accounts_tag lacks the policy “platform”",
        "alter policy platform on accounts_tag to crm_platform",
    ),
    "index without the workspace": (
        "create index stray on accounts_tag (name)",
        "the index stray of accounts_tag does not begin with workspace_id",
        "drop index stray",
    ),
    "plain key": (
        "alter table accounts_accounttag add constraint stray foreign key (tag_id) references accounts_tag (id)",
        "the key stray of accounts_accounttag does not carry the workspace",
        "alter table accounts_accounttag drop constraint stray",
    ),
}


@contextmanager
def breached(name):
    breach, _said, repair = BREACHES[name]
    owner_sql(breach)
    try:
        yield
    finally:
        owner_sql(repair)


def told():
    out = StringIO()
    try:
        call_command("doctor", stdout=out, no_color=True)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def sign_in_as_owner():
    """The app's own backend, with the role that owns the tables."""
    owner = {**connections["owner"].settings_dict, "ENGINE": "lib.tenancy.backend", "OPTIONS": {}}
    return DatabaseWrapper(owner, "as_owner")


def test_nothing_is_wrong_with_the_walls():
    assert inspection.role_problems(connection) == []
    assert inspection.table_problems(connection) == []
    assert workspaces_are_kept_apart(None, ["default", "platform"]) == []
    refuse_if_open()


@pytest.mark.parametrize("name", BREACHES)
def test_every_breach_is_seen_and_keeps_sila_from_starting(name):
    said = BREACHES[name][1]
    with breached(name):
        assert said in "; ".join(inspection.table_problems(connection))
        assert said in "; ".join(error.msg for error in workspaces_are_kept_apart(None, ["default"]))
        with pytest.raises(SystemExit, match="Sila does not start"):
            refuse_if_open()
        text, code = told()
        assert (said in text, code) == (True, 1)
    assert inspection.table_problems(connection) == []


def test_a_role_that_passes_row_security_gets_no_connection():
    wrapper = sign_in_as_owner()
    for _try in range(2):  # refused again, and not served by what the first try left open
        with pytest.raises(ImproperlyConfigured, match="crm_owner"):
            wrapper.ensure_connection()
        assert wrapper.connection is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("root", True, True, True, True), "is a superuser"),
        (("sly", False, True, False, False), "has BYPASSRLS"),
        (("son", False, False, True, False), "is a member of crm_owner"),
        (("maker", False, False, False, True), "owns tables"),
    ],
)
def test_every_way_past_row_security_is_named(row, said):
    assert inspection.problems_of_roles([row]) == [
        f"the role {row[0]} {said}, so row security does not bind it"
    ]


def test_a_workspace_that_is_set_beforehand_is_named():
    """Only a superuser can do it, which these tests have none of."""
    assert list(inspection._preset_problems([(0,)])) == []
    assert "is set for a role or database" in next(inspection._preset_problems([(1,)]))


def test_a_database_that_is_away_is_looked_at_when_it_comes(monkeypatch):
    away = {**connections["default"].settings_dict, "PORT": "1", "HOST": "127.0.0.1"}
    monkeypatch.setattr(connections["default"], "settings_dict", away)
    connections["default"].close()
    refuse_if_open()


# The doctor


@pytest.fixture
def mail_server(monkeypatch):
    monkeypatch.setattr(doctor, "get_connection", lambda **kwargs: _Server())


class _Server:
    def open(self):
        return True

    def close(self):
        pass


def test_the_doctor_is_content_with_a_whole_installation(mail_server):
    text, code = told()
    assert "WRONG" not in text
    assert code == 0
    looked_at = {line.split(":")[0].removeprefix("ok").strip() for line in text.splitlines()}
    assert looked_at == {
        *("DATABASE_URL", "PLATFORM_DATABASE_URL", "Workspaces", "Migrations", "Clock"),
        *("Redis", "Mail", "Worker", "Disk", "Search"),
    }


def test_the_doctor_says_what_search_lacks(mail_server, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(inspection, "EXTENSIONS", {"pg_trgm", "no_such_extension"})
        assert "As the owner: CREATE EXTENSION no_such_extension" in told()[0]
    monkeypatch.setattr(inspection, "KNOWS_ARABIC", "select false")
    assert "LC_CTYPE C.UTF-8" in told()[0]


def test_the_doctor_says_what_to_do_about_a_mail_server_that_is_away(monkeypatch, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    text, code = told()
    assert "WRONG Mail: 127.0.0.1:1" in text
    assert "Correct EMAIL_URL" in text
    assert code == 1


def test_the_doctor_says_what_to_do_about_a_redis_that_is_away(mail_server, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    text, _code = told()
    assert "WRONG Redis" in text
    assert "correct REDIS_URL" in text


def test_the_doctor_sees_mail_that_nobody_sends(mail_server):
    mail.post("password_reset", to="x@y.example", language="en", name="X", url="https://x/")
    SystemMail.objects.update(not_before=timezone.now() - doctor.MAIL_WAITS * 2)
    assert "Start a worker and beat" in told()[0]


def test_the_doctor_sees_migrations_that_wait(mail_server):
    name = max(path.stem for path in (Path(workspaces.__file__).parent / "migrations").glob("0*.py"))
    owner_sql("delete from django_migrations where app = 'workspaces' and name = %s", name)
    try:
        assert f"workspaces {name}" in told()[0]
    finally:
        owner_sql("insert into django_migrations (app, name, applied) values ('workspaces', %s, now())", name)


def test_the_doctor_sees_a_clock_that_is_wrong(mail_server, monkeypatch):
    monkeypatch.setattr(
        inspection, "seconds_of_the_database", lambda connection: timezone.now().timestamp() + 60
    )
    assert "60 s apart" in told()[0]


def test_the_doctor_sees_a_disk_that_is_full(mail_server, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    assert "Make room" in told()[0]


def test_the_doctor_sees_one_role_in_two_places(mail_server, monkeypatch):
    same = {**connections["platform"].settings_dict, "USER": connections["default"].settings_dict["USER"]}
    monkeypatch.setattr(connections["platform"], "settings_dict", same)
    assert "Django admin would see no workspace" in told()[0]
