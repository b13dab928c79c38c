"""Unsubscribing with one click, and the page on which customers choose what they receive."""

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.consent_links import preferences_link, unsubscribe_headers, unsubscribe_link
from accounts.consents import write_consent
from accounts.merging.services import merge
from accounts.models import Consent, Contact
from accounts.services import add_contact
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


def person(salem, name="Noura", **fields):
    reached = {"email_1": "noura@afaq.example", "phone_1": "0501234567", "phone_1_e164": "+966501234567"}
    return add_contact(by=salem, fields={"name_en": name, "language": "en", **reached, **fields})


@pytest.fixture
def noura(in_noor, salem):
    made = person(salem)
    say(made, salem)
    return made


def say(contact, by, state="given", channel="email", purpose="marketing"):
    told = {"wording": "I agree", "source": "form"}
    return write_consent(contact, by=by, channel=channel, purpose=purpose, state=state, **told)


def agreed(channel="email", purpose="marketing"):
    return set(Contact.objects.consented(channel, purpose).values_list("number", flat=True))


def path_of(link):
    return link.split("://", 1)[1].partition("/")[2].join(("/", ""))


@pytest.fixture
def link(noura):
    return path_of(unsubscribe_link(noura, "email", "marketing"))


@pytest.fixture
def page(noura):
    return path_of(preferences_link(noura))


@pytest.fixture
def robot():
    """A mail program: no cookies, and it would be stopped by a check for forged forms."""
    return Client(enforce_csrf_checks=True)


def test_one_click_ends_it_at_once_without_cookies_or_another_page(noura, link, robot):
    assert agreed() == {noura.number}
    response = robot.post(link, ONE_CLICK)
    assert (response.status_code, list(response.cookies), response.get("Location")) == (200, [], None)
    assert agreed() == set()
    last = noura.consents.order_by("-id").first()
    assert (last.state, last.by, last.source, last.address) == (
        "withdrawn", None, "/p/noor/unsubscribe/", "noura@afaq.example",
    )  # fmt: skip
    assert last.ip_address
    assert Event.objects.get(verb="consent.unsubscribed").subject_id == noura.pk


def test_one_click_as_often_as_it_comes_is_one_withdrawal(noura, link, robot):
    answers = [robot.post(link, ONE_CLICK).status_code for _time in range(3)]
    assert answers == [200, 200, 200]
    assert noura.consents.filter(state="withdrawn").count() == 1


@pytest.mark.parametrize(
    ("body", "kind"), [(b"", "text/plain"), (b"\x00broken", "multipart/form-data; boundary=x")]
)
def test_the_body_of_one_click_is_not_looked_at(noura, link, robot, body, kind):
    assert robot.post(link, body, content_type=kind).status_code == 200
    assert agreed() == set()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_program_that_opens_the_link_ends_nothing(noura, link, page, robot, method):
    for address in (link, page):
        with CaptureQueriesContext(connection) as asked:
            response = getattr(robot, method)(address)
        assert response.status_code == 200
        assert not [each for each in asked if each["sql"].lstrip().upper().startswith(("INSERT", "UPDATE"))]
    assert agreed() == {noura.number}
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(link, page, method):
    assert [getattr(Client(), method)(address).status_code for address in (link, page)] == [405, 405]


def test_the_button_of_the_page_ends_it_and_leads_to_all_choices(noura, link, robot):
    shown = robot.get(link).content.decode()
    assert "Marketing (E-mail)" in shown
    said = robot.post(f"{link}?seen=1")
    assert said.status_code == 200
    assert path_of(preferences_link(noura)) in said.content.decode()
    assert agreed() == set()


def forged(link, salem, karim):
    """Of another workspace, cut, changed, of another page, without a signature, of nobody."""
    token = link.rstrip("/").rpartition("/")[2]
    with workspace(karim.workspace_id):
        other = path_of(unsubscribe_link(person(karim), "email", "marketing")).rstrip("/").rpartition("/")[2]
    nobody = signing.Signer(salt=f"unsubscribe {salem.workspace_id}", sep=".").sign("999.email.marketing")
    return [
        other, token[:-1], token[:-4] + "AAAA", "2" + token[1:], token.replace("email", "sms"),
        token.rpartition(".")[0], nobody, "x", "1.email.marketing.", "..." + token,
    ]  # fmt: skip


def test_a_forged_link_is_told_nothing_and_does_nothing(noura, link, page, salem, karim):
    tokens = forged(link, salem, karim)
    addresses = [f"/p/noor/{name}/{token}/" for name in ("unsubscribe", "preferences") for token in tokens]
    # Each is good for its own page alone.
    addresses += [link.replace("unsubscribe", "preferences"), page.replace("preferences", "unsubscribe")]
    for address in addresses:
        assert Client().get(address).status_code == 404, address
        assert Client().post(address, {"all": "1"}).status_code == 404, address
    with workspace(salem.workspace_id):
        assert agreed() == {noura.number}
        assert not Consent.objects.filter(state="withdrawn").exists()


