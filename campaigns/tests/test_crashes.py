"""A worker may die at any moment: nobody gets a campaign twice, nobody is lost, and what nobody knows is said.

The worker is a process of its own that ends like under kill -9 at the named point; the mail server and the database
stay. Then its lease ends, others put it in order, and the rest is sent.
"""

import os
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from campaigns import draining, line, settling
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.tests.conftest import template_of
from campaigns.tests.crowd import adds_up, begin, campaign_of, crowd, drain_all, fresh, over, states, tend
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
DIED = 9


class Point:
    """Where the worker dies: when this function of this object is called for the n-th time, before it or after it."""

    def __init__(self, place, name, *, nth=1, after=False):
        self.place, self.name, self.nth, self.after = place, name, nth, after

    def arm(self):
        usual, calls = getattr(self.place, self.name), iter(range(1, 1_000_000))

        def deadly(*args, **kwargs):
            is_it = next(calls) == self.nth
            if is_it and not self.after:
                os._exit(DIED)
            answer = usual(*args, **kwargs)
            if is_it:
                os._exit(DIED)
            return answer

        setattr(self.place, self.name, deadly)


def die_in_a_process_of_its_own(workspace_id, *points):
    """drain() in a child that ends at the first of these points; its exit code."""
    connections["default"].close()
    child = os.fork()
    if child == 0:
        try:
            draining.SECONDS = 300  # a busy machine ends no turn before the point is reached
            for point in points:
                point.arm()
            with workspace(workspace_id):
                draining.drain()
            os._exit(0)
        except BaseException:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.fixture
def campaign(noor, mona, sink):
    """Fifty recipients, groups of twenty."""
    with workspace(noor.pk), transaction.atomic():
        made = template_of(mona)
        crowd(50)
        planned = campaign_of(made, by=mona)
    with workspace(noor.pk):
        begin()
    return planned


# Point of death -> accepted before it, and of how many nobody can know.
POINTS = {
    "after the claim": (Point(draining.Drain, "_work"), 0, 0),
    "before the fence": (Point(draining.Drain, "_fence"), 0, 0),
    "after the fence, before it is committed": (Point(draining.Drain, "_fence", after=True), 0, 0),
    "after the fence": (Point(draining.Drain, "_send"), 0, 20),
    "before the first dot": (Point(line.Line, "send"), 0, 20),
    "between two messages": (Point(line.Line, "send", nth=8), 7, 20),
    "after an answer": (Point(line.Line, "send", nth=8, after=True), 8, 20),
    "in the second group": (Point(line.Line, "send", nth=28), 27, 20),
    "before it is written down": (Point(draining.Drain, "_settle"), 50, 10),
    "while it is written down": (Point(settling, "add"), 50, 10),
}


@pytest.mark.parametrize("name", POINTS)
def test_wherever_a_worker_dies_nobody_gets_it_twice(noor, campaign, sink, name):
    point, accepted, unknown = POINTS[name]
    assert die_in_a_process_of_its_own(noor.pk, point) == DIED
    assert len(sink.taken) == accepted
    with workspace(noor.pk):
        assert draining.drain() == 0, "its lease holds"
        with transaction.atomic():
            over(campaign)
        assert tend() >= 1
        assert drain_all_outside() == 50 - accepted - unknown + known(accepted, unknown)
        with transaction.atomic():
            told = states(campaign)
            assert adds_up(campaign)
            assert fresh(campaign).state == "done"
            assert told.get("ambiguous", 0) == unknown
            sent = ids(state="sent")
            held = ids(state="ambiguous")
    assert set(sink.message_ids.values()) == {1}, "nobody twice"
    taken = set(sink.message_ids)
    assert sent <= taken, "nobody is told for sent who was not"
    assert taken - sent <= held, "and who was is told for sent, or held"


