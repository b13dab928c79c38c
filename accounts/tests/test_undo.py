"""Undo of every verb that can be taken back, by the address that its toast carries."""

import json
import re

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import reverse

from accounts import services
from accounts.models import Account, Contact, Position
from lib.templatetags.components import undo_url
from lib.tenancy.state import workspace
from lib.undo import asked_number
from timeline.models import Event

# Each verb in a transaction of its own, as in life: what belongs together is known by it.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(noor):
    def run(work):
        with workspace(noor.pk), transaction.atomic():
            return work()

    return run


@pytest.fixture
def record(opened, salem):
    fields = {"name_en": "Afaq Gulf", "city": "Jeddah", "owner": salem}
    return opened(lambda: services.add_account(by=salem, fields=fields, tags=["old", "kept"]))


def url(name, number, **more):
    return reverse(f"accounts:{name}", kwargs={"slug": "noor", "number": number, **more})


def offered(response) -> str:
    """Where the Undo of the toast posts to."""
    (said,) = list(get_messages(response.wsgi_request))
    return undo_url(said)


def edit(client, number, name="edit", **changes):
    form = client.get(url(name, number)).context["form"]
    fields = {field.name: str(field.value() or "") for field in form}
    return client.post(url(name, number), {**fields, **changes})


def test_an_edit_goes_back_with_its_tags_and_owner(sign_in, salem, mona, record, opened):
    client = sign_in(salem)
    done = edit(client, record.number, city="Riyadh", owner=str(mona.number), tags="kept, new")
    back = client.post(offered(done))
    assert back.status_code == 303
    kept = opened(lambda: Account.objects.select_related("owner__user").get())
    assert (kept.city, kept.owner, kept.version) == ("Jeddah", salem, 3)
    assert opened(lambda: {str(each.tag) for each in kept.taggings.all()}) == {"old", "kept"}


def test_an_edit_that_was_edited_again_is_not_taken_back(sign_in, salem, mona, record, opened):
    done = edit(sign_in(salem), record.number, city="Riyadh")
    edit(sign_in(mona), record.number, city="Abha")
    client = sign_in(salem)
    client.post(offered(done))
    assert opened(lambda: Account.objects.get().city) == "Abha"


def former_link(client, record, page="desk:account") -> str:
    """Where the newest line of the story leads to."""
    address = reverse(page, kwargs={"slug": "noor", "number": record.number})
    return re.search(r'href="([^"]*\?former=\d+)"', client.get(address).content.decode())[1]


def test_from_a_line_of_the_story_former_values_are_filled_in_and_saved_as_an_edit(
    sign_in, salem, mona, record, opened
):
    client = sign_in(salem)
    edit(client, record.number, city="Riyadh", owner=str(mona.number), tags="kept, new", phone="0501234567")
    edit(client, record.number, name_en="Afaq")
    links = re.findall(
        r"edit/\?former=(\d+)", client.get(f"/w/noor/accounts/{record.number}/").content.decode()
    )
    address = f"{url('edit', record.number)}?former={links[1]}"
    page = client.get(address)
    assert "The former values are filled in." in page.content.decode()
    form = page.context["form"]
    assert (form["city"].value(), form["phone"].value(), form["name_en"].value()) == ("Jeddah", "", "Afaq")
    assert json.loads(form["was"].value())["city"] == "Riyadh"
    assert opened(lambda: Account.objects.get().city) == "Riyadh"
    fields = {field.name: str(field.value() or "") for field in form}
    assert client.post(address, fields).status_code == 303
    kept = opened(lambda: Account.objects.select_related("owner__user").get())
    assert (kept.city, kept.owner, kept.phone, kept.name_en) == ("Jeddah", salem, "", "Afaq")
    assert opened(lambda: {str(each.tag) for each in kept.taggings.all()}) == {"old", "kept"}
    assert opened(lambda: Event.objects.order_by("-id").first().verb) == "account.changed"


def test_former_values_of_something_else_are_not_filled_in(sign_in, salem, reem, record, opened):
    client = sign_in(salem)
    edit(client, record.number, city="Riyadh")
    other = opened(lambda: services.add_account(by=salem, fields={"name_en": "Basma", "city": "Abha"}))
    event = re.search(r"\d+$", former_link(client, record))[0]
    for meant in (event, "0", "x", "9" * 17):
        assert (
            client.get(f"{url('edit', other.number)}?former={meant}").context["form"]["city"].value()
            == "Abha"
        )
    assert "?former=" not in sign_in(reem).get(f"/w/noor/accounts/{record.number}/").content.decode()


