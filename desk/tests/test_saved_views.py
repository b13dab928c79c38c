"""Saved views: a list under a name, its columns, and from record to record of it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Account
from accounts.services import add_account
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import SavedView
from workspaces.models.saved_view import arrange, save_view

pytestmark = pytest.mark.django_db
ACCOUNTS, VIEWS = "/w/noor/accounts/", "/w/noor/views/"


@pytest.fixture
def customers(in_noor, salem):
    kinds = [("Afaq", "active", "Riyadh"), ("Bahja", "lost", "Jeddah"), ("Dar", "active", "Abha")]
    return [
        add_account(by=salem, fields={"name_en": name, "city": city, "owner": salem}, status=status)
        for name, status, city in kinds
    ]


@pytest.fixture
def view(in_noor, salem, customers):
    return saved(salem)


def saved(by, **fields):
    kept = {"list_key": "accounts", "name": "Active", "query": "sort=-name&status=active", "columns": []}
    return save_view(by=by, **{**kept, "density": "normal", "is_shared": False, **fields})


def names(response):
    return [account.name_en for account in response.context["page"].rows]


def heads(response):
    return [field.key for field in response.context["table"].columns]


def test_the_list_is_kept_under_a_name_and_opened_by_its_number(sign_in, salem, customers):
    posted = {"list": "accounts", "name": "Active", "query": "status=active&sort=-name&after=x&q="}
    answer = sign_in(salem).post(f"{VIEWS}new/", {**posted, "column": ["city", "status"]})
    view = SavedView.objects.get(name="Active")
    assert (view.query, view.columns) == ("sort=-name&status=active", ["name", "city", "status"])
    assert answer["location"] == f"{ACCOUNTS}?view={view.number}"
    assert sign_in(salem).get(f"{VIEWS}{view.number}/")["location"] == answer["location"]
    shown = sign_in(salem).get(answer["location"])
    assert names(shown) == ["Dar", "Afaq"]
    assert heads(shown) == ["name", "city", "status"]


def test_a_view_saved_by_a_double_click_is_one(sign_in, salem, customers):
    posted = {"list": "accounts", "name": "Active", "query": "status=active", "column": ["city"]}
    first, second = (sign_in(salem).post(f"{VIEWS}new/", posted)["location"] for _click in range(2))
    assert first == second
    other = sign_in(salem).post(f"{VIEWS}new/", {**posted, "query": "status=lost"})["location"]
    assert other != first
    assert SavedView.objects.named().count() == 2


def test_a_list_narrowed_by_too_much_text_is_not_kept_as_everything(sign_in, salem, view):
    client, query = sign_in(salem), f"city={'x' * 2_000}"
    refused = client.post(f"{VIEWS}new/", {"list": "accounts", "name": "Long", "query": query})
    assert refused.status_code == 422
    assert "too much text" in refused.content.decode()
    told = client.post(f"{VIEWS}{view.number}/query/", {"query": query}, follow=True)
    assert "too much text" in told.content.decode()
    view.refresh_from_db()
    assert view.query == "sort=-name&status=active"
    assert SavedView.objects.named().count() == 1


def test_what_the_address_says_goes_before_what_was_saved(sign_in, salem, view):
    shown = sign_in(salem).get(f"{ACCOUNTS}?view={view.number}&status=lost&sort=name")
    assert names(shown) == ["Bahja"]
    assert shown.context["asked"].is_changed
    sign_in(salem).post(f"{VIEWS}{view.number}/query/", {"query": "status=lost"})
    assert names(sign_in(salem).get(f"{ACCOUNTS}?view={view.number}")) == ["Bahja"]


def test_taking_off_the_only_filter_of_a_view_does_not_bring_it_back(sign_in, salem, customers):
    view = saved(salem, query="status=active")
    shown = sign_in(salem).get(f"{ACCOUNTS}?view={view.number}")
    (chip,) = shown.context["page"].chips
    assert names(sign_in(salem).get(f"{ACCOUNTS}{chip.remove_url}")) == ["Afaq", "Bahja", "Dar"]


def test_a_private_view_is_nobody_elses(sign_in, huda, mona, view):
    for person in (huda, mona):
        assert names(sign_in(person).get(f"{ACCOUNTS}?view={view.number}")) == ["Afaq", "Bahja", "Dar"]
        assert sign_in(person).get(f"{VIEWS}{view.number}/").status_code == 404
        for verb in ("edit", "query", "removal", "default"):
            assert sign_in(person).post(f"{VIEWS}{view.number}/{verb}/", {"name": "x"}).status_code == 404


def test_a_shared_view_is_seen_by_all_and_changed_by_its_owner_and_who_leads(
    sign_in, salem, huda, reem, view
):
    view.change(by=salem, is_shared=True)
    assert names(sign_in(reem).get(f"{ACCOUNTS}?view={view.number}")) == ["Dar", "Afaq"]
    assert sign_in(reem).post(f"{VIEWS}{view.number}/edit/", {"name": "Mine"}).status_code == 403
    columns = {"list": "accounts", "view": view.number, "column": ["city"]}
    assert sign_in(reem).post(f"{VIEWS}columns/", columns).status_code == 403
    assert sign_in(huda).post(f"{VIEWS}{view.number}/edit/", {"name": "Ours"}).status_code == 303
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.columns) == ("Ours", False, [])


def test_a_viewer_shares_nothing(sign_in, reem, customers):
    sign_in(reem).post(f"{VIEWS}new/", {"list": "accounts", "name": "Mine", "is_shared": "on"})
    assert not SavedView.objects.get(name="Mine").is_shared


def test_a_shared_view_by_me_shows_each_reader_his_own(sign_in, salem, mona, customers):
    Account.objects.filter(name_en="Dar").update(owner=mona)
    view = saved(salem, query="owner=me", is_shared=True)
    assert names(sign_in(salem).get(f"{ACCOUNTS}?view={view.number}")) == ["Afaq", "Bahja"]
    assert names(sign_in(mona).get(f"{ACCOUNTS}?view={view.number}")) == ["Dar"]


def test_a_list_opens_with_the_chosen_view_until_all_is_asked_for(sign_in, salem, view):
    client = sign_in(salem)
    client.post(f"{VIEWS}{view.number}/default/")
    assert names(client.get(ACCOUNTS)) == ["Dar", "Afaq"]
    assert names(client.get(f"{ACCOUNTS}?view=all")) == ["Afaq", "Bahja", "Dar"]
    exported = client.post(f"{ACCOUNTS}export/", {"format": "csv"}).content.decode()
    assert "Dar" in exported
    assert "Bahja" not in exported
    client.post(f"{VIEWS}{view.number}/default/", {"undo": "1"})
    assert len(names(client.get(ACCOUNTS))) == 3


def test_a_removed_view_is_gone_and_comes_back_by_undo(sign_in, salem, view):
    client = sign_in(salem)
    client.post(f"{VIEWS}{view.number}/default/")
    assert client.post(f"{VIEWS}{view.number}/removal/")["location"] == f"{ACCOUNTS}?view=all"
    assert len(names(client.get(ACCOUNTS))) == 3
    assert client.get(f"{VIEWS}{view.number}/").status_code == 404
    client.post(f"{VIEWS}{view.number}/removal/?undo=1")
    assert names(client.get(f"{ACCOUNTS}?view={view.number}")) == ["Dar", "Afaq"]
    assert Event.objects.filter(verb__startswith="view.").count() == 3


def test_columns_are_chosen_moved_and_made_usual_again(sign_in, salem, customers):
    client = sign_in(salem)
    posted = {"list": "accounts", "density": "compact", "column": ["city", "email", "nonsense", "city"]}
    client.post(f"{VIEWS}columns/", {**posted, "move": "email:-1"})
    shown = client.get(ACCOUNTS)
    assert heads(shown) == ["name", "email", "city"]
    assert "table-compact" in shown.content.decode()
    assert heads(client.get("/w/noor/contacts/"))[1] == "account"
    client.post(f"{VIEWS}columns/", {"list": "accounts", "usual": "1"})
    assert "status" in heads(client.get(ACCOUNTS))


def test_every_column_shows_and_names_what_it_reads_at_once(
    sign_in, salem, customers, django_assert_max_num_queries
):
    client = sign_in(salem)
    for listing in ("accounts", "contacts"):
        page = client.get(f"{VIEWS}columns/?list={listing}")
        every = [choice["key"] for choice in page.context["choices"]]
        arrange(by=salem, list_key=listing, columns=every)
        with django_assert_max_num_queries(20):
            assert heads(client.get(f"/w/noor/{listing}/")) == every


def test_an_arrangement_is_private_by_the_databases_own_rule(in_noor, salem):
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=salem, list_key="accounts", name="", is_shared=True)


def test_nonsense_is_passed_over(sign_in, salem, view):
    client = sign_in(salem)
    for number in ("0", "x", "٧", "9" * 40, "-1", ""):
        assert client.get(f"{ACCOUNTS}?view={number}").status_code == 200
        assert client.post(f"{VIEWS}columns/", {"list": "accounts", "view": number}).status_code in (303, 404)
    assert client.post(f"{VIEWS}new/", {"list": "nothing", "name": "x"}).status_code == 404
    assert client.post(f"{VIEWS}new/", {"list": "accounts", "name": " "}).status_code == 422
    assert client.post(f"{VIEWS}new/", {"list": "accounts", "name": "x" * 61}).status_code == 422


def test_from_record_to_record_of_the_list_one_came_from(sign_in, salem, customers, view):
    client = sign_in(salem)
    afaq, bahja, dar = (account.number for account in customers)

    def beside(number, place):
        walk = client.get(f"{ACCOUNTS}{number}/?in={place}").context["walk"]
        found = (walk["before_url"], walk["after_url"])
        return [int(url.partition("/accounts/")[2].partition("/")[0]) if url else None for url in found]

    assert beside(bahja, "") == [afaq, dar]
    assert beside(afaq, "status%3Dactive") == [None, dar]
    assert beside(dar, f"view%3D{view.number}") == [None, afaq]
    assert beside(bahja, "status%3Dactive") == [afaq, dar]  # it left the list meanwhile
    page = client.get(f"{ACCOUNTS}{afaq}/?in=status%3Dactive")
    assert f'href="{ACCOUNTS}?status=active"' in page.content.decode()
    assert "is_walk" not in client.get(f"{ACCOUNTS}{afaq}/").context["walk"]
    assert client.get(f"{ACCOUNTS}{afaq}/?in={'x' * 3000}").status_code == 200


def test_the_columns_of_another_list_do_not_come_into_a_view(sign_in, salem, view):
    view.change(by=salem, columns=["name", "city"])
    client, posted = sign_in(salem), {"list": "contacts", "view": view.number, "column": ["phone_1"]}
    assert client.get(f"{VIEWS}columns/", posted).status_code == 404
    assert client.post(f"{VIEWS}columns/", posted).status_code == 404
    view.refresh_from_db()
    assert view.columns == ["name", "city"]


def test_no_column_is_moved_before_the_name(sign_in, salem, customers):
    client = sign_in(salem)
    posted = {"list": "accounts", "column": ["city", "status"]}
    client.post(f"{VIEWS}columns/", {**posted, "move": "city:-1"})
    assert heads(client.get(ACCOUNTS)) == ["name", "city", "status"]
    for move in ("status:-1", "status:1", "city:-9", "name:1", ":", "city:-1:1", "x" * 5000):
        assert client.post(f"{VIEWS}columns/", {**posted, "move": move}).status_code == 303
        assert heads(client.get(ACCOUNTS))[0] == "name"
    assert client.post(f"{VIEWS}columns/", {**posted, "column": ["city"] * 900}).status_code == 400
    assert client.post(f"{VIEWS}columns/", {**posted, "density": "x" * 900}).status_code == 303


def test_a_shared_view_of_a_colleague_who_left_is_kept_and_led_by_who_leads(sign_in, salem, huda, reem, view):
    view.change(by=salem, is_shared=True)
    salem.end(by=huda)
    assert names(sign_in(reem).get(f"{ACCOUNTS}?view={view.number}")) == ["Dar", "Afaq"]
    assert "سالم" in sign_in(reem).get(f"{VIEWS}columns/?list=accounts&view={view.number}").content.decode()
    assert sign_in(reem).post(f"{VIEWS}{view.number}/removal/").status_code == 403
    sign_in(huda).post(f"{VIEWS}{view.number}/removal/")
    assert sign_in(reem).get(f"{VIEWS}{view.number}/").status_code == 404


def test_a_row_leads_to_its_record_with_the_list_it_stands_in(sign_in, salem, customers):
    shown = sign_in(salem).get(f"{ACCOUNTS}?status=active&sort=-name").content.decode()
    assert "?in=sort%3D-name%26status%3Dactive" in shown


def test_the_walk_never_steps_out_of_what_one_may_see(sign_in, noor, salem, mona, customers):
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    with workspace(noor.pk):
        Account.objects.filter(name_en="Bahja").update(owner=mona)
    walk = sign_in(salem).get(f"{ACCOUNTS}{customers[0].number}/?in=").context["walk"]
    assert f"/accounts/{customers[2].number}/" in walk["after_url"]
