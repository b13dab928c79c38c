"""The small picture of an objective: its values by day, between where it begins and its target; no database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 240, 64, 6


@dataclass(frozen=True)
class Picture:
    """In the units of an SVG of WIDTH x HEIGHT; time goes from left to right."""

    points: str
    dots: tuple[tuple[int, int], ...]
    target_y: int
    baseline_y: int
    width: int = WIDTH
    height: int = HEIGHT


def picture_of(values: list[tuple[date, Decimal]], *, baseline: Decimal, target: Decimal) -> Picture | None:
    """None while nothing was measured. One value alone is a dot in the middle."""
    if not values:
        return None
    first, last = values[0][0], values[-1][0]
    span = (last - first).days
    lowest = min([baseline, target, *(value for _day, value in values)])
    highest = max([baseline, target, *(value for _day, value in values)])

    def x_of(day):
        return WIDTH // 2 if not span else EDGE + round((WIDTH - 2 * EDGE) * (day - first).days / span)

    def y_of(value):
        if highest == lowest:
            return HEIGHT // 2
        return EDGE + round((HEIGHT - 2 * EDGE) * (highest - value) / (highest - lowest))

    dots = tuple((x_of(day), y_of(value)) for day, value in values)
    points = " ".join(f"{x},{y}" for x, y in dots)
    return Picture(points, dots, y_of(target), y_of(baseline))


def line_of(objective) -> Picture | None:
    values = [(each.on, each.value) for each in objective.measured]
    return picture_of(values, baseline=objective.baseline, target=objective.target)
