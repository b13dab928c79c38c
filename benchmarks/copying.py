"""An import beside the least that its rows can cost: COPY of the same finished rows by the owner of the tables.

bin/benchmark import [--rows 100000]: a file is read and imported by the job in the worker's slices, in this
process; then its rows are taken out of the tables and put back with COPY, triggers, keys, generated columns and
indexes as they are. Both are one run, so the ratio does not depend on the machine.
"""

import argparse
import ctypes
import gc
import io
import os
import resource
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from unittest.mock import patch

from django.db import connection, connections, transaction
from django.db.models import Model
from psycopg2.extensions import cursor

from accounts.imports import steps
from accounts.imports.checking import Checker
from accounts.models import Account, AccountStatus, AccountTag, Consent, Contact, ImportRow, Position
from benchmarks.imports import first_member, is_over, outcomes, spreadsheet
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import throw_away_workspace
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Event

ROWS = 100_000
# In the order in which their keys point.
MODELS = (Account, AccountStatus, AccountTag, Contact, Position, Consent, Event, ImportRow)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark import", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"rows of the file ({ROWS})")
    options = parser.parse_args(argv)
    require_migrated()
    with throw_away_workspace() as (opened, _user):
        before = {model: newest(model) for model in MODELS}
        with worked("default") as import_work:
            stages, grown = imported(opened, options.rows)
        copied, rows, copy_work = copied_back(before)
    print(machine())
    print()
    print("\n".join(told(options.rows, stages, copied, rows, grown)))
    print()
    print(told_work(import_work, copy_work))


# What a busy machine does not change
@dataclass
class Work:
    """CPU seconds of this process, and of the process of PostgreSQL that serves one connection."""

    here: float = 0.0
    database: float = 0.0

    @property
    def all(self) -> float:
        return self.here + self.database


@contextmanager
def worked(alias: str) -> Iterator[Work]:
    """Both wait for each other and never work at once: on a quiet machine the sum is the time it takes."""
    connections[alias].ensure_connection()
    pid = connections[alias].connection.get_backend_pid()
    work, here, database = Work(), time.process_time(), cpu_of(pid)
    yield work
    work.here, work.database = time.process_time() - here, cpu_of(pid) - database


def cpu_of(pid: int) -> float:
    """Of a server on this machine."""
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")


def told_work(imported: Work, copied: Work) -> str:
    return (
        f"CPU: COPY {copied.all:.1f} s, {copied.database:.1f} of them in PostgreSQL; import {imported.all:.1f} s,"
        f" {imported.database:.1f} of them in PostgreSQL. COPY takes {copied.all / imported.database:.0%} of the"
        f" database's part and {copied.all / imported.all:.0%} of the whole."
    )


# The import
def imported(opened, rows: int) -> tuple[dict[str, float], float]:
    """Seconds of each stage, and how many MB the process grew while it worked."""
    file, size = on_disk(spreadsheet(rows))
    stages: dict[str, float] = defaultdict(float)
    with workspace(opened.pk), patch("timeline.jobs.hint"), measured(stages), MemoryWatch() as memory:
        began = time.perf_counter()
        origin = steps.bring_file(file, name="customers.csv", size=size, by=first_member())
        if origin.reading_job:
            run_to_its_end(origin.reading_job_id)
        with transaction.atomic():
            origin.refresh_from_db()
        stages["read"] = time.perf_counter() - began
        stages["database"] = 0.0  # what reading asked of it is in reading
        steps.start_import(origin, by=first_member())
        run_to_its_end(origin.job_id)
        stages["all"] = time.perf_counter() - began
        outcomes(origin)
    return stages, memory.grown_mb


