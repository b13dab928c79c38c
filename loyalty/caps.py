"""How much a rule may still give a customer in the time that its limit counts."""

from datetime import date

from django.db.models import Sum

from loyalty.models import Grant
from loyalty.models.rule import Period, RuleVersion


def room(version: RuleVersion, account, day: date, *, but: Grant | None = None) -> int | None:
    """None without a limit. What was taken back leaves room again; `but` is the grant that is being worked out."""
    if version.cap_points is None:
        return None
    granted = Grant.objects.filter(account=account, rule=version.rule_id, **within(version.cap_period, day))
    if but is not None and but.pk is not None:
        granted = granted.exclude(pk=but.pk)
    return max(version.cap_points - (granted.aggregate(sum=Sum("points"))["sum"] or 0), 0)


def within(period: str, day: date) -> dict:
    if period == Period.DAY:
        return {"day": day}
    if period == Period.MONTH:
        return {"day__year": day.year, "day__month": day.month}
    if period == Period.YEAR:
        return {"day__year": day.year}
    return {}
