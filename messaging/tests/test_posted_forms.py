"""Providers that post forms: large messages and many files come in, and what is no form is refused."""

import hashlib
import hmac
import json
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from messaging.models import InboundMail
from messaging.posted import read_form

pytestmark = pytest.mark.django_db
KEY = "a-signing-key"
BOUNDARY = b"--edge\r\n"
FORM = "multipart/form-data; boundary=edge"


@pytest.fixture
def mailgun(settings):
    settings.INBOUND_PROVIDER = "mailgun"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
    return reverse("incoming_mail", kwargs={"provider": "mailgun"})


def signed(key=KEY) -> dict:
    stamp, token = str(int(time.time())), "t" * 50
    signature = hmac.new(key.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": signature}


def posted(client, url, sender, *, key=KEY, **more):
    told = {
        "sender": "noura@afaq.example",
        "recipient": sender.mailbox_address,
        "message-headers": json.dumps(
            [
                ["From", "نورة <noura@afaq.example>"],
                ["To", sender.mailbox_address],
                ["Subject", "عرض السعر"],
                ["Message-Id", "<form@afaq.example>"],
            ]
        ),
        "body-plain": "شكرا لكم",
        **signed(key),
        **more,
    }
    return client.post(url, told)


def test_a_message_with_a_dozen_files_comes_in_whole(client, mailgun, sender, in_noor):
    files = {
        f"attachment-{place}": SimpleUploadedFile(f"عقد {place}.txt", bytes(range(9, 127)) * 5_000)
        for place in range(1, 13)
    }
    answer = posted(client, mailgun, sender, **{"attachment-count": "12", **files})
    assert answer.status_code == 200
    mail = InboundMail.objects.get()
    assert (mail.subject, mail.text.strip(), mail.from_name) == ("عرض السعر", "شكرا لكم", "نورة")
    assert [(each["name"], each["size"]) for each in mail.attachments] == [
        (f"عقد {place}.txt", 118 * 5_000) for place in range(1, 13)
    ]


def test_a_message_posted_whole_may_be_larger_than_a_form_of_people(client, mailgun, sender, in_noor):
    raw = (
        "From: noura@afaq.example\r\nSubject: Large\r\nMessage-ID: <raw@afaq.example>\r\n\r\n"
        + "سطر\r\n" * 600_000
    )
    assert posted(client, mailgun, sender, **{"body-mime": raw}).status_code == 200
    assert InboundMail.objects.get().subject == "Large"


def test_a_form_that_is_not_signed_by_the_provider_is_refused(client, mailgun, sender, in_noor):
    assert posted(client, mailgun, sender, key="another").status_code == 400
    within = b"".join(
        b"--edge%s\r\nContent-Type: multipart/form-data; boundary=edge%d\r\n\r\n" % (each, place)
        for place, each in enumerate([b"", *(b"%d" % place for place in range(2_000))])
    )
    for body in (b"", b"\x00\xff", BOUNDARY, BOUNDARY * 2_000, b"--edge--", within):
        assert client.post(mailgun, body, content_type=FORM).status_code == 400
        assert client.post(mailgun, body, content_type="multipart/form-data").status_code == 400
    assert not InboundMail.objects.exists()


def test_files_and_fields_come_out_byte_for_byte():
    content = bytes(range(256)) * 40 + b"\r\n\r\r\n\n--edg\r\n"
    head = (
        'Content-Disposition: form-data; name="a"; filename="صورة ١.png"\r\nContent-Type: image/png\r\n\r\n'
    )
    field = 'Content-Disposition: form-data; name="ب"\r\n\r\nنص\r\n'
    body = BOUNDARY + head.encode() + content + b"\r\n" + BOUNDARY + field.encode() + b"--edge--\r\n"
    fields, files = read_form(body, FORM)
    assert fields["ب"] == "نص"
    assert (files["a"].name, files["a"].content_type, files["a"].read()) == (
        "صورة ١.png",
        "image/png",
        content,
    )


@pytest.mark.parametrize(
    "kind", ["message/rfc822", "message/delivery-status", "multipart/mixed; boundary=in"]
)
def test_a_message_that_came_as_a_file_stays_whole(kind):
    content = "From: a@afaq.example\r\nSubject: مرفقة\r\n\r\n--in\r\n\r\nنص\r\n--in--\r\n".encode()
    head = f'Content-Disposition: form-data; name="a"; filename="f.eml"\r\nContent-Type: {kind}\r\n\r\n'
    _fields, files = read_form(BOUNDARY + head.encode() + content + b"\r\n--edge--\r\n", FORM)
    assert files["a"].read() == content
    assert files["a"].content_type == kind.partition(";")[0]
