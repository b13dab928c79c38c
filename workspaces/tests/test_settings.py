import pytest

from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import User, Workspace
from workspaces.tests.conftest import is_signed_in

pytestmark = pytest.mark.django_db

GENERAL, PROFILE = "/w/noor/settings/general/", "/w/noor/settings/profile/"
SETTINGS = {
    "name": "النور للتوريد",
    "country": "AE",
    "language": "en",
    "time_zone": "Asia/Dubai",
    "currency": "AED",
    "calendar": "both",
    "digits": "arabic",
    "visibility": "team",
}


def refused(sign_in, huda, **changes):
    answer = sign_in(huda).post(GENERAL, {**SETTINGS, **changes})
    return answer.status_code == 422 and Workspace.objects.get(slug="noor").name == "النور"


def test_an_admin_changes_the_settings(sign_in, noor, huda):
    assert sign_in(huda).post(GENERAL, SETTINGS).status_code == 303
    noor.refresh_from_db()
    assert (noor.name, noor.time_zone, noor.digits) == ("النور للتوريد", "Asia/Dubai", "arabic")
    with workspace(noor.pk):
        event = Event.objects.latest("id")
    assert event.verb == "workspace.changed"
    assert "time_zone" in event.detail["fields"]


def test_settings_that_stay_are_no_event(sign_in, noor, huda):
    client = sign_in(huda)
    client.post(GENERAL, SETTINGS)
    client.post(GENERAL, SETTINGS)
    with workspace(noor.pk):
        assert Event.objects.filter(verb="workspace.changed").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"country": "XX"},
        {"country": ""},
        {"language": "fr"},
        {"time_zone": "Mars/Olympus"},
        {"currency": "ABC"},
        {"visibility": "nobody"},
    ],
)
def test_settings_that_make_no_sense_are_refused(sign_in, noor, huda, changes):
    assert refused(sign_in, huda, **changes)


def test_what_is_not_on_the_form_cannot_be_changed(sign_in, noor, huda):
    sign_in(huda).post(GENERAL, {**SETTINGS, "slug": "taken", "closed_at": "2020-01-01", "id": "99"})
    noor.refresh_from_db()
    assert (noor.slug, noor.closed_at) == ("noor", None)


@pytest.mark.parametrize("who", ["mona", "salem", "faisal", "reem"])
def test_only_admins_change_settings(request, sign_in, noor, who):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(GENERAL).status_code == 403
    assert client.post(GENERAL, SETTINGS).status_code == 403
    noor.refresh_from_db()
    assert noor.name == "النور"


@pytest.mark.parametrize("url", [GENERAL, PROFILE, "/w/noor/settings/", "/w/noor/settings/devices/"])
def test_the_stranger_finds_nothing(sign_in, huda, karim, url):
    client = sign_in(karim)
    assert client.get(url).status_code == client.post(url, SETTINGS).status_code == 404


@pytest.mark.parametrize("url", [GENERAL, PROFILE])
def test_other_methods_are_refused(sign_in, huda, url):
    assert sign_in(huda).put(url).status_code == sign_in(huda).delete(url).status_code == 405


@pytest.mark.parametrize(("who", "page"), [("huda", GENERAL), ("reem", PROFILE)])
def test_settings_open_with_the_first_page_one_may_see(request, sign_in, noor, who, page):
    client = sign_in(request.getfixturevalue(who))
    assert client.get("/w/noor/settings/")["location"] == page
    tabs = [tab["url"] for tab in client.get(page).context["tabs"]]
    assert (GENERAL in tabs) is (who == "huda")


def test_the_pages_stand_in_their_parts_and_ones_own_come_last(sign_in, huda):
    tabs = sign_in(huda).get(GENERAL).context["tabs"]
    parts = list(dict.fromkeys(tab["part"] for tab in tabs))
    assert [tab["part"] for tab in tabs] == sorted((tab["part"] for tab in tabs), key=parts.index)
    assert (parts[0], parts[-1]) == ("Workspace", "My settings")
    part_of = {tab["url"]: tab["part"] for tab in tabs}
    assert (
        part_of["/w/noor/settings/complaint-times/"]
        == part_of["/w/noor/settings/root-causes/"]
        == "Complaints"
    )
    assert part_of[PROFILE] == "My settings"


def test_pages_of_settings_ask_the_database_little(sign_in, huda, django_assert_max_num_queries):
    client = sign_in(huda)
    for url in (GENERAL, PROFILE):
        client.get(url)
        with django_assert_max_num_queries(11):
            client.get(url)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_of_settings_opens_in_both_languages(sign_in, huda, language):
    User.objects.update(language=language)
    client = sign_in(huda)
    for page in ("general/", "members/", "members/invite/", f"members/{huda.number}/", "profile/"):
        answer = client.get(f"/w/noor/settings/{page}")
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()


# The person


def test_a_person_changes_name_and_language(sign_in, reem):
    client = sign_in(reem)
    assert client.post(PROFILE, {"name": " Reem \u202e", "language": "en"}).status_code == 303
    reem.user.refresh_from_db()
    assert (reem.user.name, reem.user.language) == ("Reem", "en")


def test_a_person_makes_himself_nothing_more(sign_in, reem):
    fields = {
        "name": "Reem",
        "language": "en",
        "is_staff": "on",
        "email": "root@sila.example",
        "role": "owner",
    }
    sign_in(reem).post(PROFILE, fields)
    reem.user.refresh_from_db()
    with workspace(reem.workspace_id):
        reem.refresh_from_db(fields=["role"])
    assert (reem.user.is_staff, reem.user.email, reem.role) == (False, "reem@noor.example", "viewer")


@pytest.mark.parametrize("fields", [{"name": "", "language": "en"}, {"name": "Reem", "language": "fr"}])
def test_a_profile_that_makes_no_sense_is_refused(sign_in, reem, fields):
    assert sign_in(reem).post(PROFILE, fields).status_code == 422


def test_signing_out_everywhere_else_leaves_this_session(sign_in, reem):
    here, elsewhere = sign_in(reem), sign_in(reem)
    here.post("/w/noor/settings/devices/")
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
