"""One cell of a list, edited where it stands."""

import pytest

from accounts.deletion import delete_for_good
from accounts.fields.inputs import save_cell
from accounts.models import Account, Contact
from accounts.models.record import Stale
from accounts.services import add_account, add_contact
from timeline.models import Event
from workspaces.models import Membership

pytestmark = pytest.mark.django_db
ACCOUNTS = "/w/noor/accounts/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def afaq(in_noor, salem):
    fields = {"name_en": "Afaq", "owner": salem, "city": "Riyadh", "country": "SA"}
    return add_account(by=salem, fields=fields, status="active")


def address(record, field):
    return f"{ACCOUNTS}{record.number}/cell/?field={field}"


def save(client, record, field, value, version=None, **headers):
    posted = {"value": value, "version": record.version if version is None else version}
    return client.post(address(record, field), posted, headers=headers)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("status", "lost", {"status": "lost"}),
        ("tier", "A", {"tier": "A"}),
        ("owner", "", {"owner_id": None}),
        ("city", "  جدة ", {"city": "جدة"}),
        ("phone", "٠١١ ٤٢٤ ٥٣٨٣", {"phone_e164": "+966114245383"}),
    ],
)
def test_a_typed_value_is_saved_and_told_once(sign_in, salem, afaq, field, typed, kept):
    client = sign_in(salem)
    form = client.get(address(afaq, field), headers=HTMX)
    assert f'name="version" value="{afaq.version}"' in form.content.decode()
    assert "<!doctype" not in form.content.decode()
    answer = save(client, afaq, field, typed, **HTMX)
    assert answer.status_code == 200
    assert f"cell/?field={field}" in answer.content.decode()
    fresh = Account.objects.get(pk=afaq.pk)
    assert {name: getattr(fresh, name) for name in kept} == kept
    assert fresh.version == afaq.version + 1
    assert Event.objects.filter(verb__startswith="account.").exclude(verb="account.created").count() == 1
    save(client, fresh, field, typed, **HTMX)
    assert Account.objects.get(pk=afaq.pk).version == fresh.version


@pytest.mark.parametrize("field", ["status", "tier", "city"])
def test_who_saved_first_is_not_written_over_unseen(sign_in, salem, afaq, field):
    client, old = sign_in(salem), afaq.version
    values = {"status": ("dormant", "lost"), "tier": ("B", "C"), "city": ("Abha", "Tabuk")}[field]
    save(client, afaq, field, values[0])
    answer = save(client, afaq, field, values[1], version=old, **HTMX)
    assert answer.status_code == 422
    assert "Somebody changed this record meanwhile" in answer.content.decode()
    assert getattr(Account.objects.get(pk=afaq.pk), field) == values[0]
    assert f'name="version" value="{old + 1}"' in answer.content.decode()
    save(client, afaq, field, values[1], version=old + 1)
    assert getattr(Account.objects.get(pk=afaq.pk), field) == values[1]


@pytest.mark.parametrize(
    ("field", "typed"), [("status", ""), ("status", "x"), ("owner", "99"), ("phone", "12")]
)
def test_a_wrong_value_is_kept_and_explained(sign_in, salem, afaq, field, typed):
    answer = save(sign_in(salem), afaq, field, typed, **HTMX)
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()
    assert Account.objects.get(pk=afaq.pk).version == afaq.version


def test_without_scripts_it_is_a_page_that_leads_back_to_the_list(sign_in, salem, afaq):
    page = f"{address(afaq, 'tier')}&in=status%3Dactive"
    assert "<!doctype" in sign_in(salem).get(page).content.decode()
    answer = sign_in(salem).post(page, {"value": "A", "version": afaq.version})
    assert (answer.status_code, answer["location"]) == (303, f"{ACCOUNTS}?status=active")


def test_only_who_may_edit_finds_the_way_and_only_known_fields_are_edited(sign_in, salem, reem, karim, afaq):
    assert "data-cell " in sign_in(salem).get(ACCOUNTS).content.decode()
    assert "data-cell " not in sign_in(reem).get(ACCOUNTS).content.decode()
    assert save(sign_in(reem), afaq, "tier", "A").status_code == 403
    assert save(sign_in(karim), afaq, "tier", "A").status_code == 404
    for field in ("name", "created", "workspace", "nonsense"):
        assert save(sign_in(salem), afaq, field, "A").status_code == 404