def test_a_link_opens_nothing_in_another_workspace(link, robot, bahr):
    address = link.replace("/p/noor/", "/p/bahr/")
    assert robot.get(address).status_code == robot.post(address, ONE_CLICK).status_code == 404


def test_the_headers_of_a_letter_name_the_address_that_is_posted_to(noura, robot):
    headers = unsubscribe_headers(noura, "marketing")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"]
    assert address.startswith("<http")
    assert address.endswith(">")
    assert robot.post(path_of(address.strip("<>")), ONE_CLICK).status_code == 200
    assert agreed() == set()


def test_who_is_archived_or_was_merged_can_still_say_no(noura, link, robot, salem):
    kept = person(salem, "Sara")
    say(kept, salem)
    merge(kept, noura, by=salem)
    kept.archive(by=salem)
    assert robot.post(link, ONE_CLICK).status_code == 200
    assert agreed() == set()


def test_the_choices_are_saved_by_purpose_and_channel(noura, page):
    browser = Client()
    shown = ["email:marketing", "sms:marketing", "email:survey", "phone:survey"]
    response = browser.post(page, {"shown": shown, "ticked": ["sms:marketing", "phone:survey"]})
    assert response.status_code == 303
    assert (agreed("email"), agreed("sms")) == (set(), {noura.number})
    refused = Contact.objects.refused("email", "survey")
    assert list(refused) == [noura]
    assert not Contact.objects.refused("phone", "survey").exists()
    assert not noura.consents.filter(channel="phone").exists()  # as it was: nothing is written
    assert browser.get(page).content.decode().count(" checked") == 1 + 3


def test_what_was_not_shown_is_left_as_it_is(noura, page):
    Client().post(page, {"shown": ["sms:marketing"], "ticked": []})
    assert agreed() == {noura.number}


@pytest.mark.parametrize("kind", ["email:service", "email:nothing", "fax:marketing", "email", "a:b:c"])
def test_what_is_not_offered_is_not_taken(noura, page, kind):
    assert Client().post(page, {"shown": [kind], "ticked": [kind]}).status_code == 303
    assert noura.consents.count() == 1


def test_unsubscribing_from_everything_leaves_service(noura, page, salem):
    say(noura, salem, purpose="service")
    say(noura, salem, channel="whatsapp")
    for _time in range(2):
        Client().post(page, {"all": "1", "shown": ["email:marketing"], "ticked": ["email:marketing"]})
    assert [agreed(channel) for channel in ("email", "sms", "whatsapp", "phone")] == [set()] * 4
    assert Contact.objects.refused("email", "survey").exists()
    assert agreed("email", "service") == {noura.number}
    assert noura.consents.filter(state="withdrawn").count() == 8
    assert Event.objects.filter(verb="consent.unsubscribed_from_all").count() == 1


def test_the_page_of_choices_takes_no_forged_form(noura, page, robot):
    assert robot.post(page, {"all": "1"}).status_code == 403
    assert agreed() == {noura.number}


def test_too_many_choices_wait_and_keep_what_was_ticked(noura, page, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "choose_consents": "1/m/ip"}
    browser, typed = Client(), {"shown": ["sms:marketing"], "ticked": ["sms:marketing"]}
    assert browser.post(page, {"shown": [], "ticked": []}).status_code == 303
    refused = browser.post(page, typed)
    assert refused.status_code == 429
    assert 'value="sms:marketing" checked' in refused.content.decode()
    assert agreed("sms") == set()


@pytest.mark.parametrize(
    ("language", "title"), [("ar", "ما تودّ أن يصلك"), ("en", "What you want to receive")]
)
def test_the_page_speaks_the_language_of_the_customer(in_noor, salem, language, title):
    contact = person(salem, language=language)
    assert title in Client().get(path_of(preferences_link(contact))).content.decode()


def test_who_is_archived_agrees_to_nothing(noura, page, salem):
    noura.archive(by=salem)
    Client().post(page, {"shown": ["sms:marketing", "email:marketing"], "ticked": ["sms:marketing"]})
    assert agreed("sms") == set()
    assert agreed("email") == set()
    noura.restore(by=salem)
    assert agreed("email") == set()


def test_the_last_word_of_a_moment_is_read(noura, salem):
    first = noura.consents.get()
    say(noura, salem, "withdrawn")
    assert agreed() == set()
    then = Contact.objects.consented("email", "marketing", at=first.at)
    assert list(then) == [noura]


def test_a_refusal_of_all_advertising_ends_what_was_agreed_to_before_it_only(noura, salem):
    Consent.objects.create(
        contact=noura, channel="email", purpose="news", state="given", wording="", source=""
    )
    say(noura, salem, "withdrawn")
    assert agreed(purpose="news") == set()
    Consent.objects.create(
        contact=noura, channel="email", purpose="news", state="given", wording="", source=""
    )
    assert (agreed(purpose="news"), agreed()) == ({noura.number}, set())
