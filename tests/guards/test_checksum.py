"""The nets ask checksum.py whether something was written: it sees a row that was, whoever wrote it."""

import pytest
from django.db import models, transaction

from accounts.models import Account
from conftest import owner_sql
from lib.tenancy.state import workspace
from tests.guards import checksum
from workspaces.models import User, Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.net


def changed(world, write) -> list[str]:
    before = checksum.checksums(world)
    write()
    return checksum.differences(before, checksum.checksums(world))


def test_nothing_written_is_no_difference(world):
    assert changed(world, lambda: world.client(Role.OWNER).get("/w/noor/accounts/")) == []


@pytest.mark.parametrize("slug", ["noor", "bahr"])
def test_a_row_that_is_written_as_it_was_is_seen(world, slug):
    part = getattr(world, slug)

    def write():
        with workspace(part.workspace.pk):
            Account.objects.filter(pk=part.row("accounts.Account").pk).update(city=models.F("city"))

    assert f"{slug}: accounts_account" in changed(world, write)


def test_a_row_of_everybodys_is_seen_when_added_and_when_deleted(world):
    assert changed(world, lambda: User.objects.create(email="new@sila.example")) == [
        "bahr: workspaces_user",
        "noor: workspaces_user",
    ]
    assert changed(world, lambda: User.objects.filter(email="new@sila.example")._raw_delete("default")) != []


def test_what_was_taken_back_is_no_difference_and_the_next_write_is_seen(world):
    def write():
        Workspace.objects.filter(pk=world.noor.workspace.pk).update(name="other")

    before = checksum.checksums(world)
    with transaction.atomic():
        assert changed(world, write) != []
        transaction.set_rollback(True)
    checksum.begin(world)
    assert checksum.checksums(world) == before
    assert changed(world, write) != []


def test_what_another_connection_writes_is_seen(world):
    try:
        assert changed(world, lambda: owner_sql("insert into auth_group (name) values ('of a test')")) == [
            "bahr: auth_group",
            "noor: auth_group",
        ]
    finally:
        owner_sql("delete from auth_group where name = 'of a test'")


def test_the_counting_is_what_it_stands_for(world):
    """The short way and the long one say the same of the world as it was built."""
    assert checksum.checksums(world) == checksum._counted(world)
