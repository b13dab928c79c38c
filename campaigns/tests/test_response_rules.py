"""The page of the settings on which a workspace says whether it follows who reads its letters."""

import pytest

from campaigns.models import ProviderHook, ResponseRules
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/settings/responses/"


def is_on(noor):
    with workspace(noor.pk):
        return ResponseRules.objects.standing().is_on


def test_admins_switch_it_off_and_on(noor, huda, sign_in):
    client = sign_in(huda)
    assert is_on(noor)
    assert 'name="is_on"' in client.get(PAGE).content.decode()
    for ticked, expected in (({}, False), ({}, False), ({"is_on": "on"}, True)):
        answer = client.post(PAGE, ticked)
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
        assert is_on(noor) is expected
    with workspace(noor.pk):
        assert Event.objects.filter(verb="responserules.changed").count() == 2


def test_it_is_the_workspaces_own(noor, bahr, huda, sign_in):
    sign_in(huda).post(PAGE, {})
    assert is_on(bahr)


@pytest.mark.parametrize("who", ["salem", "faisal", "reem"])
def test_others_do_not_decide_it(noor, who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {}).status_code == 403
    assert is_on(noor)


def test_the_stranger_finds_nothing(noor, karim, sign_in):
    assert sign_in(karim).get(PAGE).status_code == 404


def test_only_two_methods(noor, huda, sign_in):
    assert sign_in(huda).delete(PAGE).status_code == 405


HOOKS = f"{PAGE}providers/"


def hooks_of(noor):
    with workspace(noor.pk):
        return list(ProviderHook.objects.order_by("provider").values_list("provider", flat=True))


def test_an_address_for_a_provider_is_shown_once_and_closed(noor, huda, sign_in):
    client = sign_in(huda)
    answer = client.post(HOOKS, {"hook-provider": "postmark"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "http://sila:" in page
    assert "/hooks/responses/" in page
    assert "/hooks/responses/" not in client.get(PAGE).content.decode()
    assert hooks_of(noor) == ["postmark"]
    assert client.post(HOOKS, {"close": "postmark"}).status_code == 303
    assert hooks_of(noor) == []
    assert client.post(HOOKS, {"close": "postmark"}).status_code == 404


@pytest.mark.parametrize(
    ("provider", "secret", "status"),
    [
        ("mailgun", "key-1", 200),
        ("mailgun", "", 422),
        ("mailgun", "مفتاح", 422),
        ("sendgrid", "key", 422),
        ("nobody", "x", 422),
        ("", "", 422),
    ],
)
def test_the_key_is_judged_by_the_provider(noor, huda, sign_in, provider, secret, status):
    answer = sign_in(huda).post(HOOKS, {"hook-provider": provider, "hook-key": secret})
    assert answer.status_code == status
    assert bool(hooks_of(noor)) is (status == 200)


@pytest.mark.parametrize("who", ["salem", "faisal", "reem"])
def test_others_open_no_address(noor, who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.post(HOOKS, {"hook-provider": "postmark"}).status_code == 403
    assert client.post(HOOKS, {"close": "postmark"}).status_code == 403
    assert hooks_of(noor) == []


def test_a_stranger_closes_nothing(noor, huda, karim, sign_in):
    sign_in(huda).post(HOOKS, {"hook-provider": "postmark"})
    assert sign_in(karim).post(HOOKS, {"close": "postmark"}).status_code == 404
    assert sign_in(karim).post(HOOKS.replace("noor", "bahr"), {"close": "postmark"}).status_code == 404
    assert hooks_of(noor) == ["postmark"]
