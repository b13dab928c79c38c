"""By how much the loyalty tier of a customer multiplies what is earned."""

from datetime import date

from loyalty.models import TierChange, Wallet
from loyalty.points import WHOLE


def multiplier_percent(wallet: Wallet | None, day: date) -> int:
    """In per cent, of a wallet (none: who has earned nothing yet) on a local day: by the tier it had on that day."""
    if wallet is None:
        return WHOLE
    changes = TierChange.objects.filter(wallet=wallet, day__lte=day).order_by("-pk")
    return changes.values_list("to_tier__percent", flat=True).first() or WHOLE
