"""What costs must come to: worked out row by row in Python from what their definitions say, without their code."""

from decimal import ROUND_HALF_UP, Decimal

from complaints.models import Compensation
from interactions.models import Interaction
from loyalty.models import Grant, LoyaltyProgram, PointsEntry
from reports.models import CostRates
from reports.periods import Period
from reports.tests.naive import EVER, Row


def half_up(amount) -> int:
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


def rates_on(all_, day):
    """The last written of the last month that had begun."""
    begun = [each for each in all_.all(CostRates) if each.from_on <= day and each.currency == all_.currency]
    return max(begun, key=lambda each: (each.from_on, each.pk), default=None)


def costing(rows):
    return [each for each in rows if each.amount > 0]


def time(all_, period):
    found = []
    for each in all_.of(all_.all(Interaction, "logged_by")):
        rates = rates_on(all_, all_.day(each.at))
        if rates is None or each.removed_at is not None or not all_.is_in(each.at, period):
            continue
        usual = 0 if each.outcome == "automatic" else rates.minutes.get(each.channel, 0)
        minutes = each.minutes or usual
        hour = rates.by_role.get(each.logged_by.role if each.logged_by else "", rates.hourly_minor)
        if hour is not None:
            cost = half_up(Decimal(minutes * hour) / 60)
            found.append(Row(each.account_id, each, amount=cost))
    return costing(found)


def complaints(all_, period):
    found = []
    for row in all_.complaints(period):
        rates = rates_on(all_, all_.day(row.record.filed_at))
        if rates is not None and rates.complaint_minor is not None:
            found.append(Row(row.account, row.record, amount=rates.complaint_minor))
    return costing(found)


def of_points(all_, points):
    program = all_.all(LoyaltyProgram)[0]
    return half_up(points * program.point_cost * 100)


def held(all_, period):
    """What the entries up to the end of the period come to."""
    entries = all_.of(all_.all(PointsEntry, "wallet"), lambda each: each.wallet.account_id)
    until = Period(EVER.first_on, period.until_on)
    return [
        Row(each.wallet.account_id, each, amount=each.points)
        for each in entries
        if all_.is_in(each.at, until)
    ]


def liability(rows):
    """At 0.0375 a point, less the 15 of a hundred that are never used."""
    points = sum(each.amount for each in rows)
    wallets = {each.record.wallet_id for each in rows}
    return half_up(points * Decimal("0.0375") * Decimal("0.85") * 100), None, len(wallets)


def compensations(all_, period):
    found = []
    for each in all_.of(all_.all(Compensation, "complaint"), lambda each: each.complaint.account_id):
        if each.state in ("approved", "given") and all_.is_in(each.decided_at, period):
            amount = each.amount_minor if each.currency == all_.currency else 0
            if each.kind == "points":
                amount = of_points(all_, each.points)
            found.append(Row(each.complaint.account_id, each, amount=amount or 0))
    return costing(found)


def apologies(all_, period):
    return costing(
        Row(each.account_id, each, amount=of_points(all_, each.points))
        for each in all_.of(all_.all(Grant, "rule_version"))
        if each.rule_version.trigger == "apology" and all_.is_in(each.day, period)
    )


def served(all_, period):
    return [row for part in (time, complaints, compensations, apologies) for row in part(all_, period)]


def left(all_, period):
    costs = [Row(each.account, each.record, amount=-each.amount) for each in served(all_, period)]
    return all_.revenue(period) + costs
