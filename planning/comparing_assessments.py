"""Assessments of a customer beside each other, as a table and as a line over time."""

from dataclasses import dataclass

from planning.factors import FACTORS, word_for
from planning.models import Assessment, PlanningRules
from planning.scoring import MOST_SCORE, score, turned

WIDTH, HEIGHT, MARGIN = 320, 120, 14


@dataclass(frozen=True)
class Mark:
    mark: int
    word: str
    note: str
    # 1 better than the time before, -1 worse, 0 the same or the first time.
    moved: int


def compared(rows: list[Assessment], rules: PlanningRules) -> dict:
    """The newest first, each mark with how it moved since the one before; the points of the line oldest first."""
    scores = [score(row.marks, rules.weights) for row in rows]
    lines = [
        {"factor": factor, "marks": [_mark(key, row, older) for row, older in _pairs(rows)]}
        for key, factor in FACTORS.items()
    ]
    return {"rows": list(zip(rows, scores, strict=True)), "lines": lines, "chart": chart(scores[::-1])}


def _pairs(rows):
    return zip(rows, [*rows[1:], None], strict=False)


def _mark(key: str, row: Assessment, older: Assessment | None) -> Mark:
    mark = getattr(row, key)
    was = turned(key, getattr(older, key)) if older else turned(key, mark)
    is_now = turned(key, mark)
    return Mark(mark, word_for(key, mark), row.notes.get(key, ""), (is_now > was) - (is_now < was))


def chart(scores: list[int]) -> dict | None:
    """Places of the points on a picture of WIDTH by HEIGHT; nothing to see in one point alone."""
    if len(scores) < 2:
        return None
    step = (WIDTH - 2 * MARGIN) / (len(scores) - 1)
    points = [
        {
            "x": round(MARGIN + place * step, 1),
            "y": round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * each / MOST_SCORE, 1),
            "score": each,
        }
        for place, each in enumerate(scores)
    ]
    line = " ".join(f"{point['x']},{point['y']}" for point in points)
    return {"width": WIDTH, "height": HEIGHT, "points": points, "line": line}
