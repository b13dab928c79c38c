"""The way of a campaign: which move leads from where to where, and whose it is. Pure.

A draft is scheduled; when its time has come its recipients are written down once (snapshotting), and it runs until
each of them is settled. People pause, resume and cancel; Sila pauses too, when too much is refused. What was not sent
by its last moment expires, and what cannot be written down at all has failed. One that is done runs again when people
send those once more of whom nobody knows whether they got it (reopen).

Errors: `NotNow`, when the move does not lead from this state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SNAPSHOTTING = "snapshotting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"


class Who(StrEnum):
    PERSON = "person"
    SILA = "sila"
    ANYBODY = "anybody"


class NotNow(Exception):
    """The move does not lead on from where the campaign stands: somebody else was there before."""

    def __init__(self, move: str, state: str) -> None:
        super().__init__(f"{move} does not follow {state}")
        self.move, self.state = move, state


@dataclass(frozen=True)
class Move:
    of: frozenset[State]
    to: State
    who: Who


WAITS: Final = frozenset({State.SCHEDULED, State.SNAPSHOTTING, State.RUNNING, State.PAUSED})
# Nothing more is sent; what waits is settled as not sent.
STOPPED: Final = frozenset({State.CANCELLED, State.EXPIRED})
ENDS: Final = STOPPED | {State.DONE, State.FAILED}

MOVES: Final[Mapping[str, Move]] = MappingProxyType(
    {
        "schedule": Move(frozenset({State.DRAFT}), State.SCHEDULED, Who.ANYBODY),
        "unschedule": Move(frozenset({State.SCHEDULED}), State.DRAFT, Who.PERSON),
        "begin": Move(frozenset({State.SCHEDULED}), State.SNAPSHOTTING, Who.SILA),
        "run": Move(frozenset({State.SNAPSHOTTING}), State.RUNNING, Who.SILA),
        "pause": Move(frozenset({State.RUNNING}), State.PAUSED, Who.ANYBODY),
        "resume": Move(frozenset({State.PAUSED}), State.RUNNING, Who.PERSON),
        "reopen": Move(frozenset({State.DONE}), State.RUNNING, Who.PERSON),
        "cancel": Move(WAITS, State.CANCELLED, Who.PERSON),
        "expire": Move(WAITS, State.EXPIRED, Who.SILA),
        # An issue of a series that is not wanted, and one that nobody approved in time.
        "decline": Move(frozenset({State.DRAFT}), State.CANCELLED, Who.PERSON),
        "lapse": Move(frozenset({State.DRAFT}), State.EXPIRED, Who.SILA),
        "finish": Move(frozenset({State.RUNNING}), State.DONE, Who.SILA),
        "fail": Move(frozenset({State.SCHEDULED, State.SNAPSHOTTING}), State.FAILED, Who.SILA),
    }
)
TRANSITIONS: Final = sorted(
    {(str(state), str(move.to)) for move in MOVES.values() for state in move.of},
)


def after(name: str, state: str, *, by_person: bool) -> State:
    """Where this move leads; NotNow when it does not lead from here, or is not theirs who make it."""
    move = MOVES[name]
    theirs = move.who in (Who.ANYBODY, Who.PERSON if by_person else Who.SILA)
    if state not in move.of or not theirs:
        raise NotNow(name, state)
    return move.to


def possible(state: str) -> list[str]:
    """The moves of people that lead on from here."""
    return [name for name, move in MOVES.items() if state in move.of and move.who != Who.SILA]
