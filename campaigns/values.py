"""What is known of somebody who is written to, in the words of their language."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import override

from campaigns.words import first_name
from lib import formats
from loyalty.models import Wallet
from loyalty.own_page import expiring_of

OF_POINTS = ("points", "expiring", "expires_on")


def values_for(
    account, contact, *, workspace, language: str, preferences_url: str = "", with_points=True
) -> dict[str, str]:
    """By the key of the placeholder; what is not known is empty. Asks for the account's wallet, unless none of its
    points are told.
    """
    shown = replace(workspace.formats(language), language=language)
    name = contact.name_in(language) if contact else ""
    return {
        "contact": name,
        "first_name": first_name(name),
        "customer": account.name_in(language) if account else "",
        "manager": account.owner.user.name if account and account.owner else "",
        "city": (account and account.city) or (contact and contact.city) or "",
        "today": today_in(shown, timezone.now().replace(second=0, microsecond=0)),
        "company": workspace.name,
        "preferences": preferences_url,
        **(points_of(account, shown) if with_points else {}),
    }


@lru_cache(maxsize=64)
def today_in(shown: formats.Formats, minute: datetime) -> str:
    with override(shown.language), formats.use(shown):
        return formats.day(minute)


def points_of(account, shown: formats.Formats) -> dict[str, str]:
    """Empty for who takes no part in the programme, and for who has nothing."""
    wallet = Wallet.objects.filter(account=account).first() if account else None
    points = wallet.usable_points(timezone.now()) if wallet else 0
    if not points:
        return {}
    with override(shown.language), formats.use(shown):
        found = {"points": formats.number(points)}
        expiring = expiring_of(wallet)
        if expiring:
            day, count = expiring[0]
            found |= {"expiring": formats.number(count), "expires_on": formats.day(day)}
        return found
