"""Meetings as they stand in the calendars of people, for the tests that walk through every page."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from lib.tokens import hash_of
from meetings.booking import book, offer_times, offered
from meetings.services import plan_meeting
from tests.journeys.house import LONG_NAME, UNBROKEN

TIMES, BOOKED = "times-of-the-walk", "booked-in-the-walk"


def plan_meetings(salem, huda):
    """A long one to come with everybody, one that is over and waits to be logged, one that was called off."""
    account, now = Account.objects.get(number=1), timezone.now()
    subject = f"{LONG_NAME} {UNBROKEN}"
    contacts = [position.contact for position in account.positions.select_related("contact")]
    for hours, fields in (
        (26, {"subject": subject, "place": f"https://meet.example/{subject[-60:]}"}),
        (-3, {"subject": "مراجعة الطلبيات", "kind": "visit", "agenda": subject}),
        (50, {"subject": "ملغى", "kind": "online"}),
    ):
        starts_at = now + timedelta(hours=hours)
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "organizer": huda}
        people = {"colleagues": [salem], "contacts": contacts}
        meeting = plan_meeting(account=account, by=salem, fields={**times, **fields}, **people)
    meeting.call_off(by=huda)
    today = timezone.localdate()
    offered_times = {
        "subject": subject,
        "contact": contacts[0],
        "host": huda,
        "place": f"https://meet.example/{subject[-60:]}",
        "first_on": today + timedelta(days=30),
        "last_on": today + timedelta(days=40),
        "language": "ar",
    }
    for token in (BOOKED, TIMES):
        link = offer_times(account=account, by=salem, token_hash=hash_of(token), fields=offered_times)
        if token == BOOKED:
            book(link, offered(link)[0])
