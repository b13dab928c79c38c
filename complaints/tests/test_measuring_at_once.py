"""Rules that change and customers that become one, while complaints are filed, measured anew and escalated."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import services
from accounts.merging.moving import Moving
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from complaints import policies
from complaints.clocks import reckon
from complaints.escalating import escalate_next
from complaints.measuring_anew import MeasuringAnew
from complaints.models import Complaint, ComplaintClock, Escalation, SlaPolicy
from complaints.policies import Time, change_policy, keep_usual_policy
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
MOST_SECONDS = 10


@pytest.fixture
def elsewhere(noor):
    """elsewhere(work): it runs in a transaction of its own; what it raised is in the list it answers with `join`."""

    class Run(threading.Thread):
        def __init__(self, work):
            super().__init__()
            self.work, self.raised = work, []
            self.start()

        def run(self):
            try:
                with workspace(noor.pk), transaction.atomic():
                    self.work()
            except Exception as error:
                self.raised.append(repr(error))
            finally:
                connection.close()

    return Run


def wait_until_somebody_waits():
    """Until another transaction stands at a lock; false when none does."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.02)
    return False


@pytest.fixture
def two_customers(noor, salem, complain):
    """The older complaint is of the one that will be absorbed, whose tier the survivor takes."""
    with workspace(noor.pk), transaction.atomic():
        survivor, absorbed = (
            services.add_account(by=salem, fields={"name_en": name, "owner": salem, "tier": tier})
            for name, tier in (("Afaq", "C"), ("Afaq Gulf", "A"))
        )
        # Half of the time to acknowledge them is used.
        before = timezone.now() - timedelta(minutes=16)
        complaints = [complain(account=each, severity=4, at=before) for each in (absorbed, survivor)]
    return survivor, absorbed, complaints


@pytest.mark.parametrize("who", ["measures anew", "escalates"])
def test_a_merge_and_whoever_works_on_clocks_do_not_wait_in_a_ring(
    two_customers, elsewhere, noor, huda, monkeypatch, who
):
    survivor, absorbed, _complaints = two_customers
    work = {
        "measures anew": lambda: MeasuringAnew().batch(Job(cursor={}), None),
        "escalates": escalate_next,
    }[who]
    others = []

    def meanwhile(moving, whole=Moving.move_all):
        # The survivor's complaint is held by now, the other one is not yet.
        others.append(elsewhere(work))
        if who == "measures anew":
            assert wait_until_somebody_waits()
        else:
            others[0].join(MOST_SECONDS)
        whole(moving)

    monkeypatch.setattr("accounts.merging.services.Moving.move_all", meanwhile)
    with workspace(noor.pk), transaction.atomic():
        merge(survivor, absorbed, by=huda, choices={"tier": "absorbed"})
    others[0].join(MOST_SECONDS)
    assert not others[0].is_alive()
    assert others[0].raised == []
    with workspace(noor.pk), transaction.atomic():
        assert set(Complaint.objects.values_list("account_id", flat=True)) == {survivor.pk}
        # What the merge held then is told by the next sweep.
        escalate_next()
        assert Escalation.objects.count() == 2


def test_what_a_merge_brings_is_promised_what_its_customer_is_and_goes_back(two_customers, noor, huda):
    survivor, absorbed, (moved, _own) = two_customers
    with workspace(noor.pk), transaction.atomic():
        policies.add_policy(by=huda, fields={"name_en": "Tier A", "tier": "A"}, times=with_resolution(2))
        policies.add_policy(by=huda, fields={"name_en": "Tier C", "tier": "C"}, times=with_resolution(3))
        reckon(Complaint.objects.select_related("account"))
        assert promised(moved) == 2
    with workspace(noor.pk), transaction.atomic():
        merged = merge(survivor, absorbed, by=huda, choices={"tier": "survivor"})
        assert promised(moved) == 3
    with workspace(noor.pk), transaction.atomic():
        # Its clocks go on, which is no change of it.
        Complaint.objects.get(pk=moved.pk).acknowledge(by=None)
        Complaint.objects.filter(pk=moved.pk).update(due_at=moved.filed_at)
    with workspace(noor.pk), transaction.atomic():
        Complaint.objects.filter(pk=moved.pk).update(state="new", state_since=moved.state_since)
        undo_merge(merged, by=huda)
        assert Complaint.objects.get(pk=moved.pk).account_id == absorbed.pk
        assert promised(moved) == 2


def with_resolution(hours):
    return {**policies.USUAL, (4, "resolution"): Time(hours * 60, is_around_the_clock=True)}


def promised(complaint):
    """Hours until the resolution."""
    return ComplaintClock.objects.get(complaint=complaint, kind="resolution").target_minutes // 60


def change_times(by):
    policy = SlaPolicy.objects.get()
    change_policy(policy, by=by, read_version=policy.version, changed=[], times=with_resolution(7))


def run_jobs():
    with transaction.atomic():
        waiting = list(Job.objects.filter(kind=policies.JOB).values_list("pk", flat=True))
    for each in waiting:
        run_slice(each)


def test_what_is_filed_while_times_change_is_measured_by_the_new_ones(noor, complain, afaq, huda, elsewhere):
    with workspace(noor.pk), transaction.atomic():
        keep_usual_policy()
    filed, went_on = threading.Event(), []

    def file():
        complain(severity=4)
        filed.set()
        went_on.append(wait_until_somebody_waits())

    filing = elsewhere(file)
    assert filed.wait(MOST_SECONDS)
    with workspace(noor.pk):
        with transaction.atomic():
            change_times(huda)
        run_jobs()
    filing.join()
    assert (filing.raised, went_on) == ([], [True])
    with workspace(noor.pk), transaction.atomic():
        assert promised(Complaint.objects.get()) == 7


def test_what_is_filed_before_a_change_of_times_is_through_waits_for_it(
    noor, complain, afaq, huda, elsewhere
):
    with workspace(noor.pk), transaction.atomic():
        keep_usual_policy()
    with workspace(noor.pk), transaction.atomic():
        change_times(huda)
        filing = elsewhere(lambda: complain(severity=4))
        assert wait_until_somebody_waits()
    filing.join()
    assert filing.raised == []
    with workspace(noor.pk), transaction.atomic():
        assert promised(Complaint.objects.get()) == 7
        assert not Job.objects.filter(kind=policies.JOB).exists()


def test_two_steps_at_once_do_not_wait_for_one_another(two_customers, noor, salem, elsewhere):
    _survivor, _absorbed, (first, second) = two_customers
    with workspace(noor.pk), transaction.atomic():
        first.acknowledge(by=salem)
        stepping = elsewhere(lambda: second.acknowledge(by=salem))
        stepping.join(MOST_SECONDS)
        assert not stepping.is_alive()
    assert stepping.raised == []
