"""What an automation does, as it is kept: a trigger, steps in their order, a goal, and who may enter again.

    {"trigger": {"kind": "contact_added", ...}, "again_days": None, "goal": {"kind": "bought"},
     "steps": [{"key": 1, "kind": "wait", "amount": 3, "unit": "days"}, {"key": 2, "kind": "message", "template": 7},
               {"key": 3, "kind": "condition", "ask": "opened", "no": "end"}, ...]}

A step is named by its key, which it keeps wherever it is moved to. A condition that does not hold ends the way, or
leads to a later step: never back, so nobody goes round in a circle. Records are named by their numbers. Pure.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.utils import timezone

WAIT, UNTIL, CONDITION, MESSAGE, FOLLOW_UP, TAG = (
    "wait", "until", "condition", "message", "follow_up", "tag",
)  # fmt: skip
KINDS: Final = (MESSAGE, WAIT, UNTIL, CONDITION, FOLLOW_UP, TAG)
MINUTES, HOURS, DAYS = "minutes", "hours", "days"
MOST_WAITED: Final = {MINUTES: 600, HOURS: 240, DAYS: 365}
IN_SEGMENT, BOUGHT, OPENED, PRESSED = "segment", "bought", "opened", "pressed"
ANSWERED, SILENT = "answered", "silent"
END: Final = "end"
NO_GOAL: Final = "none"
MANAGER: Final = "manager"
MOST_STEPS: Final = 20
LONGEST_REASON: Final = 200
LEAST_AGAIN, MOST_AGAIN = 1, 730

Step = Mapping[str, Any]


def empty() -> dict[str, Any]:
    return {
        "trigger": {"kind": "contact_added"},
        "again_days": None,
        "goal": {"kind": NO_GOAL},
        "steps": [],
    }


def next_key(steps: Sequence[Step]) -> int:
    return max((step["key"] for step in steps), default=0) + 1


def place_after(steps: Sequence[Step], index: int) -> int | None:
    """Where the way goes on when the condition at `index` does not hold; None: it ends there."""
    wanted = steps[index].get("no", END)
    later = (place for place in range(index + 1, len(steps)) if steps[place]["key"] == wanted)
    return next(later, None)


def leads_back(steps: Sequence[Step]) -> list[int]:
    """Keys of conditions that lead to no later step."""
    return [
        step["key"]
        for index, step in enumerate(steps)
        if step["kind"] == CONDITION and step.get("no", END) != END and place_after(steps, index) is None
    ]


def waits_until(step: Step, now: datetime) -> datetime:
    """When somebody who comes to this step now goes on, by the clocks of the active time zone."""
    local = timezone.localtime(now)
    if step["kind"] == UNTIL:
        hour, minute = (int(part) for part in step["at"].split(":"))
        return next_time(time(hour, minute), now)
    if step["unit"] == DAYS:
        # So many days later at the same time of the clock, also where it was changed in between.
        return on_clock(local.replace(tzinfo=None) + timedelta(days=step["amount"]))
    unit = timedelta(hours=1) if step["unit"] == HOURS else timedelta(minutes=1)
    return now + step["amount"] * unit


def next_time(clock: time, now: datetime) -> datetime:
    """The next moment at which the clocks show this, or now if they do."""
    today = timezone.localtime(now).date()
    for days in range(3):
        moment = on_clock(datetime.combine(today + timedelta(days=days), clock))
        if moment >= now:
            return moment
    raise AssertionError(clock)  # some day has every hour, or the one after its gap


def on_clock(wall: datetime) -> datetime:
    """A time of the clock as a moment: the first of two; where the clock jumps over it, as long after the jump."""
    return timezone.make_aware(wall.replace(fold=0))


def segments_of(design: Mapping[str, Any]) -> set[int]:
    """Numbers of the segments that it asks for."""
    goal, trigger = design.get("goal", {}), design.get("trigger", {})
    asked = [step for step in design.get("steps", []) if step.get("ask") == IN_SEGMENT]
    named = [each.get("segment") for each in (goal, trigger, *asked)]
    return {number for number in named if number is not None}


def templates_of(design: Mapping[str, Any]) -> list[tuple[int, int]]:
    """(key of the step, number of the template) of its letters."""
    steps = design.get("steps", [])
    return [(step["key"], step["template"]) for step in steps if step["kind"] == MESSAGE]
