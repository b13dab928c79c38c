from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from conftest import make_user
from lib.tenancy.state import workspace
from workspaces.models import Membership, User, Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db

FIRST = {
    "name": "ناصر",
    "email": "Nasser@Noor.example",
    "password": "a-quiet-garden-by-the-sea",
    "workspace_name": "النور",
    "slug": "noor",
}


# The front door


def test_one_workspace_is_entered_at_once(sign_in, salem):
    assert sign_in(salem).get("/")["location"] == "/w/noor/"


def test_several_workspaces_are_a_choice(sign_in, salem, bahr):
    with workspace(bahr.pk):
        Membership.objects.create(user=salem.user, role=Role.AGENT)
    page = sign_in(salem).get("/").content.decode()
    assert '/w/noor/"' in page
    assert '/w/bahr/"' in page


def test_workspaces_stand_in_the_order_of_people(sign_in, salem, bahr):
    Workspace.objects.filter(slug="noor").update(name="النور")
    for slug, name in (("ahmad", "أحمد"), ("basma", "بسمة")):
        opened = Workspace.objects.create(slug=slug, name=name)
        with workspace(opened.pk):
            Membership.objects.create(user=salem.user, role=Role.AGENT)
    shown = sign_in(salem).get("/").context["workspaces"]
    assert [each.slug for each in shown] == ["ahmad", "noor", "basma"]


def test_a_workspace_that_was_left_or_closed_is_no_choice(sign_in, salem, noor, bahr):
    with workspace(bahr.pk):
        Membership.objects.create(user=salem.user, role=Role.AGENT, ended_at=timezone.now())
    assert sign_in(salem).get("/")["location"] == "/w/noor/"
    Workspace.objects.filter(pk=noor.pk).update(closed_at=timezone.now())
    assert sign_in(salem).get("/").status_code == 200
    assert sign_in(salem).get("/w/noor/").status_code == 404


def test_strangers_sign_in_first():
    assert Client().get("/")["location"] == "/auth/login/?next=/"


def test_the_front_door_is_only_read(sign_in, salem):
    assert sign_in(salem).post("/").status_code == 405


# The language


def test_a_choice_of_language_is_kept_by_the_browser(db):
    client = Client(headers={"accept-language": "ar"})
    answer = client.post("/language/", {"language": "en", "next": "/auth/login/?next=/w/noor/"})
    assert (answer.status_code, answer["location"]) == (303, "/auth/login/?next=/w/noor/")
    assert 'lang="en"' in client.get("/auth/login/").content.decode()


def test_a_choice_of_language_goes_with_the_person(sign_in, salem):
    sign_in(salem).post("/language/", {"language": "en"})
    assert User.objects.get(pk=salem.user.pk).language == "en"


def test_arabic_comes_first_for_who_has_said_nothing(db):
    assert 'lang="ar"' in Client(headers={"accept-language": "fr"}).get("/auth/login/").content.decode()


@pytest.mark.parametrize("language", ["", "fr", "en\x00", "../ar"])
def test_only_our_languages_can_be_chosen(db, language):
    assert Client().post("/language/", {"language": language}).status_code == 400


def test_a_language_is_chosen_by_post(db):
    assert Client().get("/language/").status_code == 405


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_the_choice_leads_to_no_other_site(db, elsewhere):
    assert Client().post("/language/", {"language": "en", "next": elsewhere})["location"] == "/"


# The first person


def first_link():
    out = StringIO()
    call_command("first_owner_link", stdout=out)
    return "/" + out.getvalue().strip().split("/", 3)[3] if out.getvalue() else ""


def test_the_first_person_makes_a_sign_in_and_a_workspace(browser, db):
    link = first_link()
    assert browser.get(link).status_code == 200
    answer = browser.post(link, FIRST)
    assert answer["location"] == "/"
    assert browser.get("/")["location"] == "/w/noor/"
    owner = User.objects.get()
    assert (owner.email, owner.is_staff) == ("nasser@noor.example", False)
    assert owner.check_password(FIRST["password"])
    with workspace(Workspace.objects.get().pk):
        assert Membership.objects.get().role == Role.OWNER


def test_the_link_is_made_with_our_address(db, settings):
    settings.SITE_URL = "https://sila.example"
    out = StringIO()
    call_command("first_owner_link", stdout=out)
    assert "https://sila.example/auth/first/" in out.getvalue()


def test_nothing_is_printed_and_no_link_works_once_somebody_is_there(browser, db):
    link = first_link()
    make_user("first@noor.example", "First")
    assert first_link() == ""
    assert browser.get(link).status_code == browser.post(link, FIRST).status_code == 404
    assert User.objects.count() == 1


def test_the_link_is_dead_after_a_day(browser, db):
    link = first_link()
    with time_machine.travel(timezone.localtime() + timedelta(hours=25)):
        assert browser.get(link).status_code == 404


@pytest.mark.parametrize("token", ["nothing", "ImZpcnN0Ig:1xV17Y:forged", "%00", "a" * 2000])
def test_a_forged_link_opens_nothing(browser, db, token):
    assert browser.post(f"/auth/first/{token}/", FIRST).status_code in {400, 404}
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "nothing"},
        {"password": "short"},
        {"password": "nasser@noor.example"},
        {"slug": "نور"},
        {"workspace_name": ""},
    ],
)
def test_what_is_missing_is_asked_for(browser, db, changes):
    assert browser.post(first_link(), {**FIRST, **changes}).status_code == 422
    assert not User.objects.exists()
