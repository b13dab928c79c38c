"""Pages of price lists: written, priced, agreed, copied; and the price that the entry of a purchase offers."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from lib.tenancy.state import workspace
from sales.catalogue import add_product
from sales.models import PriceList, PriceListItem, Purchase
from sales.price_lists import Said, add_price, add_price_list, agree_with
from sales.searching import find_purchases

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"sales:{name}", kwargs={"slug": "noor", **kwargs})


@pytest.fixture
def hala(huda, in_noor):
    fields = {"name_en": "Hala coffee", "name_ar": "قهوة هلا", "price_minor": 4_500, "currency": "SAR"}
    return add_product(by=huda, fields=fields)


@pytest.fixture
def agreed(huda, hala, afaq, in_noor):
    """Hala for 40.00 instead of 45.00, for Afaq and its branches."""
    fields = {"name_en": "Afaq 2026", "currency": "SAR", "from_on": timezone.localdate()}
    made = add_price_list(by=huda, fields=fields)
    add_price(made, hala, Said(price_minor=4_000), by=huda)
    agree_with(made, afaq, by=huda, with_branches=True)
    return made


def typed(**fields):
    return {
        "form_token": str(uuid.uuid4()),
        "name_en": "Prices",
        "currency": "SAR",
        "from_on": timezone.localdate().isoformat(),
        "audience": "everybody",
        **fields,
    }


def bought(hala, **fields):
    written = {
        "form_token": str(uuid.uuid4()),
        "ordered_on": timezone.localdate().isoformat(),
        "currency": "SAR",
        "status": "ordered",
        "lines": "1",
        "line-0-what": f"{hala.number} · {hala.name_en}",
        "line-0-quantity": "2",
    }
    return written | fields


def line():
    return Purchase.objects.get().lines.select_related("price_list").get()


def test_a_list_is_added_once_and_found(sign_in, salem, in_noor):
    client, form = sign_in(salem), typed(percent_off="٧٫٥", reason="Season")
    for _press in range(2):
        assert client.post(url("price_list_new"), form).status_code == 303
    made = PriceList.objects.get()
    assert (str(made.percent_off), made.created_by) == ("7.50", salem)
    assert "Prices" in client.get(url("price_lists")).content.decode()
    page = client.get(url("price_list", number=made.number)).content.decode()
    assert "7.5%" in page
    assert "Season" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name_en": ""}, "Write a name"),
        ({"until_on": "2020-01-01"}, "It cannot end before it begins."),
        ({"percent_off": "101"}, "Write a percentage above zero"),
        ({"percent_off": "a lot"}, "Enter a number in digits"),
        ({"audience": "group"}, "have in common"),
        ({"from_on": "1600-01-01"}, "too far from today"),
        ({"industry": "99999"}, "is-invalid"),
    ],
)
def test_what_no_list_may_be_is_told_and_what_was_typed_stays(sign_in, salem, in_noor, fields, told):
    answer = sign_in(salem).post(url("price_list_new"), typed(reason="as agreed", **fields))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "as agreed" in answer.content.decode()
    assert not PriceList.objects.exists()


def test_a_stale_edit_is_told_and_keeps_what_was_typed(sign_in, salem, agreed, in_noor):
    client, form = sign_in(salem), typed(audience="chosen", name_en="Mine")
    edit = url("price_list_edit", number=agreed.number)
    PriceList.objects.filter(pk=agreed.pk).update(version=2, name_en="Theirs")
    answer = client.post(edit, {**form, "version": "1"})
    assert answer.status_code == 422
    assert "A colleague saved this" in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()
    assert PriceList.objects.get().name_en == "Theirs"
    assert client.post(edit, {**form, "version": "2"}).status_code == 303
    assert PriceList.objects.get().name_en == "Mine"


def test_the_currency_of_a_list_with_prices_is_refused_in_words(sign_in, salem, agreed):
    form = typed(audience="chosen", currency="USD", version="1")
    answer = sign_in(salem).post(url("price_list_edit", number=agreed.number), form)
    assert answer.status_code == 422
    assert "It has prices in its currency" in answer.content.decode()


def test_the_copy_is_offered_for_the_next_year(sign_in, salem, agreed, in_noor):
    client = sign_in(salem)
    page = client.get(url("price_list_copy", number=agreed.number))
    assert page.status_code == 200
    form = typed(audience="chosen", name_en="Afaq 2027", from_on="2027-01-01")
    for _press in range(2):
        assert client.post(url("price_list_copy", number=agreed.number), form).status_code == 303
    copied = PriceList.objects.exclude(pk=agreed.pk).get()
    assert copied.items.get().price_minor == 4_000
    assert copied.accounts.get().with_branches


def test_prices_are_added_changed_removed_and_brought_back(sign_in, salem, huda, hala, in_noor):
    client = sign_in(salem)
    made = add_price_list(
        by=huda,
        fields={"name_en": "X", "currency": "SAR", "from_on": dt.date(2026, 1, 1), "audience": "everybody"},
    )
    prices = url("price_list_prices", number=made.number)
    wrong = client.post(prices, {"item-what": "Nothing", "item-price_minor": "40"})
    assert wrong.status_code == 422
    assert "No product has this name or SKU" in wrong.content.decode()
    both = {"item-what": f"{hala.number} · {hala.name_en}", "item-price_minor": "40", "item-percent_off": "5"}
    assert "one of the two" in client.post(prices, both).content.decode()
    assert client.post(prices, {**both, "item-percent_off": ""}).status_code == 303
    again = client.post(prices, {**both, "item-percent_off": "", "item-price_minor": "39"})
    assert "Change it in its row" in again.content.decode()
    one = url("price_list_price", number=made.number, product=hala.number)
    assert client.post(one, {"version": "1", "percent_off": "10"}).status_code == 303
    stale = client.post(one, {"version": "1", "price_minor": "1"})
    assert stale.status_code == 422
    item = PriceListItem.objects.get()
    assert (item.price_minor, str(item.percent_off)) == (None, "10.00")
    gone = url("price_list_price_removal", number=made.number, product=hala.number)
    for _press in range(2):
        assert client.post(gone).status_code == 303
    assert not PriceListItem.objects.exists()
    client.post(f"{gone}?undo=1&percent=10.00")
    assert str(PriceListItem.objects.get().percent_off) == "10.00"
    client.post(gone)
    client.post(f"{gone}?undo=1&percent=NaN")
    client.post(f"{gone}?undo=1")
    assert not PriceListItem.objects.exists()


def test_customers_are_added_and_taken_out_with_undo(sign_in, huda, agreed, afaq, in_noor):
    client, customers = sign_in(huda), url("price_list_customers", number=agreed.number)
    gone = url("price_list_customer_removal", number=agreed.number, account=afaq.number)
    for _press in range(2):
        assert client.post(gone).status_code == 303
    assert not agreed.accounts.exists()
    assert client.post(f"{gone}?undo=1&branches=1").status_code == 303
    assert agreed.accounts.get().with_branches
    assert client.post(customers, {"account": str(afaq.number)}).status_code == 303
    assert not agreed.accounts.get().with_branches
    assert client.post(customers, {"account": "nobody"}).status_code == 422


def test_who_takes_the_last_customer_in_sight_out_of_a_list_sees_it_no_more(
    sign_in, salem, agreed, afaq, in_noor
):
    in_noor.visibility = in_noor.Visibility.TEAM
    in_noor.save()
    client = sign_in(salem)
    assert client.get(url("price_list", number=agreed.number)).status_code == 200
    gone = url("price_list_customer_removal", number=agreed.number, account=afaq.number)
    answer = client.post(gone)
    assert answer["location"] == url("price_lists")
    assert client.get(url("price_list", number=agreed.number)).status_code == 404


def test_an_archived_list_offers_nothing_and_is_not_written_into(sign_in, salem, agreed, hala, afaq, in_noor):
    client = sign_in(salem)
    client.post(url("price_list_archive", number=agreed.number))
    client.post(url("price_list_price_removal", number=agreed.number, product=hala.number))
    assert agreed.items.exists()
    client.post(f"{url('purchase_new')}?account={afaq.number}", bought(hala))
    assert (line().unit_price_minor, line().price_list) == (4_500, None)
    client.post(f"{url('price_list_archive', number=agreed.number)}?undo=1")
    assert not PriceList.objects.get(pk=agreed.pk).is_archived


def test_a_purchase_costs_what_the_list_says_and_tells_which(sign_in, salem, agreed, hala, afaq, in_noor):
    client = sign_in(salem)
    answer = client.post(f"{url('purchase_new')}?account={afaq.number}", bought(hala), follow=True)
    assert (line().unit_price_minor, line().price_list) == (4_000, agreed)
    assert "Afaq 2026" in answer.content.decode()


def test_what_a_person_typed_stays(sign_in, salem, agreed, hala, afaq, in_noor):
    sign_in(salem).post(
        f"{url('purchase_new')}?account={afaq.number}", bought(hala, **{"line-0-price": "41.50"})
    )
    assert (line().unit_price_minor, line().price_list) == (4_150, None)


def test_a_stored_purchase_stays_when_its_list_changes(sign_in, salem, huda, agreed, hala, afaq, in_noor):
    client = sign_in(salem)
    client.post(f"{url('purchase_new')}?account={afaq.number}", bought(hala))
    made = Purchase.objects.get()
    agreed.items.update(price_minor=100)
    agreed.archive(by=huda)
    edit = url("purchase_edit", number=made.number)
    standing = {"version": "1", "line-0-price": "40.00"}
    client.post(edit, bought(hala, **standing))
    assert Purchase.objects.get().version == 1  # nothing has changed
    client.post(edit, bought(hala, **standing, note="later"))
    assert (line().unit_price_minor, line().price_list) == (4_000, agreed)
    assert Purchase.objects.get().total_minor == 8_000


def test_the_price_is_told_while_a_line_is_typed(sign_in, salem, agreed, hala, afaq):
    client = sign_in(salem)
    asked = {"line-3-what": f"{hala.number} · قهوة هلا", "currency": "SAR"}
    page = client.get(url("purchase_price"), {**asked, "account": str(afaq.number)}).content.decode()
    assert "40.00" in page
    assert "Afaq 2026" in page
    page = client.get(url("purchase_price"), asked).content.decode()
    assert "45.00" in page
    page = client.get(url("purchase_price"), {**asked, "account": afaq.number, "currency": "USD"})
    assert "No price in this currency" in page.content.decode()
    early = {**asked, "account": afaq.number, "ordered_on": "2020-01-01"}
    assert "45.00" in client.get(url("purchase_price"), early).content.decode()
    assert client.get(url("purchase_price"), {"line-0-what": "9" * 300, "account": "x"}).status_code == 200


def test_the_pages_of_the_customer_tell_the_list_and_its_prices(sign_in, salem, agreed, hala, afaq):
    client = sign_in(salem)
    page = client.get(url("prices_of_account", number=afaq.number)).content.decode()
    for text in ("Afaq 2026", "40.00", "45.00", "No end"):
        assert text in page
    linked = client.get(reverse("desk:account_linked", kwargs={"slug": "noor", "number": afaq.number}))
    assert "Afaq 2026" in linked.content.decode()
    nothing = client.get(url("prices_of_account", number=afaq.number), {"q": "zzz", "page": "x"})
    assert "40.00" not in nothing.content.decode()


def test_a_merged_customer_keeps_one_tie_to_a_list(salem, huda, agreed, afaq, in_noor):
    from accounts.merging.services import merge

    other = services.add_account(by=salem, fields={"name_en": "Afaq too", "owner": salem})
    agree_with(agreed, other, by=huda)
    merge(afaq, other, by=huda)
    assert [(each.account, each.with_branches) for each in agreed.accounts.all()] == [(afaq, True)]


@pytest.mark.parametrize("name", ["price_list_new", "price_list_edit", "price_list_copy", "price_list_price"])
def test_who_only_looks_writes_no_list(sign_in, reem, agreed, hala, name):
    kwargs = {} if name == "price_list_new" else {"number": agreed.number}
    kwargs |= {"product": hala.number} if name == "price_list_price" else {}
    assert sign_in(reem).get(url(name, **kwargs)).status_code == 403
    assert sign_in(reem).post(url(name, **kwargs), typed()).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["price_list_archive", "price_list_prices", "price_list_customers"],
)
def test_verbs_take_post_from_editors_of_the_workspace_alone(sign_in, salem, reem, karim, agreed, name):
    address = url(name, number=agreed.number)
    assert sign_in(salem).get(address).status_code == 405
    assert sign_in(reem).post(address).status_code == 403
    assert sign_in(karim).post(address).status_code == 404


def test_strangers_see_nothing(sign_in, karim, agreed, afaq):
    client = sign_in(karim)
    for address in (
        url("price_lists"),
        url("price_list", number=agreed.number),
        url("prices_of_account", number=afaq.number),
        url("purchase_price"),
    ):
        assert client.get(address).status_code == 404
    with workspace(karim.workspace_id):
        assert not PriceList.objects.exists()


@pytest.mark.parametrize("address", ["desk:search", "desk:palette"])
def test_the_search_finds_products_and_purchases_by_reference(sign_in, salem, karim, hala, afaq, address):
    client, found = sign_in(salem), reverse(address, kwargs={"slug": "noor"})
    client.post(f"{url('purchase_new')}?account={afaq.number}", bought(hala, external_ref="INV-77"))
    with workspace(salem.workspace_id):
        made = Purchase.objects.get()
    assert url("product", number=hala.number) in client.get(found, {"q": "hala"}).content.decode()
    assert url("purchase", number=made.number) in client.get(found, {"q": "INV-77"}).content.decode()
    assert sign_in(karim).get(found, {"q": "INV-77"}).status_code == 404


@pytest.mark.parametrize("digits", ["9" * 5000, "٩" * 5000, "2147483648", "99999999999"])
def test_endless_digits_find_nothing(sign_in, salem, hala, digits):
    client = sign_in(salem)
    for address in ("desk:search", "desk:palette", "sales:purchases"):
        found = client.get(reverse(address, kwargs={"slug": "noor"}), {"q": digits})
        assert found.status_code == 200
    with workspace(salem.workspace_id):
        assert not Purchase.objects.matching(digits).exists()
        assert not find_purchases(digits, salem, [], 5).exists()


def test_the_page_of_results_has_the_purchases_of_the_customers_it_found(sign_in, salem, hala, afaq):
    client = sign_in(salem)
    client.post(f"{url('purchase_new')}?account={afaq.number}", bought(hala))
    page = client.get(reverse("desk:search", kwargs={"slug": "noor"}), {"q": "Afaq"}).content.decode()
    assert "/w/noor/purchases/" in page
