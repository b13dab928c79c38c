"""Purchases from files: every row told, nothing twice, and the way back."""

import io
import random
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from accounts.exports import EXPORTED, export_at_once
from accounts.merging.services import merge
from accounts.models import Account
from accounts.services import add_account
from lib.tenancy.state import workspace
from sales.imports import steps
from sales.imports.columns import COLUMNS
from sales.models import CustomerCode, Purchase, PurchaseImport, PurchaseTotals
from sales.tests.test_totals_always_hold import kept, worked_out
from sales.totals import spent
from timeline.jobs import run_slice
from timeline.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
WHOLE = {"source": "shop", "currency": "USD", "status": "delivered", "adds_customers": True}


def url(name, **kwargs):
    return reverse(f"sales:{name}", kwargs={"slug": "noor", **kwargs})


def brought(text, by, **said):
    content = text.encode() if isinstance(text, str) else text
    origin = steps.bring_file(io.BytesIO(content), name="sales.csv", size=len(content), by=by)
    steps.start_import(origin, by=by, mapping=origin.mapping, **{**WHOLE, **said})
    work(origin.job)
    return PurchaseImport.objects.get(pk=origin.pk)


def work(job):
    """As the worker does, to the end."""
    for _slice in range(20):
        run_slice(job.pk)
        job.refresh_from_db()
        if job.is_over:
            break
    assert job.state == Job.State.DONE, job.error


def undone(origin, by):
    steps.undo_import(origin, by=by)
    work(PurchaseImport.objects.get(pk=origin.pk).undo_job)
    return PurchaseImport.objects.get(pk=origin.pk)


def shop_file(customers=40, seed=7):
    """As old shop systems write: a code, a day, pieces and an amount; no reference, and rows that are there twice."""
    rows, draw = ["customer id,date,quantity,amount"], random.Random(seed)
    for code in range(1, customers + 1):
        for _purchase in range(draw.randint(1, 5)):
            day = date(1997, 1, 1) + timedelta(days=draw.randint(0, 540))
            amount = draw.choice([0, draw.randint(500, 90_000)])
            rows.append(f"{code:05d},{day},{draw.randint(1, 9)},{amount / 100:.2f}")
    return "\n".join([*rows, rows[3], rows[3]])


def figures():
    rows = PurchaseTotals.objects.all()
    return sum(row.count for row in rows), sum(row.amount_minor for row in rows), len(rows)


def test_whole_file_of_a_shop_is_in_every_figure(huda):
    text = shop_file()
    rows = [row.split(",") for row in text.split("\n")[1:]]
    origin = brought(text, huda)
    assert (origin.added, origin.refused, origin.known) == (len(rows), 0, 0)
    cents = sum(round(float(amount) * 100) for *_others, amount in rows)
    assert figures() == (len(rows), cents, 40)
    assert Account.objects.count() == CustomerCode.objects.count() == origin.customers_added == 40
    for account in Account.objects.all():
        assert kept_in_dollars(account) == worked_out_of_totals(account)


def kept_in_dollars(account):
    total = spent([account])[account.pk]["USD"]
    return (total.count, total.amount_minor, total.first_on, total.last_on)


def worked_out_of_totals(account):
    purchases = list(Purchase.objects.filter(account=account))
    for purchase in purchases:
        assert purchase.total_minor == sum(line.total_minor for line in purchase.lines.all())
        assert [each.status for each in purchase.statuses.all()] == ["delivered"]
    days = [each.ordered_on for each in purchases]
    return (len(purchases), sum(each.total_minor for each in purchases), min(days), max(days))


def test_same_file_twice_adds_nothing_and_a_longer_one_only_what_is_new(huda):
    text = shop_file()
    first = brought(text, huda)
    before = figures()
    again = brought(text, huda)
    assert (again.added, again.known, again.customers_added) == (0, first.added, 0)
    assert figures() == before
    longer = brought(f"{text}\n00001,1998-07-01,1,5.00\n{text.split(chr(10))[3]}", huda)
    assert (longer.added, longer.known) == (2, first.added)


