"""Pages of purchases and products: entered, edited, moved on, paid back, put away; by whom, and by whom not."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import add_account, add_contact
from lib.tenancy.state import workspace
from sales.catalogue import add_product
from sales.models import Product, Purchase
from sales.totals import spent

pytestmark = pytest.mark.django_db
Status = Purchase.Status


def url(name, **kwargs):
    return reverse(f"sales:{name}", kwargs={"slug": "noor", **kwargs})


def new_url(account):
    return f"{url('purchase_new')}?account={account.number}"


def typed(*lines, **fields):
    """What the form of a purchase carries; a line is {what, quantity, price, discount, amount}."""
    written = {
        "form_token": str(uuid.uuid4()),
        "ordered_on": timezone.localdate().isoformat(),
        "currency": "SAR",
        "status": "ordered",
        "lines": str(len(lines) + 1),
        **fields,
    }
    for place, line in enumerate(lines):
        written |= {f"line-{place}-{name}": value for name, value in line.items()}
    return written


COFFEE = {"what": "Coffee beans", "quantity": "2.5", "price": "33.30", "discount": "3.25"}


@pytest.fixture
def hala(huda):
    with workspace(huda.workspace_id):
        fields = {"name_en": "Hala coffee", "name_ar": "قهوة هلا", "price_minor": 4_500, "currency": "SAR"}
        return add_product(by=huda, fields={**fields, "sku": "C-1"})


def only(in_workspace):
    with workspace(in_workspace):
        return Purchase.objects.select_related("account", "contact", "created_by").get()


def row(purchase):
    """Its link in the list."""
    return f"/w/noor/purchases/{purchase.number}/?in="


def total(account):
    with workspace(account.workspace_id):
        found = spent([account]).get(account.pk, {})
        return found["SAR"].amount_minor if found else 0


def test_purchase_is_entered_with_its_lines(sign_in, salem, afaq):
    client = sign_in(salem)
    assert client.get(new_url(afaq)).status_code == 200
    answer = client.post(new_url(afaq), typed(COFFEE, {"what": "Delivery", "amount": "20"}), follow=True)
    assert answer.status_code == 200
    made = only(salem.workspace_id)
    assert (made.total_minor, made.account, made.created_by) == (8_325 - 325 + 2_000, afaq, salem)
    page = answer.content.decode()
    assert "Coffee beans" in page
    assert "100.00" in page
    linked = client.get(reverse("desk:account_linked", kwargs={"slug": "noor", "number": afaq.number}))
    assert f"/w/noor/purchases/{made.number}/" in linked.content.decode()


def test_account_is_chosen_where_none_is_said(sign_in, salem, afaq):
    sign_in(salem).post(url("purchase_new"), typed(COFFEE, account=f"{afaq.number} · Afaq Gulf"))
    assert only(salem.workspace_id).account == afaq


def test_product_without_a_price_costs_what_the_catalogue_says(sign_in, salem, afaq, hala):
    sign_in(salem).post(new_url(afaq), typed({"what": f"{hala.number} · {hala.name_en}", "quantity": "٣"}))
    with workspace(salem.workspace_id):
        line = Purchase.objects.get().lines.select_related("product").get()
        assert (line.product, line.unit_price_minor, line.total_minor) == (hala, 4_500, 13_500)


def test_double_click_enters_one(sign_in, salem, afaq):
    client, form = sign_in(salem), typed(COFFEE)
    for _press in range(2):
        assert client.post(new_url(afaq), form).status_code == 303
    assert total(afaq) == 8_000


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "Write at least one line"),
        ([{"what": "Coffee"}], "Write the price."),
        ([{"what": "Coffee", "price": "dear"}], "Enter an amount in digits"),
        ([{"what": "Coffee", "price": "1", "quantity": "0"}], "Write a quantity above zero."),
        ([{"what": "Coffee", "price": "1", "quantity": "1.23456"}], "four decimals at most"),
        ([{"what": "Coffee", "price": "1", "discount": "2"}], "The discount is more than the line."),
        ([{"what": "Coffee", "price": "1", "amount": "2"}], "It comes to"),
        ([{"price": "1"}], "Write what was bought."),
        ([{"what": "Coffee", "price": "92233720368547758.07", "quantity": "9"}], "This amount is too large."),
    ],
)
def test_wrong_lines_are_told_and_keep_what_was_typed(sign_in, salem, afaq, lines, told):
    answer = sign_in(salem).post(new_url(afaq), typed(*lines, note="as agreed"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "as agreed" in page
    with workspace(salem.workspace_id):
        assert not Purchase.objects.exists()


def test_more_lines_without_scripts_keep_what_was_typed(sign_in, salem, afaq):
    answer = sign_in(salem).post(new_url(afaq), typed(COFFEE, more="1"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Coffee beans" in page
    assert 'name="line-4-what"' in page
    assert 'value="5"' in page


def test_one_more_line_with_scripts(sign_in, salem):
    page = sign_in(salem).get(url("purchase_line"), {"lines": "4"}).content.decode()
    assert 'name="line-4-what"' in page
    assert 'value="5"' in page


def test_same_reference_is_refused_in_words(sign_in, salem, afaq):
    client, known = sign_in(salem), {"source": "shop", "external_ref": "A-1"}
    client.post(new_url(afaq), typed(COFFEE, **known))
    answer = client.post(new_url(afaq), typed(COFFEE, **known))
    assert answer.status_code == 422
    assert "A purchase has this reference already" in answer.content.decode()


def edited(purchase, *lines, **fields):
    standing = {"version": purchase.version, "ordered_on": purchase.ordered_on.isoformat()}
    return typed(*lines, **{**standing, **fields})


def test_edit_changes_the_total_and_saving_as_it_was_changes_nothing(sign_in, salem, bought, fresh, afaq):
    made, client = bought(10_000), sign_in(salem)
    line = {"what": "Coffee", "quantity": "1", "price": "100"}
    client.post(url("purchase_edit", number=made.number), edited(made, line))
    assert fresh(made).version == made.version
    client.post(url("purchase_edit", number=made.number), edited(made, {**line, "price": "70"}, note="less"))
    assert (total(afaq), fresh(made).note) == (7_000, "less")


def test_stale_edit_is_told_and_keeps_what_was_typed(sign_in, salem, huda, bought, fresh, afaq):
    made = bought(10_000)
    with workspace(huda.workspace_id):
        fresh(made).set_status(Status.LATE, by=huda)
    line = {"what": "Tea", "price": "5"}
    answer = sign_in(salem).post(url("purchase_edit", number=made.number), edited(made, line))
    assert answer.status_code == 422
    assert "A colleague saved this" in answer.content.decode()
    assert "Tea" in answer.content.decode()
    assert total(afaq) == 10_000


def test_status_is_set_and_taken_back(sign_in, salem, bought, fresh):
    made, client = bought(), sign_in(salem)
    client.post(url("status", number=made.number), {"status": "late", "reason": "Port closed"})
    assert fresh(made).status == Status.LATE
    back = f"{url('status', number=made.number)}?undo=ordered&was=late"
    client.post(back)
    assert fresh(made).status == Status.ORDERED
    client.post(url("status", number=made.number), {"status": "delivered"})
    assert "cannot be undone" in client.post(back, follow=True).content.decode()
    assert fresh(made).status == Status.DELIVERED


def test_refund_is_counted_once_however_often_it_is_pressed(sign_in, salem, bought, fresh, afaq):
    made, client = bought(10_000), sign_in(salem)
    token = str(uuid.uuid4())
    for _press in range(2):
        client.post(url("refunds", number=made.number), {"form_token": token, "amount": "100.00"})
    assert (fresh(made).status, total(afaq)) == (Status.REFUNDED, 0)
    client.post(f"{url('refunds', number=made.number)}?undo={token}")
    assert (fresh(made).status, total(afaq)) == (Status.ORDERED, 10_000)


def test_refund_above_what_is_left_is_refused(sign_in, salem, bought, afaq):
    made = bought(10_000)
    answer = sign_in(salem).post(url("refunds", number=made.number), {"amount": "100.01"})
    assert answer.status_code == 422
    assert "can be paid back" in answer.content.decode()
    assert total(afaq) == 10_000


def test_archived_is_out_of_lists_and_totals_until_undone(sign_in, salem, bought, afaq):
    made, client = bought(), sign_in(salem)
    client.post(url("purchase_archive", number=made.number))
    assert total(afaq) == 0
    assert row(made) not in client.get(url("purchases")).content.decode()
    assert row(made) in client.get(url("purchases"), {"archived": "1"}).content.decode()
    client.post(f"{url('purchase_archive', number=made.number)}?undo=1")
    assert total(afaq) == 10_000


def test_list_is_searched_and_filtered(sign_in, salem, bought, huda):
    with workspace(huda.workspace_id):
        other = add_account(by=huda, fields={"name_en": "Bawadi", "owner": salem})
    first = bought(fields={"external_ref": "INV-7"})
    second = bought(account=other, status="late")
    client = sign_in(salem)

    def shown(**query):
        page = client.get(url("purchases"), query).content.decode()
        return [each.number for each in (first, second) if row(each) in page]

    assert shown() == [first.number, second.number]
    assert shown(q="INV-7") == shown(account="1") == [first.number]
    assert shown(q="bawadi") == shown(status="late") == shown(q=str(second.number)) == [second.number]
    assert shown(until="2026-01-01") == []


def test_accounts_are_listed_by_what_they_bought(sign_in, salem, bought, huda):
    with workspace(huda.workspace_id):
        other = add_account(by=huda, fields={"name_en": "Bawadi", "owner": salem})
    bought(20_000)
    bought(30_000, account=other)
    client = sign_in(salem)
    page = client.get(reverse("accounts:list", kwargs={"slug": "noor"}), {"sort": "-bought"}).content.decode()
    assert page.index("Bawadi") < page.index("Afaq")
    narrowed = client.get(
        reverse("accounts:list", kwargs={"slug": "noor"}), {"bought": "250"}
    ).content.decode()
    assert "Bawadi" in narrowed
    assert "Afaq" not in narrowed


def test_page_of_an_accounts_purchases_tells_totals_and_frequency(sign_in, salem, bought, afaq):
    bought(10_000)
    bought(20_000)
    page = sign_in(salem).get(url("of_account", number=afaq.number)).content.decode()
    assert "300.00" in page
    assert "150.00" in page


def test_viewer_looks_and_changes_nothing(sign_in, reem, bought, afaq, hala):
    made, client = bought(), sign_in(reem)
    assert client.get(url("purchase", number=made.number)).status_code == 200
    for address in (
        new_url(afaq),
        url("purchase_edit", number=made.number),
        url("status", number=made.number),
        url("refunds", number=made.number),
        url("purchase_archive", number=made.number),
        url("product_new"),
        url("product_edit", number=hala.number),
        url("product_archive", number=hala.number),
    ):
        assert client.post(address, {}).status_code == 403


def test_who_does_not_see_the_customer_does_not_see_its_purchases(sign_in, noor, salem, huda, bought):
    with workspace(huda.workspace_id):
        hidden = add_account(by=huda, fields={"name_en": "Hidden", "owner": huda})
    made = bought(account=hidden)
    type(noor).objects.filter(pk=noor.pk).update(visibility="team")
    client = sign_in(salem)
    assert client.get(url("purchase", number=made.number)).status_code == 404
    assert row(made) not in client.get(url("purchases")).content.decode()


def test_stranger_gets_404(sign_in, karim, bought, hala):
    made, client = bought(), sign_in(karim)
    for address in (
        url("purchase", number=made.number),
        url("purchases"),
        url("product", number=hala.number),
    ):
        assert client.get(address).status_code == 404


def test_archived_customer_is_restored_first(sign_in, salem, bought, afaq, huda):
    made = bought()
    with workspace(huda.workspace_id):
        afaq.archive(by=huda)
    answer = sign_in(salem).post(url("status", number=made.number), {"status": "late"}, follow=True)
    assert "Restore it before you change anything" in answer.content.decode()


def product_form(**fields):
    token = str(uuid.uuid4())
    return {"form_token": token, "name_ar": "شاي", "price_minor": "12.50", "currency": "SAR", **fields}


def test_product_is_added_edited_and_put_away(sign_in, salem):
    client = sign_in(salem)
    client.post(url("product_new"), product_form(sku="T-١"))
    with workspace(salem.workspace_id):
        tea = Product.objects.get()
        assert (tea.price_minor, tea.sku) == (1_250, "T-1")
    kuwaiti = product_form(price_minor="1.250", currency="KWD", version=1)
    client.post(url("product_edit", number=tea.number), kuwaiti)
    with workspace(salem.workspace_id):
        tea.refresh_from_db()
        assert (tea.price_minor, tea.currency) == (1_250, "KWD")
    stale = client.post(url("product_edit", number=tea.number), product_form(version=1))
    assert stale.status_code == 422
    client.post(url("product_archive", number=tea.number), follow=True)  # what was told is read
    assert "شاي" not in client.get(url("products")).content.decode()
    client.post(f"{url('product_archive', number=tea.number)}?undo=1")
    assert "شاي" in client.get(url("products")).content.decode()


def test_sku_belongs_to_one_product(sign_in, salem, hala):
    answer = sign_in(salem).post(url("product_new"), product_form(sku="C-1"))
    assert answer.status_code == 422
    assert "Another product has this SKU" in answer.content.decode()


def test_products_are_suggested_while_a_line_is_typed(sign_in, salem, hala):
    page = sign_in(salem).get(url("product_options"), {"line-3-what": "قهوه"}).content.decode()
    assert f"{hala.number} · Hala coffee" in page


def test_contact_who_ordered_is_one_of_the_account(sign_in, salem, afaq):
    with workspace(salem.workspace_id):
        noura = add_contact(by=salem, fields={"name_en": "Noura"}, account=afaq)
        stranger = add_contact(by=salem, fields={"name_en": "Elsewhere"})
    client = sign_in(salem)
    assert client.post(new_url(afaq), typed(COFFEE, contact=stranger.number)).status_code == 422
    client.post(new_url(afaq), typed(COFFEE, contact=noura.number))
    assert only(salem.workspace_id).contact == noura
