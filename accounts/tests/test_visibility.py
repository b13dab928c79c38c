"""A workspace where each sees own customers and those of the team: salem's account is faisal's secret."""

import uuid

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Account
from lib.tenancy.state import workspace
from workspaces.models import Membership
from workspaces.roles import Role

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(name, kwargs={"slug": "noor", **kwargs})


def form(**fields):
    return {"form_token": str(uuid.uuid4()), "version": "1", **fields}


@pytest.fixture
def team(noor):
    noor.visibility = noor.Visibility.TEAM
    noor.save()


@pytest.fixture
def shared(team, salem, faisal, afaq):
    """Somebody who works for two companies: one of salem's, one of faisal's."""
    with workspace(salem.workspace_id):
        mine = services.add_account(by=faisal, fields={"name_en": "Faisal Foods", "owner": faisal})
        contact = services.add_contact(by=faisal, fields={"name_en": "Lina"}, account=mine)
        services.place_contact(contact, afaq, by=salem, title="Secret adviser", is_primary=True)
        contact.positions.filter(account=mine).update(is_primary=False)
    return contact


@pytest.mark.parametrize(
    "address",
    [
        "/w/noor/contacts/{0}/",
        "/w/noor/contacts/",
        "/w/noor/search/?q=Lina",
        "/w/noor/contacts/{0}/position/?account=1",
        "/w/noor/contacts/?q=Lina",
    ],
)
def test_a_contact_shows_only_the_accounts_its_reader_may_see(sign_in, shared, faisal, address):
    page = sign_in(faisal).get(address.format(shared.number)).content.decode()
    assert "Lina" in page
    assert "Afaq" not in page
    assert "Secret adviser" not in page


def test_nobody_takes_a_contact_off_an_account_that_is_not_seen(sign_in, shared, faisal, afaq):
    address = url("accounts:contact_position_end", number=shared.number, account=afaq.number)
    assert sign_in(faisal).post(address).status_code == 404
    with workspace(afaq.workspace_id):
        assert shared.positions.count() == 2


@pytest.fixture
def branch(team, faisal, afaq):
    with workspace(faisal.workspace_id):
        return services.add_account(by=faisal, fields={"name_en": "Branch", "owner": faisal, "parent": afaq})


@pytest.mark.parametrize("page", ["desk:account", "accounts:edit"])
def test_a_parent_that_is_not_seen_is_not_named(sign_in, branch, faisal, page):
    assert "Afaq" not in sign_in(faisal).get(url(page, number=branch.number)).content.decode()


def test_a_parent_that_is_not_seen_stays_when_the_branch_is_edited(sign_in, branch, faisal, afaq):
    typed = form(name_en="Branch", city="Jeddah", owner=faisal.number)
    response = sign_in(faisal).post(url("accounts:edit", number=branch.number), typed)
    assert response.status_code == 303
    with workspace(afaq.workspace_id):
        branch.refresh_from_db()
        assert (branch.city, branch.parent_id) == ("Jeddah", afaq.pk)


def test_who_gives_an_account_away_lands_on_a_page_that_exists(sign_in, team, faisal, salem, branch):
    client = sign_in(faisal)
    typed = form(name_en="Branch", owner=salem.number)
    response = client.post(url("accounts:edit", number=branch.number), typed, follow=True)
    assert response.status_code == 200
    typed = form(name_en="Nobody's", kind="company", status="prospect", owner="")
    assert client.post(url("accounts:new"), typed, follow=True).status_code == 200
    with workspace(faisal.workspace_id):
        assert Account.objects.filter(name_en="Nobody's").exists()


def test_who_lets_a_contact_go_lands_on_a_page_that_exists(sign_in, team, faisal, salem, afaq):
    with workspace(salem.workspace_id):
        mine = services.add_account(by=faisal, fields={"name_en": "Faisal Foods", "owner": faisal})
        contact = services.add_contact(by=salem, fields={"name_en": "Lina"}, account=mine)
    address = url("accounts:contact_position_end", number=contact.number, account=mine.number)
    assert sign_in(faisal).post(address, follow=True).status_code == 200


@pytest.mark.parametrize("page", ["accounts:export", "accounts:contact_export"])
def test_an_export_names_no_account_that_is_not_seen(sign_in, shared, branch, salem, faisal, page):
    with workspace(faisal.workspace_id):
        Membership.objects.filter(pk=faisal.pk).update(role=Role.ACCOUNT_MANAGER)
    exported = sign_in(faisal).post(url(page)).content.decode("utf-8-sig")
    assert "Faisal Foods" in exported
    assert "Afaq" not in exported
    assert "آفاق" not in exported


def test_newer_customers_of_others_do_not_crowd_out_ones_own(sign_in, team, salem, faisal, monkeypatch):
    """Who sees all is shown the newest matches; who sees some of them is shown every one of these."""
    monkeypatch.setattr("accounts.querysets.MOST_HITS", 2)
    with workspace(salem.workspace_id):
        services.add_account(by=salem, fields={"name_en": "Rawabi Old", "owner": salem})
        for place in range(3):
            services.add_account(by=faisal, fields={"name_en": f"Rawabi {place}", "owner": faisal})
    for address in ("/w/noor/search/?q=rawabi", "/w/noor/accounts/options/?parent=rawabi"):
        page = sign_in(salem).get(address).content.decode()
        assert "Rawabi Old" in page
        assert "Rawabi 2" not in page
