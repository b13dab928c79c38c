"""Meetings: planned, moved, called off, logged; each once and with a way back."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.models.record import Archived
from conftest import owner_sql
from interactions.models import FollowUp, Interaction
from meetings.models import Meeting
from meetings.services import collisions
from meetings.tests.conftest import morrow
from meetings.today import day_of
from timeline.models import Event, Notification
from timeline.story import told
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"meetings:{name}", kwargs={"slug": "noor", **kwargs})


def new_url(account):
    return f"{url('new')}?account={account.number}"


def working_day():
    """A day to come on which people in Riyadh work."""
    day = timezone.localdate() + timedelta(days=8)
    while day.weekday() in (4, 5):
        day += timedelta(days=1)
    return day


def written(salem, **fields):
    return {
        "form_token": str(uuid.uuid4()),
        "subject": "Yearly review",
        "on": working_day().isoformat(),
        "clock": "10:00",
        "minutes": "60",
        "kind": "visit",
        "organizer": salem.number,
        "in_spite": "",
        **fields,
    }


def edited(meeting, **fields):
    here = timezone.localtime(meeting.starts_at)
    standing = {
        "version": meeting.version,
        "subject": meeting.subject,
        "on": here.date().isoformat(),
        "clock": f"{here:%H:%M}",
        "minutes": meeting.minutes,
        "kind": meeting.kind,
        "organizer": meeting.organizer.number,
        "contacts": [each.number for each in meeting.contacts],
        "colleagues": [each.number for each in meeting.colleagues],
        "in_spite": "1",
    }
    return {**standing, **fields}


def only(**narrowed):
    return Meeting.objects.get(**narrowed)


def verbs():
    rows = Event.objects.filter(is_part=False, verb__startswith="meeting").order_by("id")
    return list(rows.values_list("verb", flat=True))


def test_a_meeting_is_planned_once_told_and_undone(sign_in, salem, mona, afaq, noura, in_noor):
    sent = written(salem, contacts=noura.number, colleagues=mona.number, place="Riyadh", agenda="Prices")
    client = sign_in(salem)
    for _press in range(2):
        assert client.post(new_url(afaq), sent).status_code == 303
    meeting = only()
    assert (meeting.contacts, meeting.colleagues, meeting.minutes) == ([noura], [mona], 60)
    here = timezone.localtime(meeting.starts_at)
    assert (here.date(), f"{here:%H:%M}") == (working_day(), "10:00")
    for page in (f"/w/noor/accounts/{afaq.number}/", f"/w/noor/contacts/{noura.number}/"):
        shown = client.get(page).content.decode()
        assert shown.count("Yearly review") >= 2  # among the meetings, and on the timeline
    assert Notification.objects.get(kind="meeting.invited").recipient == mona
    client.post(url("cancellation", number=meeting.number) + "?again=1")
    assert (only().state, only().closed_by) == ("cancelled", salem)
    assert verbs() == ["meeting.planned", "meeting.cancelled"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"subject": ""}, "subject"),
        ({"on": ""}, "on"),
        ({"on": "31/2/2027"}, "on"),
        ({"on": "9999-01-01"}, "on"),
        ({"on": "2020-01-01"}, "on"),
        ({"clock": "25:00"}, "clock"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "9999"}, "minutes"),
        ({"kind": "moon"}, "kind"),
        ({"organizer": "999"}, "organizer"),
        ({"contacts": "999"}, "contacts"),
        ({"colleagues": "999"}, "colleagues"),
    ],
)
def test_what_cannot_be_planned_is_refused(sign_in, salem, afaq, in_noor, fields, wrong):
    answer = sign_in(salem).post(new_url(afaq), written(salem, **fields))
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not Meeting.objects.exists()


def test_a_colleague_at_another_meeting_is_warned_of_and_planned_all_the_same(
    sign_in, salem, mona, afaq, plan, in_noor
):
    taken = timezone.make_aware(datetime.combine(working_day(), datetime.min.time().replace(hour=10)))
    plan(taken + timedelta(minutes=30), subject="With another customer", organizer=mona)
    client, sent = sign_in(salem), written(salem, colleagues=mona.number)
    warned = client.post(new_url(afaq), sent)
    assert warned.status_code == 422
    assert "With another customer" in warned.content.decode()
    assert Meeting.objects.count() == 1
    assert client.post(new_url(afaq), {**sent, "in_spite": "1"}).status_code == 303
    assert Meeting.objects.count() == 2


def test_meetings_that_touch_do_not_collide(plan, salem):
    meeting = plan(morrow(10))
    assert collisions([salem], morrow(11), morrow(12)) == []
    assert collisions([salem], morrow(9), morrow(10)) == []
    assert collisions([salem], morrow(9), morrow(11)) == [(salem, meeting)]
    assert collisions([salem], morrow(9), morrow(11), besides=meeting.pk) == []
    meeting.call_off(by=salem)
    assert collisions([salem], morrow(9), morrow(11)) == []


def test_a_day_off_is_warned_of(sign_in, salem, afaq, in_noor):
    friday = working_day()
    while friday.weekday() != 4:
        friday += timedelta(days=1)
    answer = sign_in(salem).post(new_url(afaq), written(salem, on=friday.isoformat()))
    assert answer.status_code == 422
    assert "day off" in answer.content.decode()


def test_an_edit_moves_tells_and_is_undone_with_its_people(sign_in, salem, mona, faisal, noura, plan):
    meeting = plan(colleagues=[mona], contacts=[noura])
    client = sign_in(salem)
    client.post(url("edit", number=meeting.number), edited(meeting))
    assert (only().version, only().sequence) == (1, 0)
    sent = edited(meeting, clock="12:30", colleagues=[faisal.number], contacts=[])
    assert client.post(url("edit", number=meeting.number), sent).status_code == 303
    moved = only()
    assert f"{timezone.localtime(moved.starts_at):%H:%M}" == "12:30"
    assert (moved.minutes, moved.sequence, moved.colleagues, moved.contacts) == (60, 1, [faisal], [])
    assert moved.uid == meeting.uid
    heard = Notification.objects.exclude(kind="meeting.invited", recipient=mona)
    told_of = dict(heard.values_list("recipient", "kind"))
    assert told_of == {mona.pk: "meeting.left", faisal.pk: "meeting.invited"}
    event = Event.objects.get(verb="meeting.changed", is_part=False)
    assert any("12:30" in change.after.text for change in told([event], member=salem)[0].changes)
    client.post(f"{url('edit', number=meeting.number)}?undo={moved.version}")
    back = only()
    assert (back.starts_at, back.colleagues, back.contacts) == (meeting.starts_at, [mona], [noura])
    # Those who heard of the move hear that it is taken back.
    assert back.sequence == 2


def test_of_two_who_edit_the_second_is_told_and_keeps_what_was_typed(sign_in, salem, plan):
    meeting, client = plan(), sign_in(salem)
    client.post(url("edit", number=meeting.number), edited(meeting, subject="Prices"))
    stale = client.post(url("edit", number=meeting.number), edited(meeting, subject="Mine"))
    assert stale.status_code == 422
    assert "Mine" in stale.content.decode()
    assert only().subject == "Prices"


def test_called_off_and_back_may_be_pressed_twice(sign_in, salem, mona, plan):
    meeting, client = plan(colleagues=[mona]), sign_in(salem)
    for _press in range(2):
        client.post(url("cancellation", number=meeting.number))
    assert (only().state, only().sequence) == ("cancelled", 1)
    for _press in range(2):
        client.post(url("cancellation", number=meeting.number) + "?undo=1")
    assert (only().state, only().closed_at, only().sequence) == ("planned", None, 2)
    assert verbs() == ["meeting.planned", "meeting.cancelled", "meeting.restored"]
    assert Notification.objects.filter(recipient=mona, kind="meeting.cancelled").count() == 1


def test_logging_makes_the_interaction_with_who_was_there_and_what_comes_next(
    sign_in, salem, afaq, noura, plan
):
    meeting = plan(timezone.now() - timedelta(hours=2), kind="visit", contacts=[noura])
    client = sign_in(salem)
    sent = {
        "outcome": "held",
        "contacts": noura.number,
        "text": "They want a new offer",
        "minutes": "45",
        "seen_by": "internal",
        "next_step": "Send the offer",
        "due_when": "tomorrow",
    }
    assert client.post(url("log", number=meeting.number), {**sent, "due_when": "day"}).status_code == 422
    for _press in range(2):
        client.post(url("log", number=meeting.number), sent)
    logged = Interaction.objects.get()
    assert (logged.channel, logged.outcome, logged.minutes) == ("visit", "held", 45)
    assert (logged.subject, logged.contacts, logged.at) == (meeting.subject, [noura], meeting.starts_at)
    assert (only().state, only().logged_as, only().closed_by) == ("held", logged, salem)
    assert FollowUp.objects.get().agreed_in == logged
    for _press in range(2):
        client.post(url("log", number=meeting.number) + "?undo=1")
    assert Interaction.objects.get().is_removed
    assert (only().state, only().logged_as) == ("planned", None)


def test_nobody_came_is_no_contact(sign_in, salem, afaq, noura, plan):
    meeting = plan(timezone.now() - timedelta(hours=2), contacts=[noura])
    sent = {"outcome": "no_show", "contacts": noura.number, "seen_by": "internal"}
    sign_in(salem).post(url("log", number=meeting.number), sent)
    logged = Interaction.objects.get()
    assert (logged.channel, logged.outcome, logged.contacts, logged.is_contact) == (
        "meeting",
        "no_show",
        [],
        False,
    )
    assert only().state == "missed"


@pytest.mark.parametrize(("who", "status"), [("reem", 403), ("karim", 404)])
def test_a_viewer_and_a_stranger_change_nothing(sign_in, request, plan, reem, karim, who, status):
    meeting, client = plan(), sign_in(request.getfixturevalue(who))
    for name in ("cancellation", "edit", "log"):
        assert client.post(url(name, number=meeting.number), {"undo": ""}).status_code == status
    assert only().version == 1
    shown = 200 if who == "reem" else 404
    assert client.get(url("detail", number=meeting.number)).status_code == shown
    assert client.get(url("calendar", number=meeting.number)).status_code == shown


def test_wrong_methods_are_refused(sign_in, salem, plan):
    meeting, client = plan(), sign_in(salem)
    assert client.get(url("cancellation", number=meeting.number)).status_code == 405
    assert client.post(url("detail", number=meeting.number)).status_code == 405
    assert client.post(url("list")).status_code == 405


def test_an_archived_customer_is_read_only(sign_in, salem, afaq, plan):
    meeting = plan(morrow(0, days=0), minutes=23 * 60)
    afaq.archive(by=salem)
    client = sign_in(salem)
    for name in ("cancellation", "edit", "log"):
        assert client.post(url(name, number=meeting.number)).status_code == 303
    assert only().is_planned
    with pytest.raises(Archived):
        meeting.call_off(by=salem)
    assert day_of(salem) == []


def test_own_customers_alone_where_the_workspace_chose_so(sign_in, noor, faisal, plan):
    meeting = plan()
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    assert sign_in(faisal).get(url("detail", number=meeting.number)).status_code == 404


def test_of_a_meeting_one_may_not_see_only_the_time_is_told(sign_in, noor, faisal, salem, plan):
    """Faisal is taken along to nobody else's customers, but salem is busy all the same."""
    from accounts.services import add_account

    own = add_account(by=faisal, fields={"name_en": "Own", "owner": faisal})
    starts = timezone.make_aware(datetime.combine(working_day(), datetime.min.time().replace(hour=10)))
    plan(starts, subject="Secret talks")
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    page = sign_in(faisal).post(new_url(own), written(faisal, colleagues=salem.number))
    assert page.status_code == 422
    assert "at another meeting" in page.content.decode()
    assert "Secret talks" not in page.content.decode()


