"""Complaints: filing one, its way to the end, what is said about it, and who sees what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models.record import Archived
from complaints.answering import answer, communicate, hear, note
from complaints.models import Complaint, ComplaintEvent, ComplaintLink
from complaints.models.complaint import NoHigherLevel
from complaints.models.event import facts_of
from complaints.sla import Kind, clocks
from complaints.states import NotNow
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from timeline.models import Event, Notification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_noor(in_noor):
    """Everything here happens in noor."""


def whats(complaint):
    return [each.what for each in facts_of(complaint.events.order_by("pk"))]


def decided(complaint, by, decision="refused"):
    complaint.assess(by=by, category=None, impact=2, urgency=2, severity=2)
    complaint.decide(by=by, decision=decision, text="They were packed well.")
    communicate(complaint, by=by, text="We are sorry, and the cups were whole when they left us.")
    return complaint


def test_a_severity_that_is_not_said_follows_from_impact_and_urgency(complain):
    assert complain(impact=3, urgency=3).severity == 4
    assert complain(impact=1, urgency=1).severity == 1
    assert complain(impact=1, urgency=1, severity=3).severity == 3


def test_the_whole_way_leaves_its_facts_for_the_clocks(complain, salem, cause):
    found = complain(at=timezone.now() - timedelta(days=1))
    found.acknowledge(by=salem)
    decided(found, salem, "accepted")
    found.close(by=salem, resolution="Forty cups were sent.", root_cause=cause)
    assert whats(found) == [
        "filed",
        "acknowledged",
        "acknowledged",
        "went_on",
        "answered",
        "waited",
        "resolved",
    ]
    assert all(clock.stopped_at for clock in clocks(facts_of(found.events.order_by("pk"))))
    told = Event.objects.about(found).filter(is_part=False).order_by("id").values_list("verb", flat=True)
    steps = ["filed", "acknowledge", "assess", "decide", "communicate", "close"]
    assert list(told) == [f"complaint.{step}" for step in steps]


def test_a_step_that_leads_nowhere_changes_nothing(complain, salem, fresh):
    found = complain()
    with pytest.raises(NotNow):
        found.decide(by=salem, decision="accepted", text="Yes")
    assert (fresh(found).state, fresh(found).decision, found.events.count()) == ("new", "", 1)


def test_a_double_click_closes_it_once(complain, salem, cause):
    found = decided(complain(), salem)
    again = Complaint.objects.get(pk=found.pk)
    found.close(by=salem, resolution="Told why", root_cause=cause)
    with pytest.raises(NotNow):
        again.close(by=salem, resolution="Told why", root_cause=cause)
    assert whats(found).count("resolved") == 1


def test_an_answer_acknowledges_and_reaches_the_customer_with_a_link(complain, salem):
    found = complain()
    made = answer(found, by=salem, text="We look into it at once.")
    assert (found.state, whats(found)) == ("acknowledged", ["filed", "acknowledged", "answered"])
    mail = OutgoingMail.objects.get()
    assert (mail.to_address, made.interaction.text in mail.text) == ("care@afaq.example", True)
    assert found.reference in mail.subject
    assert ComplaintLink.objects.get(mail=mail).token_hash is None


def test_a_form_sent_twice_says_it_once(complain, salem):
    found, token = complain(), "7c1f9a52-0c86-4c55-8b40-7f0a4f0c9b11"
    for _time in range(2):
        answer(found, by=salem, text="Hello", form_token=token)
        hear(found, text="Hello?", form_token="7c1f9a52-0c86-4c55-8b40-7f0a4f0c9b12")
        note(found, by=salem, text="Careful", form_token=token)
    assert (found.messages.count(), found.notes.count(), OutgoingMail.objects.count()) == (2, 1, 1)


def test_no_clock_and_no_customer_hears_of_a_note(complain, salem):
    found = complain()
    note(found, by=salem, text="The driver says he dropped it.")
    assert (whats(found), found.messages.count(), OutgoingMail.objects.count()) == (["filed"], 0, 0)


def test_waiting_ends_when_the_customer_writes(complain, salem):
    found = complain(owner=salem)
    answer(found, by=salem, text="How many?", waits=True)
    assert found.state == "waiting"
    hear(found, text="Forty.")
    assert found.state == "investigating"
    assert Notification.objects.filter(recipient=salem, kind="complaint.heard").exists()
    running = [clock for clock in clocks(facts_of(found.events.order_by("pk"))) if clock.is_running]
    assert {clock.kind for clock in running} == {Kind.NEXT_RESPONSE, Kind.RESOLUTION}


def test_what_the_customer_says_after_the_end_opens_nothing(complain, salem, cause):
    found = decided(complain(), salem)
    found.close(by=salem, resolution="Told why", root_cause=cause)
    hear(found, text="Thanks!")
    assert found.state == "closed"
    assert not [clock for clock in clocks(facts_of(found.events.order_by("pk"))) if clock.is_running]


def test_an_appeal_goes_up_until_nobody_is_above(complain, salem, mona):
    found = decided(complain(), salem)
    found.appeal(reason="They were not packed well.")
    assert (found.level, found.state) == (2, "investigating")
    found.decide(by=mona, decision="partly", text="Half of them")
    communicate(found, by=mona, text="We pay for half of them.")
    found.appeal(reason="All of them")
    found.decide(by=mona, decision="refused", text="No")
    communicate(found, by=mona, text="No more than that.")
    with pytest.raises(NoHigherLevel):
        found.appeal(reason="Once more")


def test_what_was_accepted_is_not_appealed_against(complain, salem):
    found = decided(complain(), salem, "accepted")
    with pytest.raises(NotNow):
        found.appeal(reason="Why not")


def test_an_archived_customer_keeps_everything_as_it_is(complain, salem, afaq):
    found = complain()
    found.withdraw(by=salem)
    afaq.archive(by=salem)
    with pytest.raises(Archived):
        answer(found, by=salem, text="Hello")
    with pytest.raises(Archived):
        found.reopen(by=salem)
    assert ComplaintEvent.objects.count() == 2


def test_who_sees_which(complain, salem, faisal, reem, mona, afaq):
    """Salem looks after the customer; faisal handles complaints; reem only reads."""
    salem.workspace.accounts_seen = "own"
    nobodys, his = complain(), complain(owner=salem)
    assert set(Complaint.objects.visible_to(salem)) == {nobodys, his}
    assert set(Complaint.objects.visible_to(mona)) >= {nobodys, his}
    assert nobodys in Complaint.objects.visible_to(faisal)


def test_a_stranger_sees_none(complain, karim):
    complain()
    with workspace(karim.workspace_id):
        assert not Complaint.objects.exists()
