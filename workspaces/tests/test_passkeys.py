"""Passkeys beyond the browser's part (tests/journeys/test_passkeys.py): nonsense, strangers, platform staff."""

import json

import pytest
from allauth.mfa.models import Authenticator

from conftest import PASSWORD, make_user, prove
from workspaces.models import SystemMail, Workspace

pytestmark = pytest.mark.django_db

HANDLE = {"id": "AA", "rawId": "AA", "type": "public-key"}
NONSENSE = [
    "",
    "x",
    "1",
    "[]",
    "null",
    '"text"',
    "{}",
    json.dumps({**HANDLE, "response": None}),
    json.dumps({**HANDLE, "response": {"userHandle": 7}}),
    json.dumps({**HANDLE, "response": {"clientDataJSON": "é", "userHandle": "!!"}}),
    json.dumps(
        {
            **HANDLE,
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AA",
                "signature": "AA",
                "userHandle": "MQ",
            },
        }
    ),
    "[" * 5000,
]


def add_key(person, name="Chrome"):
    return Authenticator.objects.create(
        user=getattr(person, "user", person), type="webauthn", data={"name": name, "credential": {}}
    )


def fresh(client, user):
    """A session that allauth takes for proven just now."""
    prove(client, user)
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "reauthenticated": True} for record in session["account_authentication_methods"]
    ]
    session.save()
    return client


@pytest.mark.parametrize("given", NONSENSE)
def test_nonsense_signs_nobody_in(client, mona, given):
    client.get("/auth/passkeys/sign-in/", headers={"accept": "application/json"})
    answer = client.post("/auth/passkeys/sign-in/", {"credential": given})
    assert answer["location"] == "/auth/login/"
    assert client.get("/auth/mfa/").status_code == 302


@pytest.mark.parametrize("given", NONSENSE)
def test_nonsense_is_no_second_step_and_no_proof(sign_in, browser, sign_in_by_page, mona, given):
    client = sign_in(mona)
    answer = fresh(client, mona.user).post("/auth/passkeys/new/", {"name": "x", "credential": given})
    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_device_is_asked_only_for_what_the_server_wants_now(client, mona):
    first = client.get("/auth/passkeys/sign-in/", headers={"accept": "application/json"}).json()
    again = client.get("/auth/passkeys/sign-in/", headers={"accept": "application/json"}).json()
    challenges = [each["request_options"]["publicKey"]["challenge"] for each in (first, again)]
    assert challenges[0] != challenges[1]
    assert not first["request_options"]["publicKey"].get("allowCredentials")


def test_a_passkey_of_somebody_else_is_not_there(sign_in, mona, salem):
    key = add_key(mona)
    client = fresh(sign_in(salem), salem.user)
    for verb in ("remove", "name"):
        for answer in (
            client.get(f"/auth/passkeys/{key.pk}/{verb}/"),
            client.post(f"/auth/passkeys/{key.pk}/{verb}/", {"name": "mine"}),
        ):
            assert answer.status_code == 404
    assert Authenticator.objects.get().data["name"] == "Chrome"


def test_removing_asks_first_then_tells_and_ends_other_sessions(sign_in, mona):
    key = add_key(mona)
    here, elsewhere = sign_in(mona), sign_in(mona)
    assert here.post(f"/auth/passkeys/{key.pk}/remove/")["location"].startswith("/auth/")
    assert Authenticator.objects.exists()
    fresh(here, mona.user).post(f"/auth/passkeys/{key.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert elsewhere.get("/auth/mfa/").status_code == 302
    assert SystemMail.objects.get().to == mona.user.email


def test_a_name_is_cleaned(sign_in, mona):
    key = add_key(mona)
    client = fresh(sign_in(mona), mona.user)
    assert client.post(f"/auth/passkeys/{key.pk}/name/", {"name": "x" * 61}).status_code == 422
    client.post(f"/auth/passkeys/{key.pk}/name/", {"name": " حاسوب العمل "})
    key.refresh_from_db()
    assert key.data["name"] == "حاسوب العمل"


def test_the_last_second_step_of_platform_staff_stays(sign_in):
    root = make_user("root@sila.example", "Root", is_staff=True)
    first, second = add_key(root, "one"), add_key(root, "two")
    client = fresh(sign_in(root), root)
    client.post(f"/auth/passkeys/{first.pk}/remove/")
    client = fresh(client, root)
    client.post(f"/auth/passkeys/{second.pk}/remove/")
    assert list(Authenticator.objects.all()) == [second]


def test_a_workspace_that_wants_two_steps_asks_for_the_passkey(sign_in, noor, mona):
    Workspace.objects.update(two_step="all", two_step_grace_days=0)
    add_key(mona)
    assert sign_in(mona).get("/w/noor/")["location"] == "/auth/passkeys/again/?next=/w/noor/"


def test_the_password_still_leads_to_the_second_step(browser, sign_in_by_page, mona):
    add_key(mona)
    assert sign_in_by_page(browser, mona.user.email, PASSWORD)["location"] == "/auth/mfa/authenticate/"
    assert browser.get("/w/noor/").status_code == 302