def test_what_is_archived_is_read_only(sign_in, salem, afaq):
    afaq.archive(by=salem)
    client = sign_in(salem)
    assert "data-cell " not in client.get(f"{ACCOUNTS}?archived=1").content.decode()
    save(client, afaq, "tier", "A")
    assert Account.objects.get(pk=afaq.pk).tier == ""


def test_a_colleague_who_left_stays_the_owner_until_another_is_chosen(sign_in, salem, faisal, afaq):
    Account.objects.filter(pk=afaq.pk).update(owner=faisal)
    Membership.objects.filter(pk=faisal.pk).update(ended_at=faisal.started_at)
    form = sign_in(salem).get(address(afaq, "owner"), headers=HTMX).content.decode()
    assert f'value="{faisal.number}" selected' in form


def test_giving_it_out_of_ones_sight_is_said(sign_in, noor, salem, mona, afaq):
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    answer = save(sign_in(salem), afaq, "owner", mona.number, **HTMX)
    assert "no longer among the records you see" in answer.content.decode()


def test_a_contacts_phone(sign_in, in_noor, salem):
    noura = add_contact(by=salem, fields={"name_en": "Noura", "country": "SA"})
    posted = {"value": "0501234567", "version": noura.version}
    sign_in(salem).post(f"/w/noor/contacts/{noura.number}/cell/?field=phone_1", posted)
    assert Contact.objects.get().phone_1_e164 == "+966501234567"


def test_signs_in_names_and_values_are_no_markup_and_no_template(sign_in, salem, afaq):
    Account.objects.filter(pk=afaq.pk).update(name_en="{0} <b>{name}</b>", city="{number}<i>%s")
    page = sign_in(salem).get(ACCOUNTS).content.decode()
    assert "{0} &lt;b&gt;{name}&lt;/b&gt;" in page
    assert "{number}&lt;i&gt;%s" in page


def test_a_record_out_of_sight_or_gone_is_not_found(sign_in, noor, salem, mona, afaq):
    Account.objects.filter(pk=afaq.pk).update(owner=mona)
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    for field in ("tier", "status"):
        assert sign_in(salem).get(address(afaq, field)).status_code == 404
        assert save(sign_in(salem), afaq, field, "A", **HTMX).status_code == 404


def test_a_status_of_what_was_deleted_meanwhile_is_nobodys(in_noor, salem, afaq):
    other = Account.objects.get(pk=afaq.pk)
    delete_for_good(other, by=salem)
    with pytest.raises(Stale):
        save_cell(afaq, "status", "lost", by=salem, read_version=1)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "9" * 5000])
@pytest.mark.parametrize(("field", "value"), [("city", "Abha"), ("status", "lost")])
def test_without_the_version_that_was_read_nothing_is_written(sign_in, salem, afaq, version, field, value):
    answer = save(sign_in(salem), afaq, field, value, version=version, **HTMX)
    assert answer.status_code == 422
    assert "Somebody changed this record meanwhile" in answer.content.decode()
    assert Account.objects.get(pk=afaq.pk).version == 1


@pytest.mark.parametrize("typed", ["x" * 81, "x" * 100_000])
def test_text_that_is_too_long_is_kept_and_explained(sign_in, salem, afaq, typed):
    answer = save(sign_in(salem), afaq, "city", typed, **HTMX)
    assert answer.status_code == 422
    assert typed in answer.content.decode()


def test_both_values_are_shown_where_somebody_saved_first(sign_in, salem, afaq):
    client = sign_in(salem)
    save(client, afaq, "city", "Abha")
    page = save(client, afaq, "city", "Tabuk", version=1, **HTMX).content.decode()
    assert "Abha" in page
    assert "Tabuk" in page


def test_an_address_of_a_contact_is_an_address(sign_in, in_noor, salem):
    noura = add_contact(by=salem, fields={"name_en": "Noura", "email_1": "noura@noor.example"})
    page = f"/w/noor/contacts/{noura.number}/cell/?field=email_1"
    refused = sign_in(salem).post(page, {"value": "noura at noor", "version": 1}, headers=HTMX)
    assert refused.status_code == 422
    assert "noura at noor" in refused.content.decode()
    sign_in(salem).post(page, {"value": "", "version": 1}, headers=HTMX)
    assert Contact.objects.get().email_1 == ""
