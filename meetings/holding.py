"""Meetings to come, handed over with the customers they are with."""

from django.utils.translation import gettext_lazy as _

from accounts.handing_over import Holding
from meetings.models import Meeting
from meetings.services import change_meeting


def meetings_of(member):
    return Meeting.objects.planned().filter(organizer=member, account__archived_at=None)


def give(meeting, to, by):
    meeting.organizer = to
    change_meeting(meeting, by=by, read_version=meeting.version, changed=["organizer"])


def back(key, giver, heir, by):
    for meeting in Meeting.objects.planned().filter(pk=key, organizer=heir):
        give(meeting, giver, by)


PLANNED = Holding(_("Planned meetings"), meetings_of, give, back)
