"""Workers that race, a worker that is killed, and files of many purchases: each purchase earns once."""

import io
import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from django.db import connection, transaction

from accounts import services
from accounts.models import Account
from lib.tenancy.state import workspace
from loyalty import earning
from loyalty.models import Grant, LoyaltyProgram, PointsEntry, SettledPurchase, UnsettledAccount, Wallet
from loyalty.rules import add_rule
from loyalty.tests.sound import assert_sound
from loyalty.tests.test_rules_pages import SAID
from sales.imports import steps
from sales.models import Purchase, PurchaseImport
from sales.purchasing import Line, add_purchase
from timeline.jobs import run_slice
from timeline.models import Job


def prepare(mona):
    LoyaltyProgram.objects.create(name_en="Friends", state="running", starts_on=date(2026, 1, 1))
    add_rule(by=mona, fields={"name_en": "Each riyal"}, said=SAID)


def settle():
    while earning.settle_next():
        pass


def work(job):
    for _slice in range(60):
        run_slice(job.pk)
        job.refresh_from_db()
        if job.is_over:
            break
    assert job.state == Job.State.DONE, job.error


def bring(text, by):
    content = text.encode()
    origin = steps.bring_file(io.BytesIO(content), name="sales.csv", size=len(content), by=by)
    said = {"source": "shop", "currency": "SAR", "status": "delivered", "adds_customers": True}
    steps.start_import(origin, by=by, mapping=origin.mapping, **said)
    work(origin.job)
    return PurchaseImport.objects.get(pk=origin.pk)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_noor")
class TestFiles:
    def text(self, count, customers):
        rows = [f"{place % customers:05d},2026-03-01,1,{place % 7 + 1}.00" for place in range(count)]
        return "\n".join(["customer id,date,quantity,amount", *rows])

    def test_a_thousand_purchases_of_a_file_earn_what_they_say_and_the_file_again_nothing(self, huda, mona):
        prepare(mona)
        text = self.text(1_000, 40)
        origin = bring(text, huda)
        assert origin.added == 1_000
        assert UnsettledAccount.objects.count() == 40
        settle()
        assert not UnsettledAccount.objects.exists()
        expected = sum(place % 7 + 1 for place in range(1_000))
        assert sum(Wallet.objects.values_list("balance_points", flat=True)) == expected
        assert Grant.objects.count() == SettledPurchase.objects.count() == 1_000
        bring(text, huda)
        settle()
        assert PointsEntry.objects.count() == 1_000
        assert_sound()

    def test_undone_it_has_earned_nothing(self, huda, mona):
        prepare(mona)
        origin = bring(self.text(60, 6), huda)
        settle()
        assert sum(Wallet.objects.values_list("balance_points", flat=True)) > 0
        steps.undo_import(origin, by=huda)
        work(PurchaseImport.objects.get(pk=origin.pk).undo_job)
        settle()
        assert not Purchase.objects.exists()
        assert not SettledPurchase.objects.exists()
        assert set(Wallet.objects.values_list("balance_points", "debt_points")) == {(0, 0)}
        assert set(Grant.objects.values_list("points", flat=True)) == {0}
        assert_sound()

    def test_undone_before_anybody_settled_customers_go_too(self, huda, mona):
        prepare(mona)
        origin = bring(self.text(60, 6), huda)
        steps.undo_import(origin, by=huda)
        work(PurchaseImport.objects.get(pk=origin.pk).undo_job)
        settle()
        assert not Account.objects.exists()
        assert not Wallet.objects.exists()


@pytest.fixture
def waiting(noor, mona, salem):
    """Three customers with twenty purchases each that nobody has settled yet."""
    with workspace(noor.pk), transaction.atomic():
        accounts = [
            services.add_account(by=salem, fields={"name_en": name, "owner": salem})
            for name in ("A", "B", "C")
        ]
        for account in accounts:
            for place in range(20):
                fields = {"ordered_on": date(2026, 3, 1 + place), "currency": "SAR"}
                line = Line("Paper", unit_price_minor=10_00)
                add_purchase(account=account, by=salem, fields=fields, lines=[line])
        prepare(mona)
        earning.queue([each.pk for each in accounts])
    return accounts


@pytest.mark.django_db(transaction=True)
class TestWorkers:
    def test_two_that_race_give_each_purchase_its_points_once(self, waiting, noor, side_by_side):
        assert side_by_side(*[settle] * 4) == []
        with workspace(noor.pk), transaction.atomic():
            assert list(Wallet.objects.values_list("balance_points", flat=True)) == [200] * 3
            assert PointsEntry.objects.count() == 60
            assert not UnsettledAccount.objects.exists()
            assert_sound()

    def test_one_that_is_killed_is_followed_by_another(self, waiting, noor):
        """With points in an open transaction: they are gone with it, and whoever comes next gives all of them."""
        with workspace(noor.pk), transaction.atomic():
            name = connection.settings_dict["NAME"]
        killed = subprocess.Popen(
            [sys.executable, "-c", DYING, str(noor.pk), str(waiting[0].pk), name], stdout=subprocess.PIPE
        )
        assert killed.stdout.readline().strip() == b"in the middle"
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        until = time.monotonic() + 20
        with workspace(noor.pk):
            with transaction.atomic():
                assert not PointsEntry.objects.exists()
                assert UnsettledAccount.objects.count() == 3
            while time.monotonic() < until:
                earning.settle_next()
                with transaction.atomic():
                    if not UnsettledAccount.objects.exists():
                        break
        with workspace(noor.pk), transaction.atomic():
            assert list(Wallet.objects.values_list("balance_points", flat=True)) == [200] * 3
            assert_sound()


# Settles the purchases of one customer, says so, and waits before its transaction ends.
DYING = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
import django
django.setup()
from django.db import connections, transaction
connections["default"].settings_dict["NAME"] = sys.argv[3]
from accounts.models import Account
from lib.tenancy.state import workspace
from loyalty import earning
with workspace(int(sys.argv[1])), transaction.atomic():
    account = Account.objects.select_for_update(no_key=True).get(pk=int(sys.argv[2]))
    earning.settle_purchases_of(account)
    print("in the middle", flush=True)
    time.sleep(60)
"""
