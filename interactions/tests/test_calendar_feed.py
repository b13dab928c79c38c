"""One's follow-ups in a calendar outside: a secret address, shown once, closed at any time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from interactions.models import CalendarFeed
from interactions.services import add_follow_up, log_interaction
from timeline.models import Event
from workspaces.models import Membership, Workspace

pytestmark = pytest.mark.django_db
SETTINGS = "/w/noor/settings/calendar/"


def address_of(client) -> str:
    page = client.post(SETTINGS).content.decode()
    return re.search(r'value="http://[^/]+(/feeds/[^"]+\.ics)"', page)[1]


def entries(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return {str(each["SUMMARY"]).partition(" · ")[0]: each for each in calendar.walk("VEVENT")}


def promise(account, owner, reason, days=1, **fields):
    due_on = timezone.localdate() + timedelta(days=days)
    given = {"reason": reason, "due_on": due_on, "owner": owner, **fields}
    return add_follow_up(account=account, by=owner, fields=given)


def test_the_calendar_holds_what_i_have_to_do_and_whom_i_met(sign_in, salem, mona, afaq, in_noor):
    moment = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
    promise(afaq, salem, "إرسال العرض; مع «الملحق»، والشروط\nسطر ثانٍ " + "طويل " * 40)
    timed = promise(afaq, salem, "Call", due_at=moment)
    promise(afaq, mona, "Mona's")
    promise(afaq, salem, "Done").finish(by=salem)
    fields = {
        "channel": "visit",
        "direction": "out",
        "text": "Saw the store",
        "outcome": "held",
        "minutes": 45,
    }
    log_interaction(account=afaq, by=salem, fields=fields)
    found = entries(address_of(sign_in(salem)))
    assert len(found) == 3
    call = found["Call"]
    assert call["DTSTART"].dt == moment
    assert found["Saw the store"]["DURATION"].dt == timedelta(minutes=45)
    day = next(each for name, each in found.items() if name.startswith("إرسال"))
    assert day["DTSTART"].dt == timezone.localdate() + timedelta(days=1)
    timed.snooze(until=timezone.localdate() + timedelta(days=3), by=salem)
    moved = entries(address_of(sign_in(salem)))["Call"]
    assert moved["UID"] == call["UID"]
    assert moved["SEQUENCE"] > call["SEQUENCE"]


def test_lines_are_folded_as_calendars_read_them(sign_in, salem, afaq, in_noor):
    promise(afaq, salem, "طويل " * 50)
    content = Client().get(address_of(sign_in(salem))).content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_the_address_is_secret_kept_as_a_hash_and_closed(sign_in, salem, in_noor):
    client = sign_in(salem)
    address = address_of(client)
    token = address.removeprefix("/feeds/").removesuffix(".ics")
    assert token not in str(CalendarFeed.objects.values_list("token_hash").get())
    assert token not in client.get(SETTINGS).content.decode(), "it is shown once"
    assert token not in str(list(Event.objects.values_list("detail", flat=True)))
    newer = address_of(client)
    assert Client().get(address).status_code == 404
    assert Client().get(newer).status_code == 200
    client.post(SETTINGS, {"close": "1"})
    assert Client().get(newer).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "%D9%85", "..%2f..", "'%20or%201=1"])
def test_a_wrong_address_is_not_found(db, token):
    assert Client().get(f"/feeds/{token}.ics").status_code in {400, 404}


def test_who_left_and_a_closed_workspace_show_nothing(sign_in, salem, noor, in_noor):
    address = address_of(sign_in(salem))
    Membership.objects.filter(pk=salem.pk).update(ended_at=timezone.now())
    assert Client().get(address).status_code == 404
    Membership.objects.filter(pk=salem.pk).update(ended_at=None)
    Workspace.objects.filter(pk=noor.pk).update(closed_at=timezone.now())
    assert Client().get(address).status_code == 404


def test_reading_it_writes_nothing_and_nobody_posts(sign_in, salem, in_noor):
    address = address_of(sign_in(salem))
    before = Event.objects.count()
    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405
    assert Event.objects.count() == before


def test_one_follow_up_as_a_file(sign_in, salem, karim, afaq, in_noor):
    step = promise(afaq, salem, "Call")
    url = f"/w/noor/follow-ups/{step.number}/calendar/"
    answer = sign_in(salem).get(url)
    assert Calendar.from_ical(answer.content).walk("VEVENT")[0]["SUMMARY"].startswith("Call")
    assert answer["Content-Disposition"].startswith("attachment")
    assert sign_in(karim).get(url).status_code == 404
