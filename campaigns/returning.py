"""What campaigns brought in, per currency and never mixed: orders, buyers, revenue, cost, and the return on it.

Revenue is what was paid and not paid back of the purchases that are put down to a campaign (campaigns/crediting.py);
the return is (revenue - cost) / cost in the currency of the cost. Amounts are minor units.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.utils.translation import gettext as _

from accounts.models.contact import Channel
from campaigns import lift
from campaigns.channels.costs import cost_of
from campaigns.credited import counted
from campaigns.models import Campaign, CampaignCost, Crediting, Split
from lib import formats
from lib.lists.page import ALL, VIEW
from workspaces.roles import Permission


@dataclass
class Amounts:
    """Of one currency."""

    currency: str
    orders: int = 0
    revenue_minor: int = 0
    cost_minor: int = 0

    @property
    def has_return(self) -> bool:
        return self.cost_minor > 0

    @property
    def return_percent(self) -> float | None:
        if not self.cost_minor:
            return None
        return (self.revenue_minor - self.cost_minor) * 100 / self.cost_minor


@dataclass
class Returned:
    """Of one campaign, or of several together."""

    campaigns: int = 0
    orders: int = 0
    buyers: int = 0
    by_currency: dict[str, Amounts] = field(default_factory=dict)

    def of(self, currency: str) -> Amounts:
        return self.by_currency.setdefault(currency, Amounts(currency))

    @property
    def amounts(self) -> list[Amounts]:
        return [self.by_currency[each] for each in sorted(self.by_currency)]

    def add(self, other: "Returned") -> None:
        self.campaigns += other.campaigns
        self.orders += other.orders
        self.buyers += other.buyers
        for each in other.amounts:
            own = self.of(each.currency)
            own.orders += each.orders
            own.revenue_minor += each.revenue_minor
            own.cost_minor += each.cost_minor


def may_see_money(membership) -> bool:
    """What all customers of a campaign spent is for who sees all of them."""
    return membership.can(Permission.VIEW_CUSTOMERS) and membership.sees_everything


def as_of() -> datetime | None:
    """When purchases were put down to campaigns last; None before the first time."""
    kept = Crediting.objects.first()
    return kept.counted_at if kept else None


def returns_of(campaigns: Iterable[Campaign]) -> dict[int, Returned]:
    """By the key of each, in three questions."""
    asked = list(campaigns)
    found = {each.pk: Returned(campaigns=1) for each in asked}
    rows = counted(asked)
    for pk, buyers in rows.values_list("campaign").annotate(buyers=Count("recipient", distinct=True)):
        found[pk].buyers = buyers
    left = Sum(F("purchase__total_minor") - F("purchase__refunded_minor"))
    spent = rows.values_list("campaign", "purchase__currency").annotate(orders=Count("pk"), left=left)
    for pk, currency, orders, revenue in spent:
        found[pk].orders += orders
        amounts = found[pk].of(currency)
        amounts.orders, amounts.revenue_minor = orders, int(revenue)
    for cost in CampaignCost.objects.filter(campaign__in=asked):
        found[cost.campaign_id].of(cost.currency).cost_minor += cost.amount_minor
    for each in asked:
        paid = cost_of(each) if each.channel != Channel.EMAIL else None
        if paid is not None:
            found[each.pk].of(paid.currency).cost_minor += paid.minor
    return found


def bought_query(campaign) -> str:
    """Of the list of recipients: who bought."""
    return urlencode({"campaign": campaign.number, "bought": "yes", VIEW: ALL})


@dataclass(frozen=True)
class Money:
    """Of both groups, in one currency."""

    currency: str
    a_head: int
    aside_a_head: int
    difference: lift.Difference


@dataclass(frozen=True)
class Lift:
    written_to: lift.Group
    aside: lift.Group
    is_too_few: bool
    buyers: lift.Difference | None
    money: tuple[Money, ...]
    first_day: date
    last_day: date
    at: datetime

    @property
    def sentences(self) -> list[str]:
        return in_sentences(self)


def lift_of(campaign) -> Lift | None:
    """What the control group tells, as it was worked out last; None where there is none, or nothing yet."""
    split = Split.objects.filter(campaign=campaign, lift__isnull=False).first()
    if split is None or split.lift is None or split.lifted_at is None:
        return None
    both = [split.lift[name] for name in ("written_to", "aside")]
    one, other = (lift.Group(each["people"], each["buyers"]) for each in both)
    is_too_few = lift.too_few(one, other)
    money = []
    for currency in sorted({code for each in both for code in each["money"]}):
        groups = [
            lift.Group(each["people"], each["buyers"], *each["money"].get(currency, (0, 0))) for each in both
        ]
        if not is_too_few:
            money.append(
                Money(currency, round(groups[0].a_head), round(groups[1].a_head), lift.of_revenue(*groups))
            )
    return Lift(
        written_to=one,
        aside=other,
        is_too_few=is_too_few,
        buyers=None if is_too_few else lift.of_shares(one, other),
        money=tuple(money),
        first_day=date.fromisoformat(split.lift["first"]),
        last_day=date.fromisoformat(split.lift["last"]),
        at=split.lifted_at,
    )


def in_sentences(found: Lift) -> list[str]:
    """What may be said of the difference, and with what certainty."""
    if found.is_too_few or found.buyers is None:
        least = {"people": formats.number(lift.LEAST_PEOPLE), "buyers": formats.number(lift.LEAST_BUYERS)}
        text = _(
            "Too few to say: each group needs %(people)s people and %(buyers)s buyers before a difference counts."
        )
        return [text % least]
    points = found.buyers
    words = {
        "by": formats.decimal(points.is_by * 100, 1),
        "least": formats.decimal(points.at_least * 100, 1),
        "most": formats.decimal(points.at_most * 100, 1),
    }
    text = _("Buyers: a difference of %(by)s percentage points (95%% certain: from %(least)s to %(most)s).")
    said = [text % words + " " + _certainty(points)]
    for each in found.money:
        amounts = {
            "by": formats.money(round(each.difference.is_by), each.currency),
            "least": formats.money(round(each.difference.at_least), each.currency),
            "most": formats.money(round(each.difference.at_most), each.currency),
        }
        text = _("Revenue a head: a difference of %(by)s (95%% certain: from %(least)s to %(most)s).")
        said.append(text % amounts + " " + _certainty(each.difference))
    return said


def _certainty(difference: lift.Difference) -> str:
    return "" if difference.is_certain else _("This may as well be chance.")


def campaigns_begun(since: datetime):
    """With what they are, newest first: for the page over time."""
    begun = Campaign.objects.filter(started_at__gte=since).select_related("series")
    return begun.order_by("-started_at", "-pk")
