import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import services
from lib.tenancy.state import workspace
from sales.models import Purchase
from sales.opportunities import add_opportunity
from sales.purchasing import Line, add_purchase

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


@pytest.fixture
def bought(huda, afaq):
    """bought(amount_minor, on=day, account=...): a purchase of one line."""

    def buy(amount_minor=10_000, *, on=DAY, account=None, currency="SAR", quantity=1, **more):
        fields = {"ordered_on": on, "currency": currency, **more.pop("fields", {})}
        line = Line("Coffee", Decimal(quantity), unit_price_minor=amount_minor)
        lines = more.pop("lines", [line])
        with workspace(huda.workspace_id):
            return add_purchase(account=account or afaq, by=huda, fields=fields, lines=lines, **more)

    return buy


@pytest.fixture
def fresh(huda):
    """The purchase as it stands in the database now."""

    def read(purchase):
        with workspace(huda.workspace_id):
            return Purchase.objects.select_related("account").get(pk=purchase.pk)

    return read


@pytest.fixture
def sell(salem, afaq, in_noor):
    """An opportunity with Afaq, of salem."""

    def make(**fields):
        given = {
            "name": "Paper for a year",
            "amount_minor": 100_000,
            "currency": "SAR",
            "expected_on": timezone.localdate() + dt.timedelta(days=30),
            **fields,
        }
        return add_opportunity(account=afaq, by=salem, fields=given)

    return make
