"""Where meetings are seen: Today, the week, the list, and calendars outside."""

from datetime import UTC, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from interactions.ical import calendar_of
from interactions.week import days_of
from meetings.tests.conftest import morrow
from meetings.today import day_of
from workspaces.working_hours import working_hours_of

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"meetings:{name}", kwargs={"slug": "noor", **kwargs})


def test_today_shows_what_is_to_come_and_what_nobody_logged(sign_in, salem, mona, plan):
    now = timezone.now()
    over = plan(now - timedelta(days=2), subject="Over and not logged")
    plan(morrow(10), subject="Tomorrow")
    plan(now - timedelta(days=1), subject="Of a colleague", organizer=mona)
    along = plan(now - timedelta(hours=30), subject="Went along", organizer=mona, colleagues=[salem])
    assert day_of(salem) == [over, along]
    page = sign_in(salem).get("/w/noor/").content.decode()
    assert url("log", number=over.number) in page
    assert "Tomorrow" not in page.split("Changed last")[0]


def test_the_week_shows_planned_meetings_at_their_hour(sign_in, salem, mona, noor, plan):
    meeting = plan(morrow(10), colleagues=[mona])
    day, hours = timezone.localdate(meeting.starts_at), working_hours_of(noor)
    for member in (salem, mona):
        (found,) = days_of(member, [day], hours, seen_by=salem)
        assert [(each.name, each.page) for each in found.entries] == [("Yearly review", "meetings:detail")]
    meeting.call_off(by=salem)
    assert days_of(salem, [day], hours, seen_by=salem)[0].entries == []
    page = sign_in(salem).get(f"/w/noor/week/?from={day.isoformat()}")
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("starts=upcoming", ["soon", "later"]),
        ("starts=week", ["soon"]),
        ("starts=unlogged", ["past"]),
        ("starts=past", ["past"]),
        ("who=me", ["past", "soon"]),
        ("kind=online", ["later"]),
        ("q=later", ["later"]),
        ("q=افاق", ["past", "soon", "later"]),
        ("state=cancelled", []),
        ("sort=-starts", ["later", "soon", "past"]),
    ],
)
def test_the_list_is_narrowed_and_sorted(sign_in, salem, mona, plan, query, found):
    plan(morrow(10, days=-3), subject="past")
    plan(morrow(10, days=2), subject="soon")
    plan(morrow(10, days=30), subject="later", kind="online", organizer=mona)
    page = sign_in(salem).get(f"{url('list')}?{query}")
    assert [row.subject for row in page.context["page"].rows] == found


def test_the_list_begins_with_my_own_and_answers_its_fragment(
    sign_in, salem, mona, plan, django_assert_max_num_queries
):
    for hour in range(9, 15):
        plan(morrow(hour), subject=f"Mine {hour}", colleagues=[mona])
    client = sign_in(salem)
    first = client.get(url("list"))
    assert first.status_code == 302
    with django_assert_max_num_queries(16):
        page = client.get(first.url)
    assert "Mine 9" in page.content.decode()
    part = client.get(first.url, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="list"')


def test_the_file_for_a_calendar_keeps_its_uid_and_says_what_is_newer(sign_in, salem, plan):
    long_name = "مراجعة الطلبيات والعقود والفواتير المفتوحة مع إدارة المشتريات والمالية في المركز الرئيسي"
    meeting, client = (
        plan(subject=long_name, place="https://meet.example/1", agenda="سطر\nثانٍ"),
        sign_in(salem),
    )
    found = []
    for _turn in range(2):
        answer = client.get(url("calendar", number=meeting.number))
        assert answer["Content-Type"].startswith("text/calendar")
        lines = answer.content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        found.append(Calendar.from_ical(answer.content).events[0])
        meeting.call_off(by=salem)
        meeting.restore(by=salem)
    first, second = found
    assert first["uid"] == second["uid"]
    assert second["sequence"] > first["sequence"]
    assert long_name in first["summary"]
    assert first["description"] == "سطر\nثانٍ"
    assert first["dtstart"].dt == meeting.starts_at.astimezone(UTC)


def test_the_calendar_of_a_member_shows_planned_meetings(salem, mona, noor, plan):
    meeting = plan(colleagues=[mona])
    for member in (salem, mona):
        assert meeting.ical_uid.encode() in calendar_of(member, noor, name="x").replace(b"\r\n ", b"")
    meeting.call_off(by=salem)
    assert b"Yearly" not in calendar_of(salem, noor, name="x")


def test_a_place_that_only_looks_like_an_address_breaks_no_page(sign_in, salem, plan, in_noor):
    made = plan(place="http://[zoom/1")
    assert sign_in(salem).get(f"/w/noor/meetings/{made.number}/").status_code == 200
