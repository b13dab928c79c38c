"""Which rewards a customer may have, and what keeps them from the others: the same for colleagues and customers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib import formats
from lib.registry import Registry
from loyalty.models import LoyaltyProgram, Redemption, Reward

# Each is called with (wallet, rewards) and answers {key of a reward: what keeps this customer from it, in words}.
hindrances = Registry("what keeps a customer from a reward")


@dataclass(frozen=True)
class Offer:
    """A reward as it stands to one customer; `reason` says what keeps them from it, or nothing."""

    reward: Any
    reason: str = ""
    short_points: int = 0

    @property
    def may_have(self) -> bool:
        return not self.reason


def offers(wallet, rewards: Iterable[Reward]) -> list[Offer]:
    """Each of these rewards, in four queries however many they are."""
    rewards = list(rewards)
    today = timezone.localdate()
    points = wallet.usable_points()
    had = _had(wallet, rewards, today)
    program = LoyaltyProgram.objects.standing()
    found: dict[int, str] = {}
    for hindrance in hindrances:
        for key, reason in hindrance(wallet, rewards).items():
            found.setdefault(key, reason)
    return [
        _offer(each, points, had.get(each.pk, 0), found.get(each.pk, ""), today, program) for each in rewards
    ]


def may_have(wallet, reward) -> Offer:
    """The same of one reward."""
    return offers(wallet, [reward])[0]


def _offer(reward, points, had, hindrance, today, program) -> Offer:
    if program.state == LoyaltyProgram.State.DRAFT:
        return Offer(reward, _("The loyalty programme has not begun yet."))
    if not reward.is_offered(today):
        return Offer(reward, _("It is not offered now."))
    if hindrance:
        return Offer(reward, hindrance)
    if reward.limit_count is not None and had >= reward.limit_count:
        return Offer(reward, limit_reached(reward))
    if reward.is_sold_out:
        return Offer(reward, _("There is none left at the moment."))
    if points < reward.cost_points:
        return short(reward, reward.cost_points - points)
    return Offer(reward)


def short(reward, points: int) -> Offer:
    text = ngettext("%(count)s more point is needed.", "%(count)s more points are needed.", points)
    return Offer(reward, text % {"count": formats.number(points)}, points)


def limit_reached(reward) -> str:
    if reward.limit_per == Reward.LimitPer.YEAR:
        text = ngettext(
            "It can be had %(count)s time in a year.",
            "It can be had %(count)s times in a year.",
            reward.limit_count,
        )
    else:
        text = ngettext("It can be had %(count)s time.", "It can be had %(count)s times.", reward.limit_count)
    return text % {"count": formats.number(reward.limit_count)}


def _had(wallet, rewards, today) -> dict[int, int]:
    """How many of each reward count towards its limit: those of this local year, or all."""
    limited = [each.pk for each in rewards if each.limit_count is not None]
    if not limited:
        return {}
    in_time = Q(reward__limit_per=Reward.LimitPer.EVER) | Q(created_at__year=today.year)
    counted = Redemption.objects.counted().filter(in_time, account=wallet.account_id, reward__in=limited)
    return dict(counted.order_by().values_list("reward").annotate(count=Count("pk")))
