"""What is archived is read only until it is restored; only a consent may be withdrawn at any time."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts import services
from accounts.consents import write_consent
from accounts.models import Consent
from accounts.models.record import Archived
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(name, kwargs={"slug": "noor", **kwargs})


@pytest.fixture
def noura(salem, afaq):
    with workspace(salem.workspace_id):
        return services.add_contact(by=salem, fields={"name_en": "Noura"}, account=afaq, title="Buyer")


@pytest.fixture
def put_away(salem):
    def archive(record):
        with workspace(salem.workspace_id):
            record.archive(by=salem)
            return Event.objects.count()

    return archive


def is_refused(response, page):
    assert response.status_code == 303
    assert response.url == page
    (message,) = get_messages(response.wsgi_request)
    assert "Restore it" in str(message)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_form_of_an_archived_account_leads_to_its_page(sign_in, salem, afaq, put_away, method):
    events = put_away(afaq)
    typed = {"name_en": "Changed", "version": afaq.version}
    response = getattr(sign_in(salem), method)(url("accounts:edit", number=afaq.number), typed)
    is_refused(response, url("desk:account", number=afaq.number))
    with workspace(salem.workspace_id):
        afaq.refresh_from_db()
        assert (afaq.name_en, Event.objects.count()) == ("Afaq Gulf", events)


def test_the_status_of_an_archived_account_stays(sign_in, salem, afaq, put_away):
    events = put_away(afaq)
    response = sign_in(salem).post(url("accounts:status", number=afaq.number), {"status": "active"})
    is_refused(response, url("desk:account", number=afaq.number))
    with workspace(salem.workspace_id):
        assert (afaq.statuses.count(), Event.objects.count()) == (1, events)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_form_of_an_archived_contact_leads_to_its_page(sign_in, salem, noura, put_away, method):
    events = put_away(noura)
    typed = {"name_en": "Changed", "version": noura.version}
    response = getattr(sign_in(salem), method)(url("accounts:contact_edit", number=noura.number), typed)
    is_refused(response, url("desk:contact", number=noura.number))
    with workspace(salem.workspace_id):
        noura.refresh_from_db()
        assert (noura.name_en, Event.objects.count()) == ("Noura", events)


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_archived_contact_gets_no_other_position(sign_in, salem, noura, afaq, put_away, method):
    put_away(noura)
    typed = {"account": afaq.number, "title": "Director"}
    response = getattr(sign_in(salem), method)(url("accounts:contact_position", number=noura.number), typed)
    is_refused(response, url("desk:contact", number=noura.number))
    with workspace(salem.workspace_id):
        assert noura.positions.get().title == "Buyer"


def test_nobody_is_tied_to_an_archived_account(sign_in, salem, noura, afaq, put_away):
    put_away(afaq)
    client, typed = sign_in(salem), {"account": afaq.number, "title": "Director", "name_en": "Omar"}
    for address in (
        url("accounts:contact_position", number=noura.number),
        url("accounts:contact_new"),
    ):
        response = client.post(address, typed)
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"account"}
    with workspace(salem.workspace_id):
        assert afaq.positions.get().title == "Buyer"


@pytest.mark.parametrize("archived", ["contact", "account"])
def test_a_position_stays_while_either_side_is_archived(sign_in, salem, noura, afaq, put_away, archived):
    put_away(noura if archived == "contact" else afaq)
    address = url("accounts:contact_position_end", number=noura.number, account=afaq.number)
    found = noura if archived == "contact" else afaq
    is_refused(sign_in(salem).post(address), url(f"desk:{archived}", number=found.number))
    with workspace(salem.workspace_id):
        assert noura.positions.count() == 1


def test_an_archived_contact_withdraws_and_gives_no_consent(sign_in, salem, noura, put_away):
    put_away(noura)
    client, address = sign_in(salem), url("accounts:contact_consent", number=noura.number)
    typed = {"channel": "email", "purpose": "marketing", "wording": "Stop", "source": "Call"}
    assert [value for value, _label in client.get(address).context["form"].fields["state"].choices] == [
        "withdrawn"
    ]
    assert client.post(address, {**typed, "state": "given"}).status_code == 422
    assert client.post(address, {**typed, "state": "withdrawn"}).status_code == 303
    with workspace(salem.workspace_id):
        assert [consent.state for consent in Consent.objects.all()] == ["withdrawn"]
        with pytest.raises(Archived):
            write_consent(noura, by=salem, state="given", **typed)


def test_an_archived_account_becomes_nobodys_parent_but_stays_whose_it_was(
    sign_in, salem, afaq, put_away, in_noor
):
    branch = services.add_account(by=salem, fields={"name_en": "Branch", "parent": afaq})
    other = services.add_account(by=salem, fields={"name_en": "Other"})
    put_away(afaq)
    client, typed = sign_in(salem), {"name_en": "Same", "parent": afaq.number, "version": 1}
    refused = client.post(url("accounts:edit", number=other.number), typed)
    assert refused.status_code == 422
    assert "parent" in refused.context["form"].errors
    assert client.post(url("accounts:edit", number=branch.number), typed).status_code == 303


@pytest.mark.parametrize("kind", ["account", "contact"])
def test_its_page_offers_to_restore_it_and_nothing_else(sign_in, salem, reem, noura, afaq, put_away, kind):
    found = afaq if kind == "account" else noura
    put_away(found)
    page, client = url(f"desk:{kind}", number=found.number), sign_in(salem)
    shown = client.get(page).content.decode()
    assert "Archived: nothing here" in shown
    for address in ("/edit/", "/status/", "/position/", "/contacts/new/"):
        assert address not in shown.partition("<main")[2]
    assert "/archive/" not in sign_in(reem).get(page).content.decode()
    restore = url(
        "accounts:archive" if kind == "account" else "accounts:contact_archive", number=found.number
    )
    client.post(restore, {"undo": "1"})
    assert "Archived: nothing here" not in client.get(page).content.decode()
