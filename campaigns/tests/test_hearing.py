"""What providers tell of letters at their hook: believed only with a proof, kept first, settled once, in any order."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from django.test import Client

from accounts.consents import standing_of
from accounts.models import Contact
from campaigns import draining, hearing, settling_responses
from campaigns.models import HookPost, ProviderHook, Recipient, Response
from campaigns.ruling import change_rules, close_hook, open_hook
from campaigns.tests.crowd import begin, campaign_of, contact, crowd
from lib.tenancy.state import workspace
from messaging.models import Suppression
from timeline.models import Event

pytestmark = pytest.mark.django_db
KEY = "key-of-mailgun"


@pytest.fixture
def written_to(made, mona, sink):
    """Two people who got a letter."""
    contact("Sara", "sara@afaq.example"), contact("Ali", "ali@afaq.example")
    campaign = campaign_of(made, by=mona)
    begin()
    draining.drain()
    return list(Recipient.objects.filter(campaign=campaign).order_by("seq"))


@pytest.fixture
def mailgun(in_noor, huda):
    return f"/hooks/responses/{open_hook('mailgun', KEY, by=huda)}/"


@pytest.fixture
def postmark(in_noor, huda):
    return f"/hooks/responses/{open_hook('postmark', 'sila:secret', by=huda)}/"


def of_mailgun(row, event, *, key=KEY, token="t1", at=None, message_id=None, **fields):
    stamp = str(int(time.time()))
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    named = message_id or row.message_id("noor.example")
    told = {
        "event": event,
        "timestamp": at or time.time(),
        "recipient": row.address,
        "message": {"headers": {"message-id": named.strip("<>")}},
    }
    signed = {"timestamp": stamp, "token": token, "signature": signature}
    return {"signature": signed, "event-data": {**told, **fields}}


def post(path, said, **headers):
    return Client().post(path, json.dumps(said), content_type="application/json", headers=headers)


def basic(words="sila:secret"):
    return {"authorization": f"Basic {base64.b64encode(words.encode()).decode()}"}


def of_postmark(row, kind, **fields):
    said = {
        "RecordType": kind,
        "MessageID": "7f3c",
        "Metadata": {"sila": row.reference},
        "Email": row.address,
    }
    return {**said, **fields}


def settle():
    """Until nothing is left."""
    while hearing.settle_posts():
        pass


def told():
    return [(str(each.kind), each.recipient, each.is_lasting) for each in Response.objects.order_by("pk")]


def suppressed():
    return sorted(Suppression.objects.values_list("address", "reason"))


GONE = {
    "severity": "permanent",
    "delivery-status": {"code": 550, "enhanced-code": "5.1.1", "message": "No such user"},
}
FULL = {
    "severity": "permanent",
    "delivery-status": {"code": 552, "enhanced-code": "5.2.2", "message": "Mailbox full"},
}


def test_what_a_provider_tells_is_kept_first_and_settled_later(written_to, mailgun):
    sara, _ali = written_to
    assert post(mailgun, of_mailgun(sara, "delivered")).status_code == 200
    assert (told(), HookPost.objects.count()) == ([], 1)
    assert settling_responses.settle_next() == 1
    assert (told(), HookPost.objects.count()) == ([("delivered", sara.pk, False)], 0)
    assert settling_responses.settle_next() == 0


def test_the_same_message_again_changes_nothing_before_and_after_it_was_settled(written_to, mailgun):
    sara, _ali = written_to
    said = of_mailgun(sara, "complained")
    for _turn in range(2):
        for _again in range(3):
            assert post(mailgun, said).status_code == 200
        assert HookPost.objects.count() == 1
        settle()
    assert told() == [("complained", sara.pk, False)]
    assert Event.objects.filter(verb="suppression.added").count() == 1
    # Who lifted it is not overruled by what was known before.
    Suppression.objects.all().delete()
    post(mailgun, said)
    settle()
    assert suppressed() == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said["signature"].update(signature="0" * 64),
        lambda said: said["signature"].update(token="other"),
        lambda said: said["signature"].update(timestamp="1"),
        lambda said: said.pop("signature"),
        lambda said: said.update(signature=[1]),
        lambda said: said["signature"].update(signature=None),
    ],
)
def test_without_the_signature_nothing_is_kept(written_to, mailgun, spoil):
    said = of_mailgun(written_to[0], "complained")
    spoil(said)
    assert post(mailgun, said).status_code == 400
    assert HookPost.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"signature": {}}', b"\x00", b"[" * 9000]
)
def test_what_is_no_message_is_refused(mailgun, postmark, body):
    for path in (mailgun, postmark):
        answer = Client().post(path, body, content_type="application/json")
        assert answer.status_code == 400
    assert HookPost.objects.count() == 0


def test_the_address_is_the_first_secret(written_to, mailgun, huda):
    said = of_mailgun(written_to[0], "complained")
    assert post("/hooks/responses/nothing/", said).status_code == 404
    assert post(f"{mailgun[:-2]}/", said).status_code == 404
    assert Client().get(mailgun).status_code == 404  # as if there were nothing; Meta alone asks so
    assert Client().post(mailgun, said).status_code == 400  # a form, and no JSON
    assert Client().post(mailgun, b"x" * 3_000_000, content_type="application/json").status_code == 413
    anew = open_hook("mailgun", KEY, by=huda)
    assert post(mailgun, said).status_code == 404
    close_hook(ProviderHook.objects.get(), by=huda)
    assert post(f"/hooks/responses/{anew}/", said).status_code == 404
    assert HookPost.objects.count() == 0


def test_the_secret_is_not_in_the_table(mailgun):
    hook = ProviderHook.objects.get()
    assert KEY not in hook.sealed_secret
    assert mailgun.split("/")[3] not in (hook.token_hash, hook.sealed_secret)


def test_postmark_proves_itself_by_name_and_password_and_names_the_letter_by_metadata(written_to, postmark):
    sara, ali = written_to
    said = of_postmark(sara, "Delivery", DeliveredAt="2026-11-01T10:00:00Z")
    assert post(postmark, said).status_code == 400
    assert post(postmark, said, **basic("sila:other")).status_code == 400
    assert post(postmark, said, **basic()).status_code == 200
    post(postmark, of_postmark(ali, "Bounce", Type="HardBounce", ID=42, Details="unknown"), **basic())
    post(postmark, of_postmark(ali, "Bounce", Type="SoftBounce", ID=43, Details="later"), **basic())
    settle()
    assert told() == [("delivered", sara.pk, False), ("bounced", ali.pk, True), ("bounced", ali.pk, False)]
    assert suppressed() == [("ali@afaq.example", "bounced")]


def test_a_letter_carries_its_name_for_postmark_only_where_it_is_used(made, mona, huda, sink, in_noor):
    contact("Sara", "sara@afaq.example")
    campaign_of(made, by=mona)
    begin()
    draining.drain()
    (_address, plain), *_others = sink.taken
    row = Recipient.objects.get()
    assert f"X-Sila-Letter: {row.reference}\r\n".encode() in plain
    assert b"X-PM-Metadata" not in plain
    open_hook("postmark", "sila:secret", by=huda)
    campaign_of(made, by=mona, name="Second")
    begin()
    draining.drain()
    second = Recipient.objects.order_by("pk").last()
    assert f"X-PM-Metadata-sila: {second.reference}\r\n".encode() in sink.taken[-1][1]


def test_an_address_that_does_not_exist_is_not_written_to_any_more_and_a_full_one_is(written_to, mailgun):
    sara, ali = written_to
    post(mailgun, of_mailgun(sara, "failed", token="a", **FULL))
    post(mailgun, of_mailgun(ali, "failed", token="b", **GONE))
    settle()
    assert told() == [("bounced", sara.pk, False), ("bounced", ali.pk, True)]
    assert suppressed() == [("ali@afaq.example", "bounced")]


def test_what_is_only_late_is_no_bounce(written_to, mailgun):
    temporary = {**GONE, "severity": "temporary"}
    post(mailgun, of_mailgun(written_to[0], "failed", **temporary))
    post(mailgun, of_mailgun(written_to[0], "opened", token="b"))
    settle()
    assert (told(), suppressed(), HookPost.objects.count()) == ([], [], 0)


def test_any_order_comes_to_the_same(written_to, mailgun):
    sara, ali = written_to
    for row, order in ((sara, ("complained", "delivered")), (ali, ("delivered", "complained"))):
        for event in order:
            post(mailgun, of_mailgun(row, event, token=f"{row.pk}{event}"))
            settle()
    kinds = {row.pk: {kind for kind, pk, _lasting in told() if pk == row.pk} for row in (sara, ali)}
    assert kinds == {sara.pk: {"complained", "delivered"}, ali.pk: {"complained", "delivered"}}
    assert suppressed() == [("ali@afaq.example", "complained"), ("sara@afaq.example", "complained")]


def test_a_response_leaves_the_recipient_as_it_is(written_to, mailgun):
    before = list(Recipient.objects.order_by("pk").values())
    post(mailgun, of_mailgun(written_to[0], "failed", **GONE))
    settle()
    assert list(Recipient.objects.order_by("pk").values()) == before


def test_who_unsubscribes_at_the_provider_is_unsubscribed(written_to, mailgun):
    sara, _ali = written_to
    post(mailgun, of_mailgun(sara, "unsubscribed"))
    settle()
    assert told() == [("unsubscribed", sara.pk, False)]
    assert not standing_of(Contact.objects.get(pk=sara.contact_id)).comes("email", "marketing")


def test_unknown_and_forged_letters_are_nobodys(written_to, mailgun, bahr):
    sara, ali = written_to
    whole = sara.message_id("noor.example")
    forged = [
        "<other@noor.example>",
        whole.replace(sara.reference, f"r{ali.pk}.{sara.campaign_id}.{sara.reference[-12:]}"),
        whole.replace(sara.reference, f"r{sara.pk}.{sara.campaign_id + 1}.{sara.reference[-12:]}"),
        whole.replace(sara.reference[-12:], "0" * 12),
        whole.replace("@", "x@"),
        "<r99999999999999999999.1.000000000000@noor.example>",
        "nothing",
    ]
    with workspace(bahr.pk):
        stranger = Recipient(pk=sara.pk, campaign_id=sara.campaign_id, workspace_id=bahr.pk)
        forged.append(stranger.message_id("noor.example"))
    for at, message_id in enumerate(forged):
        said = of_mailgun(sara, "complained", token=f"t{at}", message_id=message_id)
        assert post(mailgun, said).status_code == 200
    settle()
    assert (told(), suppressed(), HookPost.objects.count()) == ([], [], 0)


def test_the_address_that_is_left_alone_is_the_one_we_wrote_to(written_to, mailgun):
    sara, _ali = written_to
    post(mailgun, of_mailgun(sara, "complained", recipient="ceo@rival.example"))
    settle()
    assert suppressed() == [("sara@afaq.example", "complained")]


def test_what_cannot_be_read_stays_and_stops_nothing_else(written_to, mailgun):
    sara, ali = written_to
    odd = of_mailgun(sara, "delivered", token="odd")
    odd["event-data"] = {"timestamp": "x"}
    assert post(mailgun, odd).status_code == 200
    post(mailgun, of_mailgun(ali, "delivered", token="b"))
    settle()
    assert told() == [("delivered", ali.pk, False)]
    left = HookPost.objects.get()
    assert (left.due_at, left.error) == (None, "KeyError")


def test_it_is_told_of_campaigns_that_do_not_follow_their_readers_too(written_to, mailgun, mona):
    change_rules(by=mona, is_on=False)
    post(mailgun, of_mailgun(written_to[0], "delivered"))
    settle()
    assert len(told()) == 1


def test_ten_thousand_at_once_are_settled_in_few_questions(
    made, mona, mailgun, django_assert_max_num_queries
):
    """Bounded in time and in questions."""
    crowd(1)
    campaign = campaign_of(made, by=mona)
    rows = Recipient.objects.bulk_create(
        Recipient(
            campaign=campaign,
            seq=at,
            address=f"g{at}@x.example",
            address_key=f"g{at}@x.example",
            state="sent",
        )
        for at in range(1, 10_001)
    )
    hook = ProviderHook.objects.get()
    HookPost.objects.bulk_create(
        HookPost(
            hook=hook,
            body_hash=f"{row.pk:064}",
            body=json.dumps(of_mailgun(row, "delivered", token=str(row.pk))),
        )
        for row in rows
    )
    began = time.process_time()
    with django_assert_max_num_queries(700):
        settle()
    assert Response.objects.filter(kind="delivered").count() == 10_000
    assert HookPost.objects.count() == 0
    assert time.process_time() - began < 30
