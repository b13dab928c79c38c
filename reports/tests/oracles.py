"""Of every KPI, which rows count (naive.py) and what they come to: (numerator, denominator, n)."""

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from reports.tests import naive_costs
from reports.tests.naive import Recorded, Row


def count(rows):
    return len(rows), None, len(rows)


def share(rows):
    return sum(each.is_part for each in rows), len(rows), len(rows)


def total(rows):
    return sum(each.amount for each in rows), None, len(rows)


def average(rows):
    return sum(each.amount for each in rows), len(rows), len(rows)


def different(rows):
    return len({each.account for each in rows})


def buyers(rows):
    return different(rows), None, different(rows)


def frequency(rows):
    return len(rows), different(rows), different(rows)


def of_buyers(rows):
    return different([each for each in rows if each.is_part]), different(rows), different(rows)


def mean(rows):
    return (sum(each.amount for each in rows) / len(rows) if rows else None), None, len(rows)


def score(rows):
    promoters = sum(each.amount >= 9 for each in rows)
    detractors = sum(each.amount <= 6 for each in rows)
    return promoters - detractors, len(rows), len(rows)


def growth(rows):
    begin = sum(each.kind == "begin" for each in rows)
    return len(rows) - 2 * begin, begin, begin


def kept(rows):
    now = sum(each.amount for each in rows if each.kind == "now")
    then = [each for each in rows if each.kind == "then"]
    return now, sum(each.amount for each in then), different(then)


def returned(rows):
    cost = sum(each.amount for each in rows if each.kind == "cost")
    return sum(each.amount for each in rows if each.kind == "revenue") - cost, cost, len(rows) // 2


def worth(rows):
    return sum(each.amount for each in rows), different(rows), different(rows)


def times_the_cost(rows):
    brought, spent, won = (
        [each for each in rows if each.kind == kind] for kind in ("brought", "spent", "won")
    )
    value, buyers, _n = worth(brought)
    cost = round(sum(each.amount for each in spent) / len(won)) if won else 0
    return (value / buyers if buyers else 0), cost, buyers


def passed_by(rank: float):
    """The value that so many of them do not pass, halfway between two of them where it lies between."""

    def tally(rows):
        values = sorted(each.amount for each in rows)
        if not values:
            return None, None, 0
        place = rank * (len(values) - 1)
        low, high = values[math.floor(place)], values[math.ceil(place)]
        return low + (high - low) * (place - math.floor(place)), None, len(values)

    return tally


@dataclass(frozen=True)
class Oracle:
    rows: Callable[[Recorded, object], list[Row]]
    tally: Callable[[list[Row]], tuple]
    # What it is for each of.
    per: "Oracle | None" = None
    # Every row is one of those that are shown behind the number; not where customers are counted by what they did.
    is_shown: bool = True


CUSTOMERS = Oracle(Recorded.customers, count)
COMPLAINTS = Oracle(Recorded.complaints, count)
NEW = Oracle(lambda all_, period: all_.came_or_went(period, "new"), count)
SPENT = Oracle(Recorded.spent, total)

