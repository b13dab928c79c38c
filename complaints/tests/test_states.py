"""The way of a complaint, and what its steps do to the clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from complaints.sla import Fact, Kind, clocks
from complaints.states import ENDS, OPEN, STEPS, WAITS_FOR_CUSTOMER, NotNow, State, What, after, possible

FILED_AT = datetime(2026, 1, 6, 9, tzinfo=UTC)
USUAL = ["acknowledge", "assess", "investigate", "decide", "communicate", "close"]


def walk(*steps):
    """The state after these steps from the filing, and the facts they leave behind, an hour apart."""
    state, facts = State.NEW, [Fact(FILED_AT, What.FILED)]
    for hour, step in enumerate(steps, 1):
        state = after(step, state)
        facts += [Fact(FILED_AT + timedelta(hours=hour), what) for what in STEPS[step].clocks]
    return state, clocks(facts)


def test_the_usual_way_leads_to_the_end_and_stops_every_clock():
    state, found = walk(*USUAL)
    assert state == State.CLOSED
    assert not any(each.is_running for each in found)
    assert not any(each.is_dropped for each in found)


def test_from_every_open_state_a_way_leads_to_the_end():
    for state in OPEN:
        seen, waiting = {state}, [state]
        while waiting:
            for step in possible(waiting.pop()):
                if (found := STEPS[step].ends) not in seen:
                    seen.add(found)
                    waiting.append(found)
        assert State.CLOSED in seen


@pytest.mark.parametrize("state", sorted(ENDS))
def test_what_has_ended_is_neither_decided_nor_answered_again(state):
    assert not {"acknowledge", "assess", "wait", "decide", "communicate", "close"} & set(possible(state))


def test_a_step_out_of_turn_is_refused():
    with pytest.raises(NotNow):
        after("close", State.INVESTIGATING)


def test_telling_the_decision_waits_for_the_customer():
    _state, found = walk(*USUAL[:-1])
    resolution = next(each for each in found if each.kind == Kind.RESOLUTION)
    assert resolution.is_paused
    assert {STEPS[step].ends for step in ("wait", "communicate")} == WAITS_FOR_CUSTOMER


@pytest.mark.parametrize("until", [USUAL[:-1], USUAL], ids=["told", "closed"])
def test_an_appeal_runs_against_the_clock_and_asks_for_an_answer(until):
    state, found = walk(*until, "appeal")
    assert state == State.INVESTIGATING
    running = [each for each in found if each.is_running]
    assert {each.kind for each in running} == {Kind.RESOLUTION, Kind.NEXT_RESPONSE}
    assert not any(each.is_paused for each in running)


def test_a_rejected_one_that_comes_back_is_promised_an_answer_again():
    _state, found = walk("reject", "restore")
    assert {each.kind for each in found if each.is_running} == {Kind.RESOLUTION, Kind.NEXT_RESPONSE}
    assert sum(each.is_dropped for each in found) == 3
