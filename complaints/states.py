"""The way of a complaint: which step leads from where to where. Pure, after the stages of ISO 10002.

received, acknowledged, assessed, investigated (and waiting for the customer), decided, told to the customer, closed;
a refusal can be appealed against and goes to the next level; what is closed can be reopened. What turns out to be
no complaint is rejected, what is a part of another one is merged into it, and the customer may withdraw it.

What the steps mean for the clocks stands beside them: telling the decision answers, and waits for what the customer
says to it; the promise of a resolution is kept when the complaint is closed.

Errors: `NotNow`, when the step does not lead from this state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from complaints.sla import What


class State(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    ASSESSED = "assessed"
    INVESTIGATING = "investigating"
    WAITING = "waiting"
    DECIDED = "decided"
    COMMUNICATED = "communicated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    MERGED = "merged"


ENDS: Final = frozenset({State.CLOSED, State.WITHDRAWN, State.REJECTED, State.MERGED})
OPEN: Final = frozenset(State) - ENDS
WAITS_FOR_CUSTOMER: Final = frozenset({State.WAITING, State.COMMUNICATED})


class NotNow(Exception):
    """The step does not lead on from where the complaint stands: somebody else was there before."""

    def __init__(self, step: str, state: State) -> None:
        super().__init__(f"{step} does not follow {state}")
        self.step, self.state = step, state


@dataclass(frozen=True)
class Step:
    begins: frozenset[State]
    ends: State
    clocks: tuple[What, ...] = ()


def _step(*begins: State, to: State, clocks: tuple[What, ...] = ()) -> Step:
    return Step(frozenset(begins), to, clocks)


_S, _W = State, What
STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "acknowledge": _step(_S.NEW, to=_S.ACKNOWLEDGED, clocks=(_W.ACKNOWLEDGED,)),
        "assess": _step(_S.NEW, _S.ACKNOWLEDGED, to=_S.ASSESSED, clocks=(_W.ACKNOWLEDGED,)),
        "investigate": _step(_S.ASSESSED, _S.DECIDED, to=_S.INVESTIGATING),
        "wait": _step(_S.ACKNOWLEDGED, _S.ASSESSED, _S.INVESTIGATING, to=_S.WAITING, clocks=(_W.WAITED,)),
        "go_on": _step(_S.WAITING, _S.COMMUNICATED, to=_S.INVESTIGATING, clocks=(_W.WENT_ON,)),
        "decide": _step(_S.ASSESSED, _S.INVESTIGATING, _S.WAITING, to=_S.DECIDED, clocks=(_W.WENT_ON,)),
        "communicate": _step(_S.DECIDED, to=_S.COMMUNICATED, clocks=(_W.ANSWERED, _W.WAITED)),
        "close": _step(_S.COMMUNICATED, to=_S.CLOSED, clocks=(_W.RESOLVED,)),
        "reopen": _step(_S.CLOSED, _S.WITHDRAWN, to=_S.INVESTIGATING, clocks=(_W.REOPENED,)),
        "appeal": _step(
            _S.COMMUNICATED, _S.CLOSED, to=_S.INVESTIGATING, clocks=(_W.WENT_ON, _W.REOPENED, _W.WROTE)
        ),
        "withdraw": _step(*OPEN, to=_S.WITHDRAWN, clocks=(_W.DROPPED,)),
        "reject": _step(_S.NEW, _S.ACKNOWLEDGED, to=_S.REJECTED, clocks=(_W.DROPPED,)),
        "restore": _step(_S.REJECTED, to=_S.ACKNOWLEDGED, clocks=(_W.REOPENED, _W.WROTE)),
        "merge": _step(*OPEN, to=_S.MERGED, clocks=(_W.DROPPED,)),
        "split": _step(_S.MERGED, to=_S.INVESTIGATING, clocks=(_W.REOPENED, _W.WROTE)),
    }
)


def after(step: str, state: State) -> State:
    """Where the complaint stands after this step; NotNow if it does not lead from `state`."""
    known = STEPS[step]
    if state not in known.begins:
        raise NotNow(step, state)
    return known.ends


def possible(state: State) -> list[str]:
    """The steps that lead on from here, in the order of the way."""
    return [name for name, step in STEPS.items() if state in step.begins]
