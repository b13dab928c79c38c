"""Several at work on one segment: everybody is in it once, readings are one chain, a job run twice reads once."""

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts import services
from accounts.merging.services import merge
from accounts.models import Contact, Segment, SegmentMember, SegmentReading
from accounts.segments import slices
from accounts.segments.keys import unpack
from accounts.segments.reading import JOB, contacts_of, read_now, start_reading
from accounts.segments.verbs import add_segment, change_segment, put_in
from lib.tenancy.state import workspace
from timeline.jobs import job_kinds, run_slice
from timeline.models import Job
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = {
    "kind": "all",
    "not": False,
    "parts": [{"field": "contact.gender", "op": "empty", "not": False, "values": {}}],
}


@pytest.fixture
def people(salem):
    with workspace(salem.workspace_id), transaction.atomic():
        account = services.add_account(by=salem, fields={"name_en": "Afaq", "owner": salem})
        return [
            services.add_contact(by=salem, fields={"name_en": name}, account=account).pk
            for name in ("Sara", "Omar", "Lina")
        ]


def made(by, name="Segment", **fields):
    with workspace(by.workspace_id), transaction.atomic():
        return add_segment(by=by, name=name, **fields)


def test_two_who_put_the_same_people_in_put_each_in_once(at_once, mona, people):
    guests = made(mona, kind=Segment.Kind.STATIC)

    def put():
        found = Segment.objects.get(pk=guests.pk)
        yield
        put_in(found, people, by=mona)

    assert at_once(put, put) == []
    with workspace(mona.workspace_id), transaction.atomic():
        assert SegmentMember.objects.count() == 3


def test_two_readings_at_once_are_one_chain(at_once, mona, people):
    segment = made(mona, rules=EVERYBODY)

    def reading():
        found = Segment.objects.get(pk=segment.pk)
        yield
        read_now(found, by=mona)

    assert at_once(reading, reading) == []
    with workspace(mona.workspace_id), transaction.atomic():
        first, second = SegmentReading.objects.order_by("id")
        assert (first.came, second.came, second.went) == (3, 0, 0)
        assert list(unpack(second.keys)) == sorted(people)


def test_two_who_ask_for_a_long_reading_get_one_job_and_run_twice_it_reads_once(mona, people):
    segment = made(mona, rules=EVERYBODY)
    with workspace(mona.workspace_id):
        with transaction.atomic():
            job = start_reading(segment, by=mona)
            assert start_reading(segment, by=mona) == job
        run_slice(job.pk)
        # The worker ended before its result was kept: all of it once more.
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, finished_at=None, done=0)
        run_slice(job.pk)
        with transaction.atomic():
            job = Job.objects.get(kind=JOB)
            assert (job.state, job.done, job.total, job.cursor) == (Job.State.DONE, 3, 3, {})
            assert SegmentReading.objects.get().people == 3


def in_small_ranges(monkeypatch, size=1):
    monkeypatch.setattr(slices, "FIRST_SIZE", size)


def batches(job, most=20):
    """What a worker does, batch by batch; gives the job after each, in an open transaction."""
    for _each in range(most):
        with transaction.atomic():
            job.refresh_from_db()
            has_more = job_kinds.get(job.kind).batch(job, None)
            job.save()
            yield job
        if not has_more:
            return


def test_a_long_reading_goes_by_ranges_and_goes_on_where_it_was_cut_off(mona, people, monkeypatch):
    in_small_ranges(monkeypatch)
    segment = made(mona, rules=EVERYBODY)
    with workspace(mona.workspace_id):
        with transaction.atomic():
            job = start_reading(segment, by=mona)
        seen = []
        for now in batches(job):
            seen.append(now.done)
            assert SegmentReading.objects.exists() == (len(seen) == 4)
        assert seen == [1, 2, 3, 3]
        with transaction.atomic():
            assert list(unpack(SegmentReading.objects.get().keys)) == sorted(people)


def test_a_segment_that_changes_while_it_is_read_is_read_anew(mona, people, monkeypatch):
    in_small_ranges(monkeypatch)
    segment = made(mona, rules=EVERYBODY)
    with workspace(mona.workspace_id):
        with transaction.atomic():
            job = start_reading(segment, by=mona)
        ways = batches(job)
        next(ways)
        next(ways)
        ways.close()
        with transaction.atomic():
            fresh = Segment.objects.get(pk=segment.pk)
            nobody = {**EVERYBODY, "not": True}
            change_segment(fresh, by=mona, read_version=fresh.version, fields={"rules": nobody})
        list(batches(job))
        with transaction.atomic():
            assert SegmentReading.objects.get().people == 0


