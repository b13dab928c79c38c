"""What comes in: each message once, in the mailbox it was sent to, never answered, and nothing raises."""

import io
import os
import sys
import threading
import time
from base64 import b64encode
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from lib.tenancy.state import workspace
from messaging import receiving
from messaging.models import InboundMail, OutgoingMail, Suppression
from messaging.parsing import parse
from messaging.receiving import NoSuchMailbox, receive
from messaging.sending import close_mailbox, renew_mailbox

pytestmark = pytest.mark.django_db
State = InboundMail.State


def message(**headers) -> bytes:
    told = {
        "From": "Noura <noura@afaq.example>",
        "To": "x@in.sila.test",
        "Subject": "The offer",
        "Message-ID": "<one@afaq.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}" for name, value in told.items()]
    return "\r\n".join([*lines, "", "Thank you."]).encode()


def test_a_message_is_kept_in_the_mailbox_it_was_sent_to(sender, bahr, in_noor):
    [mail] = receive(message(), to=[sender.mailbox_address.upper()])
    assert (mail.from_address, mail.from_name) == ("noura@afaq.example", "Noura")
    assert (mail.subject, mail.text, mail.state) == ("The offer", "Thank you.", State.WAITING)
    with workspace(bahr.pk):
        assert not InboundMail.objects.exists()


def test_the_headers_say_where_it_goes_when_nobody_else_does(sender, in_noor):
    [mail] = receive(message(To=f"Sila <{sender.mailbox_address}>, other@x.example"))
    assert mail.pk


@pytest.mark.parametrize(
    "to", ["nobody@in.sila.test", "x@elsewhere.test", "", "@", "' OR 1=1 --@in.sila.test"]
)
def test_other_addresses_are_refused(sender, in_noor, to):
    with pytest.raises(NoSuchMailbox):
        receive(message(), to=[to])
    assert not InboundMail.objects.exists()


def test_a_renewed_mailbox_refuses_its_former_address_and_a_closed_one_every_address(sender, huda, in_noor):
    former = sender.mailbox_address
    renew_mailbox(sender, by=huda)
    with pytest.raises(NoSuchMailbox):
        receive(message(), to=[former])
    assert receive(message(), to=[sender.mailbox_address])
    close_mailbox(sender, by=huda)
    assert sender.mailbox_address == ""
    with pytest.raises(NoSuchMailbox):
        receive(message(Message_ID="<two@x>"), to=[former])


def test_the_same_message_twice_is_one(sender, in_noor):
    for _time in range(2):
        receive(message(), to=[sender.mailbox_address])
    assert InboundMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_message_at_the_same_moment_is_one(sender, noor):
    begin, raised = threading.Barrier(3), []

    def one():
        try:
            begin.wait()
            receive(message(), to=[sender.mailbox_address])
        except Exception as error:
            raised.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _each in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert raised == []
    with workspace(noor.pk), transaction.atomic():
        assert InboundMail.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<a.b>"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@x.example"},
    ],
)
def test_what_a_machine_writes_is_kept_and_set_aside(sender, in_noor, headers):
    [mail] = receive(message(**headers), to=[sender.mailbox_address])
    assert (mail.is_automatic, mail.state) == (True, State.SET_ASIDE)


def test_our_own_message_that_comes_back_ends_here(sender, queued, in_noor):
    [by_id] = receive(message(Message_ID=queued.message_id), to=[sender.mailbox_address])
    [by_name] = receive(message(From=sender.mailbox_address), to=[sender.mailbox_address])
    assert (by_id.state, by_name.state) == (State.SET_ASIDE, State.SET_ASIDE)


@pytest.mark.parametrize(("status", "is_gone"), [("5.1.1", True), ("5.2.2", False), ("4.4.7", False)])
def test_a_bounce_says_that_a_message_was_not_delivered_and_stops_the_next_one(
    sender, queued, in_noor, status, is_gone
):
    OutgoingMail.objects.filter(pk=queued.pk).update(state="sent", due_at=None)
    report = f"""From: MAILER-DAEMON@mx.example
To: {sender.mailbox_address}
Message-ID: <bounce@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; noura@afaq.example
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {queued.message_id}
Subject: x

--b--
"""
    receive(report.encode(), to=[sender.mailbox_address])
    mail = OutgoingMail.objects.get(pk=queued.pk)
    assert (mail.state, mail.reason) == ("failed", "bounced")
    assert Suppression.objects.of("noura@afaq.example").exists() is is_gone


def test_a_fault_in_filing_loses_nothing(sender, in_noor, monkeypatch):
    def broken(mail, parsed):
        InboundMail.objects.filter(pk=mail.pk).update(subject="half")
        raise RuntimeError("?")

    monkeypatch.setattr(receiving, "filing", [broken])
    [mail] = receive(message(), to=[sender.mailbox_address])
    assert (mail.state, mail.subject) == (State.WAITING, "The offer")


