"""The settings of custom fields: who may, what is refused, what archiving and retiring leave standing."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from accounts import services
from accounts.custom import labels, settings
from accounts.custom.reading import definitions_for
from accounts.custom.values import held_value
from accounts.models import Account, CustomChoice, CustomField
from timeline.models import Event, Job
from workspaces.models import Membership

pytestmark = pytest.mark.django_db
FIELDS = "/w/noor/settings/fields/"


def post(client, address="new/", **fields):
    return client.post(f"{FIELDS}{address}", {"label_ar": "", "label_en": "", "kind": "text", **fields})


def test_an_admin_adds_a_field_and_its_choices(sign_in, huda, in_noor):
    choices = "ذهبي | Gold\nBronze | برونزي\n\nفضي\n"
    answer = post(sign_in(huda), label_ar="الفئة الداخلية", kind="choice", choices=choices, is_required="on")
    assert answer.status_code == 303
    field = CustomField.objects.get()
    assert (field.of, field.kind, field.is_required) == ("account", "choice", True)
    labels = list(field.choices.values_list("label_ar", "label_en"))
    assert labels == [("ذهبي", "Gold"), ("برونزي", "Bronze"), ("فضي", "")]
    assert Event.objects.filter(verb="customfield.created").exists()


def test_a_form_sent_twice_adds_one_field_and_what_was_changed_since_is_refused(sign_in, huda, in_noor):
    client, sent = sign_in(huda), {"label_en": "Register", "form_token": str(uuid.uuid4())}
    assert [post(client, **sent).status_code for _press in range(2)] == [303, 303]
    refused = post(client, **{**sent, "label_en": "Number of register"})
    assert refused.status_code == 422
    assert "was sent before" in refused.context["form"].non_field_errors()[0]
    assert [field.label_en for field in CustomField.objects.all()] == ["Register"]
    again = {**sent, "label_en": "Other", "form_token": refused.context["form"]["form_token"].value()}
    assert post(client, **again).status_code == 303


def test_there_is_no_field_of_an_unknown_kind(huda, custom, in_noor):
    with pytest.raises(ValueError, match="colour"):
        settings.add_field(
            by=huda, form_token=None, of="account", kind="colour", label_en="Colour", label_ar=""
        )
    custom("Register")
    with pytest.raises(IntegrityError, match="accounts_customfield_kind"), transaction.atomic():
        CustomField.objects.update(kind="colour")


@pytest.mark.parametrize("person", ["mona", "salem", "faisal", "reem"])
def test_only_who_leads_the_workspace_may(sign_in, request, custom, person, in_noor):
    field = custom("Register")
    client = sign_in(request.getfixturevalue(person))
    for address in ("", "new/", f"{field.number}/"):
        assert client.get(f"{FIELDS}{address}").status_code == 403
    for address in ("new/", f"{field.number}/archive/", f"{field.number}/place/"):
        assert post(client, address, label_en="x").status_code == 403


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({}, "Write the label"),
        ({"label_en": "register"}, "Another field has this label"),
        ({"label_ar": "Régister"}, "Another field has this label"),
        ({"label_en": "City"}, "Sila has a field of this name"),
        ({"label_ar": "المدينة"}, "Sila has a field of this name"),
        ({"label_en": "!!"}, "letters or digits"),
        ({"label_en": "Do not call"}, "consents"),
        ({"label_en": "x" * 61}, "60 characters"),
        ({"label_en": "Grade", "kind": "choice"}, "at least one choice"),
        ({"label_en": "Grade", "kind": "choice", "choices": "Gold\ngold"}, "Two choices"),
        ({"label_en": "Day", "kind": "day", "is_searchable": "on"}, "text, numbers and choices"),
        ({"label_en": "Day", "kind": "colour"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept_on_the_form(
    sign_in, huda, custom, fields, advice, in_noor
):
    custom("Register")
    answer = post(sign_in(huda), **fields)
    assert answer.status_code == 422
    assert advice in answer.content.decode()
    assert CustomField.objects.count() == 1


def test_accounts_and_contacts_may_use_the_same_label(sign_in, huda, custom, in_noor):
    custom("Register")
    assert post(sign_in(huda), "new/?of=contact", label_en="Register").status_code == 303
    assert post(sign_in(huda), "new/?of=contact", label_en="Mobile").status_code == 422


def test_the_form_sent_twice_makes_one_field(sign_in, huda, in_noor):
    client = sign_in(huda)
    token = str(client.get(f"{FIELDS}new/").context["form"]["form_token"].value())
    for _press in range(2):
        assert post(client, label_en="Register", form_token=token).status_code == 303
    assert CustomField.objects.count() == 1


def test_there_is_room_for_a_named_number_of_fields(sign_in, huda, custom, monkeypatch, in_noor):
    monkeypatch.setattr(labels, "MOST_FIELDS", 2)
    first = custom("One")
    custom("Two")
    assert post(sign_in(huda), label_en="Three").status_code == 422
    sign_in(huda).post(f"{FIELDS}{first.number}/archive/")
    assert post(sign_in(huda), label_en="Three").status_code == 303
    sign_in(huda).post(f"{FIELDS}{first.number}/archive/?undo=1")
    assert CustomField.objects.get(pk=first.pk).is_archived


def test_the_kind_stands_once_a_record_holds_a_value(sign_in, huda, salem, afaq, custom, in_noor):
    field = custom("Register")
    assert post(sign_in(huda), f"{field.number}/", label_en="Register", kind="whole").status_code == 303
    assert CustomField.objects.get().kind == "whole"
    number = custom("Number of cars", "whole")
    services.change_account(afaq, by=salem, read_version=1, changed=["x"], custom={number: 5})
    post(sign_in(huda), f"{number.number}/", label_en="Cars", kind="text")
    standing = CustomField.objects.get(pk=number.pk)
    assert (standing.kind, standing.label_en) == ("whole", "Cars")


def test_fields_are_put_in_order(sign_in, huda, custom, in_noor):
    one, two, three = custom("One"), custom("Two"), custom("Three")
    client = sign_in(huda)
    client.post(f"{FIELDS}{three.number}/place/", {"step": "up"})
    client.post(f"{FIELDS}{one.number}/place/", {"step": "up"})
    client.post(f"{FIELDS}{two.number}/place/", {"step": "down"})
    member = Membership.objects.get(pk=huda.pk)
    assert [each.label_en for each in definitions_for(member, "account")] == ["One", "Three", "Two"]
    assert client.post(f"{FIELDS}{one.number}/place/", {"step": "sideways"}).status_code == 400


def test_an_archived_field_is_hidden_with_its_values_and_comes_back_with_them(
    sign_in, huda, salem, afaq, custom, in_noor
):
    field = custom("Register", is_searchable=True, is_required=True)
    services.change_account(afaq, by=salem, read_version=1, changed=["x"], custom={field: "998877"})
    client, page = sign_in(huda), f"/w/noor/accounts/{afaq.number}/"
    assert "998877" in client.get(page).content.decode()
    client.post(f"{FIELDS}{field.number}/archive/")
    for address in (page, f"{page}edit/"):
        assert "998877" not in client.get(address).content.decode()
    assert not Account.objects.matching("998877").exists()
    client.post(f"{FIELDS}{field.number}/archive/", {"undo": "1"})
    assert "998877" in client.get(page).content.decode()
    assert Account.objects.matching("998877").exists()


def test_a_retired_choice_is_read_where_it_stands_and_offered_nowhere_else(
    sign_in, huda, salem, afaq, custom, in_noor
):
    field = custom("Grade", "choice", choices=[("", "Gold"), ("", "Silver")])
    gold = field.choices[0]
    services.change_account(afaq, by=salem, read_version=1, changed=["x"], custom={field: gold.pk})
    sign_in(huda).post(f"{FIELDS}{field.number}/choices/{gold.number}/retirement/")
    client = sign_in(salem)
    assert "Gold" in client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    offered = client.get(f"/w/noor/accounts/{afaq.number}/edit/").context["form"].fields[field.key].choices
    assert str(gold.number) in dict(offered)
    offered = client.get("/w/noor/accounts/new/").context["form"].fields[field.key].choices
    assert str(gold.number) not in dict(offered)
    sign_in(huda).post(f"{FIELDS}{field.number}/choices/{gold.number}/retirement/", {"undo": "1"})
    assert CustomChoice.objects.get(pk=gold.pk).retired_at is None


def test_a_renamed_choice_is_read_and_found_anew(sign_in, huda, salem, afaq, custom, in_noor):
    field = custom("Grade", "choice", choices=[("", "Gold"), ("", "Silver")], is_searchable=True)
    gold = field.choices[0]
    services.change_account(afaq, by=salem, read_version=1, changed=["x"], custom={field: gold.pk})
    address = f"{FIELDS}{field.number}/choices/{gold.number}/"
    assert sign_in(huda).post(address, {"label_en": "Silver", "label_ar": ""}).status_code == 422
    assert sign_in(huda).post(address, {"label_en": "Platinum", "label_ar": ""}).status_code == 303
    assert Account.objects.matching("platinum").exists()
    assert not Account.objects.matching("gold").exists()
    assert (
        sign_in(huda).post(f"{FIELDS}{field.number}/choices/", {"choices": "Iron\nSteel"}).status_code == 303
    )
    assert CustomChoice.objects.count() == 4


def test_many_records_are_searched_anew_in_a_job(sign_in, huda, salem, afaq, custom, monkeypatch, in_noor):
    from timeline.jobs import run_slice

    monkeypatch.setattr("accounts.custom.finding.AT_ONCE_RECORDS", 1)
    monkeypatch.setattr("accounts.custom.finding.BATCH_RECORDS", 1)
    field = custom("Register")
    second = services.add_account(
        by=salem, fields={"name_en": "Dar", "owner": salem}, custom={field: "998877"}
    )
    services.change_account(afaq, by=salem, read_version=1, changed=["x"], custom={field: "998877"})
    post(sign_in(huda), f"{field.number}/", label_en="Register", is_searchable="on")
    job = Job.objects.get(kind="accounts.refresh_search")
    assert not Account.objects.matching("998877").exists()
    run_slice(job.pk)
    assert set(Account.objects.matching("998877")) == {afaq, second}
    assert Account.objects.get(pk=afaq.pk).version == 2
    assert not Account.history_model.objects.filter(pgh_obj=second).exists()


def test_the_stranger_finds_nothing(sign_in, karim, custom):
    field = custom("Register")
    assert sign_in(karim).get(f"{FIELDS}{field.number}/").status_code == 404


def test_a_value_of_another_kind_is_read_as_nothing(afaq, salem, custom, in_noor):
    field = custom("Register")
    services.change_account(afaq, by=salem, read_version=1, changed=["x"], custom={field: "x"})
    CustomField.objects.update(kind="whole")
    member = Membership.objects.get(pk=salem.pk)
    (whole,) = definitions_for(member, "account")
    assert held_value(Account.objects.get(pk=afaq.pk), whole) is None
