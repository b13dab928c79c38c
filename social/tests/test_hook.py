"""Mentions from another program: a secret address, kept once, never an error of ours, whatever is sent."""

import json
import re

import pytest
from django.core.cache import cache
from django.test import Client

from social.models import SocialHandle, SocialMention, SocialRules
from social.tests.conftest import url
from timeline.models import Event, Notification
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limit_of_before():
    cache.clear()


@pytest.fixture
def hook(sign_in, huda):
    page = sign_in(huda).post(url("hook")).content.decode()
    return re.search(r'value="http://[^/]+(/hooks/social/[^"]+/)"', page)[1]


def send(address, said, **how):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Client(raise_request_exception=True).post(address, body, content_type="application/json", **how)


def mention(**said):
    return {
        "id": "ignored",
        "external_id": "17",
        "network": "twitter",
        "handle": "@aziz",
        "text": "Late!",
        **said,
    }


def test_it_is_kept_once_and_its_owner_is_told(hook, salem, in_noor):
    SocialRules.objects.update(caretaker=salem)
    answer = send(hook, mention(sentiment="negative", followers=12))
    assert (answer.status_code, answer.json()) == (200, {"kept": 1, "known": 0, "refused": []})
    assert send(hook, {"mentions": [mention(), mention(network="tiktok")]}).json()["kept"] == 1
    assert SocialMention.objects.count() == 2
    made = SocialMention.objects.get(network="x")
    assert (made.source, made.owner, made.handle, made.external_id) == ("hook", salem, "aziz", "17")
    assert Notification.objects.filter(recipient=salem).exists()


def test_without_a_name_of_the_network_twice_the_same_is_once(hook, in_noor):
    said = mention(external_id="", at="2026-11-01T10:00:00Z")
    assert send(hook, said).json()["kept"] == 1
    assert send(hook, said).json()["known"] == 1
    assert send(hook, {**said, "text": "Other"}).json()["kept"] == 1


def test_a_known_name_comes_to_its_customer(hook, afaq, salem, in_noor):
    SocialHandle.objects.create(network="x", handle="aziz", account=afaq)
    send(hook, mention())
    made = SocialMention.objects.get()
    assert (made.account, made.owner) == (afaq, salem)


def test_what_is_refused_is_named_and_the_rest_is_kept(hook, in_noor):
    answer = send(hook, [mention(), mention(external_id="2", link="javascript:x"), "no object", 7, None])
    assert answer.status_code == 422
    assert answer.json()["kept"] == 1
    assert [each["index"] for each in answer.json()["refused"]] == [1, 2, 3, 4]
    assert answer.json()["refused"][0]["fields"] == ["link"]
    assert SocialMention.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"null", b"7", b'"x"', b"[]", b'{"mentions": 5}', b"[" * 100_000, b"9" * 10_000,
     json.dumps([mention()] * 101).encode()],
)  # fmt: skip
def test_what_is_no_list_of_mentions_is_refused_and_nothing_breaks(hook, in_noor, body):
    answer = send(hook, body)
    assert answer.status_code == 400
    assert answer.json() == {"error": "not_json"}
    assert not SocialMention.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [{"text": "\x00\ud800 a"}, {"text": {"a": [1]}}, {"handle": "@" * 90}, {"followers": 1e400}, {"at": 17},
     {"link": "x.example/" + "a" * 490}, {"rating": True}, {"network": None}, {"external_id": 10**50},
     {"sentiment": "🤷"}],
)  # fmt: skip
def test_odd_values_break_nothing(hook, in_noor, odd):
    assert send(hook, mention(**odd)).status_code in {200, 422}


def test_too_much_at_once_is_refused(hook, in_noor):
    assert send(hook, b'"' + b"x" * 600_000 + b'"').status_code == 413


def test_only_post_and_only_with_the_secret(hook, in_noor):
    assert Client().get(hook).status_code == 405
    for token in ("x", "a" * 400, "%00", "%D9%85"):
        answer = send(f"/hooks/social/{token}/", mention())
        assert answer.status_code in {400, 404}
    assert not SocialMention.objects.exists()


def test_a_flood_is_held_up(hook, in_noor, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "social_hook": "2/m/ip"}
    codes = [send(hook, mention()).status_code for _each in range(3)]
    assert codes == [200, 200, 429]


def test_the_address_is_a_secret_that_is_renewed_and_closed(hook, sign_in, huda, salem, noor, in_noor):
    token = hook.split("/")[3]
    client = sign_in(huda)
    assert token not in str(SocialRules.objects.values_list("hook_hash").get())
    assert token not in client.get(url("rules")).content.decode()
    assert token not in str(list(Event.objects.values_list("detail", flat=True)))
    assert sign_in(salem).post(url("hook")).status_code == 403
    newer = re.search(r"(/hooks/social/[^\"]+/)", client.post(url("hook")).content.decode())[1]
    assert send(hook, mention()).status_code == 404
    assert send(newer, mention()).status_code == 200
    client.post(url("hook"), {"close": "1"})
    assert send(newer, mention(external_id="3")).status_code == 404
    newest = re.search(r"(/hooks/social/[^\"]+/)", client.post(url("hook")).content.decode())[1]
    Workspace.objects.filter(pk=noor.pk).update(closed_at=noor.created_at)
    assert send(newest, mention(external_id="4")).status_code == 404
