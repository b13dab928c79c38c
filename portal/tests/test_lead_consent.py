"""Who agrees in the form for leads says by e-mail that it was them."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Consent, LeadForm, LeadSubmission
from accounts.services import add_account, add_contact
from messaging.models import OutgoingMail
from portal.tests.test_lead import send, stamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_form(in_noor):
    cache.clear()  # no limits from before
    return LeadForm.objects.create(is_open=True, consent_en="I agree to hear from you")


@pytest.fixture
def visitor(lead_form):
    return Client(headers={"accept-language": "en"})


def test_an_address_counts_once_its_owner_has_confirmed_it(visitor):
    send(visitor, consent="on")
    told = Consent.objects.order_by("channel").values_list("channel", "state")
    assert list(told) == [("email", "asked"), ("phone", "given")]
    asked = OutgoingMail.objects.get(subject__startswith="Please confirm")
    assert asked.to_address == "layla@example.com"
    assert "I agree to hear from you" in asked.text
    link = re.search(r"https?://[^/]+(/p/\S+)", asked.text)[1]
    assert visitor.get(link).status_code == 200
    assert not Consent.objects.filter(channel="email", state="given").exists()
    visitor.post(link)
    given = Consent.objects.get(channel="email", state="given")
    assert given.wording == "I agree to hear from you"


def test_nobody_is_asked_again_and_again(visitor):
    for number in range(3):
        send(visitor, consent="on", stamp=stamp(token=f"0b2c6f1e5ab94ad0a2b6d1c0d5f3a1{number:02}"))
    assert LeadSubmission.objects.count() == 3
    assert OutgoingMail.objects.filter(subject__startswith="Please confirm").count() == 1


def test_who_is_known_with_another_address_is_not_asked_there(visitor, salem):
    account = add_account(by=salem, fields={"name_en": "Old friend"})
    fields = {"name_en": "Layla", "email_1": "old@example.com", "phone_1": "+966501234567"}
    fields["phone_1_e164"] = "+966501234567"
    add_contact(by=salem, fields=fields, account=account)
    send(visitor, consent="on")
    assert not OutgoingMail.objects.filter(subject__startswith="Please confirm").exists()
    assert not Consent.objects.filter(channel="email").exists()


def test_a_workspace_may_do_without_the_confirmation(visitor, lead_form):
    lead_form.confirms_consent = False
    lead_form.save()
    send(visitor, consent="on")
    assert set(Consent.objects.values_list("channel", "state")) == {
        ("email", "given"),
        ("phone", "given"),
    }
    assert not OutgoingMail.objects.filter(subject__startswith="Please confirm").exists()
