from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import services
from lib.tenancy.state import workspace
from sales.purchasing import Line, add_purchase


@pytest.fixture
def opened(salem):
    """The workspace noor, open for what stands in the test."""
    with workspace(salem.workspace_id):
        yield salem.workspace


@pytest.fixture
def customer(opened, salem):
    """customer(name): an active customer of salem's."""

    def add(name="Afaq Gulf", owner=salem, status="active", **fields):
        made = services.add_account(by=salem, fields={"name_en": name, "owner": owner, **fields})
        made.set_status(status, by=salem)
        return made

    return add


@pytest.fixture
def buys(huda):
    """buys(account, days ago, ...): a purchase on each of these days."""

    def buy(account, *days_ago, amount_minor=10_000):
        today = timezone.localdate()
        with workspace(huda.workspace_id):
            return [
                add_purchase(
                    account=account,
                    by=huda,
                    fields={"ordered_on": today - timedelta(days=days), "currency": "SAR"},
                    lines=[Line("Coffee", Decimal(1), unit_price_minor=amount_minor)],
                )
                for days in days_ago
            ]

    return buy
