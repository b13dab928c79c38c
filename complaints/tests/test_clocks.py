"""The clocks of complaints as rows: worked out by every step, and anew when the rules are others."""

from datetime import datetime, timedelta

import pytest
import time_machine

from accounts import services as accounts
from complaints import trees
from complaints.answering import answer, hear
from complaints.filing import file_complaint
from complaints.models import Complaint, ComplaintCategory, ComplaintClock, SlaPolicy
from complaints.models.complaint import NEVER
from complaints.policies import (
    USUAL,
    NeedsOne,
    Time,
    add_policy,
    archive_policy,
    change_policy,
    keep_usual_policy,
    times_of,
)
from lib.tenancy.state import require_workspace_id
from timeline.jobs import run_slice
from timeline.models import Job
from workspaces.working_hours import add_period

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
def afaq(salem, in_noor):
    return accounts.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


@pytest.fixture
def file(salem, afaq, clock):
    def make(**fields):
        given = {"subject": "The coffee came late", "text": "Three days.", "owner": salem, "severity": 2}
        return file_complaint(account=fields.pop("account", afaq), by=salem, fields={**given, **fields})

    return make


def rows(complaint) -> dict:
    return {f"{each.kind} {each.number}": each for each in complaint.clocks.all()}


def due(complaint) -> dict:
    return {name: each.due_at for name, each in rows(complaint).items() if each.is_running}


def run_jobs():
    for job in Job.objects.open().order_by("pk"):
        run_slice(job.pk)
    assert not Job.objects.exclude(state="done").exists()


def with_resolution(hours, severity=2, times=USUAL):
    return {**times, (severity, "resolution"): Time(hours * 60)}


def test_a_filed_one_has_three_promises_by_the_usual_times(file):
    complaint = file()
    assert due(complaint) == {
        "acknowledgement 1": at("2030-01-06T11:00+03:00"),
        "first_response 1": at("2030-01-07T09:00+03:00"),
        "resolution 1": at("2030-01-13T09:00+03:00"),
    }
    assert complaint.due_at == Complaint.objects.get().due_at == at("2030-01-06T11:00+03:00")


def test_a_critical_one_runs_around_the_clock(file, clock):
    clock.move_to(at("2030-01-10T16:40+03:00"))  # Thursday, before the weekend
    complaint = file(severity=4)
    assert due(complaint)["acknowledgement 1"] == at("2030-01-10T17:10+03:00")
    assert due(complaint)["resolution 1"] == at("2030-01-11T16:40+03:00")


def test_waiting_for_the_customer_stands_still_and_gives_the_time_back(file, clock, salem):
    complaint = file()
    clock.move_to(at("2030-01-06T12:00+03:00"))
    answer(complaint, by=salem, text="Which bag was it?", waits=True)
    resolution = rows(complaint)["resolution 1"]
    assert (resolution.is_paused, resolution.due_at, resolution.next_level_at) == (True, None, None)
    assert resolution.used == timedelta(hours=3)
    assert Complaint.objects.get().due_at == NEVER
    clock.move_to(at("2030-01-08T12:00+03:00"))  # two working days later
    hear(complaint, text="The black one")
    assert due(complaint)["resolution 1"] == at("2030-01-15T09:00+03:00")
    assert rows(complaint)["next_response 1"].due_at == at("2030-01-09T12:00+03:00")


def test_an_end_stops_every_clock_and_a_late_one_is_late(file, clock, salem):
    complaint = file()
    clock.move_to(at("2030-01-06T12:00+03:00"))
    complaint.acknowledge(by=salem)
    complaint.withdraw(by=salem)
    found = rows(complaint)
    assert found["acknowledgement 1"].is_late
    assert not any(each.is_running or each.next_level_at for each in found.values())
    assert found["resolution 1"].is_dropped
    assert not found["resolution 1"].is_late
    assert Complaint.objects.get().due_at == NEVER


def test_a_reopened_one_promises_another_resolution_and_keeps_the_first(file, clock, salem):
    complaint = file()
    complaint.withdraw(by=salem)
    clock.move_to(at("2030-01-07T09:00+03:00"))
    complaint.reopen(by=salem)
    assert due(complaint) == {"resolution 2": at("2030-01-14T09:00+03:00")}
    assert rows(complaint)["resolution 1"].stopped_at == at(SUNDAY)


