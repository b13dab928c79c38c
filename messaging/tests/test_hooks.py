"""What a provider hands over, before it is read."""

import time

import pytest
from anymail.inbound import AnymailInboundMessage

from messaging.hooks import as_bytes, take_in
from messaging.models import InboundMail

pytestmark = pytest.mark.django_db


def test_a_long_header_does_not_hold_the_hook():
    """Python folds one of a hundred thousand letters for minutes."""
    message = AnymailInboundMessage.parse_raw_mime(f"Subject: {'(' * 100_000}\r\n\r\nx")
    began = time.process_time()
    assert b"(" * 100_000 in as_bytes(message)
    assert time.process_time() - began < 2


def test_the_mailbox_may_be_another_than_the_first_recipient(sender, in_noor):
    message = AnymailInboundMessage.parse_raw_mime(
        f"Message-ID: <a@b>\r\nTo: {sender.mailbox_address}\r\n\r\nx"
    )
    message.envelope_recipient = "other@elsewhere.test"
    take_in(message)
    assert InboundMail.objects.count() == 1