ORACLES = {
    "customers": CUSTOMERS,
    "new-customers": NEW,
    "won-back": Oracle(lambda all_, period: all_.came_or_went(period, "back"), count),
    "lost-customers": Oracle(lambda all_, period: all_.came_or_went(period, "lost"), count),
    "retention": Oracle(Recorded.stayed, share),
    "churn": Oracle(Recorded.left, share),
    "base-growth": Oracle(Recorded.base, growth, is_shown=False),
    "revenue": Oracle(Recorded.revenue, total),
    "orders": Oracle(Recorded.bought, count),
    "average-order": Oracle(Recorded.revenue, average),
    "buyers": Oracle(Recorded.bought, buyers),
    "purchase-frequency": Oracle(Recorded.bought, frequency),
    "net-revenue-retention": Oracle(Recorded.revenue_kept, kept, is_shown=False),
    "lifetime-value": Oracle(Recorded.revenue_until, worth),
    "upsell": Oracle(Recorded.goods, of_buyers),
    "new-sales": Oracle(Recorded.won, total),
    "referrals": Oracle(Recorded.referrals, count),
    "referral-rate": Oracle(Recorded.referrals, count, per=CUSTOMERS),
    "testimonials": Oracle(Recorded.testimonials, share),
    "csat": Oracle(lambda all_, period: all_.ratings(period, "csat", 4), share),
    "nps": Oracle(Recorded.promoters, score),
    "ces": Oracle(lambda all_, period: all_.ratings(period, "ces"), mean),
    "ces-easy": Oracle(lambda all_, period: all_.ratings(period, "ces", 5), share),
    "complaints": COMPLAINTS,
    "complaint-rate": Oracle(Recorded.complaints, count, per=CUSTOMERS),
    "repeat-complaints": Oracle(Recorded.repeats, share),
    "first-response": Oracle(lambda all_, period: all_.times(period, "first_response"), passed_by(0.5)),
    "first-response-p90": Oracle(lambda all_, period: all_.times(period, "first_response"), passed_by(0.9)),
    "resolution": Oracle(lambda all_, period: all_.times(period, "resolution"), passed_by(0.5)),
    "resolution-p90": Oracle(lambda all_, period: all_.times(period, "resolution"), passed_by(0.9)),
    "sla-met": Oracle(Recorded.promises, share),
    "reopen-rate": Oracle(Recorded.closed, share),
    "interactions": Oracle(Recorded.contacts, count),
    "customers-contacted": Oracle(Recorded.contacts, buyers),
    "contacted-on-schedule": Oracle(Recorded.due, share),
    "acquisition-spend": SPENT,
    "acquisition-cost": Oracle(Recorded.spent, total, per=NEW),
    "ltv-cac": Oracle(Recorded.worth_and_won, times_the_cost, is_shown=False),
    "points-liability": Oracle(naive_costs.held, naive_costs.liability),
    "campaign-return": Oracle(Recorded.campaigns, returned, is_shown=False),
    "cost-to-serve": Oracle(naive_costs.served, total, is_shown=False),
    "contribution": Oracle(naive_costs.left, total, is_shown=False),
    "cost-of-time": Oracle(naive_costs.time, total),
    "cost-of-complaints": Oracle(naive_costs.complaints, total),
    "cost-of-compensations": Oracle(naive_costs.compensations, total),
    "cost-of-apology-points": Oracle(naive_costs.apologies, total),
}

# By what customers are split, and what each kind of record can be split by besides.
OF_CUSTOMERS = {
    "manager": "owner_id",
    "region": "region_id",
    "industry": "industry_id",
    "tier": "tier",
    "type": "management_type",
    "size": "size",
    "source": "source",
}
OF_RECORDS = {
    "category": lambda each: complaint_of(each).category_id,
    "cause": lambda each: complaint_of(each).root_cause_id,
    "severity": lambda each: complaint_of(each).severity,
    "channel": lambda each: complaint_of(each).channel,
    "promise": lambda each: each.kind,
    "by": lambda each: each.logged_by_id,
    "colleague": lambda each: each.owner_id,
    "product": lambda each: each.product_id,
    "kind": lambda each: each.kind,
    "survey": lambda each: each.answer.invitation.survey_id,
}


def complaint_of(record):
    return getattr(record, "complaint", record)


def part_of(all_: Recorded, row: Row, split: str):
    """The value of a row by which it is split."""
    if split in OF_CUSTOMERS:
        return getattr(all_.accounts[row.account], OF_CUSTOMERS[split])
    return OF_RECORDS[split](row.record)


def worked_out(oracle: Oracle, all_: Recorded, period) -> tuple:
    """What a KPI must come to."""
    per = oracle.per.rows(all_, period) if oracle.per else []
    return tallied(oracle, oracle.rows(all_, period), per)


def tallied(oracle, rows, per):
    numerator, denominator, n = oracle.tally(rows)
    return (numerator, oracle.per.tally(per)[0], n) if oracle.per else (numerator, denominator, n)


def parts_of(oracle: Oracle, all_: Recorded, period, split) -> dict:
    """Of each part that has anything."""

    def parted(each):
        found = defaultdict(list)
        for row in each.rows(all_, period) if each else []:
            found[part_of(all_, row, split)].append(row)
        return found

    rows, per = parted(oracle), parted(oracle.per)
    return {value: tallied(oracle, rows[value], per[value]) for value in {*rows, *per}}
