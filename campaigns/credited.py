"""The purchases that are put down to campaigns, by the rule of returns (campaigns/crediting.py), and still count."""

from collections.abc import Iterable

from django.db.models import Count

from campaigns.models import Campaign, Credit
from sales.models import Purchase


def counted(campaigns: Iterable[Campaign]):
    """The credits of these whose purchases still count."""
    rows = Credit.objects.filter(campaign__in=campaigns, purchase__archived_at=None).order_by()
    return rows.exclude(purchase__status__in=Purchase.UNCOUNTED)


def buyers_by_variant(campaign) -> dict[int, tuple[int, int]]:
    """(orders, buyers) by variant."""
    rows = counted([campaign]).values_list("variant")
    asked = rows.annotate(orders=Count("pk"), buyers=Count("recipient", distinct=True))
    return {variant: (orders, buyers) for variant, orders, buyers in asked}
