"""How many rows a second an import writes, with a file like the ones companies bring."""

import csv
import io
import time
from dataclasses import dataclass
from random import Random
from unittest.mock import patch

from django.db import transaction

from accounts.imports.steps import bring_file, start_import
from accounts.models import Import, ImportRow
from benchmarks.words import CITIES, FAMILY_NAMES, FIRST_NAMES, OTHERS, TRADES, WORDS
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Job
from workspaces.models import Membership

ROWS = 2_000
HEADINGS = [
    "اسم الشركة", "الجوال", "البريد الإلكتروني", "الموقع الإلكتروني", "النشاط", "المدينة", "المنطقة",
    "الفئة", "اسم جهة الاتصال", "جوال جهة الاتصال",
]  # fmt: skip


@dataclass
class Imported:
    rows: int
    read_seconds: float
    write_seconds: float
    cpu_seconds: float
    outcomes: dict[str, int]

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.write_seconds

    @property
    def ms_per_row(self) -> float:
        return self.write_seconds * 1000 / self.rows


def measure_import(opened) -> Imported:
    """Read a file, then write its rows in the slices in which the worker does it, one after the other."""
    file = spreadsheet()
    # The worker of a running installation gets no hint of this job, so that it is done here and once.
    with workspace(opened.pk), patch("timeline.jobs.hint"):
        began = time.perf_counter()
        origin = bring_file(file, name="customers.csv", size=file.getbuffer().nbytes, by=first_member())
        read = time.perf_counter()
        cpu = time.process_time()
        start_import(origin, by=first_member())
        while not is_over(origin.job_id):
            run_slice(origin.job_id)
        written, cpu_end = time.perf_counter(), time.process_time()
        return Imported(ROWS, read - began, written - read, cpu_end - cpu, outcomes(origin))


@transaction.atomic
def first_member() -> Membership:
    return Membership.objects.select_related("user", "workspace").order_by("number").first()


@transaction.atomic
def is_over(job_id: int) -> bool:
    job = Job.objects.get(pk=job_id)
    if job.state == Job.State.FAILED:
        raise RuntimeError(f"The import failed: {job.error}")
    return job.is_over


@transaction.atomic
def outcomes(origin: Import) -> dict[str, int]:
    counts = origin.counts()
    if counts[ImportRow.Outcome.REFUSED]:
        raise RuntimeError(f"Rows were refused: {counts}")
    return counts


def spreadsheet(rows: int = ROWS) -> io.BytesIO:
    random = Random(4_000)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for place in range(rows):
        names = " ".join([*random.sample(FIRST_NAMES, 2), random.choice(FAMILY_NAMES)])
        writer.writerow(
            [
                f"مؤسسة {random.choice(WORDS)} {random.choice(OTHERS)} {random.choice(TRADES)} {place}",
                f"05{random.choice('034569')}{random.randrange(1_000_000, 9_999_999)}",
                f"office@brought{place}.example",
                f"www.brought{place}.example",
                random.choice(TRADES),
                random.choice(CITIES),
                random.choice(CITIES),
                random.choice("ABCD"),
                names,
                f"+966 5{random.choice('034569')} {random.randrange(100, 999)} {random.randrange(1000, 9999)}",
            ]
        )
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))
