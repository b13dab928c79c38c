import threading

import pytest
from django.db import connection, transaction

from conftest import make_member
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import Membership, Workspace
from workspaces.models.membership import NotAllowed
from workspaces.roles import Role

pytestmark = pytest.mark.django_db

MEMBERS = "/w/noor/settings/members/"


@pytest.fixture
def nasser(noor):
    return make_member(noor, Role.OWNER, "nasser@noor.example", "ناصر")


def url(member, verb=""):
    return f"{MEMBERS}{member.number}/{verb}"


def fresh(member):
    with workspace(member.workspace_id), transaction.atomic():
        return Membership.objects.select_related("reports_to", "user").get(pk=member.pk)


# The list


def test_the_list_shows_colleagues_by_name_with_role_and_superior(sign_in, huda, mona, salem):
    page = sign_in(huda).get(MEMBERS)
    assert [str(member) for member in page.context["members"]] == ["سالم", "منى", "هدى"]
    assert "Account manager" in page.content.decode()


def test_the_list_shows_nobody_of_another_workspace(sign_in, huda, karim):
    assert "karim" not in sign_in(huda).get(MEMBERS).content.decode()


def test_the_list_costs_the_same_however_many_work_here(sign_in, noor, huda, django_assert_max_num_queries):
    for number in range(15):
        make_member(noor, Role.AGENT, f"agent{number}@noor.example", f"Agent {number}", reports_to=huda)
    client = sign_in(huda)
    client.get(MEMBERS)
    with django_assert_max_num_queries(11):
        client.get(MEMBERS)


@pytest.mark.parametrize("who", ["mona", "salem", "faisal", "reem"])
def test_only_admins_see_the_list(request, sign_in, who):
    assert sign_in(request.getfixturevalue(who)).get(MEMBERS).status_code == 403


def test_the_stranger_finds_no_list(sign_in, huda, karim):
    assert sign_in(karim).get(MEMBERS).status_code == 404


def test_the_list_is_only_read(sign_in, huda):
    assert sign_in(huda).post(MEMBERS).status_code == 405


# Places


def test_an_admin_gives_another_role_and_another_superior(sign_in, huda, mona, salem, faisal):
    answer = sign_in(huda).post(url(salem), {"role": "agent", "reports_to": huda.number})
    assert answer.status_code == 303
    assert (fresh(salem).role, fresh(salem).reports_to) == ("agent", huda)
    with workspace(huda.workspace_id):
        event = Event.objects.latest("id")
    assert event.verb == "membership.changed"
    assert event.detail == {"role": "agent", "before": "account_manager"}


def test_a_role_acts_at_once(sign_in, huda, salem):
    client = sign_in(salem)
    assert client.get("/w/noor/accounts/new/").status_code == 200
    sign_in(huda).post(url(salem), {"role": "viewer"})
    assert client.get("/w/noor/accounts/new/").status_code == 403


def test_an_admin_gives_nobody_a_role_above_his_own(sign_in, huda, salem, nasser):
    assert sign_in(huda).post(url(salem), {"role": "owner"}).status_code == 422
    assert fresh(salem).role == "account_manager"


def test_an_admin_does_not_change_an_owner(sign_in, huda, nasser):
    client = sign_in(huda)
    page = client.get(url(nasser)).content.decode()
    assert "Only somebody with the same role" in page
    assert client.post(url(nasser), {"role": "viewer"}).status_code == 422
    client.post(url(nasser, "end/"))
    assert fresh(nasser).role == "owner"
    assert fresh(nasser).is_active


def test_an_admin_does_not_lift_himself(sign_in, huda, nasser):
    assert sign_in(huda).post(url(huda), {"role": "owner"}).status_code == 422
    assert fresh(huda).role == "admin"


def test_the_last_owner_stays_owner(sign_in, nasser, huda):
    client = sign_in(nasser)
    answer = client.post(url(nasser), {"role": "admin"})
    assert answer.status_code == 422
    assert "at least one owner" in answer.content.decode()
    client.post(url(nasser, "end/"))
    assert (fresh(nasser).role, fresh(nasser).is_active) == ("owner", True)


def test_an_owner_goes_when_another_stays(sign_in, noor, nasser):
    make_member(noor, Role.OWNER, "second@noor.example", "Second")
    client = sign_in(nasser)
    assert client.post(url(nasser, "end/"))["location"] == "/"
    assert client.get(MEMBERS).status_code == 404


