"""Campaigns by WhatsApp: approved texts, their parameters, Meta's answers, receipts and question."""

import hmac
import json
from hashlib import sha256

import pytest
from django.db import transaction
from django.test import Client

from accounts.consents import standing_of
from accounts.models import Contact
from campaigns.channels.meta_receipts import verify_token
from campaigns.channels.setting_up import keep_gateway
from campaigns.hearing import settle_posts
from campaigns.models import Gateway, HookPost, Lane, Recipient, Response, Template
from campaigns.scheduling import NotWhole, add_campaign, schedule
from campaigns.tests.crowd import adds_up, begin, campaign_of, drain_all, fresh
from campaigns.tests.test_text_messages import person, provider, reasons  # noqa: F401, one is a fixture
from campaigns.writing import add_template
from lib.tenancy.state import workspace
from messaging.models import Suppression

TOKEN, APP_SECRET = "EAAG-nobody-reads", "app-secret-nobody-reads"


def gateway_to(sink, *, by):
    said = {
        "provider": Gateway.Provider.META, "base_url": f"http://{sink.place}/v21.0", "account": "106540352242922",
        "sender": "+966501112222", "price_minor": 30, "currency": "SAR", "per_second": 50,
    }  # fmt: skip
    return keep_gateway("whatsapp", by=by, fields=said, secret=TOKEN, proof=APP_SECRET)


def approved(by, **texts):
    said = {
        "name": "Season", "approved_name": "season_offer", "body_ar": "أهلًا {الاسم الأول}، عرضنا بدأ في {المدينة}",
        "body_en": "Hello {first name}, in {city}: {first name}!", "code_en": "en_US",
        "approval_ar": "approved", "approval_en": "approved",
    }  # fmt: skip
    return add_template(by=by, channel="whatsapp", **{**said, **texts})


def reachable(name, phone, **fields):
    made = person(name, phone, agrees=False, **fields)
    agree(made)
    return made


def agree(made):
    from campaigns.tests.test_text_messages import say

    return say(made, "given", channel="whatsapp")


@pytest.fixture
def gateway(in_noor, mona, provider):  # noqa: F811
    gateway_to(provider, by=mona)
    return Gateway.objects.get()


def test_the_approved_text_is_named_with_its_parameters_in_their_order(in_noor, mona, gateway, provider):  # noqa: F811
    reachable("Sara Ali", "0501234567", language="en", city="Riyadh")
    reachable("Nowhere", "0507654321", language="en")
    person("By text alone", "0509999999")
    made = campaign_of(approved(mona), by=mona)
    begin()
    assert drain_all() == 1
    row = Recipient.objects.get(campaign=made, state="sent")
    asked = provider.asked[0]
    assert asked["path"] == "/v21.0/106540352242922/messages"
    assert asked["headers"]["Authorization"] == f"Bearer {TOKEN}"
    assert asked["body"] == {
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+966501234567", "type": "template",
        "biz_opaque_callback_data": row.reference,
        "template": {
            "name": "season_offer", "language": {"code": "en_US"},
            "components": [{"type": "body", "parameters": [
                {"type": "text", "text": "Sara"}, {"type": "text", "text": "Riyadh"}]}],
        },
    }  # fmt: skip
    told = reasons(made)
    assert told["Nowhere"] == ("skipped", "no_value")
    assert told["By text alone"] == ("skipped", "no_consent")
    assert adds_up(made)


