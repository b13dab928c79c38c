"""The two inner locks, the manager's filter and row security: without either one the nets turn red, and the
other still shows nothing of another workspace."""

import pytest
from django.db import DataError, ProgrammingError, connection, models, transaction

from accounts.models import Account
from conftest import owner_sql
from lib.tenancy.models import WorkspaceManager
from lib.tenancy.state import workspace
from tests.guards import atlas, catalogue
from tests.guards import world as worlds
from tests.guards.conftest import storages
from tests.guards.test_canary import text_of
from tests.guards.test_every_table import managers_that_answer
from tests.samples import drawn
from workspaces.roles import Role

pytestmark = pytest.mark.net

ASKED = [{}, {"q": worlds.ASKED_FOR["bahr"]}]


@pytest.fixture
def standing_world(transactional_db, settings, tmp_path):
    """A world that is committed, so that the owner of the tables may change them meanwhile."""
    settings.STORAGES = storages(tmp_path)
    with transaction.atomic():
        return worlds.build()


@pytest.fixture
def no_filter(monkeypatch):
    """The manager answers with whatever the database lets it see."""
    monkeypatch.setattr(WorkspaceManager, "get_queryset", models.Manager.get_queryset)


@pytest.fixture
def no_row_security(standing_world):
    """Row security switched off on every table, as by a migration that forgot it."""
    tables = sorted(catalogue.workspace_tables())
    connection.close()
    _everywhere(tables, "disable")
    yield
    connection.close()
    _everywhere(tables, "enable")


def _everywhere(tables, way):
    owner_sql("; ".join(f"alter table {table} {way} row level security" for table in tables))


def pages_that_show(world):
    """Pages of noor with a word of bahr in them; a plain run asks a sample of the addresses."""
    for address in drawn(atlas.readable_addresses(), 0.3):
        for path in address.paths_in(world.noor):
            for query in ASKED:
                page = world.client(Role.OWNER).get(path, query)
                if world.bahr.mark in text_of(page):
                    yield f"{path} {query}"


def test_without_the_filter_the_nets_turn_red(db, no_filter):
    """The manager no longer raises, so the database has to: the net over managers fails on it."""
    with pytest.raises((ProgrammingError, DataError)), transaction.atomic():
        managers_that_answer(Account)


def test_without_the_filter_nothing_is_shown(world, no_filter, plain_pages):
    assert list(pages_that_show(world)) == []
    with workspace(world.noor.workspace.pk):
        assert not Account.objects.filter(pk=world.bahr.row("accounts.Account").pk).exists()


def test_without_row_security_the_nets_turn_red(no_row_security):
    off = {line.split(":")[0] for line in catalogue.wrong_policies()}
    assert off == catalogue.workspace_tables()


def test_without_row_security_nothing_is_shown(standing_world, no_row_security, plain_pages):
    world = standing_world
    with workspace(world.noor.workspace.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(distinct workspace_id) from accounts_account")
        assert cursor.fetchone() == (2,), "the wall is really down"
        assert not Account.objects.filter(pk=world.bahr.row("accounts.Account").pk).exists()
    assert list(pages_that_show(world)) == []


def test_without_both_everything_would_be_shown(standing_world, no_row_security, no_filter, plain_pages):
    """So the two tests above look where there is something to see."""
    assert any(pages_that_show(standing_world))


def test_without_its_policy_a_table_shows_nothing_at_all(standing_world):
    """A policy dropped and row security on: closed, not open."""
    with workspace(standing_world.noor.workspace.pk):
        connection.close()
        owner_sql("drop policy workspace on accounts_account")
        try:
            with transaction.atomic():
                assert Account.objects.count() == 0
            assert "accounts_account" in {line.split(":")[0] for line in catalogue.wrong_policies()}
        finally:
            connection.close()
            mine = "workspace_id = current_setting('app.workspace_id')::int"
            owner_sql(
                f"create policy workspace on accounts_account to crm_app using ({mine}) with check ({mine})"
            )
    assert catalogue.wrong_policies() == []
