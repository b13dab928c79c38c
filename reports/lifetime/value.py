"""What a customer will still bring: expected purchases of each month, times the value of one, discounted monthly.

KPI.md calls it predictive lifetime value: over 36 months, since nobody can tell more, and at a yearly discount that
the page names. The month is a twelfth of a year. Units: time in weeks, money in whatever unit the values are in.

Of somebody known for a few weeks the model takes the pace of these weeks for that of years: two purchases in the first
one come to a hundred a year. Such figures are marked and never lead a list. The bound of eight weeks is ours.
"""

from typing import Any

from reports.lifetime.bgnbd import BGNBD

WEEKS_A_YEAR = 365.25 / 7
MONTH = WEEKS_A_YEAR / 12
YEARLY_DISCOUNT = 0.10
SHORTEST_DAYS = 56


def expected_value(
    model: BGNBD, worth, x, tx, T, *, months: int, yearly_discount: float = YEARLY_DISCOUNT
) -> Any:
    """Of each customer; `worth` is what one of his purchases is expected to be worth.

    A month's purchases are the expectation up to its end less that up to its beginning, and are discounted to today
    from the month's end.
    """
    import numpy as np

    if months < 0 or yearly_discount < 0:
        raise ValueError("neither months nor a discount are below nothing")
    monthly = (1 + yearly_discount) ** (1 / 12)
    before: Any = 0.0
    total: Any = np.zeros_like(np.asarray(x, dtype=float))
    for month in range(1, months + 1):
        until = model.expected(month * MONTH, x, tx, T)
        total = total + np.maximum(until - before, 0) / monthly**month
        before = until
    return total * worth
