"""What a customer is worth now: the purchases of the last twelve months, else the annual revenue of its profile.

In minor units of the workspace's currency; what is in another currency is not counted.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from sales.totals import spent

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Value:
    minor: int = 0
    is_bought: bool = False


def values_of(accounts: list[Account], *, currency: str) -> dict[int, Value]:
    """The value of each of these accounts, by its key."""
    bought = spent(accounts, since=timezone.localdate() - YEAR)
    return {
        account.pk: _value(account, bought.get(account.pk, {}).get(currency), currency)
        for account in accounts
    }


def _value(account, total, currency: str) -> Value:
    if total is not None and total.amount_minor > 0:
        return Value(total.amount_minor, is_bought=True)
    is_ours = account.currency in ("", currency)
    return Value((account.annual_revenue_minor or 0) if is_ours else 0)
