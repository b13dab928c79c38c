"""How many customers stand in each segment by purchases, and how value is spread: over those whom a member may see."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from accounts.models import Account
from reports.models import KNOWN_SHORTLY, AccountForesight, LifetimeModel, RfmSegment

TOP, FIFTHS = 10, 5


@dataclass(frozen=True)
class SegmentFigures:
    segment: RfmSegment
    count: int
    bought_minor: int
    count_percent: float  # of all
    bought_percent: float


@dataclass(frozen=True)
class Fifth:
    """A fifth of the customers, the best first; amounts in minor units."""

    place: int
    count: int
    least_minor: int
    most_minor: int
    sum_minor: int
    percent: float


def newest_model() -> LifetimeModel | None:
    """The last one with which every customer was gone through."""
    return LifetimeModel.objects.exclude(finished_at=None).order_by("-as_of").first()


def seen_by(membership):
    """Rows of the customers that the list of accounts shows this member."""
    return AccountForesight.objects.filter(account__in=Account.objects.visible_to(membership).kept())


def segments_of(membership) -> list[SegmentFigures]:
    """The eleven in their order, also those in which nobody stands."""
    rows = (
        seen_by(membership).order_by().values("segment").annotate(count=Count("pk"), sum=Sum("bought_minor"))
    )
    found = {row["segment"]: (row["count"], int(row["sum"])) for row in rows}
    everybody, all_minor = (sum(each) for each in zip(*found.values(), strict=True)) if found else (0, 0)
    made = []
    for segment in RfmSegment:
        count, minor = found.get(segment.value, (0, 0))
        made.append(
            SegmentFigures(
                segment, count, minor, 100 * count / (everybody or 1), 100 * minor / (all_minor or 1)
            )
        )
    return made


def column_of(model: LifetimeModel) -> str:
    """What customers are compared by: what is expected of them, or without a model what they bought."""
    return "value_36_minor" if model.is_fitted else "bought_minor"


def compared(membership, column: str):
    """What is expected of who is known for too short a time is no figure to compare by."""
    rows = seen_by(membership).exclude(**{column: None})
    return rows if column == "bought_minor" else rows.exclude(KNOWN_SHORTLY)


def left_out(membership, column: str) -> int:
    """How many are not compared, for they are known for too short a time."""
    return 0 if column == "bought_minor" else seen_by(membership).filter(KNOWN_SHORTLY).count()


def fifths_of(membership, column: str) -> list[Fifth]:
    rows, params = compared(membership, column).values(column).query.sql_with_params()
    name = connection.ops.quote_name(column)
    sql = f"""
        SELECT fifth, count(*), min(minor), max(minor), sum(minor) FROM (
            SELECT {name} AS minor, ntile({FIFTHS}) OVER (ORDER BY {name} DESC) AS fifth FROM ({rows}) seen
        ) placed GROUP BY fifth ORDER BY fifth
    """  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    whole = sum(int(row[4]) for row in found) or 1
    return [Fifth(*row[:4], int(row[4]), 100 * int(row[4]) / whole) for row in found]


def best_of(membership, column: str) -> list[Any]:
    rows = compared(membership, column).select_related("account")
    return list(rows.order_by(f"-{column}", "pk")[:TOP])