def test_import_is_undone_whole_but_for_what_somebody_worked_with(huda):
    origin = brought(shop_file(), huda)
    touched = Purchase.objects.select_related("account").order_by("pk").first()
    touched.set_status(Purchase.Status.RETURNED, by=huda)
    origin = undone(origin, huda)
    assert list(Purchase.objects.all()) == [touched]
    assert list(Account.objects.all()) == [touched.account]
    assert origin.undo_job.result == {"purchases_left": 1, "customers_left": 1}
    again = brought(shop_file(), huda)
    assert (again.customers_added, Purchase.objects.count()) == (39, again.added + 1)


ORDERS = """رقم الطلب,التاريخ,العميل,المنتج,الكمية,سعر الوحدة,الخصم,الحالة
A-1,2026-03-01,آفاق الخليج,قهوة,2.5,33.30,3.25,مكتمل
A-1,2026-03-01,آفاق الخليج,أكواب,1,20,,مكتمل
A-2,٥/٣/٢٠٢٦,آفاق الخليج,شاي,1,10,,ملغي
"""


def test_rows_of_one_reference_are_lines_of_one_purchase(huda):
    account = add_account(by=huda, fields={"name_ar": "آفاق الخليج"})
    origin = brought(ORDERS, huda, currency="SAR", adds_customers=False)
    assert (origin.added, origin.refused) == (3, 0)
    first, second = Purchase.objects.order_by("external_ref")
    assert (first.account, first.total_minor, first.lines.count()) == (account, 8_000 + 2_000, 2)
    assert (second.status, second.ordered_on) == ("cancelled", date(2026, 3, 5))
    assert kept(account) == worked_out(account)
    assert brought(ORDERS, huda, currency="SAR").known == 3


PROBLEMS = """reference,date,customer,quantity,price,amount,status,currency
1,yesterday,Afaq,1,1,,,
2,2026-03-01,Nobody known,1,1,,,
3,2026-03-01,Afaq,none,1,,,
4,2026-03-01,Afaq,1,,,,
5,2026-03-01,Afaq,1,1,,gone,
6,2026-03-01,Afaq,1,1,,,XYZ
7,2026-03-01,Twin,1,1,,,
8,2026-03-01,,1,1,,,
9,2026-03-01,Afaq,1,1,,,
9,2026-03-02,Afaq,1,1,,,
10,2026-03-01,Afaq,1,1,,,
11,2026-03-01,Afaq,1,1,,,
10,2026-03-01,Afaq,1,1,,,
"""


def test_what_cannot_be_kept_is_refused_row_by_row_with_the_reason(huda, sign_in):
    for name in ("Afaq", "Twin", "Twin"):
        add_account(by=huda, fields={"name_en": name})
    origin = brought(PROBLEMS, huda, currency="SAR", adds_customers=False)
    refused = {row.row_number: row.problems[0][1] for row in origin.rows.filter(outcome="refused")}
    assert refused == {
        2: "no_day", 3: "unknown", 4: "no_quantity", 5: "no_amount", 6: "no_status", 7: "no_currency",
        8: "several", 9: "no_customer", 10: "part", 11: "disagrees", 14: "scattered",
    }  # fmt: skip
    assert sorted(Purchase.objects.values_list("external_ref", flat=True)) == ["10", "11"]
    page = sign_in(huda).get(url("purchase_import_one", number=origin.number)).content.decode()
    assert "several customers have this" in page


def test_customer_is_matched_by_number_code_email_phone_or_name(huda):
    fields = {
        "name_en": "Afaq",
        "phone": "0501234567",
        "phone_e164": "+966501234567",
        "email": "a@afaq.example",
    }
    account = add_account(by=huda, fields=fields)
    CustomerCode.objects.create(source="shop", code="77", account=account)
    text = (
        "account number,customer code,email,phone,customer,date,amount\n"
        f"{account.number},,,,,2026-03-01,1\n"
        ",77,,,,2026-03-01,1\n"
        ",,A@afaq.example,,,2026-03-01,1\n"
        ",,,050 123 4567,,2026-03-01,1\n"
        ",,,,AFAQ,2026-03-01,1\n"
        ",78,,,Afaq,2026-03-01,1\n"
    )
    origin = brought(text, huda)
    assert (origin.added, origin.customers_added) == (6, 1)
    assert spent([account])[account.pk]["USD"].count == 5


