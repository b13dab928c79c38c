"""What is expected month by month: amounts weighted by their probability, by the month of the expected close."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language

from lib import formats
from lib.dates import GREGORIAN_MONTHS

MOST_MONTHS = 6


@dataclass
class Month:
    """One month and what is expected in it: (minor units, currency). What is overdue counts in the month of now."""

    begins_on: date
    sums: list[tuple[int, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        language = "ar" if get_language() == "ar" else "en"
        return f"{GREGORIAN_MONTHS[language][self.begins_on.month - 1]} {formats.digits(self.begins_on.year)}"


def months_of(opportunities) -> list[Month]:
    """The months to come of these open opportunities, at most MOST_MONTHS; nothing is left out within them."""
    this_month = timezone.localdate().replace(day=1)
    sums: dict[date, dict[str, int]] = {}
    for begins_on, currency, expected in opportunities.forecast():
        if not expected:
            continue
        month = sums.setdefault(max(begins_on, this_month), {})
        month[currency] = month.get(currency, 0) + expected
    months = [
        Month(begins_on, [(amount, currency) for currency, amount in sorted(each.items())])
        for begins_on, each in sorted(sums.items())
    ]
    return months[:MOST_MONTHS]