def test_another_severity_measures_what_runs_anew_and_keeps_what_was_judged(file, clock, salem):
    complaint = file()
    clock.move_to(at("2030-01-06T10:00+03:00"))
    complaint.acknowledge(by=salem)
    judged = rows(complaint)["acknowledgement 1"]
    complaint.reassess(by=salem, category=None, impact=3, urgency=3, severity=3)
    assert due(complaint)["first_response 1"] == at("2030-01-06T13:00+03:00")
    assert rows(complaint)["acknowledgement 1"].target_minutes == judged.target_minutes


def test_other_times_hold_from_now_on_and_lose_no_pause(file, clock, salem, huda):
    complaint = file()
    answer(complaint, by=salem, text="Which bag was it?", waits=True)
    clock.move_to(at("2030-01-06T12:00+03:00"))
    hear(complaint, text="The black one")
    policy = SlaPolicy.objects.get()
    change_policy(policy, by=huda, read_version=policy.version, changed=[], times=with_resolution(4))
    assert policy.versions.count() == 2
    run_jobs()
    found = rows(complaint)
    # Nine to twelve it waited; four hours from then on are at four.
    assert found["resolution 1"].due_at == at("2030-01-06T16:00+03:00")
    assert found["resolution 1"].version.round == 2
    assert found["acknowledgement 1"].version.round == 1


def test_the_same_times_again_are_no_version(file, huda):
    file()
    policy = SlaPolicy.objects.get()
    change_policy(policy, by=huda, read_version=policy.version, changed=[], times=times_of(policy))
    assert policy.versions.count() == 1
    assert not Job.objects.exists()


def test_the_first_times_that_fit_hold(file, afaq, huda):
    keep_usual_policy()
    food = ComplaintCategory.objects.create(label_en="Food")
    coffee = ComplaintCategory.objects.create(label_en="Coffee", parent=food)
    add_policy(by=huda, fields={"name_en": "Tier A", "tier": "A"}, times=with_resolution(2))
    add_policy(by=huda, fields={"name_en": "Food", "category": food}, times=with_resolution(1))
    assert due(file())["resolution 1"] == at("2030-01-13T09:00+03:00")
    assert due(file(category=coffee))["resolution 1"] == at("2030-01-06T10:00+03:00")
    afaq.tier = "A"
    accounts.change_account(afaq, by=huda, read_version=afaq.version, changed=["tier"])
    assert {each.due_at for each in ComplaintClock.objects.filter(kind="resolution")} == {
        at("2030-01-06T11:00+03:00"),
        at("2030-01-06T10:00+03:00"),
    }


def test_a_category_that_is_moved_follows_the_times_of_what_lies_above_it(file, huda):
    keep_usual_policy()
    food = ComplaintCategory.objects.create(label_en="Food")
    coffee = ComplaintCategory.objects.create(label_en="Coffee")
    add_policy(by=huda, fields={"name_en": "Food", "category": food}, times=with_resolution(1))
    complaint = file(category=coffee)
    fields = {"label_ar": "", "label_en": "Coffee", "parent": food}
    trees.change(coffee, by=huda, read_version=coffee.version, fields=fields)
    run_jobs()
    assert due(complaint)["resolution 1"] == at("2030-01-06T10:00+03:00")


def test_archived_times_hold_no_more_and_those_for_everybody_stay(file, huda):
    keep_usual_policy()
    hasty = add_policy(by=huda, fields={"name_en": "Hasty"}, times=with_resolution(1))
    complaint = file()
    assert due(complaint)["resolution 1"] == at("2030-01-06T10:00+03:00")
    archive_policy(hasty, by=huda)
    run_jobs()
    assert due(complaint)["resolution 1"] == at("2030-01-13T09:00+03:00")
    with pytest.raises(NeedsOne):
        archive_policy(SlaPolicy.objects.in_use().get(), by=huda)
    assert SlaPolicy.objects.in_use().count() == 1


def test_a_holiday_put_in_later_moves_what_is_due(file, huda):
    complaint = file()
    day = at(SUNDAY).date()
    add_period(
        by=huda,
        name="Stocktaking",
        first_on=day + timedelta(days=1),
        last_on=day + timedelta(days=1),
        rule="closed",
    )
    run_jobs()
    assert due(complaint)["first_response 1"] == at("2030-01-08T09:00+03:00")


def test_where_nobody_works_nothing_is_due_and_nothing_breaks(file, huda):
    add_period(
        by=huda,
        name="Closed",
        first_on=at(SUNDAY).date(),
        last_on=at("2031-01-05T09:00+03:00").date(),
        rule="closed",
    )
    complaint = file()
    assert set(due(complaint)) == {"acknowledgement 1", "first_response 1", "resolution 1"}
    assert require_workspace_id()