def test_what_tells_a_merged_customer_means_the_one_it_is_a_part_of(huda):
    fields = {"name_en": "Afaq", "email": "a@afaq.example"}
    survivor = add_account(by=huda, fields={**fields, "phone_e164": "+966501234567"})
    absorbed = add_account(by=huda, fields={**fields, "phone_e164": "+966501234568"})
    for code, account in (("77", survivor), ("78", absorbed)):
        CustomerCode.objects.create(source="shop", code=code, account=account)
    merge(survivor, absorbed, by=huda)
    text = (
        "account number,customer code,email,phone,customer,date,amount\n"
        f"{absorbed.number},,,,,2026-03-01,1\n"
        ",77,,,,2026-03-01,1\n"
        ",78,,,,2026-03-01,1\n"
        ",,a@afaq.example,,,2026-03-01,1\n"
        ",,,0501234568,,2026-03-01,1\n"
        ",,,,Afaq,2026-03-01,1\n"
    )
    origin = brought(text, huda)
    assert (origin.added, origin.customers_added, origin.refused) == (6, 0, 0)
    assert spent([survivor])[survivor.pk]["USD"].count == 6


def test_nobody_brings_purchases_to_customers_whom_they_do_not_see(huda, salem, noor):
    add_account(by=huda, fields={"name_en": "Hidden", "owner": huda})
    noor.visibility = "team"
    noor.save()
    by = type(salem).objects.select_related("workspace", "user").get(pk=salem.pk)
    origin = brought("customer,date,amount\nHidden,2026-03-01,1\n", by)
    assert [row.problems[0][1] for row in origin.rows.all()] == ["not_yours"]
    assert not Purchase.objects.exists()


def test_what_a_list_exports_is_known_when_it_is_imported(huda, bought):
    bought(10_000)
    bought(5_550, quantity=3, fields={"external_ref": "INV-7", "source": "shop"})
    before = Purchase.objects.count()
    found = Purchase.objects.all()
    file = export_at_once(EXPORTED["purchases"], found, kind="csv", by=huda, query=QueryDict(""))
    origin = brought(file, huda, currency="SAR")
    assert (origin.known, origin.added, origin.refused, Purchase.objects.count()) == (2, 0, 0, before)


def test_headings_are_known_in_both_languages():
    assert COLUMNS.match(["التاريخ", "رقم العميل", "المبلغ"]) == ["ordered_on", "customer_code", "amount"]
    assert COLUMNS.match(["Order Date", "Customer ID", "Line total", "?"]) == [
        "ordered_on",
        "customer_code",
        "amount",
        "",
    ]


def test_pages_lead_from_the_file_to_what_came_of_it(sign_in, salem, afaq):
    client = sign_in(salem)
    file = SimpleUploadedFile("orders.csv", b"customer,date,amount,x\nAfaq Gulf,2026-03-01,12.50,?\n")
    page = client.post(url("purchase_import"), {"file": file}, follow=True)
    assert "What the columns are" in page.content.decode()
    with workspace(salem.workspace_id):
        origin = PurchaseImport.objects.get()
    start = url("purchase_import_start", number=origin.number)
    columns = {
        "column_0": "customer",
        "column_1": "",
        "column_2": "amount",
        "currency": "SAR",
        "status": "delivered",
    }
    assert client.post(start, columns).status_code == 422
    for _press in range(2):
        client.post(start, {**columns, "column_1": "ordered_on"})
    assert Job.objects.filter(kind=steps.JOB).count() == 1
    work(Job.objects.get(kind=steps.JOB))
    page = client.get(url("purchase_import_one", number=origin.number)).content.decode()
    assert "Undo this import" in page
    client.post(url("purchase_import_undo", number=origin.number))
    work(Job.objects.get(kind=steps.UNDO))
    assert not Purchase.objects.exists()


def test_imports_are_of_who_may_import_and_of_who_brought_them(sign_in, reem, karim, mona, salem):
    assert sign_in(reem).get(url("purchase_import")).status_code == 403
    assert sign_in(karim).get(url("purchase_import")).status_code == 404
    origin = brought("customer,date,amount\nX,2026-03-01,1\n", salem)
    assert sign_in(mona).get(url("purchase_import_one", number=origin.number)).status_code == 404
