"""What customers see of their points: what they have, what comes, what goes next, and what they can have for it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from loyalty.having import offers
from loyalty.models import LoyaltyProgram, Redemption, Reward, Voucher, Wallet
from loyalty.rewarding import put_pictures
from loyalty.tier_progress import progress_of
from loyalty.words import terms_of

MOST_LINES, MOST_OFFERED, MOST_TAKEN, MOST_DAYS = 20, 60, 20, 6


@dataclass
class OwnPage:
    program: Any
    wallet: Wallet | None
    usable_points: int = 0
    # (the moment from which they can be used, points)
    pending: list = field(default_factory=list)
    # (the last day on which they can be used, points), the next first
    expiring: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    offers: list = field(default_factory=list)
    redemptions: list = field(default_factory=list)
    vouchers: list = field(default_factory=list)
    progress: Any = None


def read_own_page(account) -> OwnPage:
    """Nothing is written: also a customer without points gets a page."""
    now, today = timezone.now(), timezone.localdate()
    program = LoyaltyProgram.objects.standing()
    wallet = Wallet.objects.filter(account=account).select_related("account").first()
    taken = Redemption.objects.filter(account=account).select_related("reward").order_by("-id")
    vouchers = list(Voucher.objects.filter(account=account).usable(on=today).order_by("valid_until", "id"))
    for each in vouchers:
        each.terms = terms_of(each)
    page = OwnPage(program, wallet, redemptions=list(taken[:MOST_TAKEN]), vouchers=vouchers)
    if program.state != LoyaltyProgram.State.DRAFT:
        page.progress = progress_of(wallet)
    if wallet is None:
        return page
    page.usable_points = wallet.usable_points(now)
    pending = wallet.lots.pending(at=now).order_by("available_at").values_list("available_at")
    page.pending = list(pending.annotate(points=Sum("remaining_points"))[:MOST_DAYS])
    page.expiring = expiring_of(wallet, at=now)
    page.lines = list(wallet.entries.exclude(points=0).order_by("-seq")[:MOST_LINES])
    rewards = put_pictures(Reward.objects.on_offer(today).in_order()[:MOST_OFFERED])
    page.offers = sorted(offers(wallet, rewards), key=lambda each: not each.may_have)
    return page


def expiring_of(wallet: Wallet, *, at=None) -> list[tuple]:
    """The last day on which points can be used, and how many, the next first; never those that are held."""
    ending = wallet.lots.usable(at=at or timezone.now()).filter(
        expires_at__isnull=False, remaining_points__gt=F("held_points")
    )
    sums = ending.order_by("expires_at").values_list("expires_at")
    sums = sums.annotate(points=Sum(F("remaining_points") - F("held_points")))[:MOST_DAYS]
    return [(timezone.localdate(at - timedelta(seconds=1)), points) for at, points in sums]