def test_history_goes_with_a_customer_who_is_deleted_for_good(salem, afaq, plan):
    plan().call_off(by=salem)
    assert Meeting.history_model.objects.exists()
    delete_for_good(afaq, by=salem)
    assert not Meeting.history_model.objects.exists()


@pytest.mark.parametrize(
    ("zone", "day", "clock", "minutes", "ends"),
    [
        # Cairo puts the clock forward at midnight of 2027-04-30 and back at midnight of 2027-10-29.
        ("Africa/Cairo", "2027-04-29", "23:30", "60", "2027-04-29T22:30:00+00:00"),
        ("Africa/Cairo", "2027-10-28", "23:30", "60", "2027-10-28T21:30:00+00:00"),
        # Casablanca goes back for Ramadan 1448 and forward after it.
        ("Africa/Casablanca", "2027-02-07", "01:30", "60", "2027-02-07T01:30:00+00:00"),
        ("Asia/Riyadh", "2027-12-31", "23:30", "60", "2027-12-31T21:30:00+00:00"),
    ],
)
def test_an_hour_is_an_hour_over_any_night(
    sign_in, noor, salem, afaq, in_noor, zone, day, clock, minutes, ends
):
    Workspace.objects.filter(pk=noor.pk).update(time_zone=zone)
    sent = written(salem, on=day, clock=clock, minutes=minutes, in_spite="1")
    assert sign_in(salem).post(new_url(afaq), sent).status_code == 303
    meeting = only()
    assert meeting.ends_at == datetime.fromisoformat(ends)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=1)


def test_an_hour_that_the_clock_leaves_out_is_refused(sign_in, noor, salem, afaq, in_noor):
    Workspace.objects.filter(pk=noor.pk).update(time_zone="Africa/Cairo")
    sent = written(salem, on=date(2027, 4, 30).isoformat(), clock="00:30", in_spite="1")
    answer = sign_in(salem).post(new_url(afaq), sent)
    assert answer.status_code == 422
    assert "clock" in answer.context["form"].errors


def test_the_database_holds_what_a_meeting_is(plan, salem):
    from django.db import IntegrityError, transaction

    for wrong in ({"ends_at": morrow(9)}, {"state": "held"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=plan().pk).update(**wrong)
    assert owner_sql("select count(*) from meetings_meeting")
