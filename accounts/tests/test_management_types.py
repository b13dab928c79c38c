"""The management type of a customer: where it is set, what is kept of it, and who may look after which type."""

import pytest

from accounts import owning
from accounts.bulk.work import change_selected, undo_change
from accounts.models import Account, Classification
from accounts.owning import MayNotOwn
from accounts.services import add_account, change_account
from lib.registry import Registry
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
ACCOUNTS = "/w/noor/accounts/"


@pytest.fixture
def customer(in_noor, salem):
    return add_account(by=salem, fields={"name_en": "Afaq", "owner": salem}, status="active")


@pytest.fixture
def _strategic_is_for_managers(monkeypatch):
    rules = Registry("rules of this test")
    rules.register(
        "managers",
        lambda kind, member: (
            "Only managers." if kind == "strategic" and member.role != Role.MANAGER else None
        ),
    )
    monkeypatch.setattr(owning, "owner_rules", rules)


def give(account, management_type, by, **told):
    account.management_type = management_type
    return change_account(account, by=by, read_version=account.version, changed=["management_type"], **told)


def test_a_type_is_kept_with_who_and_why(customer, salem):
    give(customer, "key", salem, reason="They buy every month")
    row = Classification.objects.of(customer).get()
    assert (row.what, row.before, row.after, row.by) == ("management_type", "", "key", salem)
    assert row.reason == "They buy every month"


def test_an_edit_of_something_else_leaves_no_row(customer, salem):
    customer.city = "Jeddah"
    change_account(customer, by=salem, read_version=customer.version, changed=["city"])
    assert not Classification.objects.exists()


def test_the_form_sets_it_and_the_page_shows_it(sign_in, customer, salem):
    client, url = sign_in(salem), f"{ACCOUNTS}{customer.number}/"
    form = client.get(f"{url}edit/").context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    data |= {"owner": salem.number, "management_type": "regional", "tags": ""}
    assert client.post(f"{url}edit/", data).status_code == 303
    customer.refresh_from_db()
    assert customer.management_type == "regional"
    assert "Regional or industry" in client.get(url).content.decode()


def test_the_list_is_narrowed_and_sorted_by_it(sign_in, customer, salem):
    add_account(by=salem, fields={"name_en": "Bahja", "owner": salem, "management_type": "key"})
    client = sign_in(salem)
    page = client.get(f"{ACCOUNTS}?management_type=key").content.decode()
    assert "Bahja" in page
    assert "Afaq" not in page
    assert client.get(f"{ACCOUNTS}?sort=type").status_code == 200


@pytest.mark.usefixtures("_strategic_is_for_managers")
class TestWhoMayOwn:
    def test_the_verb_refuses(self, customer, salem):
        with pytest.raises(MayNotOwn):
            give(customer, "strategic", salem)
        assert Account.objects.get(pk=customer.pk).management_type == ""

    def test_what_stood_so_before_may_be_edited(self, customer, salem):
        Account.objects.filter(pk=customer.pk).update(management_type="strategic")
        customer.refresh_from_db()
        customer.city = "Jeddah"
        change_account(customer, by=salem, read_version=customer.version, changed=["city"])
        assert Account.objects.get(pk=customer.pk).city == "Jeddah"

    def test_the_form_says_why_and_keeps_what_was_typed(self, sign_in, customer, salem, mona):
        data = {"kind": "company", "name_en": "Dar", "status": "active", "country": "SA", "language": "en"}
        data |= {"management_type": "strategic", "owner": salem.number}
        answer = sign_in(salem).post(f"{ACCOUNTS}new/", data)
        assert answer.status_code == 422
        assert "Only managers." in answer.content.decode()
        assert answer.context["form"]["management_type"].value() == "strategic"
        assert not Account.objects.filter(name_en="Dar").exists()

    def test_a_cell_says_why(self, sign_in, customer, salem):
        url = f"{ACCOUNTS}{customer.number}/cell/?field=management_type"
        answer = sign_in(salem).post(url, {"value": "strategic", "version": customer.version})
        assert answer.status_code == 422
        assert "Only managers." in answer.content.decode()

    def test_of_many_those_are_left_alone_and_counted(self, sign_in, customer, salem, mona):
        other = add_account(by=salem, fields={"name_en": "Bahja", "owner": mona})
        change = change_selected(
            by=salem,
            list_key="accounts",
            verb="type",
            value="strategic",
            numbers=[customer.number, other.number],
        )
        assert (change.changed_count, change.refused_count) == (1, 1)
        undo_change(change, by=salem)
        assert not Account.objects.filter(management_type="strategic").exists()
        numbers = {"number": [customer.number], "list": "accounts", "verb": "type"}
        answer = sign_in(salem).post(f"{ACCOUNTS}bulk/", {**numbers, "value_type": "strategic"}, follow=True)
        assert "may not look after" in answer.content.decode()
