"""A member's follow-ups and meetings as iCalendar (RFC 5545), for the calendar of a phone or a desk.

Moments stand in UTC, so that no time zone has to be described; days stand as days. The UID of an entry never
changes and SEQUENCE is its version, so that a calendar knows it again after every change.
"""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, vDuration

from interactions.models import FollowUp, Interaction
from interactions.week import MEETINGS
from lib.registry import Registry

MOST = 1_000
PAST, AHEAD = timedelta(days=60), timedelta(days=400)
LENGTH = timedelta(minutes=30)

# Of (member, workspace): the entries that higher apps add.
further = Registry("what else stands in a member's calendar")


def calendar_of(member, opened, *, name: str) -> bytes:
    """What this member has to do, and whom he met lately."""
    calendar = begun(name)
    today = timezone.localdate()
    steps = FollowUp.objects.visible_to(member).owned_by(member).open().filter(account__archived_at=None)
    steps = steps.filter(due_on__range=(today - PAST, today + AHEAD)).select_related("account")
    for step in steps.order_by("due_on", "pk")[:MOST]:
        calendar.add_component(entry_of_step(step, opened))
    since = timezone.make_aware(datetime.combine(today - PAST, time()))
    met = (
        Interaction.objects.visible_to(member)
        .kept()
        .filter(logged_by=member, channel__in=MEETINGS, at__gte=since)
    )
    for meeting in met.select_related("account").order_by("at", "pk")[:MOST]:
        calendar.add_component(entry_of_meeting(meeting, opened))
    for entries in further:
        for entry in entries(member, opened):
            calendar.add_component(entry)
    return calendar.to_ical()


def calendar_with(step, opened) -> bytes:
    """One follow-up, to be taken into any calendar."""
    calendar = begun("")
    calendar.add_component(entry_of_step(step, opened))
    return calendar.to_ical()


def begun(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Sila//Sila//AR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
    return calendar


def entry_of_step(step, opened) -> Event:
    event = _entry("follow-up", step, opened, url_name="interactions:follow_up", text=step.reason)
    if step.due_at:
        event.add("dtstart", step.due_at.astimezone(UTC))
        event.add("duration", LENGTH)
    else:
        event.add("dtstart", step.due_on)
        event.add("dtend", step.due_on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event


def entry_of_meeting(meeting, opened) -> Event:
    event = _entry("meeting", meeting, opened, url_name="interactions:detail", text=meeting.name)
    event.add("dtstart", meeting.at.astimezone(UTC))
    event.add("duration", timedelta(minutes=meeting.minutes) if meeting.minutes else LENGTH)
    return event


def _entry(kind, row, opened, *, url_name, text) -> Event:
    event = Event()
    event.add("uid", f"{kind}-{row.number}.{opened.slug}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", row.version - 1)
    event.add("dtstamp", datetime.now(UTC))
    event.add("summary", f"{text} · {row.account.name}")
    event.add(
        "url", settings.SITE_URL + reverse(url_name, kwargs={"slug": opened.slug, "number": row.number})
    )
    return event
