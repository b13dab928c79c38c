"""Meetings as iCalendar (RFC 5545): in the calendar of a member, and as a file.

Moments stand in UTC, so that no time zone has to be described. The UID of a meeting never changes, and SEQUENCE
rises with every change that those who come must hear of: so a calendar knows it again and keeps the newest.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Event

from interactions.ical import AHEAD, MOST, PAST, begun
from meetings.models import Meeting


def entries_of(member, opened) -> list[Event]:
    """What a member's own calendar shows: the planned meetings; what was held stands there as it was logged."""
    now = timezone.now()
    rows = Meeting.objects.visible_to(member).of_member(member).planned().filter(account__archived_at=None)
    rows = rows.filter(starts_at__range=(now - PAST, now + AHEAD)).select_related("account")
    return [entry_of(each, opened) for each in rows.order_by("starts_at", "pk")[:MOST]]


def calendar_with(meeting, opened) -> bytes:
    """One meeting, for a colleague's own calendar."""
    calendar = begun("")
    calendar.add_component(entry_of(meeting, opened))
    return calendar.to_ical()


def entry_of(meeting, opened) -> Event:
    """As a colleague sees it: with the customer, and the way to its page."""
    kwargs = {"slug": opened.slug, "number": meeting.number}
    address = settings.SITE_URL + reverse("meetings:detail", kwargs=kwargs)
    return event_of(meeting, summary=f"{meeting.subject} · {meeting.account.name}", url=address)


def event_of(meeting, *, summary: str, url: str = "") -> Event:
    event = Event()
    event.add("uid", meeting.ical_uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", summary)
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.agenda:
        event.add("description", meeting.agenda)
    if url:
        event.add("url", url)
    return event
