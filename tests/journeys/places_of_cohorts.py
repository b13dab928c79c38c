"""Cohorts: who came back after the first purchase, and the customers of a cell."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from sales.purchasing import Line, add_purchase
from tests.journeys.places import Place


def come_back(salem, huda):
    """One customer who buys now and then since a year ago, the largest amount there is."""
    account, today = Account.objects.get(number=1), timezone.localdate()
    for days in (380, 340, 200, 90, 20, 0):
        fields = {"ordered_on": today - timedelta(days=days), "currency": "SAR"}
        lines = [Line("Coffee", unit_price_minor=98_765_432_100)]
        add_purchase(account=account, by=salem, fields=fields, lines=lines)


FURNISH = [come_back]


def at_cohorts():
    yield Place("/w/noor/reports/cohorts/")
    yield Place("/w/noor/reports/cohorts/?by=quarter&shows=revenue&count=24", who="reem")
    first = (timezone.localdate() - timedelta(days=380)).replace(day=1)
    yield Place(f"/w/noor/reports/cohorts/customers/?by=month&first={first}&then={first}")
    yield Place("/w/noor/reports/cohorts/customers/?by=month&first=2001-01-01&then=2001-01-01")


WALKS = [at_cohorts]