STRANGE = {
    "nothing": b"",
    "nul": b"From: a@b.example\r\nSubject: \x00x\x00\r\n\r\n\x00body\x00",
    "no such charset": b"Content-Type: text/plain; charset=klingon\r\n\r\nhello \xff",
    "arabic that says ascii": b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + "سلام".encode("cp1256"),
    "bytes in headers": "Subject: سلام\r\nFrom: نورة <a@b.example>\r\n\r\nx".encode(),
    "wrong encoded word": b"Subject: =?utf-8?B?!!!?= =?x?Q?=\r\nFrom: =?utf-8?q?=ff?= <a@b>\r\n\r\nx",
    "lone surrogate": b"Content-Type: text/plain; charset=utf-7\r\n\r\n+2AA-",
    "a header of a megabyte": b"Subject: "
    + b"(" * 1_000_000
    + b"\r\nTo: "
    + b"a@b," * 200_000
    + b"\r\n\r\nx",
    "references without end": b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nx",
    "nested": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)
    ),
    "messages in messages": b"Content-Type: message/rfc822\r\n\r\n" * 1500,
    "ten thousand parts": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\n\r\nx\r\n" * 10_000,
    "nested markup": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"x",
    "no boundary": b"Content-Type: multipart/mixed\r\n\r\nx",
    "bad base64": b"Content-Transfer-Encoding: base64\r\n\r\n!!!a",
    "bad type": b"Content-Type: ;;;=\r\nContent-Disposition: attachment; filename*=x'y\r\n\r\nx",
    "a date from nowhere": b"Date: Thu, 99 Foo 99999 99:99:99 +9999\r\n\r\nx",
    "old date": b"Date: Thu, 01 Jan 1970 00:00:00 -0000\r\n\r\nx",
    "uuencoded": b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\n#\xff\nend\n",
    "a line of a megabyte": b"Subject: x\r\n\r\n" + b"x" * 1_000_000,
    "bidi override": "Subject: \u202eevil\r\n\r\n\u202ex".encode(),
    "report of nothing": b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--",
}


@pytest.mark.parametrize("raw", STRANGE.values(), ids=STRANGE)
def test_no_message_raises(sender, in_noor, raw):
    [mail] = receive(raw, to=[sender.mailbox_address])
    mail.refresh_from_db()
    assert len(mail.raw) <= 128 * 1024
    assert "\x00" not in mail.text + mail.subject
    assert "\u202e" not in mail.text + mail.subject


SLOW = {
    "a type with many parameters": b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\r\n\r\nx",
    "a disposition of many words": b"Content-Disposition: " + b"a " * 200_000 + b"\r\n\r\nx",
    "a slow charset": b"Content-Type: text/plain; charset=!Punycode\r\n\r\na-" + b"b99" * 400_000,
    "styles that do not end": b"Content-Type: text/html\r\n\r\n" + b"<style>" * 42_000,
    "tags that do not end": b"Content-Type: text/html\r\n\r\n" + b"<br " * 75_000,
    "ends that do not end": b"Content-Type: text/html\r\n\r\n" + b"</p " * 75_000,
}


@pytest.mark.parametrize("raw", SLOW.values(), ids=SLOW)
def test_no_message_takes_long(raw):
    began = time.process_time()
    parse(raw)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("to", [b"a\x00b@in.sila.test", b"\xff@in.sila.test"])
def test_an_address_that_is_none_is_no_mailbox(sender, in_noor, to):
    with pytest.raises(NoSuchMailbox):
        receive(b"To: " + to + b"\r\n\r\nx")
    with pytest.raises(NoSuchMailbox):
        receive(b"x", to=[to.decode("utf-8", "surrogateescape")])


def test_a_raw_file_name_is_read():
    name = "عرض.txt".encode()
    raw = b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="' + name + b'"\r\n\r\nx'
    assert [each.name for each in parse(raw).attachments] == ["عرض.txt"]


def test_arabic_of_windows_is_read_although_it_says_ascii():
    assert parse(STRANGE["arabic that says ascii"]).text == "سلام"
    assert parse(STRANGE["bytes in headers"]).subject == "سلام"


def test_html_neither_runs_nor_loads_anything():
    markup = (
        "<p onclick=x>سلام<script>alert(1)</script><img src=http://x.example/a.png>"
        "<a href='javascript:x'>a</a><a href='https://x.example'>b</a><style>p{}</style>"
        "<iframe src=x></iframe><form action=x><input></form><svg onload=x></svg>"
        "<a style='background:url(http://x)' href='//x.example'>c</a>"
    )
    parsed = parse(b"Content-Type: text/html; charset=utf-8\r\n\r\n" + markup.encode())
    for wrong in (
        "script",
        "img",
        "javascript",
        "onclick",
        "iframe",
        "form",
        "input",
        "style",
        "svg",
        "url(",
    ):
        assert wrong not in parsed.html
    assert 'href="https://x.example"' in parsed.html
    assert parsed.text.startswith("سلام")


