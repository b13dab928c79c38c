"""How a customer's relation goes over two years: prospect, active, sometimes dormant, back, or lost."""

from dataclasses import dataclass
from datetime import datetime

from accounts.demo.draw import Draw

TWO_YEARS = 730  # days
LAUNCH_PERCENT = 22  # of the customers came with the first import, two years ago
YOUNG = 50  # days, in which hardly anybody is dormant or lost yet

PROSPECT, ACTIVE, DORMANT, LOST = "prospect", "active", "dormant", "lost"
COURSES = [
    ([PROSPECT], 13),
    ([PROSPECT, ACTIVE], 44),
    ([ACTIVE], 7),
    ([PROSPECT, ACTIVE, DORMANT, ACTIVE], 9),
    ([PROSPECT, ACTIVE, DORMANT], 15),
    ([PROSPECT, LOST], 5),
    ([PROSPECT, ACTIVE, LOST], 4),
    ([PROSPECT, ACTIVE, DORMANT, LOST], 3),
]
YOUNG_COURSES = [([PROSPECT], 62), ([PROSPECT, ACTIVE], 26), ([ACTIVE], 12)]


@dataclass
class Step:
    status: str
    at: datetime
    reason: str = ""


def draw_days_known(draw: Draw) -> int:
    """How many days ago the customer came: many at the launch, then a little more every month."""
    if draw.chance(LAUNCH_PERCENT):
        return draw.random.randrange(TWO_YEARS - 20, TWO_YEARS)
    return 2 + int((TWO_YEARS - 30) * draw.random.random() ** 1.15)


def draw_life(draw: Draw, days_known: int, course: list[str] | None = None) -> list[Step]:
    courses = COURSES if days_known > YOUNG else YOUNG_COURSES
    course = course or draw.pick([one for one, _often in courses], [often for _one, often in courses])
    steps = [Step(course[0], draw.moment(days_known))]
    # Each change comes in its own stretch of the time since, so that they follow each other.
    shares = sorted(draw.random.uniform(0.05, 0.92) for _change in course[1:])
    for number, (status, share) in enumerate(zip(course[1:], shares, strict=True)):
        at = draw.moment(round(days_known * (1 - share)))
        if at <= steps[-1].at:
            at = draw.between(steps[-1].at)
        steps.append(Step(status, at, _reason(draw, status, is_back=number > 0)))
    return steps


def _reason(draw: Draw, status: str, *, is_back: bool) -> str:
    if draw.chance(35):
        return ""
    market = draw.market
    won = market.back_because if is_back else market.won_because
    return draw.pick({ACTIVE: won, DORMANT: market.dormant_because, LOST: market.lost_because}[status])
