"""How heavy a risk is: likelihood times impact, each 1 to 5; no database.

15 and more is high, 6 and more is medium, the rest is low; so the worst impact is never low once it is unlikely
at all (2 x 5 = 10), and nothing that is hardly likely is high.
"""

from enum import StrEnum

HIGH_FROM, MEDIUM_FROM = 15, 6
SCALE = range(1, 6)


class Level(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def level_of(likelihood: int, impact: int) -> Level:
    score = likelihood * impact
    if score >= HIGH_FROM:
        return Level.HIGH
    return Level.MEDIUM if score >= MEDIUM_FROM else Level.LOW
