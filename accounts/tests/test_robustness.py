"""What people and browsers do that nobody drew: odd addresses, colleagues who left, deleting for good."""

import base64
import json
import uuid

import pytest
from django.urls import reverse

from accounts import services
from accounts.consents import write_consent
from accounts.models import Account, Consent, Contact
from lib.tenancy.state import workspace
from workspaces.models import Membership

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(name, kwargs={"slug": "noor", **kwargs})


def form(**fields):
    return {"form_token": str(uuid.uuid4()), "version": "1", **fields}


def cursor(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


ODD_VALUES = [
    None,
    1,
    True,
    10**30,
    [1],
    [[1]],
    {"a": 1},
    "a\x00b",
    "\ud800",
    "",
    "0001-01-01",
    "9999-12-31T23:59:59Z",
]


@pytest.mark.parametrize("sort", ["name", "-created", "number", "-updated"])
@pytest.mark.parametrize("value", ODD_VALUES)
def test_an_odd_cursor_is_no_error(sign_in, salem, afaq, sort, value):
    for name in ("after", "before"):
        query = {"sort": sort, name: cursor(value, 1)}
        assert sign_in(salem).get(url("accounts:list"), query).status_code == 200


@pytest.mark.parametrize("pk", [None, "x", 10**30, [1], 1.5, -1, True])
def test_an_odd_id_in_a_cursor_is_no_error(sign_in, salem, afaq, pk):
    query = {"after": cursor("a", pk)}
    assert sign_in(salem).get(url("accounts:list"), query).status_code == 200


@pytest.fixture
def noura(salem, afaq):
    with workspace(salem.workspace_id):
        contact = services.add_contact(by=salem, fields={"name_ar": "نورة"}, account=afaq, interests=["قهوة"])
        write_consent(
            contact, by=salem, channel="email", purpose="marketing", state="given", wording="نعم", source="x"
        )
    return contact


def test_a_contact_with_consents_can_be_deleted_for_good(sign_in, huda, noura):
    address = url("accounts:contact_deletion", number=noura.number)
    response = sign_in(huda).post(address, {"name": "نورة"})
    assert response.status_code == 303
    with workspace(huda.workspace_id):
        assert not Contact.objects.exists()
        assert not Consent.objects.exists()


def test_an_account_with_everything_can_be_deleted_for_good(sign_in, huda, afaq, noura):
    with workspace(huda.workspace_id):
        services.set_tags(afaq, ["مهم"])
        afaq.set_status("active", by=huda)
    address = url("accounts:deletion", number=afaq.number)
    assert sign_in(huda).post(address, {"name": afaq.name_en}).status_code == 303
    with workspace(huda.workspace_id):
        assert not Account.objects.exists()
        assert Contact.objects.get() == noura


def test_the_edit_form_shows_the_owner_whatever_number_and_id_the_membership_has(sign_in, huda, salem, afaq):
    with workspace(huda.workspace_id):
        Membership.objects.filter(pk=salem.pk).update(number=70_000)
    page = sign_in(huda).get(url("accounts:edit", number=afaq.number)).content.decode()
    assert '<option value="70000" selected>' in page


def test_an_edit_keeps_the_owner_who_has_left(sign_in, huda, salem, afaq):
    with workspace(huda.workspace_id):
        salem.end(by=huda)
    client, address = sign_in(huda), url("accounts:edit", number=afaq.number)
    assert f'<option value="{salem.number}" selected>' in client.get(address).content.decode()
    assert client.post(address, form(name_en="Afaq Gulf", owner=salem.number)).status_code == 303
    with workspace(huda.workspace_id):
        afaq.refresh_from_db()
        assert afaq.owner_id == salem.pk


@pytest.mark.parametrize(("language", "written"), [("en", "coffee, travel"), ("ar", "coffee، travel")])
def test_words_in_a_row_stand_as_the_language_writes_them(sign_in, salem, noura, language, written):
    with workspace(salem.workspace_id):
        services.set_interests(noura, ["coffee", "travel"])
    client = sign_in(salem)
    client.cookies["django_language"] = language
    for name in ("desk:contact", "accounts:contact_edit"):
        assert written in client.get(url(name, number=noura.number)).content.decode()
