import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone

from workspaces import mail
from workspaces.models import SystemMail
from workspaces.models.system_mail import MOST_ATTEMPTS
from workspaces.tasks import forget_old_system_mail, send_system_mail

pytestmark = pytest.mark.django_db

CONTEXT = {"name": "Mona", "url": "https://sila.example/auth/x/"}


@pytest.fixture
def written():
    return mail.post("password_reset", to="mona@noor.example", language="ar", **CONTEXT)


def refusing(error):
    def send(self, messages):
        raise error

    return send


def break_mail_server(monkeypatch, error):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refusing(error))


def test_a_page_writes_a_mail_and_the_tick_sends_it(written):
    assert outbox.outbox == []
    send_system_mail()
    assert [message.to for message in outbox.outbox] == [["mona@noor.example"]]
    written.refresh_from_db()
    assert written.sent_at is not None
    assert written.attempts == 1


def test_a_mail_that_was_sent_is_not_sent_again(written):
    send_system_mail()
    send_system_mail()
    assert len(outbox.outbox) == 1


def test_a_mail_has_text_and_html_in_the_readers_language(written):
    send_system_mail()
    message = outbox.outbox[0]
    assert 'dir="rtl"' in message.alternatives[0][0]
    assert CONTEXT["url"] in message.body
    assert CONTEXT["url"] in message.alternatives[0][0]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_signs_of_a_name_are_plain_in_the_text_and_harmless_in_html():
    name = "Al-Noor <b>& Sons</b>"
    written = mail.post(
        "invitation",
        to="a@b.example",
        language="en",
        workspace=name,
        inviter="",
        role="Agent",
        url="https://x/",
    )
    assert name in written.text
    assert name in written.subject
    assert "<b>& Sons" not in written.html
    assert "&lt;b&gt;&amp; Sons" in written.html


def test_a_subject_is_one_line():
    written = mail.post(
        "invitation",
        to="a@b.example",
        language="en",
        workspace="x\r\nBcc: c@d.example",
        inviter="",
        role="",
        url="u",
    )
    assert "\n" not in written.subject
    assert "\r" not in written.subject


def test_a_mail_server_that_is_away_is_tried_later_and_later(written, monkeypatch):
    break_mail_server(monkeypatch, OSError("nobody listens"))
    waits = []
    for _attempt in range(4):
        SystemMail.objects.update(not_before=timezone.now())
        send_system_mail()
        written.refresh_from_db()
        waits.append(round((written.not_before - timezone.now()).total_seconds() / 60))
    assert waits == [1, 5, 30, 30]
    assert "nobody listens" in written.error
    assert written.sent_at is None


def test_a_mail_is_given_up_after_a_day_with_its_reason(written, monkeypatch):
    break_mail_server(monkeypatch, OSError("nobody listens"))
    SystemMail.objects.update(attempts=MOST_ATTEMPTS - 1)
    send_system_mail()
    written.refresh_from_db()
    assert written.not_before is None
    assert written.sent_at is None
    assert written.error
    assert not SystemMail.objects.due().exists()


def test_the_attempts_before_giving_up_take_a_day():
    waits = [*mail.RETRY_AFTER, *[mail.RETRY_AFTER[-1]] * (MOST_ATTEMPTS - 1 - len(mail.RETRY_AFTER))]
    assert timedelta(hours=23) < sum(waits, timedelta()) < timedelta(hours=25)


def test_an_address_the_server_refuses_for_good_is_not_tried_again(written, monkeypatch):
    refused = smtplib.SMTPRecipientsRefused({"mona@noor.example": (550, b"no such mailbox")})
    break_mail_server(monkeypatch, refused)
    send_system_mail()
    written.refresh_from_db()
    assert written.not_before is None
    assert "no such mailbox" in written.error


def test_an_address_the_server_puts_off_is_tried_again(written, monkeypatch):
    refused = smtplib.SMTPRecipientsRefused({"mona@noor.example": (450, b"greylisted")})
    break_mail_server(monkeypatch, refused)
    send_system_mail()
    written.refresh_from_db()
    assert written.not_before > timezone.now()


def test_one_mail_that_cannot_be_sent_does_not_hold_up_the_others(written, monkeypatch):
    other = mail.post("password_reset", to="salem@noor.example", language="en", **CONTEXT)
    send = mail.message_of
    monkeypatch.setattr(mail, "message_of", lambda each: 1 / 0 if each.pk == written.pk else send(each))
    send_system_mail()
    assert [message.to for message in outbox.outbox] == [[other.to]]


def test_the_mail_of_a_killed_worker_is_due_again_when_its_lease_ends(written):
    taken = mail._claim()  # and then the worker is killed
    assert taken == written
    assert mail._claim() is None
    SystemMail.objects.update(not_before=timezone.now())
    assert mail._claim() == written


def test_a_mail_for_nobody_is_written_and_never_sent():
    written = mail.post("password_reset", to="x@y.example", language="en", is_deliverable=False, **CONTEXT)
    send_system_mail()
    assert outbox.outbox == []
    assert written.error == mail.NOBODY
    assert not mail.send_again(written)


def test_a_mail_can_be_sent_again(written):
    send_system_mail()
    written.refresh_from_db()
    assert mail.send_again(written)
    send_system_mail()
    assert len(outbox.outbox) == 2


def test_texts_with_links_are_forgotten_and_later_the_rows(written):
    send_system_mail()
    SystemMail.objects.update(created_at=timezone.now() - mail.TEXT_KEPT)
    forget_old_system_mail()
    written.refresh_from_db()
    assert written.text == written.html == ""
    assert not mail.send_again(written)
    SystemMail.objects.update(created_at=timezone.now() - mail.ROW_KEPT)
    forget_old_system_mail()
    assert not SystemMail.objects.exists()


def test_links_come_from_our_configuration(settings):
    settings.SITE_URL = "https://sila.example"
    assert mail.site_link("account_login") == "https://sila.example/auth/login/"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once():
    for number in range(20):
        mail.post("password_reset", to=f"person{number}@noor.example", language="en", **CONTEXT)
    sent = []

    def work():
        try:
            mail.send_due()
        finally:
            sent.append(True)
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    addresses = [message.to[0] for message in outbox.outbox]
    assert len(sent) == 3
    assert sorted(addresses) == sorted(f"person{number}@noor.example" for number in range(20))
    assert not SystemMail.objects.filter(sent_at=None).exists()
