"""Taking back an edit of a meeting: the database kept what stood there before."""

from django.db import transaction

from accounts.models import Contact
from lib.undo import TooLate
from meetings.models import Meeting
from meetings.models.meeting import WRITTEN
from meetings.services import change_meeting
from timeline.models import Event
from workspaces.models import Membership


@transaction.atomic
def undo_change(meeting, version, *, by):
    """Write back what stood there before the edit that made this version, if it is still the last one."""
    meeting.wait_to_change()
    rows = Meeting.history_model.objects.filter(pgh_obj=meeting, version=version - 1)
    before = rows.order_by("-pgh_id").first()
    if before is None or meeting.version != version or before.state != meeting.state:
        raise TooLate
    told = Event.objects.about(meeting).filter(verb="meeting.changed", xid=before.pgh_xid, is_part=False)
    event = told.order_by("-id").first()
    if event is None:
        raise TooLate
    for name in WRITTEN:
        setattr(meeting, name, getattr(before, name))
    former = event.detail.get("former", {})
    change_meeting(
        meeting,
        by=by,
        read_version=version,
        changed=event.detail["fields"],
        colleagues=list(Membership.objects.filter(pk__in=former.get("colleagues", []))),
        contacts=list(Contact.objects.filter(pk__in=former.get("contacts", []))),
    )
