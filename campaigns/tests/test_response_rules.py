"""The page of the settings on which a workspace says whether it follows who reads its letters."""

import pytest

from campaigns.models import ResponseRules
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
