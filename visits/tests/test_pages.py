"""Keys in the settings, and what a customer looked at on their page and in their story."""

import re

import pytest
from django.urls import reverse

from accounts.consent_links import preferences_link
from accounts.consents import standing_of
from accounts.models import Consent
from accounts.models.consent import WEB
from accounts.services import place_contact
from timeline.models import Event
from visits.models import Visit, VisitKey, VisitRules
from visits.tests.conftest import person, send, visit

pytestmark = pytest.mark.django_db


def url(name, **parts):
    return reverse(f"visits:{name}", kwargs={"slug": "noor", **parts})


def test_a_key_is_shown_once_and_works_until_it_is_revoked(noura, huda, sign_in):
    client = sign_in(huda)
    page = client.post(url("keys"), {"name": "Shop"}).content.decode()
    secret = re.search(r'value="(sv_[^"]+)"', page)[1]
    assert secret not in client.get(url("settings")).content.decode()
    assert VisitKey.objects.get().token_hash != secret
    assert send(visit(), secret).status_code == 200
    number = VisitKey.objects.get().number
    for _twice in range(2):
        assert client.post(url("key_revocation", number=number)).status_code == 303
    assert send(visit("e-2"), secret).status_code == 401
    verbs = Event.objects.filter(verb__startswith="visitkey.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["visitkey.made", "visitkey.revoked"]
    assert secret not in str(list(Event.objects.values_list("detail", flat=True)))


def test_the_same_form_makes_one_key(huda, sign_in, in_noor):
    client, token = sign_in(huda), "7f1f5b34-6a0e-4c7a-9f1d-0d3a1c1d2e3f"
    for _twice in range(2):
        client.post(url("keys"), {"name": "Shop", "form_token": token})
    assert VisitKey.objects.count() == 1


def test_a_key_asks_for_the_password_again(huda, sign_in, in_noor, settings):
    client = sign_in(huda)
    settings.PROOF_MINUTES = -1
    answer = client.post(url("keys"), {"name": "Shop"})
    assert answer.status_code in {302, 303}
    assert "reauthenticate" in answer["Location"]
    assert not VisitKey.objects.exists()


def test_a_key_needs_a_name_and_there_are_only_so_many(huda, sign_in, in_noor):
    client = sign_in(huda)
    assert client.post(url("keys"), {"name": " "}).status_code == 422
    for each in range(VisitKey.most + 1):
        client.post(url("keys"), {"name": f"Shop {each}"})
    assert VisitKey.objects.count() == VisitKey.most


@pytest.mark.parametrize("who", ["mona", "salem", "reem"])
def test_only_heads_see_keys(request, sign_in, who, in_noor):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(url("settings")).status_code == 403
    assert client.post(url("keys"), {"name": "Shop"}).status_code == 403


def test_the_stranger_finds_nothing(karim, sign_in, noura):
    client = sign_in(karim)
    for name, parts in (("settings", {}), ("of_contact", {"number": noura.number})):
        assert client.get(url(name, **parts)).status_code == 404


def test_how_long_is_kept(huda, sign_in, in_noor):
    client = sign_in(huda)
    assert client.post(url("settings"), {"keep_months": "٦"}).status_code == 303
    assert VisitRules.objects.standing().keep_months == 6
    for wrong in ("0", "37", "x", ""):
        assert client.post(url("settings"), {"keep_months": wrong}).status_code == 422
    assert VisitRules.objects.standing().keep_months == 6


def test_the_pages_of_customers_tell_it(noura, afaq, secret, salem, sign_in, django_assert_max_num_queries):
    place_contact(noura, afaq, by=salem)
    send([visit(f"e-{each}", title=f"Page {each}") for each in range(60)], secret)
    client = sign_in(salem)
    for name, found in (("of_account", afaq), ("of_contact", noura)):
        with django_assert_max_num_queries(30):
            page = client.get(url(name, number=found.number)).content.decode()
        assert "60 pages" in page
        assert "Page 5" in page
        assert "And 20 more." in page
    for kind, found in (("account", afaq), ("contact", noura)):
        story = client.get(reverse(f"desk:{kind}_story", kwargs={"slug": "noor", "number": found.number}))
        told = story.content.decode()
        assert told.count("the customer was on the website") == 1
        assert "60 pages" in told
        linked = reverse(f"desk:{kind}_linked", kwargs={"slug": "noor", "number": found.number})
        assert "On the website" in client.get(linked).content.decode()


def test_a_customer_of_another_team_is_not_told(noura, afaq, secret, salem, faisal, noor, sign_in):
    place_contact(noura, afaq, by=salem)
    send(visit(), secret)
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    assert sign_in(faisal).get(url("of_contact", number=noura.number)).status_code == 404
    assert sign_in(faisal).get(url("of_account", number=afaq.number)).status_code == 404


def test_a_customer_agrees_and_takes_it_back_on_their_own_page(in_noor, salem, secret, client):
    sara = person(salem, "Sara", "sara@afaq.example")
    page = "/" + preferences_link(sara).split("://", 1)[1].partition("/")[2]
    assert (
        "What I look at on your website"
        in client.get(page, headers={"accept-language": "en"}).content.decode()
    )
    client.post(page, {"shown": ["web:visits"], "ticked": ["web:visits"]})
    assert standing_of(sara).has(Consent.State.GIVEN, WEB, Consent.VISITS)
    send(visit(customer={"email": "sara@afaq.example"}), secret)
    assert Visit.objects.count() == 1
    client.post(page, {"all": "1"})
    assert not Visit.objects.exists()
    send(visit("e-2", customer={"email": "sara@afaq.example"}), secret)
    assert not Visit.objects.exists()


def test_nobody_is_asked_where_no_website_tells_anything(in_noor, salem, client):
    sara = person(salem, "Sara", "sara@afaq.example")
    page = "/" + preferences_link(sara).split("://", 1)[1].partition("/")[2]
    assert "website" not in client.get(page, headers={"accept-language": "en"}).content.decode()


def test_it_is_agreed_to_by_its_own_way_alone(noura, salem, sign_in):
    address = reverse("accounts:contact_consent", kwargs={"slug": "noor", "number": noura.number})
    said = {"state": "given", "wording": "Yes", "source": "call"}
    client, rows = sign_in(salem), noura.consents.count()
    for channel, purpose in (("email", "visits"), ("web", "marketing")):
        assert client.post(address, {**said, "channel": channel, "purpose": purpose}).status_code == 422
    assert noura.consents.count() == rows
    assert client.post(address, {**said, "channel": "web", "purpose": "visits"}).status_code == 303
