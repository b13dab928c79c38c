"""Whatever changes what a customer did is heard: the months are those of the facts after each of these verbs."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.deletion import delete_for_good
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account
from accounts.services import add_account
from complaints.filing import file_complaint
from interactions.services import change_interaction, log_interaction
from lib.tenancy.state import workspace
from reports.models import AccountMonth, RollupState
from reports.rollups import keeping
from reports.tests.oracle import brought_up, kept, worked_out
from sales.imports import steps
from sales.models import Purchase, PurchaseImport
from sales.purchasing import Line, add_purchase, change_purchase
from timeline.jobs import run_slice
from timeline.tasks import due_workspaces

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_noor")]
MAY, JUNE = date(2026, 5, 20), date(2026, 6, 2)


@pytest.fixture
def afaq(salem):
    return add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


def buy(account, by, on=MAY, minor=10_000, currency="SAR"):
    fields = {"ordered_on": on, "currency": currency}
    return add_purchase(account=account, by=by, fields=fields, lines=[Line("Coffee", unit_price_minor=minor)])


def call(account, by, at=datetime(2026, 5, 31, 20, 59, tzinfo=UTC)):
    return log_interaction(account=account, by=by, at=at, fields={"channel": "call", "minutes": 12})


def complain(account, by, at=datetime(2026, 5, 31, 21, 30, tzinfo=UTC)):
    fields = {"subject": "Cups came broken", "text": "Forty of them.", "language": "en"}
    return file_complaint(account=account, by=by, at=at, fields=fields)


def is_right(noor):
    """What is kept is what the facts say, once the outbox was read."""
    brought_up()
    assert kept() == worked_out(noor)
    return True


def fresh(row):
    with transaction.atomic():
        return type(row).objects.select_related("account").get(pk=row.pk)


class TestOnePurchase:
    def test_from_entering_to_restoring(self, noor, huda, afaq):
        brought_up()
        made = buy(afaq, huda)
        assert is_right(noor)
        assert kept() == {(afaq.pk, date(2026, 5, 1)): (1, 1, 10_000, 0, 0, 0)}
        fields = fresh(made)
        fields.ordered_on = JUNE
        change_purchase(fields, by=huda, read_version=fields.version, changed=["ordered_on"])
        assert is_right(noor)
        assert list(kept()) == [(afaq.pk, date(2026, 6, 1))]
        part = fresh(made).refund(4_000, by=huda)
        assert is_right(noor)
        fresh(made).take_refund_back(part, by=huda)
        assert is_right(noor)
        fresh(made).set_status("returned", by=huda)
        assert is_right(noor)
        assert kept() == {}
        fresh(made).set_status("delivered", by=huda)
        assert is_right(noor)
        fresh(made).archive(by=huda)
        assert is_right(noor)
        fresh(made).restore(by=huda)
        assert is_right(noor)
        assert kept() == {(afaq.pk, date(2026, 6, 1)): (1, 1, 10_000, 0, 0, 0)}

    def test_another_currency_counts_without_an_amount(self, noor, huda, afaq):
        buy(afaq, huda, currency="USD")
        assert is_right(noor)
        assert kept() == {(afaq.pk, date(2026, 5, 1)): (1, 0, 0, 0, 0, 0)}


class TestOtherFacts:
    def test_calls_and_complaints_fall_on_the_days_of_the_workspace(self, noor, huda, afaq):
        brought_up()
        call(afaq, huda)
        filed = complain(afaq, huda)
        assert is_right(noor)
        # 23:59 on the last of May in Riyadh, and half past midnight on the first of June.
        assert kept() == {
            (afaq.pk, date(2026, 5, 1)): (0, 0, 0, 1, 12, 0),
            (afaq.pk, date(2026, 6, 1)): (0, 0, 0, 0, 0, 1),
        }
        fresh(filed).reject(by=huda, reason="An advertisement")
        assert is_right(noor)

    def test_a_call_that_is_moved_removed_and_brought_back(self, noor, huda, afaq):
        made = call(afaq, huda)
        brought_up()
        moved = fresh(made)
        moved.at += timedelta(minutes=2)
        change_interaction(moved, by=huda, read_version=moved.version, changed=["at"])
        assert is_right(noor)
        assert list(kept()) == [(afaq.pk, date(2026, 6, 1))]
        fresh(made).remove(by=huda)
        assert is_right(noor)
        fresh(made).restore(by=huda)
        assert is_right(noor)

    def test_other_clocks_make_every_month_anew(self, noor, huda, afaq):
        call(afaq, huda)
        brought_up()
        noor.time_zone = "America/New_York"
        noor.save()
        assert due_workspaces("due_workspaces_rollups") == [noor.pk]
        complain(afaq, huda, datetime(2026, 6, 1, 3, 30, tzinfo=UTC))
        assert is_right(noor)
        assert list(kept()) == [(afaq.pk, date(2026, 5, 1))]
        noor.currency = "USD"
        noor.save()
        buy(afaq, huda, currency="USD")
        assert is_right(noor)
        assert kept()[afaq.pk, date(2026, 5, 1)][:3] == (1, 1, 10_000)


class TestCustomers:
    def test_merged_parted_and_deleted(self, noor, huda, afaq):
        other = add_account(by=huda, fields={"name_en": "Afaq of the Gulf", "owner": huda})
        buy(afaq, huda)
        buy(other, huda, minor=7_000)
        call(other, huda)
        brought_up()
        joined = merge(fresh_account(afaq), fresh_account(other), by=huda)
        assert is_right(noor)
        assert {account for account, _month in kept()} == {afaq.pk}
        undo_merge(joined, by=huda)
        assert is_right(noor)
        assert {account for account, _month in kept()} == {afaq.pk, other.pk}
        delete_for_good(fresh_account(other), by=huda)
        assert is_right(noor)
        assert {account for account, _month in kept()} == {afaq.pk}
        assert not is_dirty()

    def test_archived_ones_are_counted_anew(self, huda, afaq):
        buy(afaq, huda)
        brought_up()
        fresh_account(afaq).archive(by=huda)
        with transaction.atomic():
            before = RollupState.objects.get().summed_at
        brought_up()
        with transaction.atomic():
            assert RollupState.objects.get().summed_at > before


class TestFiles:
    def test_brought_in_for_customers_who_are_known_and_taken_out_again(self, noor, huda, afaq):
        brought_up()
        rows = "customer,date,amount\nAfaq Gulf,2026-05-20,100\nAfaq Gulf,2026-06-02,50\nNew One,2026-05-03,9"
        origin = imported(rows, huda)
        assert is_right(noor)
        assert len(kept()) == 3
        steps.undo_import(origin, by=huda)
        work(read(PurchaseImport, origin).undo_job)
        with transaction.atomic():
            assert not Purchase.objects.exists()
            # The rollup keeps no customer from going with the file.
            assert Account.objects.count() == 1
        assert is_right(noor)
        assert kept() == {}


class TestBatches:
    def test_a_workspace_of_old_is_built_in_parts_and_heard_meanwhile(self, noor, huda, monkeypatch):
        monkeypatch.setattr(keeping, "ACCOUNTS", 2)
        made = [add_account(by=huda, fields={"name_en": f"Customer {each}"}) for each in range(5)]
        for each in made:
            buy(each, huda)
        assert keeping.keep_up()
        assert len(kept()) == 2
        buy(made[0], huda, JUNE)
        assert is_right(noor)
        assert len(kept()) == 6

    def test_events_wait_where_they_name_many_accounts(self, noor, huda, monkeypatch):
        brought_up()
        monkeypatch.setattr(keeping, "MOST_ACCOUNTS", 2)
        made = [add_account(by=huda, fields={"name_en": f"Customer {each}"}) for each in range(5)]
        for each in made:
            buy(each, huda)
        assert keeping.keep_up()
        assert len(kept()) == 2
        assert is_right(noor)
        assert len(kept()) == 5

    def test_nothing_is_due_when_all_is_read(self, noor, huda, afaq):
        assert due_workspaces("due_workspaces_rollups") == [noor.pk]
        buy(afaq, huda)
        brought_up()
        assert due_workspaces("due_workspaces_rollups") == []
        buy(afaq, huda)
        assert due_workspaces("due_workspaces_rollups") == [noor.pk]

    def test_as_of_is_when_the_first_unread_thing_happened(self, noor, huda, afaq):
        brought_up()
        before = datetime.now(UTC)
        buy(afaq, huda)
        after = datetime.now(UTC)
        with transaction.atomic():
            assert before < keeping.as_of() < after
        brought_up()
        with transaction.atomic():
            assert keeping.as_of() > after

    def test_nobody_elses_months_are_seen(self, noor, bahr, karim, huda, afaq):
        buy(afaq, huda)
        brought_up()
        with workspace(bahr.pk):
            theirs = add_account(by=karim, fields={"name_en": "Karim's own"})
            buy(theirs, karim, currency="AED")
            brought_up()
            assert kept() == worked_out(bahr)
            assert {account for account, _month in kept()} == {theirs.pk}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {AccountMonth._meta.db_table}")
            assert cursor.fetchone() == (1,)


def imported(text, by):
    content = text.encode()
    origin = steps.bring_file(io.BytesIO(content), name="sales.csv", size=len(content), by=by)
    said = {"source": "shop", "currency": "SAR", "status": "delivered", "adds_customers": True}
    steps.start_import(origin, by=by, mapping=origin.mapping, **said)
    work(origin.job)
    return read(PurchaseImport, origin)


def work(job):
    for _slice in range(20):
        run_slice(job.pk)
        with transaction.atomic():
            job.refresh_from_db()
        if job.is_over:
            return
    raise AssertionError(job.error)


@transaction.atomic
def read(model, row):
    return model.objects.select_related("created_by__workspace", "undo_job").get(pk=row.pk)


@transaction.atomic
def fresh_account(account):
    return Account.objects.get(pk=account.pk)


@transaction.atomic
def is_dirty():
    return RollupState.objects.get().is_dirty