def known(accepted, unknown):
    """Of those that were accepted, how many are among those of whom nobody knows."""
    return accepted - (accepted // 20 * 20 if unknown == 20 else 40 if unknown else 0)


def ids(**which):
    domain = Campaign.objects.get().contents.get().domain
    return {row.message_id(domain) for row in Recipient.objects.filter(**which)}


def drain_all_outside():
    """As drain_all, where each reads in a transaction of its own."""
    sent = 0
    for _turn in range(20):
        sent += draining.drain()
        with transaction.atomic():
            if not SendChunk.objects.filter(state="open").exists():
                return sent
    return sent


@pytest.mark.parametrize("moment", ["before the dot", "after the dot", "after the answer"])
def test_a_worker_that_dies_around_a_dot(noor, campaign, sink, moment):
    """At the sixth message, as the bytes go out or the answer comes in."""
    import smtplib

    if moment == "before the dot":
        # Of «data» of smtplib each message has one send of its own; the commands before it go the same way.
        point = Point(line.Line, "_send", nth=6)
    elif moment == "after the dot":
        point = Point(smtplib.SMTP, "getreply", nth=2 + 5 * 4 + 4)
    else:
        point = Point(line.Line, "_send", nth=6, after=True)
    assert die_in_a_process_of_its_own(noor.pk, point) == DIED
    wait_for(lambda: len(sink.taken) == (5 if moment == "before the dot" else 6))
    with workspace(noor.pk):
        with transaction.atomic():
            over(campaign)
        tend()
        drain_all_outside()
        with transaction.atomic():
            assert states(campaign) == {"ambiguous": 20, "sent": 30}
            assert adds_up(campaign)
    assert set(sink.message_ids.values()) == {1}


def wait_for(what, seconds=60):
    import time

    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.02)
    assert what()


def test_a_part_that_kills_its_workers_pauses_the_campaign(noor, campaign):
    for _death in range(5):
        assert die_in_a_process_of_its_own(noor.pk, Point(draining.Drain, "_work")) == DIED
        with workspace(noor.pk):
            with transaction.atomic():
                over(campaign)
            tend()
    with workspace(noor.pk), transaction.atomic():
        now = fresh(campaign)
        assert (now.state, now.why) == ("paused", "workers")
        assert states(campaign) == {"pending": 50}


def test_a_worker_that_was_stopped_for_long_is_fenced(noor, campaign, sink):
    """Its part is another one's when it wakes: it writes to nobody more, and what it knows still counts."""
    usual, seen = line.Line.send, []

    def send_and_sleep(self, *args):
        usual(self, *args)
        seen.append(args)
        if len(seen) == 5:
            with transaction.atomic():
                over(campaign)
            tend()
            with transaction.atomic():
                assert states(campaign) == {"ambiguous": 20, "pending": 30}

    with workspace(noor.pk), pytest.MonkeyPatch.context() as patch:
        patch.setattr(line.Line, "send", send_and_sleep)
        assert draining.drain() == 20
    with workspace(noor.pk), transaction.atomic():
        assert states(campaign) == {"sent": 20, "pending": 30}, "the group was its own, and was told late"
        assert adds_up(campaign)
    with workspace(noor.pk):
        assert drain_all_outside() == 30
        with transaction.atomic():
            assert adds_up(campaign)
            assert fresh(campaign).counted == {"sent": 50}
    assert set(sink.message_ids.values()) == {1}


def test_no_message_is_begun_that_could_outlast_the_lease(noor, campaign, sink, monkeypatch):
    monkeypatch.setattr(draining, "LEASE", timedelta(seconds=20))  # less than the patience of one message
    with workspace(noor.pk):
        assert draining.drain() == 0
        with transaction.atomic():
            assert states(campaign) == {"pending": 50}
    assert sink.taken == []


def test_two_workers_at_once_share_the_parts(noor, mona, made_outside, sink, monkeypatch):
    monkeypatch.setattr("campaigns.gathering.CHUNK", 40)
    with workspace(noor.pk), transaction.atomic():
        crowd(120)
        campaign = campaign_of(made_outside, by=mona)
    with workspace(noor.pk):
        begin()
    done = []

    def work():
        try:
            with workspace(noor.pk):
                done.append(drain_all_outside())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with workspace(noor.pk):
        drain_all_outside()
        with transaction.atomic():
            assert states(campaign) == {"sent": 120}
            assert adds_up(campaign)
            assert fresh(campaign).state == "done"
    assert len(sink.message_ids) == 120
    assert set(sink.message_ids.values()) == {1}


@pytest.fixture
def made_outside(noor, mona):
    with workspace(noor.pk), transaction.atomic():
        return template_of(mona)


def test_two_begin_it_and_it_begins_once(noor, mona, made_outside, sink):
    with workspace(noor.pk), transaction.atomic():
        crowd(5)
        campaign = campaign_of(made_outside, by=mona)
    begun, ready = [], threading.Barrier(2)

    def work():
        try:
            with workspace(noor.pk):
                ready.wait()
                begun.append(begin())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert 1 in begun
    with workspace(noor.pk), transaction.atomic():
        assert states(campaign) == {"pending": 5}
        assert SendChunk.objects.count() == 1
        assert Event.objects.filter(verb="campaign.started").count() == 1


