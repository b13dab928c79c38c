"""Another e-mail address for one's own sign-in: proven, told to the old one, and no way to learn who signs in."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.db import transaction
from django.utils import timezone

from conftest import PASSWORD
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import SystemMail, User
from workspaces.tests.conftest import is_signed_in, link_in

pytestmark = pytest.mark.django_db

ASK, NEW = "/auth/email/", "mona.new@noor.example"


def ask(client, email=NEW, password=PASSWORD):
    return client.post(ASK, {"email": email, "password": password})


def mail_to(address):
    return SystemMail.objects.filter(to=address).order_by("pk").last()


@pytest.fixture
def link(sign_in, mona):
    assert ask(sign_in(mona)).status_code == 303
    return link_in(mail_to(NEW))


@pytest.mark.django_db(transaction=True)
def test_the_new_address_signs_in_and_the_old_one_does_not(sign_in, mona, browser, sign_in_by_page):
    EmailAddress.objects.create(user=mona.user, email=mona.user.email, primary=True, verified=True)
    here, elsewhere = sign_in(mona), sign_in(mona)
    ask(here, "Mona.New@Noor.example")
    link = link_in(mail_to(NEW))
    assert NEW in here.get(link).content.decode()
    assert User.objects.get(pk=mona.user_id).email == "mona@noor.example", "looking changes nothing"
    assert here.post(link).status_code == 303
    assert User.objects.get(pk=mona.user_id).email == NEW
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert sign_in_by_page(browser, "mona@noor.example").status_code == 422
    assert sign_in_by_page(browser, NEW)["location"] == "/"
    with workspace(mona.workspace_id), transaction.atomic():
        event = Event.objects.get(verb="membership.address_changed")
        assert (event.actor_id, event.detail) == (mona.pk, {"email": NEW, "before": "mona@noor.example"})


def test_the_old_address_hears_of_it_twice(browser, mona, link):
    asked = mail_to("mona@noor.example")
    assert "/auth/password/reset/" in asked.text
    browser.post(link)
    changed = mail_to("mona@noor.example")
    assert changed.pk != asked.pk
    assert NEW in changed.text


def test_the_link_works_once_and_without_signing_in(browser, mona, link):
    assert [browser.post(link).status_code, browser.post(link).status_code] == [303, 404]
    assert browser.get(link).status_code == 404


def test_the_link_works_for_an_hour(browser, mona, link):
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert browser.post(link).status_code == 404
    assert User.objects.get(pk=mona.user_id).email == "mona@noor.example"


def test_a_new_password_or_signing_out_everywhere_ends_the_link(browser, mona, link):
    mona.user.set_password("another-long-password")
    mona.user.save()
    assert browser.get(link).status_code == 404
    assert browser.post(link).status_code == 404


@pytest.mark.parametrize("token", ["none", "a:b:c", "é", "x" * 3000])
def test_no_made_up_link_opens(browser, token):
    assert browser.get(f"/auth/email/confirm/{token}/").status_code == 404


def test_nobody_learns_who_signs_in(sign_in, mona, huda):
    client = sign_in(mona)
    unknown, known = ask(client), ask(client, huda.user.email)
    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    told = mail_to(huda.user.email)
    assert "/auth/email/confirm/" not in told.text
    assert told.not_before is not None
    client.get(ASK)
    assert User.objects.get(pk=huda.user_id).email == "huda@noor.example"


def test_who_came_with_the_address_meanwhile_keeps_it(browser, mona, link):
    User.objects.create(email=NEW, name="Other")
    assert browser.post(link).status_code == 404
    assert User.objects.get(pk=mona.user_id).email == "mona@noor.example"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        (NEW, "not the password", "password"),
        ("mona@noor.example", PASSWORD, "email"),
        ("nonsense", PASSWORD, "email"),
        ("", "", "email"),
    ],
)
def test_a_mistake_is_told_and_sends_nothing(sign_in, mona, email, password, field):
    response = ask(sign_in(mona), email, password)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not SystemMail.objects.exists()


def test_wrong_passwords_are_counted_like_those_of_sign_in(sign_in, mona):
    client = sign_in(mona)
    for _attempt in range(9):
        assert ask(client, password="wrong").status_code == 422
    assert ask(client, password="wrong").status_code == 429
    assert AccessAttempt.objects.get().username == "mona@noor.example"
    assert ask(client).status_code == 429
    assert not SystemMail.objects.exists()


def test_nobody_floods_strangers_with_links(sign_in, mona):
    client = sign_in(mona)
    answers = [ask(client, f"stranger{number}@example.com").status_code for number in range(11)]
    assert answers == [303] * 10 + [422]


def test_only_who_is_signed_in_asks(browser):
    assert browser.get(ASK).status_code == 302
    assert ask(browser).status_code == 302
    assert not SystemMail.objects.exists()


def test_methods(sign_in, mona, link):
    client = sign_in(mona)
    assert client.delete(ASK).status_code == 405
    assert client.put(link).status_code == 405
    assert "no-store" in client.get(ASK).headers["cache-control"]
    assert "no-store" in client.get(link).headers["cache-control"]