def test_a_line_of_escalation_never_comes_back_to_where_it_began(sign_in, huda, mona, salem):
    answer = sign_in(huda).post(url(mona), {"role": "manager", "reports_to": salem.number})
    assert answer.status_code == 422
    assert "report to themselves" in answer.content.decode()
    assert fresh(mona).reports_to is None


def test_nobody_reports_to_himself_or_to_who_has_left(sign_in, huda, mona, salem, faisal):
    client = sign_in(huda)
    client.post(url(faisal, "end/"))
    for boss in (salem, faisal):
        assert client.post(url(salem), {"role": "agent", "reports_to": boss.number}).status_code == 422


def test_a_foreign_member_is_as_missing_as_one_that_never_was(sign_in, huda, karim):
    with workspace(karim.workspace_id), transaction.atomic():
        Membership.objects.filter(pk=karim.pk).update(number=4711)
    for verb in ("", "end/"):
        assert sign_in(huda).post(f"{MEMBERS}4711/{verb}", {"role": "viewer"}).status_code == 404
    assert fresh(karim).role == "owner"


@pytest.mark.parametrize("who", ["mona", "reem"])
def test_only_admins_change_places(request, sign_in, salem, who):
    client = sign_in(request.getfixturevalue(who))
    assert client.post(url(salem), {"role": "viewer"}).status_code == 403
    assert client.post(url(salem, "end/")).status_code == 403
    assert fresh(salem).is_active


def test_the_stranger_changes_nothing(sign_in, karim, salem):
    for verb in ("", "end/"):
        assert sign_in(karim).post(url(salem, verb), {"role": "viewer"}).status_code == 404
    assert fresh(salem).role == "account_manager"


# Leaving


def test_ending_a_membership_acts_at_once_and_can_be_undone(sign_in, huda, salem):
    client, admin = sign_in(salem), sign_in(huda)
    assert client.get("/w/noor/").status_code == 200
    admin.post(url(salem, "end/"))
    assert client.get("/w/noor/").status_code == 404
    page = admin.get(MEMBERS)
    assert [str(member) for member in page.context["former"]] == ["سالم"]
    assert f'action="{url(salem, "end/")}?undo=1"' in page.content.decode()
    admin.post(url(salem, "end/") + "?undo=1")
    assert client.get("/w/noor/").status_code == 200


def test_ending_needs_a_post(sign_in, huda, salem):
    assert sign_in(huda).get(url(salem, "end/")).status_code == 405
    assert fresh(salem).is_active


def test_ending_twice_is_told_once(in_noor, huda, salem):
    salem.end(by=huda)
    salem.end(by=huda)
    assert Event.objects.filter(verb="membership.ended").count() == 1


def test_who_left_is_listed_with_a_way_back(sign_in, huda, salem):
    client = sign_in(huda)
    client.post(url(salem, "end/"))
    assert "Make a member again" in client.get(url(salem)).content.decode()


def test_refused_verbs_raise_whoever_calls_them(in_noor, huda, nasser, salem):
    for act in (
        lambda: nasser.change(by=huda, role=Role.VIEWER),
        lambda: salem.change(by=huda, role=Role.OWNER),
        lambda: nasser.end(by=huda),
        lambda: nasser.end(by=nasser),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_end_each_other_at_once_leave_one(noor, nasser):
    second = make_member(noor, Role.OWNER, "second@noor.example", "Second")
    begin, refused = threading.Barrier(2), []

    def end(whom, by):
        try:
            with workspace(noor.pk), transaction.atomic():
                begin.wait()
                Membership.objects.get(pk=whom.pk).end(by=by)
        except NotAllowed:
            refused.append(whom)
        finally:
            connection.close()

    both = [threading.Thread(target=end, args=pair) for pair in ((nasser, second), (second, nasser))]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refused) == 1
    with workspace(noor.pk), transaction.atomic():
        assert Membership.objects.active().count() == 1


def test_the_workspace_is_locked_while_places_change(noor, huda, salem):
    assert Workspace.objects.filter(pk=noor.pk).exists()
    with workspace(noor.pk), transaction.atomic():
        salem.change(by=huda, role=Role.AGENT)
    assert fresh(salem).role == "agent"