def test_undo_twice_is_undo_once(sign_in, salem, record, opened):
    client = sign_in(salem)
    address = offered(edit(client, record.number, city="Riyadh"))
    client.post(address)
    client.post(address)
    assert opened(lambda: (Account.objects.get().city, Account.objects.get().version)) == ("Jeddah", 3)


def test_a_contact_of_a_person_goes_back_on_both_sides(sign_in, salem, opened):
    person = opened(
        lambda: services.add_account(by=salem, fields={"kind": "person", "name_en": "Lina", "city": "Jeddah"})
    )
    contact = opened(lambda: person.positions.get().contact)
    client = sign_in(salem)
    client.post(offered(edit(client, contact.number, "contact_edit", city="Riyadh")))
    assert opened(lambda: {Account.objects.get().city, Contact.objects.get().city}) == {"Jeddah"}


def test_a_status_goes_back(sign_in, salem, record, opened):
    client = sign_in(salem)
    done = client.post(url("status", record.number), {"status": "dormant"})
    address = offered(done)
    client.post(address)
    assert opened(lambda: Account.objects.get().status) == "prospect"
    opened(lambda: Account.objects.get().set_status("active", by=salem))
    client.post(address)
    assert opened(lambda: Account.objects.get().status) == "active"


def test_archive_and_restore_take_each_other_back(sign_in, salem, record, opened):
    client = sign_in(salem)
    done = client.post(url("archive", record.number))
    client.post(offered(done))
    assert not opened(lambda: Account.objects.get().is_archived)
    opened(lambda: Account.objects.get().archive(by=salem))
    restored = sign_in(salem).post(url("archive", record.number), {"undo": "1"})
    client.post(offered(restored))
    assert opened(lambda: Account.objects.get().is_archived)


@pytest.fixture
def people(opened, salem, record):
    def place():
        lina, omar = (services.add_contact(by=salem, fields={"name_en": name}) for name in ("Lina", "Omar"))
        services.place_contact(lina, record, by=salem, title="Buyer", decision_role="buys")
        return lina, omar

    return opened(place)


def positions():
    rows = Position.objects.order_by("contact").values_list("contact__name_en", "title", "is_primary")
    return list(rows)


def test_a_position_that_was_removed_comes_back_as_it_was(sign_in, salem, record, people, opened):
    before, client = opened(positions), sign_in(salem)
    done = client.post(url("contact_position_end", people[0].number, account=record.number))
    assert opened(positions) == []
    client.post(offered(done))
    assert opened(positions) == before == [("Lina", "Buyer", True)]


def test_a_new_main_contact_gives_the_place_back(sign_in, salem, record, people, opened):
    before, client = opened(positions), sign_in(salem)
    typed = {"account": str(record.number), "title": "Head", "is_primary": "on"}
    done = client.post(url("contact_position", people[1].number), typed)
    assert opened(positions) == [("Lina", "Buyer", False), ("Omar", "Head", True)]
    client.post(offered(done))
    assert opened(positions) == before


def test_positions_that_changed_since_stay(sign_in, salem, record, people, opened):
    client = sign_in(salem)
    address = offered(client.post(url("contact_position_end", people[0].number, account=record.number)))
    opened(lambda: services.place_contact(people[1], Account.objects.get(), by=salem))
    client.post(address)
    assert opened(positions) == [("Omar", "", True)]


@pytest.mark.parametrize("undo", ["", "x", "0", "-1", "٣", "9" * 30, "999999"])
def test_nonsense_takes_nothing_back(sign_in, salem, record, people, opened, undo):
    client = sign_in(salem)
    for address in (
        url("edit", record.number),
        url("contact_edit", people[0].number),
        url("contact_position_end", people[0].number, account=record.number),
    ):
        assert client.post(f"{address}?undo={undo}").status_code == 303
    assert client.post(f"{url('status', record.number)}?undo=nonsense").status_code == 400
    assert opened(positions) == [("Lina", "Buyer", True)]


def test_who_may_not_edit_may_not_undo(sign_in, salem, reem, record, opened):
    done = edit(sign_in(salem), record.number, city="Riyadh")
    assert sign_in(reem).post(offered(done)).status_code == 403
    assert opened(lambda: Account.objects.get().city) == "Riyadh"


def test_a_number_in_an_address_is_plain_digits(rf):
    assert [asked_number(rf.post(f"/?undo={text}")) for text in ("3", "", "٣", "1e3")] == [
        3,
        None,
        None,
        None,
    ]
