"""How many customers would get another tier by rules that are not saved yet: one query, whatever their number."""

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.expressions import ExpressionWrapper
from django.db.models.functions import Greatest, Least

from planning.models import AccountScore, PlanningRules
from planning.scoring import FACTORS, HIGH, LESS_IS_BETTER, LOW, MOST_SCORE


def weighed(weights: dict[str, int], factors=FACTORS):
    """scoring.score() as the database reckons it: halves up; nothing where a mark is missing."""
    whole = sum(weights[factor] for factor in factors) * (HIGH - LOW)
    got = sum(
        (
            Value(weights[factor])
            * ((Value(HIGH) - F(factor)) if factor in LESS_IS_BETTER else (F(factor) - Value(LOW)))
            for factor in factors
        ),
        Value(0),
    )
    half_up = (got * Value(2 * MOST_SCORE) + Value(whole)) / Value(2 * whole)
    return ExpressionWrapper(half_up, output_field=IntegerField())


def tiers_by(rules: PlanningRules) -> dict:
    """Of customers in use of whom something is known: how many would change, and from what to what."""
    scores = AccountScore.objects.filter(account__archived_at=None).filter(
        Q(value_minor__gt=0) | Q(assessed_on__isnull=False)
    )
    place = Case(
        When(value_minor__gte=rules.value_a_minor, then=Value(1)),
        When(value_minor__gte=rules.value_b_minor, then=Value(2)),
        When(value_minor__gte=rules.value_c_minor, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    moved = Case(
        When(comes_to__gte=rules.raise_from, then=Value(-1)),
        When(comes_to__lt=rules.lower_below, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = (
        scores.annotate(comes_to=weighed(rules.weights))
        .annotate(place=Greatest(Least(place + moved, Value(4)), Value(1)))
        .order_by()
        .values("account__tier", "place")
        .annotate(count=Count("pk"))
    )
    moves = [
        {"before": row["account__tier"], "after": "ABCD"[row["place"] - 1], "count": row["count"]}
        for row in rows.order_by("account__tier", "place")
    ]
    others = [move for move in moves if move["before"] != move["after"]]
    return {
        "moves": others,
        "changed": sum(move["count"] for move in others),
        "known": sum(move["count"] for move in moves),
    }
