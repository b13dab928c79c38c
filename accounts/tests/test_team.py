"""The team of an account: who sees it through the team, from when to when, and who puts the team together."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.bulk.work import change_selected, undo_change
from accounts.models import Account, Contact, TeamMember, TeamRole
from accounts.models.record import Stale
from accounts.models.team import AlreadyInTeam
from accounts.team import add_to_team, may_change_team
from interactions.mentioning import who_may_see
from lib.tenancy.state import workspace
from timeline.models import Event, Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def apart(in_noor):
    """Each sees own customers and the team's."""
    in_noor.visibility = in_noor.Visibility.TEAM
    in_noor.save()
    return in_noor


def url(name, **kwargs):
    return reverse(name, kwargs={"slug": "noor", **kwargs})


def form(**fields):
    return {"form_token": str(uuid.uuid4()), "version": "1", "from_on": str(timezone.localdate()), **fields}


def seen_by(membership):
    return set(Account.objects.visible_to(membership).values_list("pk", flat=True))


def test_who_is_in_the_team_sees_the_account_and_its_contacts_until_it_ends(apart, afaq, salem, faisal):
    contact = services.add_contact(by=salem, fields={"name_en": "Lina"}, account=afaq)
    assert seen_by(faisal) == set()
    row = add_to_team(afaq, by=salem, member=faisal)
    assert seen_by(faisal) == {afaq.pk}
    assert list(Contact.objects.visible_to(faisal)) == [contact]
    assert faisal in who_may_see(afaq)
    row.end(by=salem)
    assert seen_by(faisal) == set()
    assert not Contact.objects.visible_to(faisal).exists()
    row.resume(by=salem)
    assert seen_by(faisal) == {afaq.pk}


@pytest.mark.parametrize(
    ("begins", "ends", "sees"), [(0, 0, True), (1, 9, False), (-9, -1, False), (-3, None, True)]
)
def test_sight_goes_by_the_days(apart, afaq, salem, faisal, begins, ends, sees):
    today = timezone.localdate()
    until = None if ends is None else today + timedelta(days=ends)
    add_to_team(afaq, by=salem, member=faisal, from_on=today + timedelta(days=begins), until_on=until)
    assert (afaq.pk in seen_by(faisal)) is sees


def test_who_leads_a_member_of_the_team_sees_it_too(apart, afaq, salem, faisal, mona, reem):
    add_to_team(afaq, by=salem, member=faisal)
    faisal.reports_to = reem
    faisal.save()
    assert seen_by(reem) == {afaq.pk}


def test_who_leaves_the_workspace_leaves_the_team_and_comes_back_with_the_undo(
    apart, afaq, salem, faisal, huda, reem
):
    faisal.reports_to = reem
    faisal.save()
    row = add_to_team(afaq, by=salem, member=faisal)
    faisal.end(by=huda)
    assert seen_by(reem) == set()
    row.refresh_from_db()
    assert row.ended_at == faisal.ended_at
    faisal.resume(by=huda)
    assert seen_by(faisal) == {afaq.pk}


def test_nobody_is_twice_in_a_team(in_noor, afaq, salem, faisal):
    add_to_team(afaq, by=salem, member=faisal)
    with pytest.raises(AlreadyInTeam):
        add_to_team(afaq, by=salem, member=faisal)


def test_a_new_stretch_takes_the_place_of_one_that_is_over(in_noor, afaq, salem, faisal):
    yesterday = timezone.localdate() - timedelta(days=1)
    over = add_to_team(afaq, by=salem, member=faisal, from_on=yesterday, until_on=yesterday)
    add_to_team(afaq, by=salem, member=faisal)
    over.refresh_from_db()
    assert over.ended_at
    with pytest.raises(AlreadyInTeam):
        over.resume(by=salem)


def test_a_stale_edit_changes_nothing(in_noor, afaq, salem, faisal):
    row = add_to_team(afaq, by=salem, member=faisal)
    mine = TeamMember.objects.get(pk=row.pk)
    row.note = "Theirs"
    row.change(by=salem, read_version=1, changed=["note"])
    mine.note = "Mine"
    with pytest.raises(Stale):
        mine.change(by=salem, read_version=1, changed=["note"])
    row.refresh_from_db()
    assert row.note == "Theirs"