def on_disk(content: io.BytesIO) -> tuple[BinaryIO, int]:
    """As an upload of this size comes; in memory it would be counted."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    file.write(content.getbuffer())
    file.seek(0)
    return file, content.getbuffer().nbytes


def run_to_its_end(job_id: int) -> None:
    while not is_over(job_id):
        run_slice(job_id)


class MemoryWatch:
    """The most memory of this process beyond what it had when the watch began, looked at fifty times a second."""

    def __enter__(self):
        # What was freed before goes back to the system, else it would be had for nothing.
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        self.least = self.most = resident_mb()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def _watch(self):
        while not self.is_over.wait(0.02):
            self.most = max(self.most, resident_mb())

    def __exit__(self, *_error):
        self.is_over.set()
        self.thread.join()

    @property
    def grown_mb(self) -> float:
        return self.most - self.least


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


@contextmanager
def measured(stages: dict[str, float]) -> Iterator[None]:
    """Time spent waiting for the database (statements, COPY, COMMIT with its deferred keys), and for checks."""

    @contextmanager
    def counted(name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            stages[name] += time.perf_counter() - began

    class TimedCursor(cursor):
        def execute(self, *args, **kwargs):
            with counted("database"):
                return super().execute(*args, **kwargs)

        def copy_expert(self, *args, **kwargs):
            with counted("database"):
                return super().copy_expert(*args, **kwargs)

    check, commit = Checker.check, connection._commit

    def timed_check(self, *args):
        with counted("check"):
            return check(self, *args)

    def timed_commit():
        with counted("database"):
            commit()

    connection.ensure_connection()
    connection.connection.cursor_factory = TimedCursor
    with patch.object(connection, "_commit", timed_commit), patch.object(Checker, "check", timed_check):
        try:
            yield
        finally:
            connection.connection.cursor_factory = cursor


# The same rows again
def newest(model: type[Model]) -> int:
    with connections["owner"].cursor() as reader:
        reader.execute(f"select coalesce(max(id), 0) from {model._meta.db_table}")
        return reader.fetchone()[0]


def copied_back(before: dict[type[Model], int]) -> tuple[dict[str, float], int, Work]:
    """Take what the import wrote out of the tables and COPY it back; seconds of each table, rows, and work."""
    owner = connections["owner"]
    seconds, rows = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        with transaction.atomic("owner"), owner.cursor() as writer:
            writer.execute("set local pgtrigger.ignore = '{}'")
            for model in MODELS:
                with Path(folder, model.__name__).open("wb") as file:
                    own = (
                        f"select {columns(model)} from {table(model)} where id > {before[model]} order by id"
                    )
                    writer.cursor.copy_expert(f"copy ({own}) to stdout", file)
            for model in reversed(MODELS):
                writer.execute(f"delete from {table(model)} where id > {before[model]}")
        with owner.cursor() as writer:
            # As the import found them: small, and without the holes of what was deleted.
            writer.execute(f"vacuum analyze {', '.join(map(table, MODELS))}")
            for model in MODELS:
                writer.execute(f"reindex table {table(model)}")
        with worked("owner") as work:
            for model in MODELS:
                began = time.perf_counter()
                with (
                    transaction.atomic("owner"),
                    owner.cursor() as writer,
                    Path(folder, model.__name__).open() as file,
                ):
                    writer.cursor.copy_expert(f"copy {table(model)} ({columns(model)}) from stdin", file)
                    rows += writer.rowcount
                seconds[model.__name__] = time.perf_counter() - began
    return seconds, rows, work


def table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def columns(model: type[Model]) -> str:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)


def told(
    rows: int, stages: dict[str, float], copied: dict[str, float], written: int, grown: float
) -> list[str]:
    copy = sum(copied.values())
    python = stages["all"] - stages["read"] - stages["database"] - stages["check"]
    return [
        f"{rows:,} rows of a file, {written:,} rows in {len(MODELS)} tables.",
        "",
        "| stage | s | rows/s | COPY takes, of it |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {seconds:.1f} | {rows / seconds:,.0f} | {copy / seconds:.0%} |"
            for name, seconds in {
                "COPY of the finished rows by the owner": copy,
                "import: the database's part": stages["database"],
                "import: reading the file": stages["read"],
                "import: checking the rows": stages["check"],
                "import: the rest of Python": python,
                "import, whole": stages["all"],
            }.items()
        ),
        "",
        "COPY by table: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in copied.items()) + ".",
        f"Memory: {grown:.0f} MB more at the peak.",
    ]
