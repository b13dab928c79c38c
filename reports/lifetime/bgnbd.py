"""BG/NBD: how often customers buy while they are customers, and whether they still are.

Fader, Hardie, Lee: “Counting Your Customers” the Easy Way, Marketing Science 24(2), 2005; the equations are cited by
their numbers there. A customer is three figures: `x` repeat purchases (days with a purchase after the first one), `tx`
the time from the first to the last purchase, `T` the time from the first purchase to the day of the reckoning.

Units: `tx`, `T` and `t` are in one and the same unit of time, weeks in Sila; `alpha` is in that unit, `r`, `a` and `b`
are bare figures. Errors: ValueError for figures that no customer can have, `NotFitted` where no optimum was found.
"""

from dataclasses import dataclass
from typing import Any

# Of the logarithm of each parameter. Beyond it customers are all alike, and the figures no longer change.
LEAST_LOG, MOST_LOG = -9.0, 9.0
SAME_AS_ONE = 1e-5


class NotFitted(Exception):
    """The search for the parameters ended without an optimum."""


@dataclass(frozen=True)
class BGNBD:
    """Purchase rates are Gamma(r, alpha) over customers; the chance to leave after a purchase is Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0

    def p_alive(self, x, tx, T) -> Any:
        """The probability that each is still a customer: 1 for who has bought only once, as the model has it.

        From the likelihood (eq. 3): alive / (alive + gone), which is note 021 of Fader and Hardie (2008).
        """
        import numpy as np

        x, tx, T = checked(x, tx, T)
        gone = np.log(self.a / (self.b + np.maximum(x, 1) - 1))
        gone = gone + (self.r + x) * (np.log(self.alpha + T) - np.log(self.alpha + tx))
        return np.where(x > 0, 1 / (1 + np.exp(np.minimum(gone, 700))), 1.0)

    def expected(self, t, x, tx, T) -> Any:
        """How many purchases each is expected to make in the next `t` (eq. 10).

        Written with Euler's transformation of the hypergeometric function, (1-z)^(c-a-b) F(c-a, c-b; c; z): its
        parameters stay small however often a customer bought, where those of the paper overflow.
        """
        import numpy as np
        from scipy.special import hyp2f1

        x, tx, T = checked(x, tx, T)
        t = np.asarray(t, dtype=float)
        if np.any(t < 0) or not np.all(np.isfinite(t)):
            raise ValueError("a time to come cannot be negative")
        a = self.a if abs(self.a - 1) > SAME_AS_ONE else 1 + SAME_AS_ONE
        c = a + self.b + x - 1
        z = t / (self.alpha + T + t)
        with np.errstate(all="ignore"):  # what overflows is bounded below
            left = np.exp((a - 1) * np.log1p(-z)) * hyp2f1(a + self.b - 1 - self.r, a - 1, c, z)
        alive = c / (a - 1) * (1 - left)
        # Who never left would buy at the rate that is expected of him: no more than that, whatever rounding says.
        most = (self.r + x) / (self.alpha + T) * t
        alive = np.clip(np.where(np.isfinite(alive), alive, most), 0, most)
        return alive * self.p_alive(x, tx, T)


def checked(x, tx, T) -> tuple[Any, Any, Any]:
    """As arrays of floats; ValueError unless 0 <= tx <= T, whole x >= 0, and tx = 0 where x = 0."""
    import numpy as np

    x, tx, T = (np.asarray(each, dtype=float) for each in (x, tx, T))
    if not all(np.all(np.isfinite(each)) for each in (x, tx, T)):
        raise ValueError("a figure of a customer is not finite")
    if np.any(x < 0) or np.any(x != np.floor(x)) or np.any(tx < 0) or np.any(tx > T):
        raise ValueError("purchases are whole, and the last one lies between the first one and today")
    if np.any((x == 0) & (tx != 0)):
        raise ValueError("who bought once bought last when he bought first")
    return x, tx, T


def log_likelihood(logs, x, tx, T) -> Any:
    """Of each customer (eq. 6), in logarithms throughout: ln(exp(stayed) + exp(left)) by logaddexp."""
    import numpy as np
    from scipy.special import betaln, gammaln

    r, alpha, a, b = np.exp(logs)
    bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + T)
    left = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + tx)
    return bought + np.where(x > 0, np.logaddexp(stayed, left), stayed)


def fit(x, tx, T) -> BGNBD:
    """The parameters under which these customers are likeliest, by L-BFGS-B on their logarithms.

    Customers with the same three figures are one row that counts so often. ValueError without a repeat purchase.
    """
    import numpy as np
    from scipy.optimize import minimize

    x, tx, T = checked(x, tx, T)
    if x.size == 0 or not np.any(x > 0):
        raise ValueError("nobody has bought a second time")
    rows, often = np.unique(np.column_stack([x, tx, T]), axis=0, return_counts=True)
    x, tx, T = rows.T
    # The likelihood is the same in any unit of time: the search begins where the average customer is 40 units old.
    unit = max(float(np.average(T, weights=often)) / 40, 1e-9)
    tx, T = tx / unit, T / unit

    def cost(logs):
        return -float(np.dot(often, log_likelihood(logs, x, tx, T))) / often.sum()

    bounds = [(LEAST_LOG, MOST_LOG)] * 4
    found = minimize(
        cost, np.zeros(4), method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-8}
    )
    if not np.all(np.isfinite(found.x)) or not np.isfinite(found.fun):
        raise NotFitted(found.message)
    r, alpha, a, b = (float(each) for each in np.exp(found.x))
    whole = -found.fun * often.sum() - float(np.dot(often, x)) * np.log(unit)
    return BGNBD(r, alpha * unit, a, b, float(whole))
