"""From the purchases of all customers to the two models, with the error that they make on days held back.

A model is used only where at least 200 customers bought again and its error could be measured (KPI.md 3.1): else
`missing` says what is. Units: weeks, and minor units of one currency.
"""

from dataclasses import dataclass, field
from typing import Any

from reports.lifetime import bgnbd, gamma_gamma
from reports.lifetime.bgnbd import BGNBD, NotFitted
from reports.lifetime.gamma_gamma import GammaGamma

FEWEST_REPEAT_BUYERS = 200
# Of the whole history so much is held back, and at most half a year; a month is 28 days here.
HELD_BACK, MOST_HELD_BACK, MONTH_DAYS = 0.25, 182, 28
FEWEST_WEEKS = 26
REPEAT_BUYERS, HISTORY, CALIBRATION, VALUES, OPTIMUM = (
    "repeat_buyers", "history", "calibration", "values", "optimum",
)  # fmt: skip


@dataclass(frozen=True)
class Customers:
    """Columns of the same length: repeat days, weeks to the last one, weeks to the day of the reckoning, and of the
    repeat days with an amount how many they are and what one was worth.
    """

    x: Any
    tx: Any
    T: Any
    paid: Any
    zbar: Any


@dataclass(frozen=True)
class Holdout:
    days: int
    bought: int
    expected: float
    mae: float
    mape: float | None  # None where nobody bought in any month held back


@dataclass
class Fitted:
    purchases: BGNBD | None = None
    worth: GammaGamma | None = None
    holdout: Holdout | None = None
    missing: list[str] = field(default_factory=list)


def held_back_days(history_days: int) -> int:
    """Whole months of 28 days, a quarter of the history."""
    return min(int(history_days * HELD_BACK), MOST_HELD_BACK) // MONTH_DAYS * MONTH_DAYS


def fit(now: Customers, then: Customers, later: Any, *, history_days: int) -> Fitted:
    """`then` are the customers as they were when the days held back began, `later` their purchases in each month
    since: one row for each of `then`, one column a month.
    """
    import numpy as np

    repeat_buyers = int(np.sum(np.asarray(now.x) > 0))
    missing = []
    if repeat_buyers < FEWEST_REPEAT_BUYERS:
        missing.append(REPEAT_BUYERS)
    if history_days < FEWEST_WEEKS * 7:
        missing.append(HISTORY)
    elif np.sum(np.asarray(then.x) > 0) < FEWEST_REPEAT_BUYERS // 2:
        missing.append(CALIBRATION)
    if np.sum((np.asarray(now.paid) > 0) & (np.asarray(now.zbar) > 0)) < FEWEST_REPEAT_BUYERS // 2:
        missing.append(VALUES)
    if missing:
        return Fitted(missing=missing)
    try:
        holdout = measure(bgnbd.fit(then.x, then.tx, then.T), then, later)
        return Fitted(bgnbd.fit(now.x, now.tx, now.T), gamma_gamma.fit(now.paid, now.zbar), holdout)
    except NotFitted:
        return Fitted(missing=[OPTIMUM])


def measure(model: BGNBD, then: Customers, later: Any) -> Holdout:
    """How far the model is off: for a customer in purchases, for all together in each month in per cent."""
    import numpy as np

    later = np.asarray(later, dtype=float)
    months = later.shape[1]
    until = np.column_stack(
        [model.expected((month + 1) * MONTH_DAYS / 7, then.x, then.tx, then.T) for month in range(months)]
    )
    bought, expected = later.sum(axis=0), np.diff(until.sum(axis=0), prepend=0)
    known = bought > 0
    off = np.abs(expected[known] - bought[known]) / bought[known]
    return Holdout(
        days=months * MONTH_DAYS,
        bought=int(later.sum()),
        expected=float(until[:, -1].sum()),
        mae=float(np.abs(until[:, -1] - later.sum(axis=1)).mean()),
        mape=float(off.mean() * 100) if known.any() else None,
    )
