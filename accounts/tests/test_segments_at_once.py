"""Several at work on one segment: everybody is in it once, readings are one chain, a job run twice reads once."""

import pytest
from django.db import transaction

from accounts import services
from accounts.merging.services import merge
from accounts.models import Contact, Segment, SegmentMember, SegmentReading
from accounts.segments.keys import unpack
from accounts.segments.reading import JOB, read_now, start_reading
from accounts.segments.verbs import add_segment, put_in
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Job

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


def made(by, **fields):
    with workspace(by.workspace_id), transaction.atomic():
        return add_segment(by=by, name="Segment", **fields)


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
        # The worker ended before its result was kept: the same batch once more.
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, finished_at=None, done=0)
        run_slice(job.pk)
        with transaction.atomic():
            assert Job.objects.get(kind=JOB).state == Job.State.DONE
            assert SegmentReading.objects.get().people == 3


def test_who_was_merged_goes_along_and_is_in_it_once(mona, salem, people):
    guests = made(mona, kind=Segment.Kind.STATIC)
    with workspace(mona.workspace_id), transaction.atomic():
        put_in(guests, people[:2], by=mona)
        survivor, absorbed, third = (Contact.objects.get(pk=each) for each in people)
        merge(survivor, absorbed, by=mona)
        merge(third, survivor, by=mona)
        assert read_now(guests, by=mona).people == 1
        assert list(unpack(SegmentReading.objects.get().keys)) == [third.pk]
