"""Invitations: sent when asked for, kept up to date by themselves, answered by mail."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail as outbox
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.deletion import delete_for_good
from accounts.services import add_account, add_contact
from meetings.inviting import invite, take_back_invitations
from meetings.models import Attendee, Meeting, MeetingMail
from meetings.services import change_meeting
from meetings.tests.conftest import morrow
from messaging.models import InboundMail, OutgoingMail, Suppression
from messaging.receiving import receive
from messaging.sending import send_due, sender_of_workspace, suppress
from timeline.models import Event, Notification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_comes_in():
    with override_settings(INBOUND_DOMAIN="in.sila.test"):
        yield


def url(name, **kwargs):
    return reverse(f"meetings:{name}", kwargs={"slug": "noor", **kwargs})


def send():
    """What waits goes out; the calendars in it, oldest first."""
    outbox.outbox.clear()
    OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
    send_due()
    return [calendar_of(each) for each in outbox.outbox]


def calendar_of(message):
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    part = next(each for each in parsed.walk() if each.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["method"]
    assert max(len(line) for line in part.get_content().encode().splitlines()) <= 75
    return calendar


def change(meeting, by, **fields):
    for name, value in fields.items():
        setattr(meeting, name, value)
    people = {"colleagues": meeting.colleagues, "contacts": meeting.contacts}
    version = Meeting.objects.get(pk=meeting.pk).version
    return change_meeting(meeting, by=by, read_version=version, changed=list(fields), **people)


def reply(mailbox, calendar, partstat, sender="noura@afaq.example", **fields):
    event = calendar.events[0]
    told = {"UID": event["uid"], "SEQUENCE": event["sequence"], "ATTENDEE": sender, **fields}
    lines = [
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{told['UID']}",
        f"SEQUENCE:{told['SEQUENCE']}",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{told['ATTENDEE']}",
        "COMMENT:سأتأخر قليلًا",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    head = (
        f"From: {sender}\r\nTo: {mailbox}\r\nSubject: Re\r\nMessage-ID: <{partstat}@afaq>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
    )
    return receive((head + "\r\n".join(lines)).encode(), to=[mailbox])


def test_an_invitation_is_in_the_language_of_the_contact_and_keeps_its_uid(salem, noura, plan):
    meeting = plan(
        subject="مراجعة سنوية للطلبيات والعقود والفواتير المفتوحة", contacts=[noura], place="الرياض"
    )
    assert not OutgoingMail.objects.exists()  # planned without a word to anybody
    for _press in range(2):
        invite(meeting, by=salem)
    (first,) = send()
    message, event = outbox.outbox[0], first.events[0]
    assert "مراجعة سنوية" in message.subject
    assert "توقيت المملكة العربية السعودية" in message.body
    assert (first["method"], event["status"], event["sequence"]) == ("REQUEST", "CONFIRMED", 0)
    assert event["organizer"] == f"mailto:{sender_of_workspace().mailbox_address}"
    assert event["attendee"] == "mailto:noura@afaq.example"
    assert event["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["location"] == "الرياض"
    change(meeting, salem, starts_at=morrow(12), ends_at=morrow(13))
    (second,) = send()
    meeting.call_off(by=salem)
    (third,) = send()
    meeting.restore(by=salem)
    (fourth,) = send()
    assert {each.events[0]["uid"] for each in (first, second, third, fourth)} == {meeting.ical_uid}
    assert [each.events[0]["sequence"] for each in (first, second, third, fourth)] == [0, 1, 2, 3]
    assert [each["method"] for each in (second, third, fourth)] == ["REQUEST", "CANCEL", "REQUEST"]
    assert third.events[0]["status"] == "CANCELLED"
    assert second.events[0]["dtstart"].dt == morrow(12)


def test_what_has_not_left_yet_is_taken_back_instead_of_corrected(salem, noura, plan):
    meeting = plan(contacts=[noura])
    invite(meeting, by=salem)
    change(meeting, salem, place="Jeddah")
    (only,) = send()
    assert only.events[0]["location"] == "Jeddah"
    assert "Changed" not in outbox.outbox[0].subject
    other = plan(contacts=[noura])
    invite(other, by=salem)
    other.call_off(by=salem)
    assert send() == []


def test_who_is_left_out_hears_that_and_the_others_hear_nothing(salem, afaq, noura, plan):
    omar = add_contact(by=salem, fields={"name_en": "Omar", "email_1": "omar@afaq.example"}, account=afaq)
    meeting = plan(contacts=[noura, omar])
    invite(meeting, by=salem)
    assert len(send()) == 2
    change_meeting(
        meeting, by=salem, read_version=meeting.version, changed=["contacts"], colleagues=[], contacts=[omar]
    )
    (only,) = send()
    assert (only["method"], only.events[0]["attendee"]) == ("CANCEL", "mailto:noura@afaq.example")


def test_invitations_by_the_page_are_once_undone_and_for_those_who_may(
    sign_in, salem, reem, karim, noura, plan
):
    meeting, client = plan(contacts=[noura]), sign_in(salem)
    address = url("invitations", number=meeting.number)
    assert client.get(address).status_code == 405
    assert sign_in(reem).post(address).status_code == 403
    assert sign_in(karim).post(address).status_code == 404
    assert not OutgoingMail.objects.exists()
    for _press in range(2):
        assert client.post(address).status_code == 303
    assert OutgoingMail.objects.get().state == "queued"
    client.post(f"{address}?undo=1")
    assert OutgoingMail.objects.get().state == "cancelled"
    assert "Not invited" in client.get(url("detail", number=meeting.number)).content.decode()


def test_an_invitation_that_is_not_sent_is_told_and_sent_again(salem, noura, plan):
    suppress("noura@afaq.example", reason=Suppression.Reason.BOUNCED, by=None)
    meeting = plan(contacts=[noura])
    invite(meeting, by=salem)
    assert send() == []
    assert Notification.objects.get(kind="meeting.unsent").recipient == salem
    Suppression.objects.all().delete()
    assert invite(meeting, by=salem) == 1
    assert len(send()) == 1


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_answer_by_mail_stands_beside_the_contact(salem, noura, plan, partstat):
    mailbox, meeting = sender_of_workspace().mailbox_address, plan(contacts=[noura])
    invite(meeting, by=salem)
    (sent,) = send()
    for _turn in range(2):  # the same message twice is one
        reply(mailbox, sent, partstat)
    attendee = Attendee.objects.get()
    assert (attendee.answer, attendee.answered_at is None) == (partstat.lower(), False)
    assert InboundMail.objects.get().state == "set_aside"
    assert Notification.objects.get(kind="meeting.answered").recipient == salem
    assert Event.objects.get(verb="meeting.answered").detail["comment"] == "سأتأخر قليلًا"
    # Who said to come said so of the former time.
    change(meeting, salem, starts_at=morrow(15), ends_at=morrow(16))
    assert Attendee.objects.get().answer == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"UID": "nothing"},
        {"UID": "11111111-1111-4111-8111-111111111111@elsewhere"},
        {"ATTENDEE": "someone@else.example"},
        {"SEQUENCE": "x"},
    ],
)
def test_what_is_no_answer_of_who_was_invited_waits_for_a_person(salem, noura, plan, fields):
    mailbox, meeting = sender_of_workspace().mailbox_address, plan(contacts=[noura])
    invite(meeting, by=salem)
    (sent,) = send()
    reply(mailbox, sent, "ACCEPTED", **fields)
    assert Attendee.objects.get().answer == ""


def test_an_answer_to_a_former_time_is_no_answer_to_the_new_one(salem, noura, plan):
    mailbox, meeting = sender_of_workspace().mailbox_address, plan(contacts=[noura])
    invite(meeting, by=salem)
    (sent,) = send()
    change(meeting, salem, starts_at=morrow(15), ends_at=morrow(16))
    reply(mailbox, sent, "ACCEPTED")
    assert Attendee.objects.get().answer == ""


def test_nothing_is_written_about_what_is_over_or_to_whom_no_mail_can_be_sent(salem, afaq, noura, plan):
    nobody = add_contact(by=salem, fields={"name_en": "No address"}, account=afaq)
    assert invite(plan(contacts=[nobody]), by=salem) == 0
    over = plan(timezone.now() - timedelta(hours=3), contacts=[noura])
    assert invite(over, by=salem) == 0
    over.call_off(by=salem)
    assert not MeetingMail.objects.exists()


def test_invitations_go_with_their_customer_and_stay_when_another_goes(salem, afaq, noura, plan):
    invite(plan(contacts=[noura]), by=salem)
    other = add_account(by=salem, fields={"name_en": "Other"})
    delete_for_good(other, by=salem)
    assert OutgoingMail.objects.count() == 1
    delete_for_good(afaq, by=salem)
    assert not OutgoingMail.objects.exists()


def test_invitations_go_with_their_contact_before_they_are_sent(salem, noura, plan):
    invite(plan(contacts=[noura]), by=salem)
    delete_for_good(noura, by=salem)
    assert not OutgoingMail.objects.exists()
    assert send() == []


def test_who_has_heard_of_a_meeting_hears_that_it_is_off_though_invitations_are_taken_back(
    salem, noura, plan
):
    made = plan(contacts=[noura])
    invite(made, by=salem)
    send()
    made.call_off(by=salem)
    assert not take_back_invitations(made, by=salem)
    assert [str(each["method"]) for each in send()] == ["CANCEL"]
