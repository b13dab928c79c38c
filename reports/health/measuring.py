"""What is known of customers as of a day, read from what is recorded: five questions for a batch, whatever its size.

As of a day that is over: a purchase that came back since counts as never made, and regular contact is held against
the rhythm of today; both are said where such figures are shown.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Avg, Case, Count, ExpressionWrapper, F, FloatField, Max, Min, Q, Value, When
from django.utils import timezone

from complaints.models import Complaint
from complaints.states import OPEN
from interactions.models import ContactSchedule, Interaction
from interactions.rhythm import step_days
from lib.recurrence import Unit
from reports.health.scoring import STRETCH_DAYS, Facts
from sales.models import Purchase
from surveys.models import QuestionAnswer

# What tells of the customer as it is now, and no longer of what was once.
YEARS = timedelta(days=730)
RATED = timedelta(days=365)
CLOSED_LATELY = timedelta(days=90)
NPS_SCALE = 11


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def purchases(pks: list[int], day: date) -> dict[int, dict]:
    stretch = timedelta(days=STRETCH_DAYS)
    lately, before = day - stretch, day - 2 * stretch
    in_years = Q(ordered_on__gt=day - YEARS)
    rows = (
        Purchase.objects.counted()
        .filter(account__in=pks, ordered_on__lte=day)
        .order_by()
        .values("account_id")
    )
    rows = rows.annotate(
        last_on=Max("ordered_on"),
        first_on=Min("ordered_on"),
        days=Count("ordered_on", distinct=True, filter=in_years),
        since=Min("ordered_on", filter=in_years),
        lately=Count("pk", filter=Q(ordered_on__gt=lately)),
        before=Count("pk", filter=Q(ordered_on__gt=before, ordered_on__lte=lately)),
    )
    return {row["account_id"]: _of_purchases(row, day) for row in rows}


def _of_purchases(row: dict, day: date) -> dict:
    found = {
        "days_since": (day - row["last_on"]).days,
        "days_known": (day - row["first_on"]).days,
        "bought_lately": row["lately"],
        "bought_before": row["before"],
    }
    if row["days"] > 2:
        found["usual_days"] = max(1, round((row["last_on"] - row["since"]).days / (row["days"] - 1)))
    return found


def complaints(pks: list[int], until: datetime) -> dict[int, dict]:
    is_open = Q(state__in=sorted(OPEN)) | Q(state="closed", closed_at__gt=until)
    rows = Complaint.objects.standing().filter(account__in=pks, filed_at__lt=until).order_by()
    found = rows.values("account_id").annotate(
        open_complaints=Count("pk", filter=is_open),
        late_complaints=Count("pk", filter=is_open & Q(due_at__lt=until)),
        closed_complaints=Count(
            "pk", filter=Q(state="closed", closed_at__lte=until, closed_at__gt=until - CLOSED_LATELY)
        ),
    )
    return {row.pop("account_id"): row for row in found}


def ratings(pks: list[int], until: datetime) -> dict[int, dict]:
    """Every rating as a share of its scale: of 1 to 5 a 3 is 50, of 0 to 10 a 7 is 70."""
    of_hundred = Case(
        When(scale=NPS_SCALE, then=ExpressionWrapper(F("value") * Value(10.0), FloatField())),
        default=ExpressionWrapper(
            (F("value") - Value(1)) * Value(100.0) / (F("scale") - Value(1)), FloatField()
        ),
        output_field=FloatField(),
    )
    rows = QuestionAnswer.objects.filter(
        value__isnull=False,
        answer__at__lt=until,
        answer__at__gte=until - RATED,
        answer__invitation__account__in=pks,
    )
    found = rows.order_by().values("answer__invitation__account_id")
    return {
        row["answer__invitation__account_id"]: {"satisfaction": round(row["mean"]), "ratings": row["n"]}
        for row in found.annotate(mean=Avg(of_hundred), n=Count("answer", distinct=True))
    }


def contacts(pks: list[int], until: datetime) -> dict[int, dict]:
    """Only of those with whom regular contact is planned."""
    planned = ContactSchedule.objects.filter(account__in=pks).exclude(unit="")
    found = {
        account: {"rhythm_days": step_days(Unit(unit), every)}
        for account, unit, every in planned.values_list("account_id", "unit", "every")
    }
    talked = Interaction.objects.kept().contacts().filter(account__in=list(found), at__lt=until).order_by()
    for row in talked.values("account_id").annotate(last_at=Max("at")):
        found[row["account_id"]]["contact_days"] = max(0, (until - row["last_at"]).days)
    return found


def facts_of(pks: Iterable[int], day: date) -> dict[int, Facts]:
    """Of each of these accounts, by key; of those without anything the empty facts."""
    keys, until = list(pks), end_of(day)
    found: dict[int, dict] = {pk: {} for pk in keys}
    for part in (purchases(keys, day), complaints(keys, until), ratings(keys, until), contacts(keys, until)):
        for pk, known in part.items():
            found[pk].update(known)
    return {pk: Facts(**known) for pk, known in found.items()}
