"""Pages of suggested products."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from reports.models import ProductPair, ProductSuggestion
from sales.models import Product
from tests.journeys.places import Place


def suggest_something(salem, huda):
    """One product bought along with another, suggested to the first customer."""
    dates, coffee = (
        Product.objects.create(name_ar=name, name_en=name, price_minor=5_000, currency="SAR", number=number)
        for name, number in (("Dates in a box", 90_001), ("Coffee in a bag", 90_002))
    )
    counts = {"both_count": 14, "of_count": 20, "other_count": 30, "everybody_count": 60}
    day = timezone.localdate() - timedelta(days=1)
    ProductPair.objects.create(product=coffee, other=dates, as_of=day, lift=1.4, **counts)
    ProductSuggestion(
        account=Account.objects.get(number=1), product=dates, because=coffee, bought_count=14, of_count=20,
        score=0.7, expected_minor=3_500,
    ).save()  # fmt: skip


FURNISH = [suggest_something]


def at_suggestions():
    yield Place("/w/noor/reports/suggestions/")
    yield Place("/w/noor/reports/suggestions/?product=90001")
    yield Place("/w/noor/accounts/1/")
    yield Place("/w/noor/accounts/1/suggestions/")
    yield Place("/w/noor/reports/products/90002/together/")
    yield Place("/w/noor/reports/products/90001/together/")


WALKS = [at_suggestions]
