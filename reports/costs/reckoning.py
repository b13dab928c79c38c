"""What a row costs, as an expression of the database: whole minor units, each row rounded half up by itself.

What holds for a row is the version of the rates of its month. Rows are rounded one by one, so that the parts of a sum
are always the sum. Where no rate is known an expression is NULL.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, DecimalField, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Round

from interactions.models import Interaction
from lib.money import exponent
from loyalty.models import LoyaltyProgram
from reports.models import CostRates
from reports.periods import midnight

MINUTES_OF_HOUR = 60
EXACT: DecimalField = DecimalField(max_digits=40, decimal_places=12)
# With its type: a sum of it is empty as well.
UNKNOWN = Cast(Value(None), BigIntegerField())
AUTOMATIC = Q(outcome=Interaction.Outcome.AUTOMATIC)


def whole(value: int) -> Value:
    return Value(value, BigIntegerField())


def by_version(at: str, rates: Sequence[CostRates], of: Callable[[CostRates], list[tuple]]) -> Case:
    """`of` answers [(condition, expression)] of one version, or nothing where it knows none."""
    cases = []
    for each in rates:
        since = Q(**{f"{at}__gte": midnight(each.from_on)})
        cases += [When(since & condition, then=expression) for condition, expression in of(each)]
        cases.append(When(since, then=UNKNOWN))
    return Case(*cases, default=UNKNOWN, output_field=BigIntegerField())


def minutes_spent(rates: Sequence[CostRates]) -> Any:
    """Of an interaction: what was written down, else what is usual for its channel; nobody spends any on automatic

    messages.
    """

    def usual(version):
        known = sorted(version.minutes.items())
        return [(Q(channel=channel) & ~AUTOMATIC, whole(minutes)) for channel, minutes in known if minutes]

    return Coalesce(Cast("minutes", BigIntegerField()), by_version("at", rates, usual))


def hour(rates: Sequence[CostRates]) -> Any:
    """What an hour of who logged an interaction is reckoned at: by the role, else the usual one."""

    def of(version):
        hours = [(Q(logged_by__role=role), whole(minor)) for role, minor in sorted(version.by_role.items())]
        if version.hourly_minor is not None:
            hours.append((Q(pk__isnull=False), whole(version.hourly_minor)))
        return hours

    return by_version("at", rates, of)


def time_cost(rates: Sequence[CostRates]) -> Any:
    half = whole(MINUTES_OF_HOUR // 2)
    return (minutes_spent(rates) * hour(rates) + half) / whole(MINUTES_OF_HOUR)


def complaint_cost(rates: Sequence[CostRates]) -> Case:
    def of(version):
        known = version.complaint_minor is not None
        return [(Q(pk__isnull=False), whole(version.complaint_minor))] if known else []

    return by_version("filed_at", rates, of)


def points_cost(currency: str) -> Any:
    """Of points that were given, at what a point costs in the programme today."""
    program = LoyaltyProgram.objects.first()
    if program is None:
        return UNKNOWN
    point = program.point_cost * Decimal(10) ** exponent(currency)
    return Cast(Round(F("points") * Value(point, EXACT), output_field=EXACT), BigIntegerField())
