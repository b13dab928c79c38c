"""What customers bought: count, amount, first and last day, by currency, for everybody who steers by it.

What was cancelled, returned or paid back whole counts as not bought; what was paid back in part counts less.
Units: minor units of the currency; days are as written on the purchases.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from sales.amounts import average
from sales.models.purchase import Purchase
from sales.models.totals import PurchaseTotals, summed


@dataclass(frozen=True)
class Total:
    count: int
    amount_minor: int
    first_on: date
    last_on: date

    @property
    def average_minor(self) -> int:
        """The value of one purchase."""
        return average(self.amount_minor, self.count)

    @property
    def days_between(self) -> float | None:
        """The average number of days from one purchase to the next; of fewer than two there is none."""
        return (self.last_on - self.first_on).days / (self.count - 1) if self.count > 1 else None


def spent(accounts, *, since: date | None = None, until: date | None = None) -> dict[int, dict[str, Total]]:
    """{account_id: {currency: Total}} of these accounts (rows, ids or a queryset), both days included, in one query.

    Accounts that bought nothing are not in it. Without days it costs one kept row for each account and currency,
    however many purchases there are.
    """
    if since is None and until is None:
        rows = PurchaseTotals.objects.filter(account__in=accounts).values(
            "account_id", "currency", "count", "amount_minor", "first_on", "last_on"
        )
    else:
        purchases = Purchase.objects.counted().filter(account__in=accounts)
        if since is not None:
            purchases = purchases.filter(ordered_on__gte=since)
        if until is not None:
            purchases = purchases.filter(ordered_on__lte=until)
        rows = summed(purchases)
    found: dict[int, dict[str, Total]] = {}
    for row in rows:
        total = Total(row["count"], int(row["amount_minor"]), row["first_on"], row["last_on"])
        found.setdefault(row["account_id"], {})[row["currency"]] = total
    return found


def spent_together(condition) -> list[tuple[str, int]]:
    """(currency, amount) of all accounts whose totals this condition meets, added up by the database."""
    rows = PurchaseTotals.objects.filter(condition).order_by("currency").values_list("currency")
    return [(currency, int(amount)) for currency, amount in rows.annotate(amount=Sum("amount_minor"))]
