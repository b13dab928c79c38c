"""The server's part in drafts: a key for each person, and word of what was saved."""

import pytest

from workspaces.drafts import SAVED_COOKIE, draft_key, draft_owner

pytestmark = pytest.mark.django_db
ID = "0123456789abcdef" * 2
NEW = "/w/noor/accounts/new/"


def test_each_person_has_an_own_key_that_lasts(salem, mona):
    assert draft_key(salem.user) == draft_key(type(salem.user).objects.get(pk=salem.user.pk))
    people = (salem.user, mona.user)
    assert len({draft_key(each) for each in people} | {draft_owner(each) for each in people}) == 4


def saved(client, **typed):
    return client.post(NEW, {"kind": "company", "status": "prospect", "draft": ID, **typed}).cookies.get(
        SAVED_COOKIE
    )


def test_only_what_was_saved_is_forgotten(sign_in, salem, client):
    assert saved(sign_in(salem), name_en="Afaq").value == ID
    assert saved(sign_in(salem)) is None  # refused: there is no name
    assert saved(client, name_en="Afaq") is None  # signed out
    assert saved(sign_in(salem), name_en="Afaq", draft="x; Path=/") is None


def test_a_refused_change_of_an_archived_record_is_not_forgotten(sign_in, salem, in_noor):
    from accounts import services

    account = services.add_account(by=salem, fields={"name_en": "Afaq"})
    account.archive(by=salem)
    answer = sign_in(salem).post(f"/w/noor/accounts/{account.number}/edit/", {"name_en": "X", "draft": ID})
    assert answer.status_code == 303
    assert SAVED_COOKIE not in answer.cookies


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/w/noor/accounts/new/", "/w/noor/accounts/new/"),
        ("http://testserver/w/noor/contacts/1/position/?account=3", "/w/noor/contacts/1/position/?account=3"),
        ("http://testserver/w/bahr/accounts/new/", "/"),
        ("http://evil.example/w/noor/accounts/new/", "/"),
        ("http://testserver/w/noor/accounts/1/archive/", "/"),
        ("http://testserver/w/noor/nowhere/", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_signing_in_again_leads_back_to_the_form(client, noor, referer, back):
    answer = client.post(NEW, {"name_en": "Afaq"}, headers={"referer": referer})
    assert answer.status_code == 302
    expected = back.replace("?", "%3F").replace("=", "%3D")
    assert answer["location"].endswith(f"?next={expected}")
