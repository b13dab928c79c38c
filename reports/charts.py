"""The columns of a chart over time; no database.

One column for each period, in units of an SVG of WIDTH x HEIGHT that is stretched: the words stand beside it in the
page, so they are never stretched along, and time runs as the page is read. A mark in a column is what it is compared
with; a line through all of them is the target.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 20, 1_000


@dataclass(frozen=True)
class Point:
    """Of one period: its value, what it is compared with, and the words for both."""

    label: str
    title: str
    text: str
    value: float | int | None
    compared: float | int | None = None
    is_open: bool = False
    is_few: bool = False
    url: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    point: Point
    y: int
    height: int
    mark_y: int | None


@dataclass(frozen=True)
class Chart:
    columns: tuple[Column, ...]
    zero_y: int
    target_y: int | None
    highest: float
    lowest: float


def drawn(points: Sequence[Point], target: float | None = None) -> Chart | None:
    """None where no period has a value. Columns stand on zero, so that twice as high is twice as much."""
    if not any(each.value is not None for each in points):
        return None
    values = [each for point in points for each in (point.value, point.compared) if each is not None]
    highest = float(max(0, target or 0, *values))
    lowest = float(min(0, target or 0, *values))
    span = highest - lowest or 1.0

    def y_of(value) -> int:
        return round((highest - float(value)) * HEIGHT / span)

    zero = y_of(0)
    columns = []
    for point in points:
        top = y_of(point.value) if point.value is not None else zero
        mark = y_of(point.compared) if point.compared is not None else None
        columns.append(Column(point, min(top, zero), abs(top - zero), mark))
    return Chart(tuple(columns), zero, y_of(target) if target is not None else None, highest, lowest)
