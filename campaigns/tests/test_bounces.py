"""Letters of campaigns that mail servers send back, and who unsubscribes after one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.consent_links import preferences_link, unsubscribe_link
from campaigns import draining
from campaigns.addressing import Groups, Writer
from campaigns.models import Recipient, Response, SendChunk
from campaigns.tests.crowd import begin, campaign_of, contact
from messaging.models import InboundMail, Suppression
from messaging.receiving import receive
from messaging.sending import sender_of_workspace

pytestmark = pytest.mark.django_db
ENGLISH = "Your message could not be delivered: 550 5.1.1 user unknown."
ARABIC = "تعذّر تسليم رسالتك إلى المستلم: العنوان غير موجود."


@pytest.fixture
def row(made, mona, sink, in_noor, settings):
    settings.INBOUND_DOMAIN = "in.sila.example"
    contact("Sara", "sara@afaq.example")
    campaign_of(made, by=mona)
    begin()
    draining.drain()
    return Recipient.objects.get()


def report(
    *, status="5.1.1", text=ENGLISH, action="failed", head="", about="", kind="text/rfc822-headers", at=1
):
    """As Postfix and Exchange write it (RFC 3464)."""
    return f"""From: =?utf-8?B?2YbYuNin2YUg2KfZhNio2LHZitiv?= <MAILER-DAEMON@mx.example>
To: mailbox
Subject: =?utf-8?B?2KrYudiw2ZHYsSDYp9mE2KrYs9mE2YrZhQ==?=
Message-ID: <report{at}@mx.example>
{head}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain; charset=utf-8

{text}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; somebody@else.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {text[:40]}

--b
Content-Type: {kind}

{about}Subject: x

x
--b--
""".encode()


def comes_back(raw):
    receive(raw, to=[sender_of_workspace().mailbox_address])


def told():
    seen = Response.objects.order_by("pk")
    return [(str(each.kind), each.recipient, each.is_lasting, each.provider) for each in seen]


def is_suppressed():
    return Suppression.objects.of("sara@afaq.example").exists()


@pytest.mark.parametrize("text", [ENGLISH, ARABIC])
@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize(
    ("status", "is_lasting"), [("5.1.1", True), ("5.1.10", True), ("5.2.2", False), ("4.4.7", False)]
)
def test_a_report_counts_by_its_status_whatever_its_words(row, text, kind, status, is_lasting):
    comes_back(
        report(status=status, text=text, kind=kind, about=f"Message-ID: {row.message_id('noor.example')}\n")
    )
    assert told() == [("bounced", row.pk, is_lasting, "dsn")]
    assert is_suppressed() is is_lasting
    assert Recipient.objects.get().state == "sent"
    assert InboundMail.objects.get().state == "set_aside"


@pytest.mark.parametrize("where", ["header", "in reply to", "references"])
def test_a_letter_is_known_where_its_message_id_was_replaced(row, where):
    own = row.message_id("noor.example")
    about, head = "Message-ID: <0100-replaced@email.amazonses.com>\n", ""
    if where == "header":
        about += f"X-Sila-Letter: {row.reference}\n"
    elif where == "in reply to":
        head = f"In-Reply-To: {own}\n"
    else:
        head = f"References: <other@x.example> {own}\n"
    comes_back(report(about=about, head=head))
    assert told() == [("bounced", row.pk, True, "dsn")]


def test_the_same_report_twice_is_one_and_two_reports_are_two(row):
    about = f"Message-ID: {row.message_id('noor.example')}\n"
    for at in (1, 1, 2):
        comes_back(report(about=about, status="5.2.2", at=at))
    assert len(told()) == 2


def test_a_forged_signature_and_words_alone_are_nothing(row):
    own = row.message_id("noor.example")
    forged = own.replace(row.reference[-12:], "0" * 12)
    comes_back(report(about=f"Message-ID: {forged}\n", at=1))
    comes_back(
        report(about=f"Message-ID: <r{row.pk}@x>\nX-Sila-Letter: r{row.pk}.{row.campaign_id}.\n", at=2)
    )
    comes_back(report(text=f"{ENGLISH} Message-ID: {own}", at=3))
    # Only late, and no answer about delivery at all.
    comes_back(report(about=f"Message-ID: {own}\n", action="delayed", status="4.4.1", at=4))
    plain = f"From: a@b.example\nMessage-ID: <p@x>\nSubject: failure\n\n{ENGLISH} {own}\n".encode()
    comes_back(plain)
    assert told() == []
    assert not is_suppressed()


def test_letters_of_another_workspace_are_not_touched(row, bahr):
    stranger = Recipient(pk=row.pk, campaign_id=row.campaign_id, workspace_id=bahr.pk)
    comes_back(report(about=f"Message-ID: {stranger.message_id('noor.example')}\n"))
    assert told() == []


def test_letters_come_back_to_the_mailbox_where_that_is_wanted(made, mona, sink, in_noor, settings):
    settings.INBOUND_DOMAIN, settings.BOUNCES_TO_MAILBOX = "in.sila.example", True
    contact("Sara", "sara@afaq.example")
    campaign = campaign_of(made, by=mona)
    begin()
    message = first_message(campaign)
    assert message.sender == sender_of_workspace().mailbox_address
    assert b"\nFrom: " in b"\n" + message.raw
    settings.BOUNCES_TO_MAILBOX = False
    assert first_message(campaign).sender == sender_of_workspace().address


def first_message(campaign):
    writer, chunk = Writer(campaign), SendChunk.objects.get(campaign=campaign)
    chunk.pass_at = timezone.now()
    (message,) = writer.sort(Groups(writer, chunk, 1).after(0, 1))[0].values()
    return message


def test_who_unsubscribes_is_put_down_to_the_last_letter_once(row, made, mona, sink):
    made_by = campaign_of(made, by=mona, name="Second")
    begin()
    draining.drain()
    last = Recipient.objects.get(campaign=made_by)
    path = unsubscribe_link(row.contact, "email", "marketing").partition("/p/")[2]
    Client().get(f"/p/{path}")
    assert told() == []
    for _again in range(2):
        assert Client().post(f"/p/{path}").status_code == 200
    assert told() == [("unsubscribed", last.pk, False, "")]


def test_so_is_who_chooses_to_get_nothing(row):
    path = preferences_link(row.contact).partition("/p/")[2]
    assert Client().post(f"/p/{path}", {"all": "1"}).status_code == 303
    assert told() == [("unsubscribed", row.pk, False, "")]


def test_other_purposes_channels_and_old_letters_are_not(row):
    for channel, purpose in (("sms", "marketing"), ("email", "survey")):
        path = unsubscribe_link(row.contact, channel, purpose).partition("/p/")[2]
        Client().post(f"/p/{path}")
    Recipient.objects.update(settled_at=timezone.now() - timedelta(days=90))
    path = unsubscribe_link(row.contact, "email", "marketing").partition("/p/")[2]
    Client().post(f"/p/{path}")
    assert told() == []
