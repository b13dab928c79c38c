"""Escalation: each level of each clock once, to whom it concerns, whoever races or falls."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from complaints.clocks import reckon
from complaints.escalating import Line, escalate_next
from complaints.models import ComplaintClock, ComplaintEvent, Escalation, EscalationRule
from complaints.tasks import remind_of_deadlines
from conftest import make_member
from lib.tenancy.state import workspace
from timeline.models import Event, Notification
from workspaces.roles import Role

pytestmark = pytest.mark.django_db

# A Sunday; people work from eight to five, Sunday to Thursday.
SUNDAY = "2030-01-06T09:00+03:00"


def at(text):
    return datetime.fromisoformat(text)


@pytest.fixture
def clock(in_noor):
    with time_machine.travel(at(SUNDAY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def filed(complain, salem, clock):
    """One by salem of medium severity: to be acknowledged in two hours, answered in nine, solved in 45."""
    return complain(owner=salem, severity=2)


def told():
    rows = Escalation.objects.exclude(to=None).order_by("id")
    return [(each.clock.kind, each.percent, each.to.user.name) for each in rows]


def noticed():
    rows = Notification.objects.filter(kind="complaint.escalated").order_by("id")
    return [
        (each.detail["promise"], each.detail["percent"], each.recipient.user.name, each.times)
        for each in rows
    ]


def test_each_level_is_told_once_to_whom_it_concerns(filed, clock, huda):
    for moment in ("09:59", "10:00", "10:00", "10:36", "11:00", "12:00", "12:00"):
        clock.move_to(at(f"2030-01-06T{moment}+03:00"))
        escalate_next()
    wanted = [(50, "سالم"), (80, "منى"), (100, "منى"), (150, "هدى")]
    assert told() == [("acknowledgement", *each) for each in wanted]
    assert noticed() == [("acknowledgement", *each, 1) for each in wanted]
    assert Notification.objects.filter(kind="complaint.escalated", mail_at=None).count() == 0
    assert ComplaintEvent.objects.filter(step="escalated").count() == 4
    assert Event.objects.about(filed).filter(verb="complaint.escalated").count() == 4
    found = ComplaintClock.objects.get(kind="acknowledgement")
    assert (found.next_level, found.next_level_at) == (None, None)


def test_after_a_stop_the_highest_level_is_told_and_the_others_are_noted(filed, clock, huda):
    clock.move_to(at("2030-01-06T11:30+03:00"))
    assert escalate_next() == 1
    assert told() == [("acknowledgement", 100, "منى")]
    noted = Escalation.objects.filter(to=None).values_list("percent", "reached_at")
    assert list(noted) == [(50, at("2030-01-06T10:00+03:00")), (80, at("2030-01-06T10:36+03:00"))]
    assert ComplaintClock.objects.get(kind="acknowledgement").next_level == 150


def test_a_clock_put_back_and_forth_tells_nothing_again(filed, clock, huda):
    for moment in ("10:01", "09:00", "10:01", "10:05", "09:30", "10:40"):
        clock.move_to(at(f"2030-01-06T{moment}+03:00"))
        escalate_next()
    assert told() == [("acknowledgement", 50, "سالم"), ("acknowledgement", 80, "منى")]


def test_what_is_paused_or_over_is_not_escalated(filed, clock, salem, huda):
    clock.move_to(at("2030-01-06T09:30+03:00"))
    filed.acknowledge(by=salem)
    filed.wait(by=salem)
    clock.move_to(at("2030-02-06T09:30+03:00"))
    assert escalate_next() == 0
    filed.withdraw(by=salem)
    assert escalate_next() == 0
    assert told() == []


def test_a_pause_after_a_level_was_reached_moves_the_next_one(filed, clock, salem, huda):
    """The sweep comes late: what it works out next knows of the pause that came after the level."""
    clock.move_to(at("2030-01-06T10:06+03:00"))
    filed.acknowledge(by=salem)
    clock.move_to(at("2030-01-06T14:00+03:00"))  # half of the first response is used at 13:30
    filed.wait(by=salem)
    clock.move_to(at("2030-01-08T14:00+03:00"))
    filed.go_on(by=salem)
    assert escalate_next() == 1
    response = ComplaintClock.objects.get(kind="first_response")
    assert (response.next_level, response.next_level_at) == (80, at("2030-01-08T16:12+03:00"))


def test_a_longer_time_tells_no_level_again(filed, clock, salem, huda):
    clock.move_to(at("2030-01-06T10:40+03:00"))
    escalate_next()
    filed.reassess(by=salem, category=None, impact=1, urgency=1, severity=1)  # four hours
    found = ComplaintClock.objects.get(kind="acknowledgement")
    assert (found.next_level, found.next_level_at) == (100, at("2030-01-06T13:00+03:00"))
    clock.move_to(at("2030-01-06T12:30+03:00"))
    assert escalate_next() == 0


def test_rules_of_the_workspace_say_when_and_who(filed, clock, huda):
    EscalationRule.objects.create(percent=50, to=EscalationRule.To.NOBODY)
    EscalationRule.objects.create(percent=90, to=EscalationRule.To.EXECUTIVE)
    reckon([filed])
    clock.move_to(at("2030-01-06T10:48+03:00"))
    escalate_next()
    assert told() == [("acknowledgement", 90, "هدى")]


def test_whoever_is_above_is_told_where_nobody_is_there(noor, filed, salem, mona, huda, in_noor):
    To = EscalationRule.To
    line = Line()
    assert [line.whom(filed, each) for each in (To.OWNER, To.LEAD, To.MANAGER, To.EXECUTIVE)] == [
        salem, mona, mona, huda,
    ]  # fmt: skip
    mona.end(by=huda)
    assert [Line().whom(filed, each) for each in (To.LEAD, To.MANAGER)] == [huda, huda]
    nasser = make_member(noor, Role.OWNER, "nasser@noor.example", "ناصر")
    huda.change(by=nasser, reports_to=nasser)
    filed.owner, filed.account.owner = None, None
    assert Line().whom(filed, To.OWNER) == huda
    salem.change(by=nasser, reports_to=nasser)
    filed.owner = salem
    assert Line().whom(filed, To.LEAD) == nasser


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_each_tells_what_the_other_has_not(noor, complain, salem, huda):
    with workspace(noor.pk), transaction.atomic():
        before = datetime.now(UTC) - timedelta(minutes=16)
        complaints = [complain(owner=salem, severity=4, at=before) for _each in range(6)]
        reckon(complaints)
    gate = threading.Barrier(2)

    def sweep():
        try:
            gate.wait(10)
            remind_of_deadlines()
        finally:
            connection.close()

    workers = [threading.Thread(target=sweep) for _each in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    with workspace(noor.pk), transaction.atomic():
        assert sorted(Escalation.objects.values_list("clock__complaint", "percent")) == [
            (each.pk, 50) for each in complaints
        ]
        assert Notification.objects.filter(kind="complaint.escalated").count() == 6


def fall(tellings):
    raise RuntimeError


def test_a_failure_in_the_middle_tells_nothing(filed, clock, huda, monkeypatch):
    clock.move_to(at("2030-01-06T10:00+03:00"))
    with monkeypatch.context() as patched:
        patched.setattr("complaints.escalating.notify_apart", fall)
        with pytest.raises(RuntimeError):
            escalate_next()
    assert (told(), noticed()) == ([], [])
    assert escalate_next() == 1
    assert noticed() == [("acknowledgement", 50, "سالم", 1)]