def test_a_range_that_takes_too_long_is_made_smaller_until_nothing_helps(mona, people, monkeypatch):
    monkeypatch.setattr(slices, "RANGE_MS", 0)
    segment = made(mona, rules=EVERYBODY)
    with workspace(mona.workspace_id):
        with transaction.atomic():
            job = start_reading(segment, by=mona)
        run_slice(job.pk)
        with transaction.atomic():
            job.refresh_from_db()
            assert (job.state, job.error) == (Job.State.FAILED, slices.TOO_SLOW)
            with override("en"):
                assert str(job_kinds.get(JOB).reason(job)).startswith("It takes too long")
            assert not SegmentReading.objects.exists()


def test_a_reading_is_stopped_between_two_ranges(mona, people, monkeypatch):
    in_small_ranges(monkeypatch)
    segment = made(mona, rules=EVERYBODY)
    with workspace(mona.workspace_id):
        with transaction.atomic():
            job = start_reading(segment, by=mona)
        ways = batches(job)
        next(ways)
        ways.close()
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, cancel_requested_at=timezone.now())
        run_slice(job.pk)
        with transaction.atomic():
            job.refresh_from_db()
            assert (job.state, job.cursor) == (Job.State.CANCELLED, {})
            assert not SegmentReading.objects.exists()


def test_each_night_all_segments_in_use_are_read_and_one_that_cannot_be_keeps_no_other_waiting(mona, people):
    gone = {"kind": "all", "not": False, "parts": [{"field": "account.gone", "op": "yes", "values": {}}]}
    broken = made(mona, name="Broken", rules=gone)
    read_it = made(mona, name="Read", rules=EVERYBODY)
    guests = made(mona, name="Guests", kind=Segment.Kind.STATIC)
    with workspace(mona.workspace_id):
        with transaction.atomic():
            put_in(guests, people[:2], by=mona)
            made_before = Segment.objects.create(name="Old", rules=EVERYBODY, created_by=mona)
            made_before.archive(by=mona)
            job = slices.read_all()
            assert slices.read_all() == job
        run_slice(job.pk)
        with transaction.atomic():
            job.refresh_from_db()
            assert (job.state, job.done, job.total) == (Job.State.DONE, 3, 3)
            assert job.result == {str(broken.number): slices.GONE}
            found = {each.segment_id: each.people for each in SegmentReading.objects.all()}
            assert found == {read_it.pk: 3, guests.pk: 2}


def due() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT due_workspaces_segments(100)")
        return {row[0] for row in cursor.fetchall()}


def zone_where_it_is(hours) -> str:
    now = timezone.now().hour
    ahead = next(each for each in range(-12, 15) if (now + each) % 24 in hours)
    return f"Etc/GMT{-ahead:+d}"


def test_it_is_read_in_the_night_of_the_workspace_and_once(mona, people):
    made(mona, rules=EVERYBODY)
    with workspace(mona.workspace_id), transaction.atomic():
        for hours, expected in ((range(9, 21), set()), (range(1, 6), {mona.workspace_id})):
            Workspace.objects.filter(pk=mona.workspace_id).update(time_zone=zone_where_it_is(hours))
            assert due() == expected
        slices.read_all()
        assert due() == set()


def test_contacts_of_a_segment_are_one_question(mona, people, django_assert_num_queries):
    segment = made(mona, rules=EVERYBODY)
    with workspace(mona.workspace_id), transaction.atomic():
        found = contacts_of(segment)
        with django_assert_num_queries(1):
            assert set(found.values_list("pk", flat=True)) == set(people)
        guests = Segment.objects.create(name="Guests", kind=Segment.Kind.STATIC, created_by=mona)
        put_in(guests, people[:1], by=mona)
        assert [each.pk for each in contacts_of(guests)] == people[:1]


def test_who_was_merged_goes_along_and_is_in_it_once(mona, salem, people):
    guests = made(mona, kind=Segment.Kind.STATIC)
    with workspace(mona.workspace_id), transaction.atomic():
        put_in(guests, people[:2], by=mona)
        survivor, absorbed, third = (Contact.objects.get(pk=each) for each in people)
        merge(survivor, absorbed, by=mona)
        merge(third, survivor, by=mona)
        assert read_now(guests, by=mona).people == 1
        assert list(unpack(SegmentReading.objects.get().keys)) == [third.pk]
