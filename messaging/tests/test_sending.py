"""The queue: each message goes out once, later when the server is busy, never when it says never, and honestly."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from lib.tenancy.state import workspace
from messaging import sending
from messaging.answers import judge
from messaging.models import OutgoingMail, Suppression, TooLateToCancel
from messaging.models.outgoing import NotAgain
from messaging.sending import claim, deliver, queue_mail, send_due
from messaging.tasks import send_mail_of
from messaging.writing import as_html, blocks_of, direction_of, language_of

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


class Server:
    """A mail server that answers each message with the next of these errors, or takes it."""

    answers: list = []
    at_greeting: list = []


class Connection(EmailBackend):
    def open(self):
        if Server.at_greeting:
            raise Server.at_greeting.pop(0)

    def send_messages(self, messages):
        if Server.answers and (error := Server.answers.pop(0)):
            raise error
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "messaging.tests.test_sending.Connection"
    Server.answers, Server.at_greeting = [], []
    return Server


def fresh(mail):
    return OutgoingMail.objects.get(pk=mail.pk)


def now_due(mail):
    OutgoingMail.objects.filter(pk=mail.pk).update(due_at=timezone.now())


def test_a_message_goes_out_once_with_its_own_headers(server, queued, sender, in_noor):
    assert send_due() == 1
    assert send_due() == 0
    sent = fresh(queued)
    assert (sent.state, sent.attempts, sent.due_at) == (State.SENT, 1, None)
    [message] = outbox.outbox
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert parsed["Message-ID"] == queued.message_id
    assert parsed["Reply-To"].addresses[0].addr_spec == sender.mailbox_address
    assert parsed["From"].addresses[0].display_name == "النور"
    assert parsed["To"].addresses[0].display_name == "نورة، الإدارة"
    assert parsed["Subject"] == "عرض الأسعار"
    html = parsed.get_body(("html",)).get_content()
    assert 'dir="rtl"' in html
    assert "مرفق العرض." in html
    assert parsed.get_body(("plain",)).get_content().startswith("السلام عليكم")


@pytest.mark.django_db(transaction=True)
def test_a_worker_holds_no_transaction_while_it_talks_to_the_server(server, sender, salem, noor):
    with workspace(noor.pk), transaction.atomic():
        mail = queue_mail(by=salem, to_address="a@b.example", subject="x", text="x", language="en")
        now_due(mail)
    send_mail_of(noor.pk)
    with workspace(noor.pk), transaction.atomic():
        assert fresh(mail).state == State.SENT


def test_it_waits_for_some_seconds_and_can_be_taken_back(server, salem, in_noor):
    mail = queue_mail(by=salem, to_address="a@b.example", subject="x", text="x", language="en")
    assert send_due() == 0
    mail.cancel()
    now = fresh(mail)
    assert (now.state, now.due_at) == (State.CANCELLED, None)
    with pytest.raises(TooLateToCancel):
        now.cancel()
    assert outbox.outbox == []


def test_what_is_on_its_way_cannot_be_taken_back(server, queued, in_noor):
    assert claim().pk == queued.pk
    with pytest.raises(TooLateToCancel):
        fresh(queued).cancel()


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"5.1.1 unknown user")}), "failed", "no_such_address"),
        (smtplib.SMTPRecipientsRefused({"a": (451, b"4.2.0 greylisted")}), "queued", ""),
        (smtplib.SMTPDataError(554, b"5.7.1 spam"), "failed", "blocked"),
        (smtplib.SMTPDataError(452, b"4.3.1 later"), "queued", ""),
        (smtplib.SMTPDataError(552, b"5.3.4 too big"), "failed", "too_large"),
        (smtplib.SMTPSenderRefused(553, b"5.7.1 not yours", "x"), "failed", "sender_refused"),
        (smtplib.SMTPSenderRefused(421, b"4.7.0 too many", "x"), "queued", ""),
        (smtplib.SMTPServerDisconnected("gone"), "uncertain", "cut"),
        (TimeoutError("timed out"), "uncertain", "cut"),
    ],
)
def test_what_the_server_answers_decides(server, queued, in_noor, error, state, reason):
    server.answers = [error]
    assert send_due() == 0
    row = fresh(queued)
    assert (row.state, row.reason) == (state, reason)
    assert row.answer
    if state == "queued":
        assert row.due_at > timezone.now() + timedelta(seconds=50)
    assert outbox.outbox == []


def test_a_server_that_is_away_loses_nothing_and_is_given_up_after_a_day(server, queued, in_noor):
    server.at_greeting = [ConnectionRefusedError("no"), smtplib.SMTPConnectError(554, b"no")]
    for _try in range(2):
        assert send_due() == 0
        assert fresh(queued).state == State.QUEUED
        now_due(queued)
    OutgoingMail.objects.filter(pk=queued.pk).update(attempts=sending.MOST_ATTEMPTS - 1)
    server.at_greeting = [ConnectionRefusedError("no")]
    send_due()
    assert (fresh(queued).state, fresh(queued).reason) == (State.FAILED, "unreachable")


def test_a_worker_killed_before_it_handed_over_loses_nothing(server, queued, in_noor):
    assert claim() is not None
    assert send_due() == 0  # under its lease
    now_due(queued)
    assert send_due() == 1
    assert len(outbox.outbox) == 1


def test_a_worker_killed_after_it_handed_over_leaves_it_open_and_nothing_goes_out_twice(
    server, queued, in_noor
):
    mine = claim()
    assert sending._hand_over(mine)
    now_due(queued)
    assert send_due() == 0
    row = fresh(queued)
    assert (row.state, row.reason, row.due_at) == (State.UNCERTAIN, "cut", None)
    row.send_again()
    assert fresh(queued).state == State.QUEUED
    assert send_due() == 1
    assert outbox.outbox[0].extra_headers["Message-ID"] == queued.message_id
    with pytest.raises(NotAgain):
        fresh(queued).send_again()


def test_a_worker_that_was_stopped_for_long_sends_nothing_under_a_lost_lease(server, queued, in_noor):
    mine = claim()
    now_due(queued)
    another = claim()
    assert not deliver(mine)
    assert outbox.outbox == []
    assert deliver(another)
    assert len(outbox.outbox) == 1


def test_a_late_answer_still_counts(server, queued, in_noor):
    mine = claim()
    sending._hand_over(mine)
    now_due(queued)
    assert claim() is None
    assert fresh(queued).state == State.UNCERTAIN
    sending._keep(mine, None)
    assert fresh(queued).state == State.SENT


def test_who_says_that_it_arrived_is_believed(queued, in_noor):
    OutgoingMail.objects.filter(pk=queued.pk).update(state="uncertain", due_at=None)
    fresh(queued).take_as_sent()
    assert fresh(queued).state == State.SENT


def test_a_suppressed_address_gets_nothing_also_when_it_waited_already(server, queued, salem, in_noor):
    made = sending.suppress("Noura@AFAQ.example", reason=Suppression.Reason.ASKED, by=salem)
    assert sending.suppress("noura@afaq.example", reason=Suppression.Reason.ASKED, by=salem).pk == made.pk
    assert send_due() == 0
    assert (fresh(queued).state, fresh(queued).reason) == (State.FAILED, "suppressed")
    sending.lift(made, by=salem)
    fresh(queued).send_again()
    assert send_due() == 1


def test_a_workspace_sends_no_more_in_an_hour_than_it_may(server, salem, in_noor, settings):
    settings.MAIL_PER_HOUR = 2
    for number in range(4):
        queue_mail(by=salem, to_address=f"a{number}@b.example", subject="x", text="x", language="en")
    OutgoingMail.objects.update(due_at=timezone.now())
    assert send_due() == 2
    assert OutgoingMail.objects.filter(state="queued").count() == 2
    OutgoingMail.objects.filter(state="sent").update(handed_at=timezone.now() - timedelta(hours=2))
    OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
    assert send_due() == 2


def test_no_text_becomes_a_header(server, salem, sender, in_noor):
    mail = queue_mail(
        by=salem,
        to_address="a@b.example",
        to_name="x\r\nBcc: c@d.example",
        subject="x\nBcc: c@d.example",
        text="x",
        language="en",
    )
    now_due(mail)
    assert send_due() == 0
    assert (fresh(mail).state, fresh(mail).reason) == (State.FAILED, "unwritable")
    assert outbox.outbox == []


@pytest.mark.parametrize(
    ("text", "direction", "language"),
    [("Dear Noura", "ltr", "en"), ("12، السلام", "rtl", "ar"), ("12 !", "ltr", "fr"), ("", "ltr", "fr")],
)
def test_the_direction_of_a_text_is_that_of_its_first_letter(text, direction, language):
    assert direction_of(text) == direction
    assert language_of(text, "fr") == language


def test_an_error_nobody_foresaw_is_later_before_and_unknown_after(in_noor):
    assert judge(RuntimeError("?"), was_handed=False).kind == "later"
    assert judge(RuntimeError("?"), was_handed=True).kind == "unknown"


def test_a_stopped_worker_does_not_send_what_somebody_sent_again_meanwhile(server, queued, in_noor):
    stopped = claim()
    now_due(queued)
    server.answers = [smtplib.SMTPDataError(554, b"5.7.1 spam")]
    assert send_due() == 0
    fresh(queued).send_again()
    now_due(queued)
    held = claim()
    assert held.attempts == stopped.attempts
    assert deliver(stopped) is False
    assert outbox.outbox == []
    assert deliver(held) is True


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://sila.example/p/noor/x/", True),
        ("> https://sila.example/", False),
        ("see https://sila.example/", False),
        ("javascript:alert(1)", False),
        ('https://sila.example/"onclick="x', False),
    ],
)
def test_a_link_that_stands_alone_can_be_pressed(text, is_link):
    [block] = blocks_of(text)
    assert block["is_link"] == is_link


def test_a_link_to_a_page_of_ours_is_a_button_in_the_language_of_the_letter(settings):
    settings.SITE_URL = "https://sila.example"
    mail = OutgoingMail(
        subject="شكواكم",
        text="لمتابعة شكواكم:\n\nhttps://sila.example/p/noor/x/\n\nhttps://sila.example.evil/",
        language="ar",
    )
    html = as_html(mail)
    assert html.count("فتح الصفحة") == 1
    assert html.count('href="https://sila.example/p/noor/x/"') == 2
    assert html.count('href="https://sila.example.evil/"') == 1
