"""Whether a customer is slipping away: low, medium, high, in the figures that a person can check.

With a model: by the probability that it is a customer still. Without one: by how many of its own rhythms it has been
silent. Of who bought on one day alone nothing can be told: the model counts everybody who has not bought again as a
customer still, and there is no rhythm. Units: days. The bounds are ours.
"""

LOW, MEDIUM, HIGH, UNKNOWN = "low", "medium", "high", "unknown"
# Below these it is a high, or a medium risk.
HIGH_BELOW, MEDIUM_BELOW = 0.4, 0.75
# Silent for more than so many rhythms.
HIGH_BEYOND, MEDIUM_BEYOND = 3.0, 1.5
FEWEST_DAYS = 3


def risk_of(p_alive: float | None, *, days_count: int, rhythm_days: float | None, silent_days: int) -> str:
    """`days_count` days with a purchase, one every `rhythm_days`, the last one `silent_days` ago."""
    if days_count < 2:
        return UNKNOWN
    if p_alive is not None:
        return HIGH if p_alive < HIGH_BELOW else MEDIUM if p_alive < MEDIUM_BELOW else LOW
    if days_count < FEWEST_DAYS or not rhythm_days:
        return UNKNOWN
    missed = silent_days / rhythm_days
    return HIGH if missed > HIGH_BEYOND else MEDIUM if missed > MEDIUM_BEYOND else LOW
