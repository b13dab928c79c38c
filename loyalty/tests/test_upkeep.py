"""What happens to points by itself: they expire once, and the ledger is checked every night."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from loyalty import expiring, holding, ledger, reconciling
from loyalty.models import PointsEntry, Reconciliation, Wallet
from loyalty.tests.sound import assert_sound, left
from timeline.jobs import run_slice
from timeline.models import Job, Notification

Kind = PointsEntry.Kind
DAY = timedelta(days=1)


def earn(wallet, points, key, *, days):
    return ledger.credit(wallet, points, kind=Kind.EARN, key=key, expires_at=timezone.now() + days * DAY)


@pytest.fixture
def wallets(customer):
    return [ledger.wallet_of(customer(f"Customer {number}")) for number in range(4)]


def due(what) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"select due_workspaces_{what}(10)")
        return [row[0] for row in cursor.fetchall()]


def run(job):
    run_slice(job.pk)
    job.refresh_from_db()
    return job


class TestExpiry:
    def test_every_wallet_gets_one_entry_and_twice_changes_nothing(self, wallets, monkeypatch, time_machine):
        monkeypatch.setattr(expiring, "BATCH", 3)
        for wallet in wallets:
            earn(wallet, 50, f"a{wallet.pk}", days=5)
            earn(wallet, 30, f"b{wallet.pk}", days=5)
            earn(wallet, 20, f"c{wallet.pk}", days=50)
        time_machine.move_to(timezone.now() + 6 * DAY)
        job = run(expiring.start_expiry())
        assert (job.state, job.total, job.done) == (Job.State.DONE, 8, 8)
        assert [left(wallet) for wallet in wallets] == [[0, 0, 20]] * 4
        gone = PointsEntry.objects.filter(kind=Kind.EXPIRY)
        assert sorted(gone.values_list("points", flat=True)) == [-80] * 4
        run(expiring.start_expiry())
        assert gone.count() == 4
        assert_sound()

    def test_what_is_kept_stays_until_it_is_let_go(self, wallets, time_machine):
        wallet = wallets[0]
        earn(wallet, 50, "a", days=5)
        kept = holding.hold(wallet, 40, until_at=timezone.now() + 9 * DAY, key="b")
        time_machine.move_to(timezone.now() + 6 * DAY)
        run(expiring.start_expiry())
        assert left(wallet) == [40]
        assert expiring.expire_next(at=timezone.now()) == (0, None)
        holding.release(kept)
        run(expiring.start_expiry())
        assert left(wallet) == [0]
        assert_sound()

    def test_only_workspaces_with_something_over_are_due(self, wallets, opened):
        """Asked by the clock of the database."""
        assert due("expiry") == []
        ledger.credit(wallets[0], 50, kind=Kind.EARN, key="a", expires_at=timezone.now() - DAY)
        assert due("expiry") == [opened.pk]
        expiring.start_expiry()
        assert due("expiry") == []

    def test_a_lot_is_over_at_midnight_and_not_before(self, wallets):
        wallet = wallets[0]
        lot = earn(wallet, 50, "a", days=5).lots.get()
        assert expiring.expire(wallet, at=lot.expires_at - timedelta(seconds=1)) is None
        assert expiring.expire(wallet, at=lot.expires_at).points == -50
        assert_sound()


class TestCheck:
    def test_a_sound_ledger_is_told_as_such(self, wallets):
        entry = earn(wallets[0], 50, "a", days=5)
        ledger.reverse(entry, 20, key="b")
        holding.hold(wallets[0], 10, until_at=timezone.now() + DAY, key="c")
        run(reconciling.start_check())
        found = Reconciliation.objects.get()
        assert (found.wallets_count, found.wrong_count, found.wrong) == (4, 0, [])
        assert not Notification.objects.exists()

    @pytest.mark.parametrize(("change", "off"), [
        ("balance_points = balance_points + 5", {"entries": 5, "lots": 5}),
        ("debt_points = 3", {"owed": 3}),
        ("held_points = 7", {"held": 7, "holds": 7}),
        ("last_seq = 9", {"count": 8}),
    ])  # fmt: skip
    def test_what_differs_is_reported_to_who_manages_and_left_alone(self, wallets, huda, mona, change, off):
        wallet = wallets[1]
        earn(wallet, 50, "a", days=5)
        with connection.cursor() as cursor:
            cursor.execute(f"update loyalty_wallet set {change} where id = %s", [wallet.pk])
        before = Wallet.objects.values().get(pk=wallet.pk)
        run(reconciling.start_check())
        found = Reconciliation.objects.get()
        assert found.wrong == [{"wallet": wallet.number, "off": off}]
        assert Wallet.objects.values().get(pk=wallet.pk) == before
        assert {each.recipient for each in Notification.objects.all()} == {huda, mona}

    def test_a_lot_and_an_entry_are_checked_by_themselves(self, wallets):
        first, second = wallets[:2]
        earn(first, 50, "a", days=5)
        earn(second, 50, "b", days=5)
        ledger.debit(second, 20, kind=Kind.REDEMPTION, key="c")
        with connection.cursor() as cursor:
            cursor.execute("update loyalty_lot set remaining_points = 49 where wallet_id = %s", [first.pk])
        off = reconciling.differences(wallets)
        assert off == {first.pk: {"lots": 1, "lot": -1}}


def test_asked_for_twice_it_is_one(wallets):
    assert reconciling.start_check() == reconciling.start_check()
    assert expiring.start_expiry() == expiring.start_expiry()
