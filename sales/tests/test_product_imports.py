"""Products and prices of lists from files: every row told, nothing twice, and out again as a file that comes back."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from accounts.exports import EXPORTED, export_at_once
from sales.catalogue import add_product
from sales.models import Product, ProductImport
from sales.price_lists import add_price_list
from sales.product_imports import work
from sales.product_imports.columns import COLUMNS, OF_PRODUCTS
from sales.product_imports.rows import read
from timeline.jobs import run_slice
from timeline.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
CATALOGUE = (
    "اسم المنتج,رمز المنتج,السعر,التصنيف,الوحدة\n"
    "قهوة هلا,C-1,٤٥٫٥٠,قهوة,كيس\n"
    "Green tea,T-1,12,,box\n"
    "بلا سعر,X-1,غالٍ,,\n"
    ",X-2,5,,\n"
)


def url(name, **kwargs):
    return reverse(f"sales:{name}", kwargs={"slug": "noor", **kwargs})


def brought(text, by, *, price_list=None, **said):
    content = text.encode() if isinstance(text, str) else text
    origin = work.bring_file(
        io.BytesIO(content), name="products.csv", size=len(content), by=by, price_list=price_list
    )
    work.start_import(origin, by=by, mapping=origin.mapping, **{"updates": False, **said})
    finish(origin)
    return ProductImport.objects.get(pk=origin.pk)


def finish(origin):
    job = origin.job
    for _slice in range(20):
        run_slice(job.pk)
        job.refresh_from_db()
        if job.is_over:
            break
    assert job.state == Job.State.DONE, job.error


def counts(origin):
    return (origin.added, origin.changed, origin.known, origin.refused)


def test_products_come_in_with_what_cannot_be_read_told(salem):
    origin = brought(CATALOGUE, salem)
    assert counts(origin) == (2, 0, 0, 2)
    hala, tea = Product.objects.order_by("number")
    assert (hala.name_ar, hala.name_en, hala.sku, hala.price_minor) == ("قهوة هلا", "", "C-1", 4_550)
    assert (tea.name_en, tea.unit, tea.currency, tea.created_by) == ("Green tea", "box", "SAR", salem)
    assert [row[1][0][:2] for row in origin.refused_rows] == [["price", "no_amount"], ["name", "no_name"]]
    assert origin.table is None  # nothing of the file is left


def test_the_same_file_again_adds_nothing(salem):
    brought(CATALOGUE, salem)
    assert counts(brought(CATALOGUE, salem)) == (0, 0, 2, 2)
    assert Product.objects.count() == 2


def test_what_is_known_changes_only_where_that_is_ticked(salem):
    brought(CATALOGUE, salem)
    dearer = "sku,name,price\nC-1,قهوة هلا,50\n"
    assert counts(brought(dearer, salem)) == (0, 0, 1, 0)
    assert Product.objects.get(sku="C-1").price_minor == 4_550
    assert counts(brought(dearer, salem, updates=True)) == (0, 1, 0, 0)
    changed = Product.objects.get(sku="C-1")
    # What the file does not say stays.
    assert (changed.price_minor, changed.category, changed.version) == (5_000, "قهوة", 2)


def test_what_two_products_are_called_is_nobodys(salem, huda):
    for sku in ("A", "B"):
        fields = {"name_en": "Tea", "sku": sku, "price_minor": 100, "currency": "SAR"}
        add_product(by=huda, fields=fields)
    origin = brought("name,price\nTEA,2\n", salem, updates=True)
    assert counts(origin) == (0, 0, 0, 1)
    assert origin.refused_rows[0][1][0][1] == "several"


def test_a_sku_of_another_product_is_refused(salem):
    brought(CATALOGUE, salem)
    other = Product.objects.get(sku="T-1")
    origin = brought(f"number,name,sku,price\n{other.number},Green tea,C-1,12\n", salem, updates=True)
    assert counts(origin) == (0, 0, 0, 1)
    assert Product.objects.get(pk=other.pk).sku == "T-1"


def test_prices_of_a_list_come_in_for_products_that_are_known(salem, huda):
    brought(CATALOGUE, salem)
    fields = {"name_en": "X", "currency": "SAR", "from_on": dt.date(2026, 1, 1), "audience": "everybody"}
    made = add_price_list(by=huda, fields=fields)
    text = "sku,price,discount,currency\nC-1,40,,\nT-1,,10%,SAR\nT-1,9,,USD\nNone,1,,\nC-1,1,5,\n"
    origin = brought(text, salem, price_list=made)
    assert counts(origin) == (2, 0, 0, 3)
    said = {
        each.product.sku: (each.price_minor, each.percent_off)
        for each in made.items.select_related("product")
    }
    assert said == {"C-1": (4_000, None), "T-1": (None, 10)}
    assert Product.objects.get(sku="C-1").price_minor == 4_550  # the catalogue stays
    assert counts(brought(text, salem, price_list=made, updates=True))[:3] == (0, 0, 2)


def test_an_export_comes_back_as_known(salem):
    brought(CATALOGUE, salem)
    exported = EXPORTED["products"]
    found = exported.found(salem, QueryDict("")).order_by("number")
    content = export_at_once(exported, found, kind="csv", by=salem, query=QueryDict(""))
    assert counts(brought(content, salem, updates=True)) == (0, 0, 2, 0)
    assert counts(
        brought(
            export_at_once(exported, found, kind="xlsx", by=salem, query=QueryDict("")), salem, updates=True
        )
    ) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("headings", "mapping"),
    [
        (["SKU", "Product name", "List price"], ["sku", "name", "price"]),
        (["كود المنتج", "الصنف", "سعر البيع", "الصنف"], ["sku", "name_ar", "price", ""]),
    ],
)
def test_headings_are_known_by_their_names(headings, mapping):
    found = COLUMNS.match(headings, OF_PRODUCTS)
    assert found[0] == "sku"
    assert found[2] == "price"
    assert found[1] in {"name", "name_ar"}
    assert len([key for key in found if key]) == 3


@pytest.mark.parametrize("cell", ["0", "101", "5.555", "x", "-1"])
def test_what_is_no_percentage_is_refused(cell):
    row = read(["sku", "percent_off"], ["A", cell], currency="SAR", is_of_list=True)
    assert ["percent_off", "no_percent", cell] in row.problems


def test_a_file_goes_through_the_pages(sign_in, salem):
    client = sign_in(salem)
    assert client.get(url("product_import")).status_code == 200
    file = SimpleUploadedFile("products.csv", CATALOGUE.encode(), content_type="text/csv")
    answer = client.post(url("product_import"), {"file": file})
    origin = ProductImport.objects.get()
    one = url("product_import_one", number=origin.number)
    assert answer["location"] == one
    assert "قهوة هلا" in client.get(one).content.decode()
    start = url("product_import_start", number=origin.number)
    wrong = client.post(start, {"currency": "SAR", "column_0": "sku", "column_1": "sku"})
    assert wrong.status_code == 422
    columns = {f"column_{place}": key for place, key in enumerate(origin.mapping)}
    for _press in range(2):
        assert client.post(start, {"currency": "SAR", **columns}).status_code == 303
    origin.refresh_from_db()
    finish(origin)
    page = client.get(one).content.decode()
    assert "غالٍ" in page
    assert Product.objects.count() == 2


def test_who_may_not_import_brings_nothing(sign_in, reem, karim, salem):
    origin = work.bring_file(io.BytesIO(CATALOGUE.encode()), name="x.csv", size=200, by=salem)
    assert sign_in(reem).get(url("product_import")).status_code == 403
    assert sign_in(karim).get(url("product_import")).status_code == 404
    assert sign_in(karim).post(url("product_import_start", number=origin.number)).status_code == 404


def test_a_file_that_was_not_brought_in_is_forgotten(sign_in, salem):
    origin = work.bring_file(io.BytesIO(CATALOGUE.encode()), name="x.csv", size=200, by=salem)
    sign_in(salem).post(url("product_import_discard", number=origin.number))
    assert not ProductImport.objects.exists()
