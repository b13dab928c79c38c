"""What a purchase would earn: worked out as it would be settled, and nothing is written."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from loyalty import points as arithmetic
from loyalty.caps import room
from loyalty.models import LoyaltyProgram, RuleVersion, Wallet
from loyalty.models.rule import OF_PURCHASES
from loyalty.multiplier import multiplier_percent
from loyalty.rules import is_for, versions_on
from loyalty.sale import Sale, Why, points_for


@dataclass(frozen=True)
class Gain:
    """What one rule gives; `why` tells why it gives nothing, or less than it says."""

    version: RuleVersion
    points: int
    why: Why | None


@dataclass(frozen=True)
class Trial:
    gains: list[Gain]
    percent: int
    is_before_start: bool
    usable_on: date | None
    expires_on: date | None

    @property
    def points(self) -> int:
        return sum(each.points for each in self.gains)


def usable_at(program: LoyaltyProgram, day: date, now: datetime) -> datetime:
    """From when what was earned on a local day can be used: from the beginning of a day, or at once."""
    if not program.pending_days:
        return now
    before = day + timedelta(days=program.pending_days - 1)
    return max(arithmetic.end_of(before, timezone.get_current_timezone_name()), now)


def would_earn(sale: Sale, account=None) -> Trial:
    """Of this customer, or of one of whom nothing is known: for that one no rule of a group holds."""
    program = LoyaltyProgram.objects.standing()
    wallet = Wallet.objects.filter(account=account).first() if account is not None else None
    percent = multiplier_percent(wallet, sale.day)
    gains = [_gain(each, sale, account, percent) for each in versions_on(sale.day, OF_PURCHASES)]
    expires_at = program.expires_at(sale.day, timezone.get_current_timezone_name())
    last = expires_at - timedelta(microseconds=1) if expires_at else None
    return Trial(
        gains=gains,
        percent=percent,
        is_before_start=program.starts_on is not None and sale.day < program.starts_on,
        usable_on=timezone.localdate(usable_at(program, sale.day, timezone.now())),
        expires_on=timezone.localdate(last) if last else None,
    )


def _gain(version: RuleVersion, sale: Sale, account, percent: int) -> Gain:
    is_meant = is_for(version, account) if account is not None else not version.conditions
    if not is_meant:
        return Gain(version, 0, Why.CUSTOMER)
    given, why = points_for(version, sale)
    given = arithmetic.multiplied(given, percent)
    left = room(version, account, sale.day) if account is not None else version.cap_points
    if left is not None and left < given:
        return Gain(version, left, Why.CAP)
    return Gain(version, given, why)
