"""Admins name the provider of text messages; its secret goes in and never comes out. Colleagues write messages."""

import pytest

from campaigns.channels.setting_up import keep_gateway
from campaigns.models import Campaign, Gateway, Template
from campaigns.scheduling import add_campaign
from campaigns.tests.test_text_messages import (
    SECRET,
    SID,
    gateway,  # noqa: F401, a fixture
    gateway_to,
    person,
    provider,  # noqa: F401, a fixture
    text_template,
)
from lib.sealing import unseal
from timeline.models import Event

SETTINGS = "/w/noor/settings/text-messages/"
GOOD = {
    "provider": "twilio", "account": SID, "access": SECRET, "sender": "+1 415 555 2671", "base_url": "",
    "price": "0.15", "per_second": "10",
}  # fmt: skip


def test_it_is_named_sealed_and_never_shown_again(client, in_noor, huda):
    client.force_login(huda.user)
    answer = client.post(SETTINGS, GOOD)
    assert answer.status_code == 200
    assert "/hooks/responses/" in answer.content.decode(), "the address is shown this once"
    kept = Gateway.objects.get()
    assert (kept.sender, kept.price_minor, kept.currency) == ("+14155552671", 15, "SAR")
    assert SECRET not in kept.sealed_secret
    assert unseal(kept.sealed_secret) == SECRET
    page = client.get(SETTINGS).content.decode()
    assert SECRET not in page
    assert "/hooks/responses/" not in page
    assert SECRET not in str(list(Event.objects.values_list("detail", flat=True)))
    client.post(SETTINGS, {**GOOD, "access": "", "price": "0.20"})
    kept = Gateway.objects.get()
    assert (kept.price_minor, unseal(kept.sealed_secret)) == (20, SECRET)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_url", "http://api.example.com"), ("base_url", "https://user@api.example.com"),
        ("base_url", "https://api.example.com:6379"), ("base_url", "file:///etc/passwd"),
        ("base_url", "https://api.example.com/?a=1"), ("account", "1234"), ("sender", "a name that is long"),
        ("sender", "12"), ("price", "-1"), ("per_second", "0"), ("access", ""), ("provider", "meta"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_what_was_typed_stays(client, in_noor, huda, field, value):
    client.force_login(huda.user)
    answer = client.post(SETTINGS, {**GOOD, field: value})
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    assert not Gateway.objects.exists()


def test_one_is_sent_to_oneself_and_the_answer_is_told(client, huda, gateway, provider):  # noqa: F811
    client.force_login(huda.user)
    answer = client.post(f"{SETTINGS}test/", {"one-number": "050 123 4567"}, follow=True)
    assert provider.numbers == ["+966501234567"]
    provider.answers = [(400, {"code": 21608, "message": "The number is unverified"}, {})]
    answer = client.post(f"{SETTINGS}test/", {"one-number": "050 123 4567"}, follow=True)
    assert "The number is unverified" in answer.content.decode()
    assert client.post(f"{SETTINGS}test/", {"one-number": "nonsense"}).status_code == 422
    assert len(provider.asked) == 2


def test_an_address_inside_our_network_is_never_asked(client, settings, in_noor, huda, provider):  # noqa: F811
    gateway_to(provider, by=huda)
    settings.PRIVATE_SERVERS = False
    client.force_login(huda.user)
    assert client.post(f"{SETTINGS}test/", {"one-number": "0501234567"}).status_code == 303
    Gateway.objects.update(base_url="https://localhost")
    assert client.post(f"{SETTINGS}test/", {"one-number": "0501234567"}).status_code == 303
    assert provider.asked == []


def test_only_admins_settle_it_and_strangers_find_nothing(client, in_noor, mona, faisal, karim):
    for member in (mona, faisal):
        client.force_login(member.user)
        assert client.get(SETTINGS).status_code == 403
    client.force_login(karim.user)
    assert client.get(SETTINGS).status_code == 404


def test_going_without_it_forgets_it(client, huda, gateway):  # noqa: F811
    client.force_login(huda.user)
    assert client.post(f"{SETTINGS}end/").status_code == 303
    assert not Gateway.objects.exists()
    assert client.post(f"{SETTINGS}end/").status_code == 303, "pressed twice"


def test_a_message_is_written_counted_looked_at_and_scheduled(client, mona, gateway, provider):  # noqa: F811
    client.force_login(mona.user)
    person("Sara", "0501234567")
    answer = client.post(
        "/w/noor/campaigns/templates/new/?channel=sms",
        {
            "form_token": "8e6f1c1e-2c0b-4d6a-9d7c-0a3f1f0b8a11",
            "name": "قصيرة",
            "body_ar": "ع" * 71,
            "body_en": "",
        },
    )
    made = Template.objects.get(channel="sms")
    assert answer["Location"].endswith(f"/campaigns/templates/{made.number}/")
    for page in ("", "edit/", "preview/"):
        assert client.get(f"/w/noor/campaigns/templates/{made.number}/{page}").status_code == 200
    for page in ("letter/", "blocks/new/"):
        assert client.get(f"/w/noor/campaigns/templates/{made.number}/{page}").status_code == 404
    counted = client.post("/w/noor/campaigns/templates/lengths/", {"body_ar": "ع" * 71, "body_en": "Hi"})
    assert counted.status_code == 200
    planned = add_campaign(by=mona, name="Season", purpose="marketing", template=made)
    assert Campaign.objects.get().channel == "sms"
    page = client.get(f"/w/noor/campaigns/{planned.number}/schedule/").content.decode()
    assert "+14155550100" in page
    assert client.get(f"/w/noor/campaigns/{planned.number}/").status_code == 200
    answer = client.post(f"/w/noor/campaigns/{planned.number}/schedule/", {"version": planned.version})
    assert answer.status_code == 303
    assert Campaign.objects.get().state == "scheduled"


def test_the_channel_of_a_campaign_is_that_of_its_template(client, in_noor, mona, made):
    client.force_login(mona.user)
    short = text_template(mona)
    planned = add_campaign(by=mona, name="Season", purpose="marketing", template=made)
    said = {"form_token": "8e6f1c1e-2c0b-4d6a-9d7c-0a3f1f0b8a12", "version": planned.version, "name": "Season",
            "template": short.number, "purpose": "marketing", "whom": "everybody", "when": "now"}  # fmt: skip
    assert client.post(f"/w/noor/campaigns/{planned.number}/edit/", said).status_code == 303
    assert Campaign.objects.get().channel == "sms"


def test_a_trial_writes_a_line_of_a_file(settings, tmp_path, in_noor, huda, client):
    settings.DATA_DIR = tmp_path
    said = {"provider": "file", "base_url": "", "account": "", "sender": "Noor", "price_minor": 0,
            "currency": "SAR", "per_second": 5}  # fmt: skip
    keep_gateway("sms", by=huda, fields=said, secret="")
    client.force_login(huda.user)
    client.post(f"{SETTINGS}test/", {"one-number": "0501234567"})
    written = next((tmp_path / "messages").iterdir()).read_text()
    assert "+966501234567" in written
