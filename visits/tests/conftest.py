"""A contact who agreed, a product, and a website with its key."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.consents import write_consent
from accounts.models import Consent
from accounts.models.consent import WEB
from accounts.services import add_account, add_contact
from visits.keys import make_key

ADDRESS = "/p/noor/visits/"


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


def say(contact, by, state="given"):
    told = {"wording": "I agree", "source": "form"}
    return write_consent(contact, by=by, channel=WEB, purpose=Consent.VISITS, state=state, **told)


def person(salem, name="Noura", email="noura@afaq.example", **fields):
    return add_contact(by=salem, fields={"name_en": name, "language": "en", "email_1": email, **fields})


@pytest.fixture
def noura(in_noor, salem):
    made = person(salem)
    say(made, salem)
    return made


@pytest.fixture
def secret(in_noor, huda):
    return make_key(name="Shop", by=huda)[1]


@pytest.fixture
def afaq(in_noor, salem):
    return add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


def visit(event="e-1", **said):
    usual = {"kind": "page", "url": "https://shop.example.com/a", "customer": {"email": "noura@afaq.example"}}
    return {"id": event, **usual, **said}


def send(said, secret, *, address=ADDRESS, **headers):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    if secret is not None:
        headers["authorization"] = f"Bearer {secret}"
    return Client().post(address, body, content_type="application/json", headers=headers)
