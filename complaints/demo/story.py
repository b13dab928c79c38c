"""How a complaint of the demo is told: what the customer wrote, and what became of it day by day."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Story:
    """`way` holds (days ago, what, more): a step of complaints.states.STEPS, or what was said.

    Days under one are parts of a day before now; from one on they are days, at some moment in office hours.
    """

    account: int  # the place among the customers who have somebody to talk to
    subject: str
    text: str
    category: str
    channel: str
    filed: float
    impact: int = 2
    urgency: int = 2
    remedy: str = ""
    remedy_text: str = ""
    owner: str | None = None  # None: who leads the customer; "": nobody yet
    taken_by: str = ""  # who wrote it down for the customer
    way: tuple[tuple[Any, ...], ...] = ()
    key: str = ""
    incident: str = ""
    merged_into: str = ""