@pytest.mark.parametrize(
    "texts",
    [
        {"approval_ar": "waits"},
        {"approval_en": "rejected"},
        {"approved_name": ""},
        {"body_ar": "", "body_en": ""},
    ],
)
def test_only_what_is_approved_can_be_scheduled(in_noor, mona, gateway, texts):
    made = add_campaign(by=mona, name="Season", purpose="marketing", template=approved(mona, **texts))
    with pytest.raises(NotWhole):
        schedule(made, by=mona)


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ((400, {"error": {"code": 131026, "message": "Undeliverable"}}, {}), "failed", "no_such_number"),
        ((400, {"error": {"code": 131050, "message": "Stopped"}}, {}), "failed", "opted_out"),
        ((400, {"error": {"code": 131051, "message": "Kind"}}, {}), "failed", "not_taken"),
        ((500, {"error": {"code": 131000}}, {}), "deferred", ""),
        ((200, {}, {}), "ambiguous", "cut"),
        ((200, {"messages": []}, {}), "ambiguous", "cut"),
        ("cut", "ambiguous", "cut"),
    ],
)
def test_what_meta_answers_decides(in_noor, mona, gateway, provider, answer, state, reason):  # noqa: F811
    reachable("Sara", "0501234567", city="Riyadh")
    made = campaign_of(approved(mona), by=mona)
    begin()
    provider.answers = [answer]
    drain_all(1)
    assert reasons(made)["Sara"] == (state, reason)
    assert Suppression.objects.filter(channel="whatsapp").exists() == (
        reason in ("no_such_number", "opted_out")
    )


@pytest.mark.parametrize("code", [190, 132001, 131031])
def test_what_would_befall_everybody_pauses_it(in_noor, mona, gateway, provider, code):  # noqa: F811
    reachable("Sara", "0501234567", city="Riyadh")
    made = campaign_of(approved(mona), by=mona)
    begin()
    provider.answers = [(400, {"error": {"code": code, "message": "no"}}, {})]
    drain_all(1)
    assert (fresh(made).state, fresh(made).why) == ("paused", "provider")


def test_its_own_limit_rests_its_own_lane(in_noor, mona, gateway, provider):  # noqa: F811
    reachable("Sara", "0501234567", city="Riyadh")
    made = campaign_of(approved(mona), by=mona)
    begin()
    provider.answers = [(400, {"error": {"code": 130429}}, {})]
    assert drain_all() == 0
    assert reasons(made)["Sara"] == ("pending", "")
    assert list(Lane.objects.exclude(blocked_until=None).values_list("channel", flat=True)) == ["whatsapp"]


@pytest.fixture
def opened(noor, mona, provider):  # noqa: F811
    with workspace(noor.pk), transaction.atomic():
        token = gateway_to(provider, by=mona)
        reachable("Sara", "0501234567", city="Riyadh")
        made = campaign_of(approved(mona), by=mona)
    with workspace(noor.pk):
        begin()
        from campaigns import draining

        assert draining.drain() == 1
        with transaction.atomic():
            return token, Recipient.objects.select_related("contact").get(campaign=made)


def post(token, value, *, secret=APP_SECRET, signature=None):
    body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]})
    made = "sha256=" + hmac.new(secret.encode(), body.encode(), sha256).hexdigest()
    made = made if signature is None else signature
    headers = {"X-Hub-Signature-256": made}
    return Client().post(f"/hooks/responses/{token}/", body, content_type="application/json", headers=headers)


