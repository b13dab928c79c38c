"""What a provider of messages tells is believed with its signature alone, once, in any order; «stop» holds at once."""

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from accounts.consents import standing_of
from accounts.models import Contact
from campaigns.channels.receipts import fields_of, twilio_signature
from campaigns.channels.setting_up import keep_gateway
from campaigns.hearing import settle_posts
from campaigns.models import HookPost, Recipient, Response
from campaigns.tests.crowd import begin, campaign_of
from campaigns.tests.test_text_messages import (
    SECRET,
    gateway_to,
    person,
    provider,  # noqa: F401, a fixture
    say,
    text_template,
)
from lib.tenancy.state import workspace
from messaging.models import Suppression

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def opened(noor, mona, provider):  # noqa: F811
    """The token of noor's address, a campaign of one message that was sent, and its recipient."""
    with workspace(noor.pk), transaction.atomic():
        token = gateway_to(provider, by=mona)
        person("Sara", "0501234567")
        made = campaign_of(text_template(mona), by=mona)
    with workspace(noor.pk):
        begin()
        drain_all_apart()
        with transaction.atomic():
            row = Recipient.objects.select_related("contact").get(campaign=made)
    return token, made, row


def drain_all_apart():
    from campaigns import draining

    assert draining.drain() == 1


def post(token, fields, *, query="", secret=SECRET, signature=None):
    address = f"/hooks/responses/{token}/"
    body = urlencode(fields)
    from workspaces.mail import site_link

    whole = site_link("response_hook", token=token) + (f"?{query}" if query else "")
    made = twilio_signature(secret, whole, fields_of(body)) if signature is None else signature
    return Client().post(
        f"{address}?{query}" if query else address,
        body,
        content_type=FORM,
        headers={"X-Twilio-Signature": made},
    )


def receipt(row, status, *, sid="SM1", code=""):
    said = {"MessageSid": sid, "MessageStatus": status, "To": row.address, "From": "+14155550100"}
    return {**said, **({"ErrorCode": code} if code else {})}


def told(noor):
    with workspace(noor.pk), transaction.atomic():
        settle_posts()
        return list(Response.objects.order_by("pk").values_list("kind", "is_lasting", "event_id"))


def test_twilios_own_example_is_signed_as_twilio_does():
    fields = {"CallSid": ["CA1234567890ABCDE"], "Caller": ["+14158675309"], "Digits": ["1234"],
              "From": ["+14158675309"], "To": ["+18005551212"]}  # fmt: skip
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio_signature("12345", address, fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_receipts_come_once_and_in_any_order(noor, opened):
    token, _made, row = opened
    query = urlencode({"sila": row.reference})
    for status in ("delivered", "sent", "delivered", "queued"):
        assert post(token, receipt(row, status), query=query).status_code == 200
    assert told(noor) == [("delivered", False, "delivered.SM1")]
    assert post(token, receipt(row, "delivered"), query=query).status_code == 200
    assert told(noor) == [("delivered", False, "delivered.SM1")]


def test_a_number_that_takes_none_is_left_alone_by_this_channel(noor, opened):
    token, _made, row = opened
    query = urlencode({"sila": row.reference})
    assert post(token, receipt(row, "undelivered", code="30006"), query=query).status_code == 200
    assert told(noor) == [("bounced", True, "undelivered.SM1")]
    with workspace(noor.pk), transaction.atomic():
        kept = list(Suppression.objects.values_list("channel", "address", "reason"))
        assert kept == [("sms", "+966501234567", "wrong")]
    assert post(token, receipt(row, "failed", sid="SM2", code="30003"), query=query).status_code == 200
    assert told(noor)[1] == ("bounced", False, "failed.SM2"), "a telephone that is off is no reason"


@pytest.mark.parametrize(
    "change",
    [
        {"signature": ""}, {"signature": "AAAA"}, {"secret": "another"}, {"signature": "é"},
    ],
)  # fmt: skip
def test_without_the_signature_nothing_is_believed(noor, opened, change):
    token, _made, row = opened
    assert post(token, receipt(row, "delivered"), query="", **change).status_code == 400
    with workspace(noor.pk), transaction.atomic():
        assert not HookPost.objects.exists()


def test_the_reference_is_signed_with_the_address(noor, opened):
    token, _made, row = opened
    from workspaces.mail import site_link

    made = twilio_signature(
        SECRET, site_link("response_hook", token=token), fields_of(urlencode(receipt(row, "delivered")))
    )
    query = urlencode({"sila": row.reference})
    assert post(token, receipt(row, "delivered"), query=query, signature=made).status_code == 400


def test_another_workspaces_address_tells_nothing_of_ours(noor, bahr, karim, opened):
    _token, _made, row = opened
    with workspace(bahr.pk), transaction.atomic():
        said = {"provider": "twilio", "base_url": "", "account": "AC" + "1" * 32, "sender": "Bahr",
                "price_minor": 1, "currency": "SAR", "per_second": 5}  # fmt: skip
        theirs = keep_gateway("sms", by=karim, fields=said, secret=SECRET)
    query = urlencode({"sila": row.reference})
    assert post(theirs, receipt(row, "delivered"), query=query).status_code == 200
    assert told(bahr) == []
    assert told(noor) == []
    assert post("nobodys-token", receipt(row, "delivered")).status_code == 404


@pytest.mark.parametrize("word", ["STOP", "إيقاف"])
def test_stop_holds_at_once_is_acknowledged_and_counts_once(noor, opened, word):
    token, _made, row = opened
    with workspace(noor.pk), transaction.atomic():
        say(row.contact, "given", channel="whatsapp")
    said = {
        "MessageSid": "SM9",
        "SmsStatus": "received",
        "From": "+966501234567",
        "To": "+1415",
        "Body": word,
    }
    answer = post(token, said)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/xml")
    assert "<Message>" in answer.content.decode()
    with workspace(noor.pk), transaction.atomic():
        standing = standing_of(Contact.objects.get(pk=row.contact.pk))
        assert not standing.comes("sms", "marketing")
        assert not standing.comes("sms", "service")
        assert standing.comes("whatsapp", "marketing"), "by this channel alone"
        say(row.contact, "given")
    assert post(token, said).status_code == 200, "the same once more"
    with workspace(noor.pk), transaction.atomic():
        assert standing_of(Contact.objects.get(pk=row.contact.pk)).comes("sms", "marketing")
        settle_posts()
        assert not HookPost.objects.exists()


def test_other_answers_withdraw_nothing(noor, opened):
    token, _made, row = opened
    said = {"MessageSid": "SM9", "SmsStatus": "received", "From": "+966501234567", "Body": "متى تفتحون؟"}
    answer = post(token, said)
    assert b"<Message>" not in answer.content
    with workspace(noor.pk), transaction.atomic():
        assert standing_of(Contact.objects.get(pk=row.contact.pk)).comes("sms", "marketing")


def test_a_number_that_nobody_has_is_left_alone(noor, opened):
    token, _made, _row = opened
    said = {"MessageSid": "SM9", "SmsStatus": "received", "From": "+966509990000", "Body": "stop"}
    assert post(token, said).status_code == 200
    with workspace(noor.pk), transaction.atomic():
        assert Suppression.objects.filter(channel="sms", address="+966509990000", reason="asked").exists()


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%00", b"{}", b"&".join([b"a=1"] * 500)])
def test_what_is_no_form_is_refused(noor, opened, body):
    token, _made, _row = opened
    answer = Client().post(f"/hooks/responses/{token}/", body, content_type=FORM)
    assert answer.status_code == 400
