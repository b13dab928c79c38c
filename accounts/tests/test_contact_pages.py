import uuid

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Consent, Contact, Position
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(name, kwargs={"slug": "noor", **kwargs})


def form(**fields):
    return {"form_token": str(uuid.uuid4()), "version": "1", **fields}


@pytest.fixture
def noura(salem, afaq):
    with workspace(salem.workspace_id):
        return services.add_contact(by=salem, fields={"name_ar": "نورة العتيبي"}, account=afaq, title="مديرة")


def test_a_new_contact_keeps_phones_birth_date_and_interests(sign_in, salem, afaq):
    typed = form(
        name_ar="سارة الحربي",
        phone_1="٠٥٥٩٨٧٦٥٤٣",
        phone_2="+971501234567",
        birth_on="1445/01/01",
        gender="female",
        preferred_channel="whatsapp",
        interests="القهوة، السفر",
        account=f"{afaq.number} · آفاق",
        title="مديرة المشتريات",
    )
    response = sign_in(salem).post(url("accounts:contact_new"), typed)
    assert response.status_code == 303
    with workspace(salem.workspace_id):
        contact = Contact.objects.get()
        assert (contact.phone_1_e164, contact.phone_2_e164) == ("+966559876543", "+971501234567")
        assert str(contact.birth_on) == "2023-07-19"
        assert sorted(str(interest) for interest in contact.interests.all()) == ["السفر", "القهوة"]
        assert (contact.positions.get().account_id, contact.positions.get().is_primary) == (afaq.pk, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("birth_on", "31/02/2020"), ("phone_1", "12"), ("email_1", "a@b"), ("account", "999"), ("gender", "x")],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_is_written(sign_in, salem, field, value):
    response = sign_in(salem).post(url("accounts:contact_new"), form(name_ar="سارة", **{field: value}))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert value in response.content.decode()
    with workspace(salem.workspace_id):
        assert not Contact.objects.exists()


def test_a_second_main_contact_takes_the_place_of_the_first(sign_in, salem, afaq, noura, in_noor):
    other = services.add_contact(by=salem, fields={"name_ar": "خالد"}, account=afaq)
    typed = {"account": str(afaq.number), "title": "المدير", "is_primary": "on"}
    sign_in(salem).post(url("accounts:contact_position", number=other.number), typed)
    with workspace(salem.workspace_id):
        assert Position.objects.get(is_primary=True).contact_id == other.pk


def test_a_contact_can_leave_an_account(sign_in, salem, afaq, noura):
    address = url("accounts:contact_position_end", number=noura.number, account=afaq.number)
    assert sign_in(salem).post(address).status_code == 303
    with workspace(salem.workspace_id):
        assert not noura.positions.exists()


def test_a_consent_is_added_and_the_last_one_holds(sign_in, salem, noura):
    client, address = sign_in(salem), url("accounts:contact_consent", number=noura.number)
    for state in ("given", "withdrawn"):
        typed = {
            "channel": "email",
            "purpose": "marketing",
            "state": state,
            "wording": "أوافق",
            "source": "مكالمة",
        }
        assert client.post(address, typed).status_code == 303
    with workspace(salem.workspace_id):
        assert Consent.objects.count() == 2
    shown = client.get(url("desk:contact", number=noura.number)).context["consents"]
    assert [consent.state for consent in shown] == ["withdrawn"]


def test_a_person_customer_and_the_contact_are_one(sign_in, salem, in_noor):
    person = services.add_account(
        by=salem, fields={"kind": "person", "name_ar": "نورة", "phone": "0501234567"}
    )
    contact = person.positions.get().contact
    typed = form(name_ar="نورة العتيبي", phone_1="0559876543", version=contact.version)
    assert sign_in(salem).post(url("accounts:contact_edit", number=contact.number), typed).status_code == 303
    person.refresh_from_db()
    assert (person.name_ar, person.phone_e164) == ("نورة العتيبي", "+966559876543")


def test_the_list_shows_where_each_contact_works(sign_in, salem, noura):
    page = sign_in(salem).get(url("accounts:contact_list")).content.decode()
    assert "نورة العتيبي" in page
    assert "Afaq Gulf" in page


def test_a_strangers_contact_is_not_there(sign_in, karim, noura):
    assert sign_in(karim).get(url("desk:contact", number=noura.number)).status_code == 404


def test_a_viewer_may_not_write(sign_in, reem, noura):
    client = sign_in(reem)
    assert client.get(url("desk:contact", number=noura.number)).status_code == 200
    for name in ("contact_edit", "contact_archive", "contact_position", "contact_consent"):
        assert client.post(url(f"accounts:{name}", number=noura.number)).status_code == 403


def test_search_finds_customers_and_people_and_nothing_of_a_stranger(sign_in, salem, noura, theirs):
    client = sign_in(salem)
    page = client.get(url("desk:search") + "?q=نوره").content.decode()
    assert "نورة العتيبي" in page
    assert "Stranger" not in client.get(url("desk:search") + "?q=stranger").content.decode()


def test_results_come_while_typing(sign_in, salem, noura):
    headers = {"hx-request": "true", "hx-target": "search-results"}
    page = sign_in(salem).get(url("desk:search") + "?q=العتيبي", headers=headers).content.decode()
    assert "نورة العتيبي" in page
    assert "<html" not in page


def test_a_deleted_contact_keeps_its_name_in_the_story_of_the_account(
    sign_in, huda, afaq, noura, django_assert_max_num_queries
):
    client, page = sign_in(huda), url("desk:account", number=afaq.number)
    client.post(url("accounts:contact_deletion", number=noura.number), {"name": noura.name})
    with workspace(huda.workspace_id):
        assert not Contact.objects.exists()
    with django_assert_max_num_queries(26):
        shown = client.get(page)
    lines = [entry.line for entry in shown.context["story"].entries]
    told = [line.sentence for line in lines if noura.name_ar in line.sentence]
    assert len(told) == 3  # added, tied to the account, taken off it
