import threading
from datetime import date

import pytest
from django.db import connection

from accounts import services
from lib.tenancy.state import workspace
from loyalty.ledger import wallet_of
from loyalty.models import LoyaltyProgram
from loyalty.rules import add_rule
from sales.purchasing import Line, add_purchase


@pytest.fixture
def opened(salem):
    """The workspace noor, open for what stands in the test."""
    with workspace(salem.workspace_id):
        yield salem.workspace


@pytest.fixture
def customer(opened, salem):
    """customer(name): a customer of salem's."""

    def add(name="Afaq Gulf", **fields):
        return services.add_account(by=salem, fields={"name_en": name, "owner": salem, **fields})

    return add


@pytest.fixture
def wallet(customer):
    return wallet_of(customer())


@pytest.fixture
def programme(opened):
    """programme(**fields): it runs since the first of 2030; points are waited for 14 days and hold for ever."""

    def run(**fields):
        usual = {
            "name_en": "Friends", "state": "running", "starts_on": date(2030, 1, 1), "pending_days": 14,
            "expiry_months": None,
        }  # fmt: skip
        return LoyaltyProgram.objects.create(**{**usual, **fields})

    return run


@pytest.fixture
def rule(opened, mona):
    """rule(**said): one that gives a point for every riyal, if it says nothing else."""

    def add(name="Each riyal", **said):
        usual = {
            "trigger": "money", "points": 1, "currency": "SAR", "step_minor": 100, "rounding": "full_steps",
            "least_minor": None, "product": None, "category": "", "is_hijri": False, "starts_on": None,
            "ends_on": None, "cap_points": None, "cap_period": "", "tier": "", "management_type": "",
            "industry": None, "region": None, "counts_for_tiers": True,
        }  # fmt: skip
        if said.get("trigger", "money") not in ("money", "product"):
            usual |= {"currency": "", "step_minor": None}
        return add_rule(by=mona, fields={"name_en": name}, said={**usual, **said})

    return add


@pytest.fixture
def buy(salem):
    """buy(account, amount_minor, on=..., ...): a purchase of one line."""

    def enter(account, amount_minor=10_000, *, on=date(2030, 3, 1), currency="SAR", **more):
        lines = more.pop("lines", [Line("Coffee", unit_price_minor=amount_minor)])
        fields = {"ordered_on": on, "currency": currency}
        return add_purchase(account=account, by=salem, fields=fields, lines=lines, **more)

    return enter


@pytest.fixture
def side_by_side(noor):
    """Run these in threads of their own, as workers do: each opens its own transactions; what they raised."""

    def run(*works):
        raised = []

        def one(work):
            try:
                with workspace(noor.pk):
                    work()
            except Exception as error:
                raised.append(repr(error))
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return raised

    return run
