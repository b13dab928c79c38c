"""Those who go hear that a meeting begins soon: once, in time, and only while it is to take place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lib.tenancy.state import workspace
from meetings.models import Meeting
from meetings.services import change_meeting
from meetings.tasks import remind_of_meetings
from meetings.tests.conftest import morrow
from timeline.models import Notification
from workspaces.models import Membership

pytestmark = pytest.mark.django_db


def make_due(**narrowed):
    Meeting.objects.filter(**narrowed).update(remind_at=timezone.now() - timedelta(seconds=1))


def soon():
    rows = Notification.objects.filter(kind="meeting.soon").order_by("recipient")
    return list(rows.values_list("recipient", flat=True))


def test_everybody_who_goes_is_told_once(noor, salem, mona, plan):
    meeting = plan(colleagues=[mona])
    assert meeting.remind_at == meeting.starts_at - timedelta(minutes=salem.reminder_minutes)
    remind_of_meetings()
    with workspace(noor.pk):
        assert soon() == []
        make_due()
    for _turn in range(2):
        remind_of_meetings()
    with workspace(noor.pk):
        assert soon() == sorted([salem.pk, mona.pk])
        assert Meeting.objects.get().remind_at is None
        assert Meeting.objects.get().version == 1


def test_it_follows_the_meeting_and_the_wish_of_the_organizer(salem, mona, plan):
    Membership.objects.filter(pk=mona.pk).update(reminder_minutes=60)
    mona.refresh_from_db()
    meeting = plan(organizer=mona)
    assert meeting.remind_at == meeting.starts_at - timedelta(hours=1)
    meeting.starts_at, meeting.ends_at = morrow(14), morrow(15)
    change_meeting(
        meeting, by=salem, read_version=1, changed=["starts_at", "ends_at"], colleagues=[], contacts=[]
    )
    assert Meeting.objects.get().remind_at == morrow(13)
    meeting = Meeting.objects.get()
    meeting.call_off(by=salem)
    assert Meeting.objects.get().remind_at is None
    meeting.restore(by=salem)
    assert Meeting.objects.get().remind_at == morrow(13)


def test_nothing_is_told_of_what_has_begun_or_of_an_archived_customer(noor, salem, afaq, plan):
    begun = plan(timezone.now() + timedelta(minutes=5))
    assert begun.remind_at is None  # too late to remind when it was planned
    Meeting.objects.filter(pk=begun.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    plan()
    afaq.archive(by=salem)
    make_due()
    remind_of_meetings()
    with workspace(noor.pk):
        assert soon() == []
        assert not Meeting.objects.filter(remind_at__isnull=False).exists()
