"""How satisfied one customer is: the last CSAT, NPS and CES, and each quarter."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from surveys.measures import MEASURED
from surveys.models import QuestionAnswer
from surveys.models.question import Measure, Scale
from surveys.results import stats_of

MOST_RATINGS = 500
QUARTERS = 8


@dataclass(frozen=True)
class Last:
    """The newest rating of one kind."""

    name: str
    value: int
    most: int
    at: Any
    is_low: bool


def ratings_of(account) -> list[QuestionAnswer]:
    """What its contacts rated, the newest first."""
    rows = QuestionAnswer.objects.filter(
        answer__invitation__account=account, question__measure__gt="", value__isnull=False
    )
    rows = rows.select_related("question", "answer__invitation")
    return list(rows.order_by("-answer__at", "-pk")[:MOST_RATINGS])


def last_of(rows) -> list[Last]:
    found: dict[str, Last] = {}
    for each in rows:
        measure, scale = each.question.measure, Scale(each.scale)
        if measure not in found:
            at, is_low = each.answer.at, each.value <= scale.low
            found[measure] = Last(measure.upper(), each.value, scale.steps[-1], at, is_low)
    return [found[name] for name in Measure.values if name in found]


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def by_quarter(rows) -> list[dict]:
    """The newest first, each with what was answered in it: of NPS the last one of each contact."""
    values: dict = defaultdict(lambda: defaultdict(list))
    seen = set()
    for each in rows:
        measure = each.question.measure
        quarter = quarter_of(timezone.localdate(each.answer.at))
        who = (quarter, each.answer.invitation.contact_id)
        if measure == Measure.NPS and who in seen:
            continue
        if measure == Measure.NPS:
            seen.add(who)
        values[quarter][measure].append(each.value)
    return [
        {"year": year, "quarter": quarter, "figures": figures_of(values[year, quarter])}
        for year, quarter in sorted(values, reverse=True)[:QUARTERS]
    ]


def figures_of(values) -> list[dict]:
    figures = [MEASURED[name](values[name]) for name in Measure.values if name in values]
    return [
        {"name": name, "value": value, "n": each.n} for each in figures for name, value in stats_of(each)[:1]
    ]


def read_satisfaction(account, membership) -> dict | None:
    rows = ratings_of(account)
    return {"last": last_of(rows), "quarters": by_quarter(rows)[:4]} if rows else None


PANEL = Panel(
    title=_("Satisfaction"),
    template="surveys/account_panel.html",
    read=read_satisfaction,
    url_name="surveys:of_account",
    action=_("All answers"),
    icon="mood-smile",
)
