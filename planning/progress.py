"""How much of an objective is reached. Exact decimals in, per cent with one place out; no database.

The per cent is of the way from the baseline to the target, rounded down, so that 100 is said only of what is
reached. It can be more than 100; going the wrong way is 0. Where baseline and target are one, something is to be
held: it is reached (100) while the current value is at the target or better, and not at all (0) otherwise.
"""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal, localcontext

ALL = Decimal(100)
NOTHING = Decimal(0)
LARGEST = Decimal("9999.9")


def percent_reached(
    *, baseline: Decimal, target: Decimal, current: Decimal | None, is_up: bool
) -> Decimal | None:
    """None while nothing was measured."""
    if current is None:
        return None
    if baseline == target:
        is_held = current >= target if is_up else current <= target
        return ALL if is_held else NOTHING
    with localcontext() as context:
        context.prec = 50
        share = (current - baseline) / (target - baseline) * ALL
        return min(max(share, NOTHING), LARGEST).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)


def mean_reached(percents: Iterable[Decimal | None]) -> int | None:
    """Of several objectives in whole per cent: each counts 100 at most, what was not measured counts 0."""
    shares = [min(each or NOTHING, ALL) for each in percents]
    if not shares:
        return None
    return int(sum(shares, NOTHING) / len(shares))
