"""The figures of learning: complaints of a period, how many repeat others, and what they come from; and their chart.

Everybody counts the complaints they see. Each figure has the address of the list of the complaints behind it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, F, Q

from complaints.filters import COUNTED, NO_CAUSE, REPEATS
from complaints.models import Complaint, ComplaintCategory, RootCause
from complaints.models.action import beginning_of
from complaints.patterns import Part, pareto
from complaints.repeating import is_repeat
from lib.lists.page import ALL, VIEW

WIDTH, HEIGHT, EDGE = 640, 280, 16
MOST_BARS = 12


@dataclass(frozen=True)
class Row:
    entry: RootCause | ComplaintCategory
    part: Part
    url: str


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    is_vital: bool
    place: int


@dataclass(frozen=True)
class Chart:
    """In units of an SVG; time plays no part, so it goes in the direction of the page."""

    bars: tuple[Bar, ...]
    points: str
    line_y: int
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - EDGE


@dataclass
class Figures:
    since: date
    count: int = 0
    repeats: int = 0
    without_cause: int = 0
    urls: dict = field(default_factory=dict)
    causes: list[Row] = field(default_factory=list)
    categories: list[Row] = field(default_factory=list)
    chart: Chart | None = None

    @property
    def repeat_percent(self) -> int | None:
        return round(100 * self.repeats / self.count) if self.count else None


def figures_of(membership, *, days: int, today: date, list_url: str, is_rtl: bool) -> Figures:
    since = today - timedelta(days=days - 1)
    filed = Complaint.objects.visible_to(membership).standing().filter(filed_at__gte=beginning_of(since))
    counts = filed.aggregate(
        count=Count("pk"),
        repeats=Count("pk", filter=is_repeat()),
        without_cause=Count("pk", filter=no_cause()),
    )

    def url_of(**asked):
        told = {"state": COUNTED, "filed": since.isoformat(), VIEW: ALL}
        return f"{list_url}?{urlencode({**asked, **told})}"

    found = Figures(since, **counts)
    found.urls = {
        "count": url_of(),
        "repeats": url_of(repeats=REPEATS),
        "without_cause": url_of(cause=NO_CAUSE),
    }
    found.causes = rows_of(filed, RootCause, "root_cause", lambda number: url_of(cause=number))
    found.categories = rows_of(filed, ComplaintCategory, "category", lambda number: url_of(category=number))
    found.chart = chart_of([row.part for row in found.causes], is_rtl=is_rtl)
    return found


def no_cause():
    return Q(root_cause=None)


def rows_of(filed, model, name, url_of) -> list[Row]:
    counted = filed.filter(**{f"{name}__isnull": False}).values_list(name).annotate(count=Count("pk"))
    counts = dict(counted.order_by("-count", F(name)))
    entries = model.objects.in_bulk(counts)
    return [Row(entries[part.key], part, url_of(entries[part.key].number)) for part in pareto(counts)]


def chart_of(parts: list[Part], *, is_rtl: bool) -> Chart | None:
    """A bar a cause, and the line of what the greater ones make together; of two at least."""
    shown = parts[:MOST_BARS]
    if len(shown) < 2:
        return None
    room, slot = HEIGHT - 2 * EDGE, WIDTH / len(shown)

    def x_of(middle):
        return round(WIDTH - middle if is_rtl else middle)

    bars, points = [], []
    for place, part in enumerate(shown):
        middle = x_of((place + 0.5) * slot)
        height = round(room * part.share)
        width = round(0.7 * slot)
        x = round(middle - width / 2)
        bars.append(Bar(x, round(HEIGHT - EDGE - height), width, height, part.is_vital, place + 1))
        points.append(f"{middle},{round(HEIGHT - EDGE - room * part.together)}")
    return Chart(tuple(bars), " ".join(points), round(HEIGHT - EDGE - room * 0.8))
