"""By how much the loyalty tier of a customer multiplies what is earned."""

from datetime import date

from loyalty.models import Wallet
from loyalty.points import WHOLE


def multiplier_percent(wallet: Wallet | None, day: date) -> int:
    """In per cent, of a wallet (none: who has earned nothing yet) on a local day."""
    return WHOLE
