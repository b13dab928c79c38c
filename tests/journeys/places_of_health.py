"""Pages of account health."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Account
from reports.health import computing
from reports.health.weighing import change_weights
from sales.purchasing import Line, add_purchase
from tests.journeys.places import Place


def set_health_up(salem, huda):
    """A customer who stays away, read as of some days and with weights that were changed."""
    account, today = Account.objects.get(number=1), timezone.localdate()
    account.set_status("active", by=salem)
    for days in range(40, 400, 30):
        fields = {"ordered_on": today - timedelta(days=days), "currency": "SAR"}
        add_purchase(
            account=account, by=salem, fields=fields, lines=[Line("Coffee", Decimal(1), unit_price_minor=100)]
        )
    for days in (60, 40, 0):
        held = list(computing.customers().order_by("pk").select_for_update(no_key=True))
        computing.read_these(held, today - timedelta(days=days))
    weights = {
        "recency": 30,
        "frequency": 20,
        "satisfaction": 15,
        "complaints": 20,
        "payment": 5,
        "contact": 10,
    }
    change_weights(weights, by=huda)
    computing.keep_test(today - computing.TESTED_AFTER, today, [0] * 80 + [3] * 21, [3] * 21 + [0] * 80)


FURNISH = [set_health_up]


def at_health():
    yield Place("/w/noor/reports/health/")
    yield Place("/w/noor/reports/health/", who="huda")
    yield Place("/w/noor/accounts/1/health/")
    yield Place("/w/noor/settings/health/", who="huda")


WALKS = [at_health]
