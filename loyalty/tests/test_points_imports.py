"""Opening balances from a file: each once, in whatever file it stands, with every row that cannot be kept told."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from loyalty import ledger
from loyalty.imports import work
from loyalty.imports.columns import COLUMNS
from loyalty.imports.rows import read
from loyalty.models import LoyaltyProgram, PointsEntry, PointsImport, Wallet
from loyalty.tests.sound import assert_sound
from timeline.jobs import run_slice
from timeline.models import Event, Job

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"loyalty:{name}", kwargs={"slug": "noor", **kwargs})


def brought(text, by):
    content = text.encode()
    origin = work.bring_file(io.BytesIO(content), name="balances.csv", size=len(content), by=by)
    work.start_import(origin, by=by, mapping=origin.mapping)
    finish(origin.job)
    return PointsImport.objects.get(pk=origin.pk)


def finish(job):
    for _slice in range(20):
        run_slice(job.pk)
        job.refresh_from_db()
        if job.is_over:
            break
    assert job.state == Job.State.DONE, job.error


def counts(origin):
    return (origin.added, origin.known, origin.refused, origin.points)


@pytest.fixture
def file(customer):
    """Two customers, told by name and by number, and every row that cannot be kept."""
    customer("Afaq Gulf")
    number = customer("Dar", email="dar@example.com").number
    customer("Twin")
    customer("Twin", phone="+966512345678")
    soon = timezone.localdate() + timedelta(days=40)
    return (
        "رقم الحساب,اسم العميل,النقاط,تاريخ الانتهاء,رقم العضوية\n"
        f",Afaq Gulf,١٬٢٠٠,{soon},M-1\n"
        f"{number},,300,,M-2\n"
        ",Twin,5,,\n"
        ",Nobody,5,,\n"
        ",Afaq Gulf,12.5,,\n"
        ",Afaq Gulf,-3,,\n"
        ",Afaq Gulf,7,2001-01-01,\n"
        ",Afaq Gulf,7,soon,\n"
        ",,7,,\n"
        "x,,7,,\n"
    )


def test_balances_come_in_with_what_cannot_be_kept_told(file, mona):
    LoyaltyProgram.objects.create(expiry_months=12)
    origin = brought(file, mona)
    assert counts(origin) == (2, 0, 8, 1_500)
    codes = [problems[0][:2] for _number, problems, _cells in origin.refused_rows]
    assert codes == [
        ["customer", "several"],
        ["customer", "unknown"],
        ["points", "no_points"],
        ["points", "no_points"],
        ["expires", "over"],
        ["expires", "no_day"],
        ["customer", "no_customer"],
        ["account_number", "no_number"],
    ]
    afaq, dar = Wallet.objects.order_by("account__number")
    entry = afaq.entries.get()
    assert (entry.kind, entry.points, entry.reason, entry.by) == ("opening", 1_200, "M-1", mona)
    last = timezone.localdate(entry.lots.get().expires_at - timedelta(seconds=1))
    assert last == timezone.localdate() + timedelta(days=40)
    assert dar.lots.get().expires_at > timezone.now() + timedelta(days=330)
    assert Event.objects.filter(verb="pointsimport.ended").count() == 1
    assert origin.table is None
    assert_sound()


def test_the_same_again_adds_nothing_in_whatever_file_it_stands(file, mona):
    brought(file, mona)
    assert counts(brought(file, mona))[:2] == (0, 2)
    assert counts(brought("email,balance,reference\ndar@example.com,300,m-2\n", mona)) == (0, 1, 0, 0)
    assert PointsEntry.objects.count() == 2


def test_without_a_reference_a_balance_is_told_by_what_it_says(customer, mona):
    customer("Afaq Gulf")
    text = "customer,points\nAfaq Gulf,10\nAfaq Gulf,20\nAfaq Gulf,10\n"
    assert counts(brought(text, mona)) == (2, 1, 0, 30)
    assert counts(brought(text, mona)) == (0, 3, 0, 0)


def test_other_points_under_a_reference_that_is_there_are_refused(customer, mona):
    customer("Afaq Gulf")
    brought("customer,points,reference\nAfaq Gulf,10,M-1\n", mona)
    origin = brought("customer,points,reference\nAfaq Gulf,11,M-1\n", mona)
    assert counts(origin) == (0, 0, 1, 0)
    assert origin.refused_rows[0][1][0][1] == "other_points"


def test_a_batch_whose_result_was_never_kept_adds_nothing_twice(customer, mona, monkeypatch):
    monkeypatch.setattr(work.ImportingBalances, "batch_rows", 2)
    for name in ("A one", "B two", "C three"):
        customer(name)
    content = b"customer,points\nA one,1\nB two,2\nC three,3\n"
    origin = work.bring_file(io.BytesIO(content), name="b.csv", size=len(content), by=mona)
    work.start_import(origin, by=mona, mapping=origin.mapping)
    kind, job = work.ImportingBalances(), origin.job
    with transaction.atomic():
        kind.batch(job, kind.prepare(job))
        transaction.set_rollback(True)
    assert not PointsEntry.objects.exists()
    job.refresh_from_db()
    finish(job)
    assert sorted(Wallet.objects.values_list("balance_points", flat=True)) == [1, 2, 3]
    assert_sound()


def test_a_row_that_fails_alone_leaves_the_others(customer, mona, monkeypatch):
    for name in ("A one", "B two"):
        customer(name)
    real = ledger.credit

    def credit(wallet, points, **more):
        if points == 13:
            raise RuntimeError("unlucky")
        return real(wallet, points, **more)

    monkeypatch.setattr(ledger, "credit", credit)
    origin = brought("customer,points\nA one,13\nB two,2\n", mona)
    assert counts(origin) == (1, 0, 1, 2)
    assert_sound()


def test_a_settled_debt_is_settled_by_an_opening_balance(wallet, mona):
    earned = ledger.credit(wallet, 10, kind="earn", key="a")
    ledger.debit(wallet, 10, kind="redeem", key="b")
    ledger.reverse(earned, 10, key="c")
    brought("customer,points\nAfaq Gulf,25\n", mona)
    wallet.refresh_from_db()
    assert (wallet.balance_points, wallet.debt_points) == (15, 0)
    assert_sound()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1e3", "no_points"),
        ("0", "no_points"),
        ("9" * 40, "no_points"),
        ("", "no_points"),
        ("٣٠٠", None),
        ("1,200", None),
    ],
)
def test_points_are_whole_numbers_in_any_digits(typed, code):
    row = read(["customer", "points"], ["Afaq", typed], today=timezone.localdate(), country="SA")
    assert [each[1] for each in row.problems] == ([code] if code else [])


def test_headings_are_known_in_both_languages():
    assert COLUMNS.match(["Member", "Points balance", "العضو", "Valid until", "x"]) == [
        "customer",
        "points",
        "",
        "expires",
        "",
    ]


def test_the_way_through_the_pages(customer, sign_in, mona):
    customer("Afaq Gulf")
    client = sign_in(mona)
    file = SimpleUploadedFile("b.csv", b"who,points\nAfaq Gulf,10\n")
    client.post(url("points_import"), {"file": file})
    origin = PointsImport.objects.get()
    one, start = (
        url("points_import_one", number=origin.number),
        url("points_import_start", number=origin.number),
    )
    assert client.get(one).status_code == 200
    assert client.post(start, {"column_1": "points"}).status_code == 422
    for _press in range(2):
        client.post(start, {"column_0": "customer", "column_1": "points"})
    finish(PointsImport.objects.get().job)
    assert "10" in client.get(one).content.decode()
    assert Job.objects.filter(kind=work.JOB).count() == 1


def test_who_may(opened, sign_in, mona, salem, karim):
    assert sign_in(salem).get(url("points_import")).status_code == 403
    assert sign_in(karim).get(url("points_import")).status_code == 404
    content = b"customer,points\nx,1\n"
    origin = work.bring_file(io.BytesIO(content), name="b.csv", size=len(content), by=mona)
    assert sign_in(salem).get(url("points_import_one", number=origin.number)).status_code == 403
    sign_in(mona).post(url("points_import_discard", number=origin.number))
    assert not PointsImport.objects.exists()


def test_a_file_that_is_none_is_told(sign_in, mona, opened):
    answer = sign_in(mona).post(url("points_import"), {"file": SimpleUploadedFile("b.csv", b"\x00\x01\x02")})
    assert answer.status_code == 422
    assert not PointsImport.objects.exists()
