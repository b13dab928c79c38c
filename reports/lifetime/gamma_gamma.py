"""Gamma-Gamma: what one purchase of a customer is worth, when only so many of his are known.

Fader, Hardie: The Gamma-Gamma Model of Monetary Value, note 025 at brucehardie.com, 2013. Of a customer are known `x`
repeat purchases and `zbar`, their average value. The model takes it that how much somebody buys for has nothing to do
with how often.

Units: `zbar` and `gamma` are in one and the same unit of money; `p` and `q` are bare figures. Errors: ValueError for
figures that cannot be, `NotFitted` where no optimum was found.
"""

from dataclasses import dataclass
from typing import Any

from reports.lifetime.bgnbd import NotFitted

LEAST_LOG, MOST_LOG = -9.0, 9.0


@dataclass(frozen=True)
class GammaGamma:
    """Values of purchases are Gamma(p, v); v is Gamma(q, gamma) over customers."""

    p: float
    q: float
    gamma: float
    log_likelihood: float = 0.0

    @property
    def mean(self) -> float | None:
        """What a purchase of somebody unknown is worth (eq. 4); None where the model has no mean, at q of 1 or less."""
        return self.p * self.gamma / (self.q - 1) if self.q > 1 else None

    def expected(self, x, zbar, *, otherwise: float = 0.0) -> Any:
        """What a purchase of each is expected to be worth (eq. 5): between his own average and everybody's.

        Without a repeat purchase it is everybody's, and `otherwise` where the model has no mean.
        """
        import numpy as np

        x, zbar = checked(x, zbar)
        weight = self.p * x + self.q - 1
        own = self.p * (self.gamma + x * zbar) / np.where(weight > 0, weight, 1)
        unknown = otherwise if self.mean is None else self.mean
        return np.where((x > 0) & (weight > 0), own, unknown)


def checked(x, zbar) -> tuple[Any, Any]:
    import numpy as np

    x, zbar = np.asarray(x, dtype=float), np.asarray(zbar, dtype=float)
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(zbar))) or np.any(x < 0) or np.any(zbar < 0):
        raise ValueError("purchases and their average value are not below nothing")
    return x, zbar


def log_likelihood(logs, x, zbar) -> Any:
    """Of each customer (eq. 1a)."""
    import numpy as np
    from scipy.special import gammaln

    p, q, gamma = np.exp(logs)
    shape = p * x
    return (
        gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(gamma) + (shape - 1) * np.log(zbar)
        + shape * np.log(x) - (shape + q) * np.log(gamma + x * zbar)
    )  # fmt: skip


def fit(x, zbar) -> GammaGamma:
    """The likeliest parameters, of those who bought again and for something; ValueError where nobody did."""
    import numpy as np
    from scipy.optimize import minimize

    x, zbar = checked(x, zbar)
    known = (x > 0) & (zbar > 0)
    x, zbar = x[known], zbar[known]
    if x.size == 0:
        raise ValueError("nobody has bought a second time")
    unit = float(np.mean(zbar))  # riyals or halalas: the search is the same
    values = zbar / unit

    def cost(logs):
        return -float(np.mean(log_likelihood(logs, x, values)))

    bounds = [(LEAST_LOG, MOST_LOG)] * 3
    found = minimize(
        cost, np.zeros(3), method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-8}
    )
    if not np.all(np.isfinite(found.x)) or not np.isfinite(found.fun):
        raise NotFitted(found.message)
    p, q, gamma = (float(each) for each in np.exp(found.x))
    return GammaGamma(p, q, gamma * unit, float(-found.fun * x.size - x.size * np.log(unit)))
