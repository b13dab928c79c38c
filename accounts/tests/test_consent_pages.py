"""Consents of a contact with their proof, purposes of the workspace's own with their words, asking to confirm."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.consent_asking import ask_to_confirm
from accounts.consent_links import confirmation_link, preferences_link
from accounts.consents import write_consent
from accounts.exports import contact_parts
from accounts.fields.values import has_opted_out
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Consent, ConsentPurpose, ConsentWording, Contact
from accounts.purposes import add_purpose, archive_purpose, word
from accounts.services import add_contact
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from timeline.models import Event

pytestmark = pytest.mark.django_db
SAID = {"wording": "I agree", "source": "A visit"}


def url(name, **kwargs):
    return reverse(f"accounts:{name}", kwargs={"slug": "noor", **kwargs})


def path_of(link):
    return f"/{link.split('://', 1)[1].partition('/')[2]}"


@pytest.fixture
def noura(in_noor, salem):
    reached = {"email_1": "noura@afaq.example", "language": "en"}
    return add_contact(by=salem, fields={"name_en": "Noura", **reached})


@pytest.fixture
def offers(in_noor, huda):
    made = add_purpose(by=huda, label_ar="العروض", label_en="Offers")
    word(made.code, by=huda, text_ar="أوافق على العروض", text_en="I agree to offers")
    return made


def agreed(purpose="marketing"):
    return list(Contact.objects.consented("email", purpose).values_list("name_en", flat=True))


# The page of a contact


def test_every_row_stands_with_its_proof(sign_in, reem, salem, noura, offers):
    told = {"channel": "email", "purpose": offers.code, "by": salem, "ip_address": "192.0.2.7", **SAID}
    write_consent(noura, state="given", worded=ConsentWording.objects.get(), **told)
    write_consent(noura, state="withdrawn", **told)
    page = sign_in(reem).get(url("contact_consents", number=noura.number))
    shown = page.content.decode()
    assert page.status_code == 200
    for text in ("Offers", "A visit", "noura@afaq.example", "192.0.2.7", "version 1", "Withdrawn", "Given"):
        assert text in shown, text
    assert "/preferences/" not in shown  # who may only read gets no link that acts


@pytest.mark.parametrize(
    ("name", "method"),
    [("contact_consents", "get"), ("contact_consent_ask", "post"), ("contact_consent", "post")],
)
def test_a_stranger_finds_nobody(sign_in, karim, noura, name, method):
    address = url(name, number=noura.number)
    assert getattr(sign_in(karim), method)(address).status_code == 404


def test_who_only_reads_asks_nobody(sign_in, reem, noura):
    response = sign_in(reem).post(url("contact_consent_ask", number=noura.number), {"purpose": "marketing"})
    assert response.status_code == 403
    assert not OutgoingMail.objects.exists()


def test_an_own_purpose_is_written_down_and_shown_by_its_name(sign_in, salem, noura, offers):
    typed = {"channel": "sms", "purpose": offers.code, "state": "given", **SAID}
    response = sign_in(salem).post(url("contact_consent", number=noura.number), typed)
    assert response.status_code == 303
    assert list(Contact.objects.consented("sms", offers.code)) == [noura]
    page = sign_in(salem).get(reverse("desk:contact", kwargs={"slug": "noor", "number": noura.number}))
    assert "Offers" in page.content.decode()
    assert "Offers (Text message)" in page.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"purpose": "p99"}, {"state": "asked"}, {"wording": ""}, {"channel": "fax"}]
)
def test_what_cannot_be_written_down_is_told_and_keeps_what_was_typed(sign_in, salem, noura, wrong):
    typed = {"channel": "sms", "purpose": "marketing", "state": "given", **SAID, **wrong}
    response = sign_in(salem).post(url("contact_consent", number=noura.number), typed)
    assert response.status_code == 422
    assert "A visit" in response.content.decode()
    assert not Consent.objects.exists()


# Purposes and their words


def test_a_purpose_is_added_once_worded_twice_and_archived(sign_in, huda, in_noor):
    browser = sign_in(huda)
    typed = {"label_ar": "النشرة", "label_en": "Newsletter", "form_token": str(uuid.uuid4())}
    for _time in range(2):
        assert browser.post(url("consent_purposes"), typed).status_code == 303
    made = ConsentPurpose.objects.get()
    page = url("consent_purpose", code=made.code)
    for text in ("First", "First", "Second"):
        assert browser.post(page, {"text_ar": "نص", "text_en": text}).status_code == 303
    versions = ConsentWording.objects.order_by("version").values_list("version", "text_en")
    assert list(versions) == [(1, "First"), (2, "Second")]
    assert browser.post(page, {"rename": "1", "label_ar": "", "label_en": "News"}).status_code == 303
    archive = url("consent_purpose_archive", code=made.code)
    assert browser.post(archive).status_code == 303
    made.refresh_from_db()
    assert (made.label_en, made.is_archived) == ("News", True)
    assert browser.post(archive, {"undo": "1"}).status_code == 303
    assert ConsentPurpose.objects.in_use().count() == 1
    told = (
        Event.objects.filter(verb__startswith="consentpurpose").order_by("id").values_list("verb", flat=True)
    )
    assert [verb.rpartition(".")[2] for verb in told] == ["added", "renamed", "archived", "restored"]


def test_the_usual_purposes_are_worded_and_stay(sign_in, huda, in_noor):
    browser = sign_in(huda)
    page = url("consent_purpose", code="marketing")
    assert browser.post(page, {"text_ar": "أوافق", "text_en": "I agree"}).status_code == 303
    assert ConsentWording.objects.get().purpose == "marketing"
    assert browser.post(page, {"rename": "1", "label_ar": "س", "label_en": "X"}).status_code == 422
    assert browser.post(url("consent_purpose_archive", code="marketing")).status_code == 404
    assert browser.get(url("consent_purpose", code="p99")).status_code == 404


@pytest.mark.parametrize("typed", [{"label_ar": "", "label_en": ""}, {"label_ar": "", "label_en": "OFFERS"}])
def test_a_name_is_needed_and_used_once(sign_in, huda, offers, typed):
    assert sign_in(huda).post(url("consent_purposes"), typed).status_code == 422
    assert ConsentPurpose.objects.count() == 1


def test_a_wording_stands_in_both_languages(sign_in, huda, offers):
    response = sign_in(huda).post(
        url("consent_purpose", code=offers.code), {"text_ar": "", "text_en": "Kept"}
    )
    assert response.status_code == 422
    assert "Kept" in response.content.decode()
    assert ConsentWording.objects.count() == 1


@pytest.mark.parametrize("name", ["consent_purposes", "consent_purpose"])
def test_only_who_leads_the_settings_words_them(sign_in, salem, karim, offers, name):
    page = url(name, **({"code": offers.code} if name == "consent_purpose" else {}))
    assert sign_in(salem).get(page).status_code == 403
    assert sign_in(karim).get(page).status_code == 404


def test_the_customer_reads_the_words_in_force_and_agrees_to_that_version(noura, offers, huda):
    word(offers.code, by=huda, text_ar="نعم للعروض", text_en="Yes to offers")
    page, kind = path_of(preferences_link(noura)), f"email:{offers.code}"
    assert "Yes to offers" in Client().get(page).content.decode()
    Client().post(page, {"shown": [kind], "ticked": [kind]})
    row = noura.consents.get()
    assert (row.worded.version, row.language, row.state) == (2, "en", "given")
    assert row.wording.startswith("Yes to offers")
    archive_purpose(offers, by=huda)
    assert agreed(offers.code) == ["Noura"]
    assert kind in Client().get(page).content.decode()  # what stands can still be refused


def test_unsubscribing_from_everything_ends_own_purposes(noura, offers, salem):
    write_consent(noura, by=salem, channel="email", purpose=offers.code, state="given", **SAID)
    Client().post(path_of(preferences_link(noura)), {"all": "1"})
    assert agreed(offers.code) == []


# Asking to confirm


@pytest.fixture
def asked(noura, offers, salem):
    return ask_to_confirm(noura, by=salem, purpose=offers.code)


@pytest.fixture
def link(asked, noura):
    return path_of(confirmation_link(asked, noura))


def test_the_letter_brings_a_link_and_only_the_button_agrees(sign_in, salem, noura, offers):
    page = url("contact_consent_ask", number=noura.number)
    assert sign_in(salem).post(page, {"purpose": offers.code}).status_code == 303
    mail = OutgoingMail.objects.get()
    address = path_of(next(line for line in mail.text.splitlines() if line.startswith("http")))
    assert "I agree to offers" in mail.text
    for method in ("get", "head"):
        assert getattr(Client(), method)(address).status_code == 200
    assert agreed(offers.code) == []
    for _time in range(2):
        assert Client().post(address).status_code == 200
    assert agreed(offers.code) == ["Noura"]
    given = noura.consents.get(state="given")
    assert (given.wording, given.worded.version, given.address, given.by) == (
        "I agree to offers", 1, "noura@afaq.example", None,
    )  # fmt: skip
    assert given.ip_address
    assert Event.objects.filter(verb="consent.confirmed").count() == 1


def test_asked_twice_is_written_once(sign_in, salem, asked, noura, offers):
    sign_in(salem).post(url("contact_consent_ask", number=noura.number), {"purpose": offers.code})
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("purpose", ["service", "survey", "p99", ""])
def test_only_advertising_is_asked_for(sign_in, salem, noura, purpose):
    sign_in(salem).post(url("contact_consent_ask", number=noura.number), {"purpose": purpose})
    assert not OutgoingMail.objects.exists()


def test_an_old_link_agrees_to_nothing(link, offers, monkeypatch):
    late = timezone.now() + timedelta(days=8)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert Client().get(link).status_code == Client().post(link).status_code == 410
    assert agreed(offers.code) == []


def test_a_link_does_not_undo_a_refusal_that_came_after_it(link, noura, offers, salem):
    Client().post(link)
    write_consent(noura, by=salem, channel="email", purpose=offers.code, state="withdrawn", **SAID)
    assert Client().post(link).status_code == 410
    assert agreed(offers.code) == []


@pytest.mark.parametrize("what", ["address", "archived"])
def test_a_link_speaks_for_the_address_it_went_to_while_it_is_in_use(link, noura, offers, salem, what):
    if what == "address":
        Contact.objects.filter(pk=noura.pk).update(email_1="other@afaq.example")
    else:
        noura.archive(by=salem)
    assert Client().post(link).status_code == 410
    assert agreed(offers.code) == []


def test_a_forged_link_is_told_nothing(link, noura, offers, bahr, karim):
    given = path_of(preferences_link(noura)).replace("preferences", "confirm")
    for address in (link[:-2] + "/", link.replace("/noor/", "/bahr/"), given, "/p/noor/confirm/x/"):
        assert Client().get(address).status_code == Client().post(address).status_code == 404, address
    with workspace(noura.workspace_id):
        assert agreed(offers.code) == []


def test_being_asked_changes_nothing_that_holds(noura, salem):
    write_consent(noura, by=salem, channel="email", purpose="marketing", state="withdrawn", **SAID)
    ask_to_confirm(noura, by=salem, purpose="marketing")
    assert list(Contact.objects.refused("email", "marketing")) == [noura]
    other = add_contact(by=salem, fields={"name_en": "Noura Otaibi"})
    undo_merge(merge(noura, other, by=salem), by=salem)
    assert list(Contact.objects.refused("email", "marketing")) == [noura]
    prefetched = Contact.objects.prefetch_related(*contact_parts("", salem)).get(pk=noura.pk)
    assert has_opted_out(prefetched)