def status(row, said, **more):
    return {"statuses": [{"id": "wamid.1", "status": said, "timestamp": "1760000000",
                          "biz_opaque_callback_data": row.reference, **more}]}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_receipts_come_once_in_any_order_and_only_signed(noor, opened):
    token, row = opened
    for said in ("read", "sent", "delivered", "read"):
        assert post(token, status(row, said)).status_code == 200
    for refused in ({"signature": ""}, {"signature": "sha256=00"}, {"secret": TOKEN}):
        assert post(token, status(row, "failed"), **refused).status_code == 400
    with workspace(noor.pk), transaction.atomic():
        settle_posts()
        assert sorted(Response.objects.values_list("kind", flat=True)) == ["delivered", "opened"]
    assert post(token, status(row, "read")).status_code == 200
    gone = {"errors": [{"code": 131026, "title": "Message undeliverable"}]}
    assert post(token, status(row, "failed", **gone)).status_code == 200
    with workspace(noor.pk), transaction.atomic():
        settle_posts()
        assert Response.objects.count() == 3
        kept = list(Suppression.objects.values_list("channel", "address", "reason"))
        assert kept == [("whatsapp", "+966501234567", "wrong")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "message",
    [
        {"type": "text", "text": {"body": "إيقاف"}},
        {"type": "button", "button": {"text": "Stop", "payload": "x"}},
    ],
)
def test_stop_holds_at_once(noor, opened, message):
    token, row = opened
    said = {"messages": [{"from": "966501234567", "id": "wamid.in", **message}]}
    assert post(token, said).status_code == 200
    with workspace(noor.pk), transaction.atomic():
        standing = standing_of(Contact.objects.get(pk=row.contact_id))
        assert not standing.comes("whatsapp", "marketing")
        agree(row.contact)
    assert post(token, said).status_code == 200, "told twice"
    with workspace(noor.pk), transaction.atomic():
        assert standing_of(Contact.objects.get(pk=row.contact_id)).comes("whatsapp", "marketing")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "value", [None, [], "x", {"statuses": "x"}, {"statuses": [1, {}]}, {"messages": [{"from": 1}]}]
)
def test_whatever_it_sends_breaks_nothing(noor, opened, value):
    token, _row = opened
    assert post(token, value).status_code == 200
    with workspace(noor.pk), transaction.atomic():
        settle_posts()
        assert not HookPost.objects.filter(error="").exists()


@pytest.mark.django_db(transaction=True)
def test_metas_question_is_answered_for_who_knows_the_word(noor, opened):
    token, _row = opened
    address, word = f"/hooks/responses/{token}/", verify_token(token)
    asked = {"hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": "1158201444"}
    answer = Client().get(address, asked)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    for wrong in ({"hub.verify_token": "no"}, {"hub.mode": "x"}, {"hub.challenge": "<script>"}):
        assert Client().get(address, {**asked, **wrong}).status_code == 404
    assert Client().get("/hooks/responses/nobodys/", asked).status_code == 404


def test_it_is_set_up_and_a_text_is_written_on_its_pages(client, in_noor, huda, mona):
    client.force_login(huda.user)
    page = "/w/noor/settings/whatsapp/"
    said = {"provider": "meta", "account": "106540352242922", "access": TOKEN, "proof": APP_SECRET,
            "sender": "+966501112222", "base_url": "", "price": "0.3", "per_second": "20"}  # fmt: skip
    assert client.post(page, {**said, "proof": ""}).status_code == 422
    assert client.post(page, {**said, "account": "abc"}).status_code == 422
    shown = client.post(page, said).content.decode()
    assert "hook-word" in shown
    later = client.get(page).content.decode()
    for secret in (TOKEN, APP_SECRET, "hook-word"):
        assert secret not in later
    written = {"form_token": "8e6f1c1e-2c0b-4d6a-9d7c-0a3f1f0b8a13", "name": "Season", "body_ar": "أهلًا {الاسم الأول}",
               "body_en": "", "approved_name": "season", "code_ar": "ar", "code_en": "en",
               "approval_ar": "approved", "approval_en": "waits"}  # fmt: skip
    new = "/w/noor/campaigns/templates/new/?channel=whatsapp"
    assert client.post(new, {**written, "approved_name": "Not So"}).status_code == 422
    assert client.post(new, written).status_code == 303
    made = Template.objects.get(channel="whatsapp")
    shown = client.get(f"/w/noor/campaigns/templates/{made.number}/").content.decode()
    assert "{{1}}" in shown
    for place in ("edit/", "preview/"):
        assert client.get(f"/w/noor/campaigns/templates/{made.number}/{place}").status_code == 200
    planned = add_campaign(by=mona, name="Season", purpose="marketing", template=made)
    assert client.get(f"/w/noor/campaigns/{planned.number}/schedule/").status_code == 200
