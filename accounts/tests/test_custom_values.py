"""Values of custom fields: typed on forms, checked, shown, told, found, taken back, gone with their record."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import services
from accounts.custom.values import held_value
from accounts.models import Account, AccountValue, Contact, ContactValue, CustomField
from accounts.undoing import undo_edit
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.django_db
GRADES = [("ذهبي", "Gold"), ("فضي", "Silver")]


@pytest.fixture
def fields(custom):
    return {
        "register": custom("Register", is_searchable=True, label_ar="السجل التجاري"),
        "branches": custom("Branches", "whole"),
        "share": custom("Share", "number"),
        "renewal": custom("Renewal", "day"),
        "exclusive": custom("Exclusive", "yes_no"),
        "grade": custom("Grade", "choice", choices=GRADES, is_searchable=True),
    }


def edit_url(account):
    return f"/w/noor/accounts/{account.number}/edit/"


def boxes(client, url) -> dict:
    """The form as a browser holds it."""
    form = client.get(url).context["form"]
    return {field.name: str(field.value() or "") for field in form}


def typed(fields, **texts):
    return {fields[name].key: text for name, text in texts.items()}


def held(record, fields):
    fresh = type(record).objects.get(pk=record.pk)
    return {name: held_value(fresh, each) for name, each in fields.items()}


@pytest.fixture
def filled(sign_in, salem, afaq, fields):
    client, gold = sign_in(salem), fields["grade"].choices[0]
    texts = {
        "register": "١٠١٠ أ", "branches": "١٢", "share": "12.50", "renewal": "1447/09/01",
        "exclusive": "no", "grade": str(gold.number),
    }  # fmt: skip
    answer = client.post(edit_url(afaq), {**boxes(client, edit_url(afaq)), **typed(fields, **texts)})
    assert answer.status_code == 303, answer.context["form"].errors
    return afaq


def test_values_are_kept_by_their_kind_and_the_version_rises(filled, fields, in_noor):
    gold = fields["grade"].choices[0]
    assert held(filled, fields) == {
        "register": "١٠١٠ أ", "branches": 12, "share": Decimal("12.5"), "renewal": date(2026, 2, 18),
        "exclusive": False, "grade": gold.pk,
    }  # fmt: skip
    assert Account.objects.get(pk=filled.pk).version == 2


def test_an_untouched_form_changes_nothing(sign_in, salem, filled, in_noor):
    client = sign_in(salem)
    client.post(edit_url(filled), boxes(client, edit_url(filled)))
    assert Account.objects.get(pk=filled.pk).version == 2


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        ("branches", "3.5", "whole number"),
        ("branches", "many", "whole number"),
        ("branches", "1234567890123456", "15 digits"),
        ("share", "1,2,3", "Enter a number"),
        ("renewal", "yesterday-ish", "date"),
        ("register", "x" * 501, "500 characters"),
        ("grade", "999999", "valid choice"),
        ("exclusive", "perhaps", "valid choice"),
    ],
)
def test_what_does_not_fit_is_refused_and_kept_on_the_form(
    sign_in, salem, afaq, fields, name, text, advice, in_noor
):
    client = sign_in(salem)
    answer = client.post(edit_url(afaq), {**boxes(client, edit_url(afaq)), **typed(fields, **{name: text})})
    assert answer.status_code == 422
    assert fields[name].key in answer.context["form"].errors
    assert advice in answer.content.decode()
    assert answer.context["form"][fields[name].key].value() == text
    assert not AccountValue.objects.exists()


def test_a_required_field_is_asked_for(sign_in, salem, afaq, custom, in_noor):
    needed = custom("Register", is_required=True)
    client = sign_in(salem)
    assert client.post(edit_url(afaq), boxes(client, edit_url(afaq))).status_code == 422
    posted = {**boxes(client, "/w/noor/accounts/new/"), "name_en": "New one", "kind": "company"}
    assert client.post("/w/noor/accounts/new/", posted).status_code == 422
    assert client.post("/w/noor/accounts/new/", {**posted, needed.key: "77"}).status_code == 303
    assert AccountValue.objects.get().text == "77"


def test_the_page_shows_them_and_escapes_what_was_typed(sign_in, salem, afaq, custom, in_noor):
    evil = custom("<script>x</script>", is_searchable=True)
    services.change_account(afaq, by=salem, read_version=1, changed=["x"], custom={evil: "<b>1010</b>"})
    for address in (f"/w/noor/accounts/{afaq.number}/", edit_url(afaq), "/w/noor/accounts/"):
        page = sign_in(salem).get(address).content.decode()
        assert "<script>x" not in page
        assert "<b>1010" not in page
    assert "&lt;b&gt;1010" in sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/").content.decode()


def test_the_story_tells_the_former_and_the_new_value(sign_in, salem, filled, fields, in_noor):
    client, silver = sign_in(salem), fields["grade"].choices[1]
    posted = {**boxes(client, edit_url(filled)), **typed(fields, grade=str(silver.number), share="")}
    client.post(edit_url(filled), posted)
    line = client.get(f"/w/noor/accounts/{filled.number}/").context["story"].entries[0].line
    told = {
        change.label.strip("\u2068\u2069"): (change.before.text, change.after.text) for change in line.changes
    }
    assert told == {"Grade": ("Gold", "Silver"), "Share": ("12.5", "")}


def test_old_values_are_in_the_history_of_the_database(sign_in, salem, filled, fields, in_noor):
    client = sign_in(salem)
    client.post(
        edit_url(filled), {**boxes(client, edit_url(filled)), **typed(fields, register="", branches="3")}
    )
    rows = AccountValue.history_model.objects.order_by("pgh_id").values_list("pgh_label", "text", "amount")
    assert set(rows) == {("delete", "١٠١٠ أ", None), ("update", "", 12.0)}


def test_an_edit_is_taken_back_with_its_custom_values(sign_in, salem, filled, fields, in_noor):
    client, before = sign_in(salem), held(filled, fields)
    posted = {**boxes(client, edit_url(filled)), **typed(fields, register="", branches="99", exclusive="yes")}
    client.post(edit_url(filled), posted)
    undo_edit(Account.objects.get(pk=filled.pk), 3, by=salem)
    assert held(filled, fields) == before


def test_two_edits_of_different_fields_merge(sign_in, salem, mona, filled, fields, in_noor):
    first, second = sign_in(mona), sign_in(salem)
    mine = boxes(second, edit_url(filled))
    first.post(edit_url(filled), {**boxes(first, edit_url(filled)), **typed(fields, branches="40")})
    assert second.post(edit_url(filled), {**mine, **typed(fields, exclusive="yes")}).status_code == 303
    assert (held(filled, fields)["branches"], held(filled, fields)["exclusive"]) == (40, True)


def test_two_edits_of_one_field_stand_side_by_side(sign_in, salem, mona, filled, fields, in_noor):
    first, second = sign_in(mona), sign_in(salem)
    mine, silver = boxes(second, edit_url(filled)), fields["grade"].choices[1]
    first.post(
        edit_url(filled), {**boxes(first, edit_url(filled)), **typed(fields, grade=str(silver.number))}
    )
    answer = second.post(edit_url(filled), {**mine, **typed(fields, grade="")})
    assert answer.status_code == 422
    (collision,) = answer.context["form"].collisions
    shown = [collision[side].strip("\u2068\u2069") for side in ("was", "mine", "theirs")]
    assert shown == ["Gold", "—", "Silver"]


def test_searchable_values_are_found_in_any_spelling_beside_names(filled, fields, in_noor):
    for query in ("1010", "افاق ١٠١٠", "ذهبى", "gold afaq"):
        assert list(Account.objects.matching(query)) == [filled], query
    assert not Account.objects.matching("12.5").exists()


def test_a_contact_has_its_own_fields(sign_in, salem, custom, in_noor):
    floor = custom("Floor", "whole", of="contact")
    client, url = sign_in(salem), "/w/noor/contacts/new/"
    assert client.post(url, {**boxes(client, url), "name_en": "Noura", floor.key: "7"}).status_code == 303
    noura = Contact.objects.get()
    assert held_value(noura, floor) == 7
    assert floor.key not in boxes(client, "/w/noor/accounts/new/")
    services.change_contact(noura, by=salem, read_version=1, changed=[floor.key], custom={floor: 8})
    page = client.get(f"/w/noor/contacts/{noura.number}/")
    assert ("7", "8") in [
        (change.before.text, change.after.text)
        for entry in page.context["story"].entries
        for change in entry.line.changes
    ]


def test_values_go_with_their_record(sign_in, salem, huda, filled, in_noor):
    answer = sign_in(huda).post(f"/w/noor/accounts/{filled.number}/deletion/", {"name": filled.name_en})
    assert answer.status_code == 303
    assert not AccountValue.objects.exists()


def test_the_database_refuses_a_field_of_another_workspace_and_two_values_in_one(afaq, theirs, karim, custom):
    mine = custom("Register")
    with workspace(karim.workspace_id), transaction.atomic():
        point = transaction.savepoint()
        AccountValue.objects.create(record=theirs, field_id=mine.pk, text="x")
        with connection.cursor() as cursor, pytest.raises(IntegrityError):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.savepoint_rollback(point)
    with workspace(afaq.workspace_id), pytest.raises(IntegrityError), transaction.atomic():
        AccountValue.objects.create(record=afaq, field_id=mine.pk, text="x", amount=1)


def test_nobody_sees_the_fields_of_another_workspace(sign_in, karim, theirs, fields):
    page = sign_in(karim).get(f"/w/bahr/accounts/{theirs.number}/edit/")
    assert not [name for name in page.context["form"].fields if name.startswith("custom_")]
    assert sign_in(karim).get("/w/bahr/settings/fields/1/").status_code == 404
    with workspace(karim.workspace_id):
        assert not CustomField.objects.exists()
        assert not ContactValue.objects.exists()


def test_the_event_names_the_fields(filled, fields, in_noor):
    event = Event.objects.filter(verb="account.changed").latest("pk")
    assert set(event.detail["fields"]) == {each.key for each in fields.values()}
