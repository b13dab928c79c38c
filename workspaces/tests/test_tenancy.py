import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from accounts.models import Account, Position
from lib.tenancy.models import take_numbers
from lib.tenancy.state import NoWorkspace, workspace

pytestmark = pytest.mark.django_db


def account_in(opened, name):
    with workspace(opened.pk):
        return Account.objects.create(name_en=name)


def test_rows_without_an_open_workspace_are_an_error(noor):
    with pytest.raises(NoWorkspace):
        Account.objects.count()


def test_each_workspace_sees_its_own_rows(noor, bahr):
    account_in(noor, "Of Noor")
    account_in(bahr, "Of Bahr")
    with workspace(noor.pk):
        assert [account.name for account in Account.objects.all()] == ["Of Noor"]
    with workspace(bahr.pk):
        assert [account.name for account in Account.objects.all()] == ["Of Bahr"]


def test_the_database_hides_a_stranger_even_where_the_filter_is_gone(noor, bahr):
    account_in(noor, "Of Noor")
    account_in(bahr, "Of Bahr")
    with workspace(noor.pk), connection.cursor() as cursor:
        cursor.execute("select name_en from accounts_account")
        assert cursor.fetchall() == [("Of Noor",)]


def test_the_database_refuses_a_query_when_no_workspace_is_open(noor):
    with pytest.raises((ProgrammingError, DataError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from accounts_account")


def test_a_row_cannot_be_written_for_another_workspace(noor, bahr):
    with workspace(noor.pk), pytest.raises(ProgrammingError), transaction.atomic():
        Account.objects.create(name_en="Smuggled", workspace_id=bahr.pk)


@transaction.atomic
def point_at(mine, theirs):
    Account.objects.filter(pk=mine.pk).update(parent_id=theirs.pk)
    connection.check_constraints()


def test_a_row_cannot_point_at_a_strangers_row(noor, bahr):
    theirs = account_in(bahr, "Of Bahr")
    with workspace(noor.pk):
        mine = Account.objects.create(name_en="Of Noor")
        with pytest.raises(IntegrityError):
            point_at(mine, theirs)


def test_a_stranger_cannot_be_reached_through_a_foreign_key_filter(noor, bahr):
    theirs = account_in(bahr, "Of Bahr")
    with workspace(noor.pk):
        assert not Position.objects.filter(account_id=theirs.pk).exists()


def test_a_nested_workspace_gives_back_the_outer_one(noor, bahr):
    account_in(noor, "Of Noor")
    with workspace(noor.pk):
        with workspace(bahr.pk):
            assert Account.objects.count() == 0
        assert Account.objects.count() == 1


def test_numbers_run_on_inside_each_workspace(noor, bahr):
    with workspace(noor.pk):
        assert [take_numbers(Account), take_numbers(Account, 10), take_numbers(Account)] == [1, 2, 12]
    with workspace(bahr.pk):
        assert take_numbers(Account) == 1


def test_the_events_of_a_workspace_cannot_be_changed_or_deleted(in_noor):
    for statement in ("update timeline_event set verb = 'x'", "delete from timeline_event"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_history_keeps_the_old_values_of_an_update_that_passes_by_the_models(in_noor):
    account = Account.objects.create(name_en="Before")
    Account.objects.filter(pk=account.pk).update(name_en="After")
    with connection.cursor() as cursor:
        cursor.execute(
            "select name_en, pgh_label from accounts_accounthistory where pgh_obj_id = %s", [account.pk]
        )
        assert cursor.fetchall() == [("Before", "update")]
