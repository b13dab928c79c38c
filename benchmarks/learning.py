"""The nightly search for patterns over 100,000 complaints, beside 10,000: bin/benchmark patterns.

Complaints of two years in Arabic (benchmarks/told.py), an eighth of them of the last 90 days. A first search compares
all of those, the next night's what came on one day. Planted are a defect that forty people tell in their own words, a
week with twice as many of one category, and what looks like either and is none. It fails where a planted pattern is
not found, where what looks like one is, and where repeats are others than a plain count finds.
"""

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from benchmarks import book
from benchmarks.copying import MemoryWatch, Work, worked
from benchmarks.large import indexes_afterwards
from benchmarks.pages import machine, require_migrated
from benchmarks.told import CATEGORIES, ordinary, planted
from benchmarks.workspace import tell_the_planner, throw_away_workspace
from complaints import learning
from complaints.models import Complaint, ComplaintCategory, Finding, FindingEvidence
from complaints.patterns import REPEAT_DAYS, week_of
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Job

DAYS, A_DAY = 730, 200
# Of a hundred complaints so many are of each category.
SHARES = (30, 18, 12, 9, 7, 6, 5, 4, 3, 3, 2, 1)
ALIKE, PAIRED, SPAM, OLD, SPIKE = 2, (6, 7), 3, 4, 5  # categories of what is planted
PLANTED = 40
ACCOUNTS_A_COMPLAINT = 0.2
TABLES = [Complaint._meta.db_table, "accounts_account"]
HEADING = "| complaints | search | compared | CPU s | PostgreSQL's | s | CPU ms a comparison | longest batch, s | MB |"


@dataclass
class Planted:
    """Keys of complaints that are one pattern, of those that are none, and the week that is out of the ordinary."""

    alike: set[int] = field(default_factory=set)
    none: set[int] = field(default_factory=set)
    since: datetime | None = None


