"""What each colleague brought in: new business, upsell, cross-sell, renewals, referrals and testimonials in a period.

An opportunity counts on the day on which it was won, in the time zone in force, for whoever looked after it; a
referral and a testimonial on the day of their own, for whoever wrote them down or asked for them (else for whoever
looks after the customer). Amounts are minor units by currency. What a referral brought is what the referred customer
bought from the day of the referral until the end of the period; who was referred twice counts for the first referral.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from lib.dates import start_of_day
from sales.models import Opportunity, Purchase, Referral, Testimonial

Money = dict[str, int]


def money() -> Money:
    return defaultdict(int)


@dataclass
class Part:
    """How many of a kind, and for how much altogether."""

    count: int = 0
    amounts: Money = field(default_factory=money)

    def add(self, count: int, currency: str, amount_minor: int) -> None:
        self.count += count
        self.amounts[currency] += amount_minor


@dataclass
class Results:
    """Of one colleague; `sold` by kind of opportunity ("new", "upsell", "cross_sell", "renewal")."""

    sold: dict[str, Part] = field(default_factory=lambda: {kind: Part() for kind in Opportunity.Kind.values})
    referrals: int = 0
    referred_customers: int = 0
    referred_amounts: Money = field(default_factory=money)
    testimonials: int = 0


def results_of(*, since: date, until: date, members=None) -> dict[int | None, Results]:
    """{membership id: Results} of the days from `since` to `until`, both included, in five queries.

    None stands for what nobody looked after; who brought in nothing is not in it. With `members` (ids) only these.
    """
    found: dict[int | None, Results] = defaultdict(Results)
    _add_won(found, since, until)
    _add_referrals(found, since, until)
    _add_worth(found, since, until)
    written = Coalesce("created_by", "account__owner")
    given = Testimonial.objects.kept().filter(state=Testimonial.State.GIVEN, given_on__range=(since, until))
    for who, count in given.annotate(who=written).values_list("who").order_by().annotate(count=Count("pk")):
        found[who].testimonials = count
    return {who: each for who, each in found.items() if members is None or who in members}


def _add_won(found, since, until) -> None:
    begin, end = (start_of_day(day) for day in (since, until + timedelta(days=1)))
    won = Opportunity.objects.kept().filter(state="won", closed_at__gte=begin, closed_at__lt=end)
    groups = won.order_by().values_list("owner", "kind", "currency")
    for owner, kind, currency, count, amount in groups.annotate(count=Count("pk"), sum=Sum("amount_minor")):
        found[owner].sold[kind].add(count, currency, int(amount))


def _referrals(since, until):
    made = Referral.objects.kept().filter(on_day__range=(since, until))
    return made.annotate(who=Coalesce("created_by", "account__owner")).order_by()


def _add_referrals(found, since, until) -> None:
    groups = _referrals(since, until).with_outcome().values_list("who")
    is_customer = Q(outcome=Referral.Outcome.CUSTOMER)
    for who, count, customers in groups.annotate(count=Count("pk"), won=Count("pk", filter=is_customer)):
        found[who].referrals, found[who].referred_customers = count, customers


def _add_worth(found, since, until) -> None:
    """Purchases are joined with the one referral they count for."""
    same = Referral.objects.kept().filter(referred=OuterRef("referred"))
    earlier = same.filter(
        Q(on_day__lt=OuterRef("on_day")) | Q(on_day=OuterRef("on_day"), pk__lt=OuterRef("pk"))
    )
    first = _referrals(since, until).exclude(referred=None).filter(~Exists(earlier))
    whose = dict(first.values_list("pk", "who"))
    through = "account__referrals_received"
    bought = Purchase.objects.counted().filter(
        **{
            f"{through}__in": list(whose),
            "ordered_on__gte": F(f"{through}__on_day"),
            "ordered_on__lte": until,
        }
    )
    worth = Sum(F("total_minor") - F("refunded_minor"))
    for referral, currency, amount in bought.order_by().values_list(through, "currency").annotate(sum=worth):
        found[whose[referral]].referred_amounts[currency] += int(amount)
