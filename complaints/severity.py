"""How severe a complaint is: what it does to the customer, and how soon it has to be helped. Pure.

Impact and urgency are 1 (low) to 3 (high), severity 1 (low) to 4 (critical), after the initial assessment of
ISO 10002: severity, safety, complexity, impact, need of immediate action.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LOWEST: Final = 1
HIGHEST: Final = 3
Matrix = Mapping[tuple[int, int], int]

# (impact, urgency): impact weighs more than urgency.
USUAL: Final[Matrix] = MappingProxyType(
    {
        (1, 1): 1,
        (1, 2): 1,
        (1, 3): 2,
        (2, 1): 2,
        (2, 2): 2,
        (2, 3): 3,
        (3, 1): 3,
        (3, 2): 3,
        (3, 3): 4,
    }
)
