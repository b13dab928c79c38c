"""How long a sweep for duplicates takes, and what it finds: bin/benchmark duplicates.

The sweep's own job over 100,000 contacts and over a million, in one run; 5,000 duplicates and as many lookalikes are
planted among them (benchmarks/planted.py). Contacts hang on accounts, ten at each; the accounts are not looked at.
"""

import argparse
import time

from django.db import transaction

from accounts.duplicates.sweeping import Sweeping
from accounts.models import Account, Contact, ContactPair, Position
from benchmarks.copying import worked
from benchmarks.large import indexes_afterwards
from benchmarks.pages import machine, require_migrated
from benchmarks.planted import Register, quality, register
from benchmarks.workspace import tell_the_planner, throw_away_workspace
from lib.tenancy.copying import copy_rows, reserve_ids
from lib.tenancy.models import take_numbers
from lib.tenancy.state import workspace
from timeline.models import Job

TABLES = ["accounts_account", "accounts_contact", "accounts_position"]
AT_ONCE = 20_000
CONTACTS = 1  # their place among the kinds of the sweep


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark duplicates", description=__doc__)
    parser.add_argument("--contacts", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--planted", type=int, default=5_000)
    options = parser.parse_args(argv)
    require_migrated()
    print(
        "| contacts | sweep s | CPU s | PostgreSQL's | CPU ms a contact | recall | precision | pairs |\n"
        "|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    taken = [measured(count, options.planted) for count in options.contacts]
    if len(taken) > 1:
        (first, first_cpu), (last, last_cpu) = taken[0], taken[-1]
        print(
            f"\nThe last takes {last / first:.1f} times as long as the first, {last_cpu / first_cpu:.1f} times its CPU."
        )
    print(machine())


def measured(count: int, planted: int) -> tuple[float, float]:
    """Seconds of the sweep, and of CPU."""
    people = register(count, planted=planted)
    with throw_away_workspace(fill=lambda: None) as (opened, _user), workspace(opened.pk):
        with indexes_afterwards(TABLES):
            ids = fill(people)
        wanted = {tuple(sorted((ids[one], ids[other]))) for one, other in people.duplicates}
        del people
        tell_the_planner()
        began = time.perf_counter()
        with worked("default") as work:
            swept()
        took = time.perf_counter() - began
        with transaction.atomic():
            found = set(ContactPair.objects.values_list("first", "second"))
        recall, precision = quality(found, wanted)
        row = [
            f"{count:,}",
            f"{took:.0f}",
            f"{work.all:.0f}",
            f"{work.database:.0f}",
            f"{work.all / count * 1000:.2f}",
        ]
        row += [f"{recall:.1%}", f"{precision:.1%}", f"{len(found):,}"]
        print(f"| {' | '.join(row)} |", flush=True)
    return took, work.all


def fill(people: Register) -> list[int]:
    """The people as contacts of accounts; their keys."""
    places = max(each.place for each in people.people) + 1
    accounts = []
    for begin in range(0, places, AT_ONCE):
        with transaction.atomic():
            part = reserve_ids(Account, min(AT_ONCE, places - begin))
            first = take_numbers(Account, len(part))
            named = [{"id": pk, "number": first + at, "name_ar": f"حساب {pk}"} for at, pk in enumerate(part)]
            copy_rows(Account, named)
            accounts += part
    ids = []
    for begin in range(0, len(people.people), AT_ONCE):
        some = people.people[begin : begin + AT_ONCE]
        with transaction.atomic():
            part = reserve_ids(Contact, len(some))
            first = take_numbers(Contact, len(part))
            rows = [
                {"id": pk, "number": first + at, **each.fields()}
                for at, (pk, each) in enumerate(zip(part, some, strict=True))
            ]
            copy_rows(Contact, rows)
            positions = [
                {"contact_id": pk, "account_id": accounts[each.place]}
                for pk, each in zip(part, some, strict=True)
            ]
            copy_rows(Position, positions)
        ids += part
    return ids


def swept() -> None:
    """The job's own batches, one after the other, as a worker commits them."""
    kind, job = Sweeping(), Job(arguments={"since": None}, cursor={"kind": CONTACTS})
    has_more = True
    while has_more:
        with transaction.atomic():
            has_more = kind.batch(job, None)