def test_a_worker_that_dies_while_it_gathers_them_leaves_the_beginning_to_another(noor, mona, made_outside):
    from campaigns import starting

    with workspace(noor.pk), transaction.atomic():
        crowd(5)
        campaign = campaign_of(made_outside, by=mona)
    with workspace(noor.pk):
        starting._begin()
        with transaction.atomic():
            assert fresh(campaign).state == "snapshotting"
        assert begin() == 1
        with transaction.atomic():
            assert (fresh(campaign).state, states(campaign)) == ("running", {"pending": 5})


def test_beat_is_told_which_workspaces_have_something(noor, bahr, campaign):
    from campaigns.models import Lane
    from timeline.tasks import due_workspaces

    assert due_workspaces("due_workspaces_campaigns") == [noor.pk]
    assert due_workspaces("due_workspaces_campaign_starts") == []
    assert due_workspaces("due_workspaces_campaign_care") == []
    with workspace(noor.pk), transaction.atomic():
        Lane.objects.update(hinted_at=timezone.now())
    assert due_workspaces("due_workspaces_campaigns") == []
    with workspace(noor.pk), transaction.atomic():
        Lane.objects.update(hinted_at=None, blocked_until=timezone.now() + timedelta(minutes=1))
    assert due_workspaces("due_workspaces_campaigns") == []
    with workspace(noor.pk), transaction.atomic():
        SendChunk.objects.update(state="leased", due_at=timezone.now() - timedelta(seconds=1))
    assert due_workspaces("due_workspaces_campaign_care") == [noor.pk]


def test_the_tasks_of_beat_take_it_all_the_way(noor, mona, made_outside, sink):
    from campaigns import tasks

    with workspace(noor.pk), transaction.atomic():
        crowd(5)
        campaign = campaign_of(made_outside, by=mona)
    tasks.begin_campaigns()
    tasks.send_campaigns()
    tasks.send_campaign_of(noor.pk)
    tasks.tend_campaigns()
    with workspace(noor.pk), transaction.atomic():
        assert fresh(campaign).counted == {"sent": 5}
        assert drain_all() == 0


def test_what_was_refused_before_a_death_is_not_told_for_sent(noor, campaign, sink):
    sink.say("rcpt", "550 5.7.1 no", to="guest0003@crowd.example")
    sink.say("rcpt", "451 4.2.0 later", to="guest0004@crowd.example")
    assert die_in_a_process_of_its_own(noor.pk, Point(draining.Drain, "_send", nth=2)) == DIED
    with workspace(noor.pk):
        with transaction.atomic():
            over(campaign)
        tend()
        with transaction.atomic():
            told = {"sent": 18, "failed": 1, "deferred": 1, "ambiguous": 20, "pending": 10}
            assert states(campaign) == told
            assert adds_up(campaign)


def test_a_short_campaign_is_not_kept_waiting_by_a_long_one(noor, bahr, karim, campaign, sink):
    """Whose lane sent lately stands behind whose did not, and who was alone for long owes no more than some seconds."""
    from campaigns import lanes
    from campaigns.models import Lane
    from campaigns.writing import add_block, add_template
    from timeline.tasks import due_workspaces

    with workspace(noor.pk):
        with transaction.atomic():
            lanes.note_served(1_000_000, is_well=True)
            ahead = Lane.objects.get().vtime - timezone.now()
        assert timedelta(seconds=5) < ahead <= lanes.LONGEST_DEBT
    with workspace(bahr.pk):
        with transaction.atomic():
            template = add_template(by=karim, name="Short", subject_en="Short", subject_ar="")
            add_block(template, by=karim, fields={"kind": "text", "text_en": "Hello", "text_ar": ""})
            crowd(2)
            campaign_of(template, by=karim)
        begin()
    assert due_workspaces("due_workspaces_campaigns") == [bahr.pk, noor.pk]
    with workspace(bahr.pk):
        assert draining.drain() == 2


def test_a_long_campaign_stands_in_the_queue_once(noor, campaign, sink, monkeypatch):
    """Beat adds no further turns while one follows the other: a short campaign would wait behind all of them."""
    from campaigns import tasks
    from timeline.tasks import due_workspaces

    published = []
    monkeypatch.setattr(tasks, "publish", lambda task, workspace_id: published.append(workspace_id))
    usual = draining.Drain._work

    def one_group(drain):
        drain.ends = float("inf")
        looks = drain._look_at_errors
        drain._look_at_errors = lambda: (looks(), setattr(drain, "is_over", True))
        usual(drain)

    monkeypatch.setattr(draining.Drain, "_work", one_group)
    tasks.send_campaign_of(noor.pk)
    assert published == [noor.pk]
    assert due_workspaces("due_workspaces_campaigns") == []
