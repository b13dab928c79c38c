"""While a complaint waits for its customer: reminders by letter, the notice at the end, and nothing twice."""

from datetime import datetime, timedelta

import pytest
import time_machine

from complaints.answering import answer, hear
from complaints.models import SilenceNotice
from complaints.silence import remind_next
from messaging.models import OutgoingMail
from timeline.jobs import run_slice
from timeline.models import Event, Job, Notification
from workspaces.working_hours import add_period

pytestmark = pytest.mark.django_db

# A Sunday; people work from eight to five, Sunday to Thursday.
SUNDAY = datetime.fromisoformat("2030-01-06T09:00+03:00")


def at(text):
    return datetime.fromisoformat(text)


@pytest.fixture
def clock(in_noor):
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def waiting(complain, salem, clock):
    complaint = complain(owner=salem)
    answer(complaint, by=salem, text="Which cups?", waits=True)
    OutgoingMail.objects.all().delete()
    return complaint


def letters():
    return [each.subject.split(" [")[0] for each in OutgoingMail.objects.order_by("pk")]


def planned():
    return list(SilenceNotice.objects.filter(told_at=None).order_by("at").values_list("days", "at"))


def test_a_customer_is_reminded_twice_and_told_at_the_end_each_once(waiting, clock, salem):
    days = {3: "01-09", 7: "01-15", 14: "01-24"}
    assert planned() == [(each, at(f"2030-{day}T08:00+03:00")) for each, day in days.items()]
    for moment in ("01-09T07:59", "01-09T08:00", "01-09T08:00", "01-15T08:00", "01-24T08:00", "01-24T09:00"):
        clock.move_to(at(f"2030-{moment}+03:00"))
        remind_next()
    assert letters() == ["We are waiting for your answer"] * 2 + ["Your complaint will be closed"]
    assert Event.objects.about(waiting).filter(verb="complaint.reminded").count() == 3
    assert [each.recipient for each in Notification.objects.filter(kind="complaint.silent")] == [salem]


def test_an_answer_ends_the_reminding_and_the_next_question_begins_anew(waiting, clock, salem):
    clock.move_to(at("2030-01-09T08:00+03:00"))
    remind_next()
    hear(waiting, text="The white ones")
    assert planned() == []
    clock.move_to(at("2030-02-24T08:00+03:00"))
    assert remind_next() == 0
    waiting.wait(by=salem)
    assert [days for days, _at in planned()] == [3, 7, 14]
    assert letters() == ["We are waiting for your answer"]


def test_after_a_stop_of_sila_one_letter_goes_out_in_working_time(waiting, clock):
    clock.move_to(at("2030-01-17T23:00+03:00"))  # a Thursday night
    remind_next()
    assert letters() == []
    clock.move_to(at("2030-01-20T08:00+03:00"))
    remind_next()
    assert letters() == ["We are waiting for your answer"]
    assert [days for days, _at in planned()] == [14]


def test_a_holiday_put_in_later_moves_what_is_to_come(waiting, huda):
    day = SUNDAY.date() + timedelta(days=1)
    add_period(by=huda, name="Stocktaking", first_on=day, last_on=day, rule="closed")
    for job in Job.objects.open().order_by("pk"):
        run_slice(job.pk)
    assert planned()[0] == (3, at("2030-01-10T08:00+03:00"))


def test_where_no_letter_reaches_the_customer_the_colleague_is_told(complain, salem, afaq, clock):
    afaq.email = ""
    afaq.save(update_fields=["email"])
    complaint = complain(owner=salem)
    complaint.acknowledge(by=salem)
    complaint.wait(by=salem)
    clock.move_to(at("2030-03-03T08:00+03:00"))
    remind_next()
    assert letters() == []
    assert Notification.objects.filter(kind="complaint.silent").count() == 1
