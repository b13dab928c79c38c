"""Whatever happens to wallets, in whatever order and how often, one at a time or sixteen at once: the sums agree.

10,000 operations with SILA_FULL=1, some hundreds in a plain run.
"""

import random
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import services
from lib.tenancy.state import workspace
from loyalty import expiring, holding, ledger
from loyalty.booking import KeyReused
from loyalty.holding import HoldIsOver
from loyalty.models import Hold, PointsEntry, Wallet
from loyalty.points import NotEnough
from loyalty.tests.sound import assert_sound
from tests.environment import DRAWN
from tests.samples import FULL

Kind = PointsEntry.Kind
SESSIONS = 16
OPERATIONS = 10_000 if FULL else 480
WALLETS = 5
REFUSED = (NotEnough, ValueError, HoldIsOver)


def step(draw, wallets, key):
    """One operation drawn by `draw(most)`, a whole number from 0; what it made, or who refused it."""
    wallet = wallets[draw(len(wallets) - 1)]
    points, days = 1 + draw(99), draw(4) - 1
    now = timezone.now()
    verb = draw(8)
    if verb <= 2:
        expires_at = None if days == 3 else now + timedelta(days=days, seconds=1)
        available_at = now + timedelta(days=draw(1))
        return ledger.credit(
            wallet, points, kind=Kind.EARN, key=key, expires_at=expires_at, available_at=available_at,
            qualifying_points=draw(points),
        )  # fmt: skip
    if verb == 3:
        return ledger.debit(wallet, points, kind=Kind.REDEMPTION, key=key)
    if verb == 4:
        return holding.hold(wallet, points, until_at=now, key=key)
    if verb == 5:
        return _end_a_hold(draw, wallet)
    if verb == 6:
        return _turn_back(draw, wallet, points, key)
    if verb == 7:
        return expiring.expire(wallet, at=now + timedelta(days=draw(2)))
    return ledger.transfer(wallet, wallets[draw(len(wallets) - 1)], key=key)


def _end_a_hold(draw, wallet):
    held = list(Hold.objects.open().filter(wallet=wallet).order_by("pk"))
    if not held:
        return None
    end = holding.capture if draw(1) else holding.release
    return end(held[draw(len(held) - 1)])


def _turn_back(draw, wallet, points, key):
    entries = list(wallet.entries.filter(kind__in=(Kind.EARN, Kind.REDEMPTION)).order_by("pk"))
    if not entries:
        return None
    entry = entries[draw(len(entries) - 1)]
    if entry.kind == Kind.EARN:
        return ledger.reverse(entry, points, key=key)
    return ledger.give_back(entry, points=points, key=key)


@pytest.fixture
def wallets(opened, salem):
    names = [f"Customer {number}" for number in range(WALLETS)]
    accounts = [services.add_account(by=salem, fields={"name_en": name, "owner": salem}) for name in names]
    return [ledger.wallet_of(account) for account in accounts]


@given(choices=st.lists(st.integers(0, 10**6), min_size=40, max_size=160))
@settings(
    max_examples=400 if FULL else 12,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
def test_the_sums_agree_after_any_story(wallets, choices):
    drawn = iter(choices)

    def draw(most):
        return next(drawn) % (most + 1)

    with transaction.atomic():
        number = 0
        while True:
            number += 1
            try:
                step(draw, [Wallet.objects.get(pk=each.pk) for each in wallets], f"step {number}")
            except StopIteration:
                break
            except REFUSED:
                continue
        assert_sound()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_sixteen_sessions_leave_what_one_would(noor, salem):
    """Each request is sent twice, by two sessions; every key is one effect, and no wallet is off by a point."""
    with workspace(noor.pk), transaction.atomic():
        names = [f"Customer {number}" for number in range(WALLETS)]
        accounts = [
            services.add_account(by=salem, fields={"name_en": name, "owner": salem}) for name in names
        ]
        wallets = [ledger.wallet_of(account) for account in accounts]
    unexpected, results = [], Counter()

    def session(place):
        # Two sessions side by side send the same requests in the same order.
        chance = random.Random(f"{DRAWN}/{place // 2}")
        for number in range(OPERATIONS // SESSIONS):
            begun = chance.getstate()
            try:
                with workspace(noor.pk), transaction.atomic():
                    fresh = list(Wallet.objects.order_by("pk"))
                    step(lambda most: chance.randint(0, most), fresh, f"{place // 2}/{number}")
                results["done"] += 1
            except (*REFUSED, KeyReused) as refusal:
                results[type(refusal).__name__] += 1
            except Exception as error:
                unexpected.append(repr(error))
            chance.setstate(begun)
            for _draw in range(9):
                chance.random()
        connection.close()

    threads = [threading.Thread(target=session, args=[place]) for place in range(SESSIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unexpected == []
    assert results["done"] > OPERATIONS // 4, results
    with workspace(noor.pk), transaction.atomic():
        assert len(Wallet.objects.all()) == len(wallets)
        assert_sound()


@pytest.mark.django_db(transaction=True)
def test_twenty_take_ten_of_a_hundred_and_ten_get_it(noor, salem):
    with workspace(noor.pk), transaction.atomic():
        account = services.add_account(by=salem, fields={"name_en": "Afaq", "owner": salem})
        wallet = ledger.wallet_of(account)
        ledger.credit(wallet, 100, kind=Kind.EARN, key="earned")
    begin, got = threading.Barrier(20), Counter()

    def take(number):
        try:
            with workspace(noor.pk):
                begin.wait()
                ledger.debit(Wallet(pk=wallet.pk), 10, kind=Kind.REDEMPTION, key=f"take {number}")
            got["taken"] += 1
        except NotEnough:
            got["refused"] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {"taken": 10, "refused": 10}
    with workspace(noor.pk), transaction.atomic():
        assert Wallet.objects.get().balance_points == 0
        assert_sound()