def test_it_is_told_on_the_account_and_to_the_colleague(in_noor, afaq, salem, faisal):
    add_to_team(afaq, by=salem, member=faisal)
    assert Event.objects.about(afaq).filter(verb="team.added").exists()
    assert Notification.objects.filter(recipient=faisal, kind="account.team").exists()


def test_the_page_adds_once_however_often_it_is_pressed(sign_in, noor, afaq, salem, faisal):
    client, typed = sign_in(salem), form(member=faisal.number, note="Site visits")
    for _press in range(2):
        assert client.post(url("accounts:team_new", number=afaq.number), typed).status_code == 303
    with workspace(noor.pk):
        row = TeamMember.objects.get(account=afaq)
        assert (row.member_id, row.note) == (faisal.pk, "Site visits")
    page = client.get(url("accounts:team", number=afaq.number)).content.decode()
    assert "فيصل" in page
    assert "Site visits" in page


def test_days_that_end_before_they_begin_are_refused_with_what_was_typed(sign_in, noor, afaq, salem, faisal):
    typed = form(member=faisal.number, note="Kept words", from_on="2026-03-02", until_on="2026-03-01")
    response = sign_in(salem).post(url("accounts:team_new", number=afaq.number), typed)
    assert response.status_code == 422
    assert "Kept words" in response.content.decode()
    with workspace(noor.pk):
        assert not TeamMember.objects.exists()


def test_a_row_is_changed_ended_and_taken_back_on_its_pages(sign_in, noor, afaq, salem, faisal):
    with workspace(noor.pk):
        role = TeamRole.objects.create(name_ar="فني", name_en="Technical")
        row = add_to_team(afaq, by=salem, member=faisal)
    client, parts = sign_in(salem), {"number": afaq.number, "teammember": row.number}
    assert client.post(url("accounts:team_member", **parts), form(role=role.number)).status_code == 303
    assert client.post(url("accounts:team_end", **parts)).status_code == 303
    with workspace(noor.pk):
        row.refresh_from_db()
        assert (row.role_id, row.is_standing) == (role.pk, False)
    client.post(url("accounts:team_end", **parts) + "?undo=1")
    with workspace(noor.pk):
        row.refresh_from_db()
        assert row.is_standing


def test_who_sees_it_through_the_team_alone_does_not_change_the_team(
    sign_in, apart, afaq, salem, faisal, reem
):
    add_to_team(afaq, by=salem, member=faisal)
    assert not may_change_team(afaq, faisal)
    typed = form(member=reem.number)
    response = sign_in(faisal).post(url("accounts:team_new", number=afaq.number), typed)
    assert response.status_code == 303
    with workspace(apart.pk):
        assert TeamMember.objects.count() == 1


def test_a_stranger_finds_no_team(sign_in, noor, afaq, karim):
    assert sign_in(karim).get(url("accounts:team", number=afaq.number)).status_code == 404


def test_lists_are_narrowed_by_the_team(sign_in, in_noor, afaq, salem, faisal):
    services.add_account(by=salem, fields={"name_en": "Elsewhere", "owner": salem})
    add_to_team(afaq, by=salem, member=faisal)
    client = sign_in(faisal)
    for query in ("my_team=member", "my_team=mine", f"team={faisal.number}", "team=me"):
        page = client.get(url("accounts:list") + f"?{query}").content.decode()
        assert "Afaq" in page
        assert "Elsewhere" not in page


def test_many_accounts_get_somebody_into_their_teams_and_back(in_noor, afaq, salem, faisal):
    mine = services.add_account(by=salem, fields={"name_en": "Faisal's own", "owner": faisal})
    numbers = [afaq.number, mine.number]
    change = change_selected(
        by=salem, list_key="accounts", verb="team", value=str(faisal.number), numbers=numbers
    )
    assert change.changed_count == 1  # nobody is in the team of the account that is led
    undo_change(change, by=salem)
    assert not TeamMember.objects.standing().exists()
