"""Pages of what is foreseen of customers."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Account
from reports.foreseeing import foresee_next, learn
from sales.purchasing import Line, add_purchase
from tests.journeys.places import Place


def look_ahead(salem, huda):
    """After a night: too few customers for a model, and it is said."""
    account, today = Account.objects.get(number=1), timezone.localdate()
    for days in range(40, 400, 30):
        fields = {"ordered_on": today - timedelta(days=days), "currency": "SAR"}
        add_purchase(
            account=account, by=salem, fields=fields, lines=[Line("Coffee", Decimal(1), unit_price_minor=100)]
        )
    foresee_next(learn(today - timedelta(days=1)), 0)


FURNISH = [look_ahead]


def at_foresight():
    yield Place("/w/noor/reports/rfm/")
    yield Place("/w/noor/reports/lifetime/")
    yield Place("/w/noor/accounts/1/outlook/")


WALKS = [at_foresight]
