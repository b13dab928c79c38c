"""Two people edit one record: what does not collide merges, what does is decided field by field, nothing is lost."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Account, Contact
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db


def address(account):
    return reverse("accounts:edit", kwargs={"slug": "noor", "number": account.number})


def read(client, account) -> dict:
    """The form as a browser holds it."""
    form = client.get(address(account)).context["form"]
    return {field.name: str(field.value() or "") for field in form}


@pytest.fixture
def record(in_noor, salem):
    fields = {"name_en": "Afaq Gulf", "city": "Jeddah", "description": "first\nsecond"}
    return services.add_account(by=salem, fields=fields, tags=["old"])


@pytest.fixture
def save(sign_in, record):
    def saved(client, form, **changes):
        return client.post(address(record), {**form, **changes})

    return saved


def stands(record) -> Account:
    return Account.objects.get(pk=record.pk)


def test_edits_of_different_fields_merge_by_themselves(sign_in, salem, mona, record, save, in_noor):
    first, second = sign_in(mona), sign_in(salem)
    form = read(second, record)
    save(first, read(first, record), city="Dammam", tags="old, big")
    answer = save(second, form, phone="0501234567", description="first\r\nsecond\r\nthird")
    assert answer.status_code == 303
    kept = stands(record)
    assert (kept.city, kept.phone, kept.description) == ("Dammam", "0501234567", "first\nsecond\nthird")
    assert {str(each.tag) for each in kept.taggings.all()} == {"old", "big"}
    assert kept.version == 3


def test_a_status_changed_meanwhile_stands_in_nobodys_way(sign_in, salem, record, save, in_noor):
    client = sign_in(salem)
    form = read(client, record)
    stands(record).set_status("active", by=salem)
    assert save(client, form, city="Riyadh").status_code == 303
    assert (stands(record).city, stands(record).status) == ("Riyadh", "active")


def test_the_same_field_is_shown_three_times_and_writes_nothing(sign_in, salem, mona, record, save, in_noor):
    first, second = sign_in(mona), sign_in(salem)
    form = read(second, record)
    save(first, read(first, record), city="Dammam", phone="0501234567")
    answer = save(second, form, city="Riyadh")
    assert answer.status_code == 422
    (collision,) = answer.context["form"].collisions
    assert [collision[side] for side in ("was", "mine", "theirs")] == ["Jeddah", "Riyadh", "Dammam"]
    assert mona.user.name in answer.content.decode()
    assert answer.context["form"].taken_words == "Phone"
    assert stands(record).city == "Dammam"


@pytest.mark.parametrize(("choice", "city"), [("mine", "Riyadh"), ("theirs", "Dammam")])
def test_whichever_is_chosen_stands(sign_in, salem, mona, record, save, in_noor, choice, city):
    first, second = sign_in(mona), sign_in(salem)
    form = read(second, record)
    save(first, read(first, record), city="Dammam", phone="0501234567")
    shown = save(second, form, city="Riyadh", description="mine").context["form"]
    again = {field.name: str(field.value() or "") for field in shown}
    assert save(second, again, **{"choice-city": choice}).status_code == 303
    kept = stands(record)
    assert (kept.city, kept.phone, kept.description) == (city, "0501234567", "mine")


def test_a_third_edit_during_the_decision_is_met_again(sign_in, salem, mona, record, save, in_noor):
    first, second = sign_in(mona), sign_in(salem)
    form = read(second, record)
    save(first, read(first, record), city="Dammam")
    shown = save(second, form, city="Riyadh").context["form"]
    again = {field.name: str(field.value() or "") for field in shown}
    save(first, read(first, record), city="Abha")
    answer = save(second, again, **{"choice-city": "mine"})
    assert answer.status_code == 422
    (collision,) = answer.context["form"].collisions
    assert [collision[side] for side in ("was", "mine", "theirs")] == ["Dammam", "Riyadh", "Abha"]
    assert "choice-city" not in answer.context["form"].data


@pytest.mark.parametrize(
    "nonsense",
    ["", "[", "[]", '{"city": 3}', '{"city": {"a": 1}}', "\x00", "null", "[" * 100_000, "9" * 5_000],
    ids=lambda text: text[:9],
)
def test_without_the_first_reading_nothing_is_decided_in_silence(
    sign_in, salem, mona, record, save, in_noor, nonsense
):
    first, second = sign_in(mona), sign_in(salem)
    form = read(second, record)
    save(first, read(first, record), city="Dammam")
    answer = save(second, form, was=nonsense)
    assert answer.status_code == 422
    assert stands(record).city == "Dammam"


def test_a_choice_that_nobody_offered_changes_nothing_else(sign_in, salem, record, save, in_noor):
    client = sign_in(salem)
    form = read(client, record)
    extra = {"choice-nothing": "theirs", "choice-version": "theirs", "choice-": "theirs"}
    assert save(client, form, city="Riyadh", **extra).status_code == 303
    assert stands(record).city == "Riyadh"


def test_a_contacts_edits_merge_too(sign_in, salem, mona, in_noor):
    contact = services.add_contact(by=salem, fields={"name_en": "Lina", "city": "Jeddah"})
    url = reverse("accounts:contact_edit", kwargs={"slug": "noor", "number": contact.number})
    first, second = sign_in(mona), sign_in(salem)
    forms = [client.get(url).context["form"] for client in (first, second)]
    mine, theirs = ({field.name: str(field.value() or "") for field in form} for form in forms)
    first.post(url, {**mine, "city": "Dammam"})
    assert second.post(url, {**theirs, "birth_on": "1990-05-01"}).status_code == 303
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.city, str(kept.birth_on)) == ("Dammam", "1990-05-01")


def test_the_page_carries_what_it_showed(sign_in, salem, record):
    page = sign_in(salem).get(address(record)).content.decode()
    carried = json.loads(unescape(re.search(r'name="was" value="([^"]*)"', page)[1]))
    assert (carried["city"], carried["tags"]) == ("Jeddah", "old")
    with workspace(salem.workspace_id):
        assert set(carried) >= {"owner", "industry", "description"}