@dataclass
class Search:
    job: Job
    compared: int = 0
    seconds: float = 0.0
    work: Work = field(default_factory=Work)
    grown_mb: float = 0.0
    longest: float = 0.0
    phases: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    def row(self, count: int, name: str) -> str:
        each = self.work.all * 1000 / max(self.compared, 1)
        cells = [
            f"{count:,}", name, f"{self.compared:,}", f"{self.work.all:.1f}", f"{self.work.database:.1f}",
            f"{self.seconds:.1f}", f"{each:.2f}", f"{self.longest:.1f}", f"{self.grown_mb:.0f}",
        ]  # fmt: skip
        return f"| {' | '.join(cells)} |"


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark patterns", description=__doc__)
    parser.add_argument("--complaints", type=int, nargs="+", default=[10_000, 100_000])
    options = parser.parse_args(argv)
    require_migrated()
    print(f"{HEADING}\n|---:|---|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    told: list[str] = []
    for count in options.complaints:
        with throw_away_workspace(fill=lambda: None) as (opened, _user), workspace(opened.pk):
            told += measured(count)
    print("\n" + "\n".join(told))
    print(machine())


def measured(count: int) -> list[str]:
    chance = Random(count)
    with indexes_afterwards(TABLES):
        accounts = book.add_accounts(
            int(count * ACCOUNTS_A_COMPLAINT), [None], status="active", lead_stage_id=lambda _n: None
        )
        found = fill(chance, count, accounts)
    tell_the_planner()
    told = []
    for name in ("first", "next night", "nothing new"):
        if name == "next night":
            add(chance, accounts, [some_of_a_day(chance) for _each in range(A_DAY)])
        search = searched()
        print(search.row(count, name), flush=True)
        phases = ", ".join(
            f"{learning.PHASES[place].__name__} {took:.2f}" for place, took in search.phases.items()
        )
        told += [f"{count:,}, {name}: {phases} s by the clock", f"  {checked(found)}"]
    return told


# What there is
def fill(chance: Random, count: int, accounts: list[int]) -> Planted:
    now = timezone.now()
    with transaction.atomic():
        ComplaintCategory.objects.bulk_create(
            ComplaintCategory(label_en=f"Category {place}", number=place + 1) for place in range(CATEGORIES)
        )
    add(chance, accounts, [usual(chance, now, (place + chance.random()) / count) for place in range(count)])
    since = week_of((now - timedelta(days=14)).date(), first_weekday=6)
    week = datetime.combine(since, datetime.min.time(), now.tzinfo) + timedelta(hours=12)
    more = 12 + count * SHARES[SPIKE] // 100 * 7 // DAYS
    add(
        chance,
        accounts,
        [
            (week + timedelta(hours=chance.randrange(6 * 24)), SPIKE, ordinary(chance, SPIKE), "closed")
            for _each in range(more)
        ],
    )
    found = Planted(since=since)
    found.alike |= set(add(chance, accounts, told_by_many(chance, now, ALIKE, PLANTED, 1, 80)))
    found.none |= set(add(chance, accounts, told_by_many(chance, now, OLD, PLANTED, 100, 400)))
    found.none |= set(add(chance, accounts, told_by_many(chance, now, SPAM, PLANTED, 1, 80, "rejected")))
    for category in PAIRED:
        found.none |= set(add(chance, accounts, told_by_many(chance, now, category, 2, 1, 80)))
    return found


def usual(chance: Random, now, share: float):
    category = chance.choices(range(CATEGORIES), SHARES)[0]
    return now - timedelta(days=DAYS * share), category, ordinary(chance, category), "closed"


def some_of_a_day(chance: Random):
    return usual(chance, timezone.now(), chance.random() / DAYS)


def told_by_many(chance: Random, now, category: int, count: int, begin: int, end: int, state="closed"):
    return [
        (now - timedelta(days=chance.uniform(begin, end)), category, planted(chance), state)
        for _each in range(count)
    ]


def add(chance: Random, accounts: list[int], told) -> list[int]:
    with transaction.atomic():
        categories = list(ComplaintCategory.objects.order_by("pk").values_list("pk", flat=True))
    return book.write(
        Complaint,
        [
            {
                "account_id": chance.choice(accounts),
                "subject": text[:40],
                "text": text,
                "category_id": categories[category],
                "state": state,
                "state_since": at,
                "filed_at": at,
                "closed_at": at if state == "closed" else None,
                "resolution": "تم" if state == "closed" else "",
            }
            for at, category, text, state in sorted(told)
        ],
    )


# What a search costs
def searched() -> Search:
    with transaction.atomic():
        found = Search(learning.learn(), compared=learning.to_compare(timezone.now()).count())
    batch = learning.Learning.batch

    def timed(kind, job, prepared):
        phase, began = job.cursor.get("phase", 0), time.perf_counter()
        try:
            return batch(kind, job, prepared)
        finally:
            took = time.perf_counter() - began
            found.phases[phase] += took
            found.longest = max(found.longest, took)

    began = time.perf_counter()
    with (
        patch("timeline.jobs.hint"),
        patch.object(learning.Learning, "batch", timed),
        worked("default") as found.work,
        MemoryWatch() as memory,
    ):
        while not refreshed(found.job).is_over:
            run_slice(found.job.pk)
    found.seconds, found.grown_mb, found.job = (
        time.perf_counter() - began,
        memory.grown_mb,
        refreshed(found.job),
    )
    if found.job.state != Job.State.DONE:
        raise SystemExit(f"The search failed: {found.job.error}")
    return found


@transaction.atomic
def refreshed(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


# What it found
@transaction.atomic
def checked(planted: Planted) -> str:
    findings = Finding.objects.proposed()
    evidence = FindingEvidence.objects.filter(finding__kind=Finding.Kind.ALIKE)
    grouped: dict[int, set[int]] = defaultdict(set)
    for finding, complaint in evidence.values_list("finding_id", "complaint_id"):
        grouped[finding].add(complaint)
    best = max(grouped.values(), key=lambda group: len(group & planted.alike), default=set())
    missed, wrong = planted.alike - best, planted.none & set().union(*grouped.values())
    spikes = list(findings.filter(kind=Finding.Kind.SPIKE).values_list("category__number", "since"))
    repeats = set(findings.filter(kind=Finding.Kind.REPEAT).values_list("account_id", "category_id"))
    if missed or wrong or (SPIKE + 1, planted.since) not in spikes or repeats != plainly_counted():
        raise SystemExit(f"missed {missed}, wrong {wrong}, spikes {spikes}, {len(repeats)} repeats")
    sizes = sorted(map(len, grouped.values()), reverse=True)
    return (
        f"the planted {len(best & planted.alike)} in one group of {len(best)}; {len(grouped):,} groups, the greatest"
        f" {sizes[:5]}; {len(spikes)} spikes with the planted one; {len(repeats):,} repeats, as a plain count finds"
    )


def plainly_counted() -> set[tuple[int, int]]:
    """(customer, category) of each second complaint within 90 days of the last, which is no older than that."""
    filed: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    rows = Complaint.objects.standing().exclude(category=None)
    for account, category, at in rows.values_list("account_id", "category_id", "filed_at"):
        filed[account, category].append(at)
    window, now = timedelta(days=REPEAT_DAYS), timezone.now()
    found = set()
    for about, moments in filed.items():
        last = max(moments)
        if last >= now - window and sum(each >= last - window for each in moments) > 1:
            found.add(about)
    return found