def test_attachments_are_named_and_measured(sender, in_noor):
    raw = (
        b"From: a@b.example\r\nMessage-ID: <f@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSee it.\r\n"
        b"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''%D8%B9%D8%B1%D8%B6.txt\r\n\r\n"
        + b64encode(b"hello")
        + b"\r\n--b--\r\n"
    )
    [mail] = receive(raw, to=[sender.mailbox_address])
    assert [(each["name"], each["size"]) for each in mail.attachments] == [("عرض.txt", 5)]
    assert mail.text == "See it."


def piped(monkeypatch, raw, *to):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    try:
        call_command("receive_mail", *to, stdout=io.StringIO(), stderr=io.StringIO())
    except SystemExit as end:
        return end.code
    return os.EX_OK


def test_the_pipe_answers_as_mail_servers_understand(sender, in_noor, monkeypatch):
    assert piped(monkeypatch, message(), sender.mailbox_address) == os.EX_OK
    assert InboundMail.objects.count() == 1
    assert piped(monkeypatch, message(), "nobody@in.sila.test") == os.EX_NOUSER
    monkeypatch.setattr("messaging.management.commands.receive_mail.receive", lambda *a, **k: 1 / 0)
    assert piped(monkeypatch, message(), sender.mailbox_address) == os.EX_TEMPFAIL


@pytest.fixture
def postmark(settings):
    settings.INBOUND_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "sila:a-secret"}
    return reverse("incoming_mail", kwargs={"provider": "postmark"})


def posted(client, url, sender, secret="sila:a-secret", **more):
    body = {
        "FromFull": {"Email": "noura@afaq.example", "Name": "Noura", "MailboxHash": ""},
        "ToFull": [{"Email": sender.mailbox_address, "Name": "", "MailboxHash": ""}],
        "CcFull": [],
        "BccFull": [],
        "OriginalRecipient": sender.mailbox_address,
        "Subject": "Hello",
        "TextBody": "Hello there",
        "HtmlBody": "",
        "Headers": [{"Name": "Message-ID", "Value": "<hook@afaq.example>"}],
        "Attachments": [],
        **more,
    }
    headers = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"} if secret else {}
    return client.post(url, body, content_type="application/json", headers=headers)


def test_the_hook_keeps_what_the_provider_posts(client, postmark, sender, in_noor):
    assert posted(client, postmark, sender).status_code == 200
    mail = InboundMail.objects.get()
    assert (mail.subject, mail.text.strip(), mail.message_id) == (
        "Hello",
        "Hello there",
        "<hook@afaq.example>",
    )


def test_a_large_message_comes_through_the_hook(client, postmark, sender, in_noor):
    file = {
        "Name": "a.txt",
        "Content": b64encode(b"x" * 4_000_000).decode(),
        "ContentType": "text/plain",
        "ContentLength": 4_000_000,
    }
    assert posted(client, postmark, sender, Attachments=[file]).status_code == 200
    assert InboundMail.objects.get().attachments[0]["size"] == 4_000_000


def test_the_hook_believes_nobody_without_the_secret(client, postmark, sender, in_noor, settings):
    assert posted(client, postmark, sender, secret="sila:wrong").status_code == 400
    assert posted(client, postmark, sender, secret="").status_code == 400
    assert client.post(postmark, b"{", content_type="application/json").status_code == 400
    assert client.get(postmark).status_code == 405
    settings.ANYMAIL = {"WEBHOOK_SECRET": ""}
    assert posted(client, postmark, sender).status_code == 404
    other = reverse("incoming_mail", kwargs={"provider": "mailgun"})
    assert posted(client, other, sender).status_code == 404
    assert not InboundMail.objects.exists()


def pythons_own():
    """The messages with which Python tests its parser, where this Python has them."""
    import email

    there = Path(email.__file__).parent.parent / "test" / "test_email" / "data"
    return (
        sorted(each for each in there.glob("*") if each.suffix in {".txt", ".eml"}) if there.exists() else []
    )


def test_pythons_own_collection_of_messages_comes_in(sender, in_noor):
    collection = pythons_own()
    for each in collection:
        [mail] = receive(each.read_bytes(), to=[sender.mailbox_address])
        mail.refresh_from_db()
        assert mail.text or mail.html or mail.attachments or mail.size_bytes < 2000, each.name
