"""The rules of tiers and of assignment over 100,000 accounts, each in one job: bin/benchmark rules.

The jobs of the product in the worker's slices, in this process: proposed tiers, stopped after the first slice and
begun anew, then once more, which finds nothing new; assignment, likewise, and taken back. Half of the accounts were
assessed, all bought something.
"""

import argparse
import time
from dataclasses import dataclass, field
from unittest.mock import patch

from django.db import connection, transaction

from accounts.assignment.in_bulk import UNLED
from accounts.assignment.services import Foresight, add_rule
from accounts.bulk.work import change_all, undo_change
from accounts.models import Account, AssignmentRule, BulkChange, Region, TeamMember, TeamRole
from benchmarks import book
from benchmarks.copying import MemoryWatch, Work, cpu_of, worked
from benchmarks.imports import first_member
from benchmarks.large import indexes_afterwards
from benchmarks.pages import machine, require_migrated
from benchmarks.words import CITIES
from benchmarks.workspace import remove, tell_the_planner, throw_away_workspace
from lib.tenancy.state import workspace
from planning.models import TierProposal
from planning.reckoning import start_reckoning
from timeline.jobs import cancel_job, run_slice
from timeline.models import Job
from workspaces.models import Membership

POOL = 5
HEADING = "| s | CPU s | PostgreSQL's | CPU ms an account | last quarter to the first | MB |"


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark rules", description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--only", choices=["tiers", "assignment"])
    parser.add_argument("--no-undo", action="store_true", help="leave out taking the assignment back")
    options = parser.parse_args(argv)
    require_migrated()
    with throw_away_workspace(fill=lambda: None) as (opened, _user), workspace(opened.pk):
        try:
            with indexes_afterwards(book.TABLES):
                fill(options.accounts)
            tell_the_planner()
            print(machine(), flush=True)
            print(
                f"| {options.accounts:,} accounts {HEADING}\n|---|---:|---:|---:|---:|---:|---:|", flush=True
            )
            with patch("timeline.jobs.hint"):
                if options.only != "assignment":
                    tiers()
                if options.only != "tiers":
                    assignment(is_undone=not options.no_undo)
            print(machine())
        finally:
            remove(opened.slug)
            for place in range(book.COLLEAGUES):
                remove("", email=book.email_of(place))


def fill(count: int) -> None:
    members = [each.pk for each in book.add_colleagues()]
    accounts = book.add_accounts(count, [None], status="active", lead_stage_id=lambda _n: None)
    book.add_purchases(accounts)
    book.add_assessments(accounts[::2], members)


@dataclass
class Run:
    """How a job went: what it cost, and when it had done how many accounts."""

    job: Job
    seconds: float = 0.0
    work: Work = field(default_factory=Work)
    grown_mb: float = 0.0
    # (CPU seconds of both until then, accounts done) after each batch that was told.
    marks: list[tuple[float, int]] = field(default_factory=list)

    @property
    def last_to_first(self) -> float:
        """What an account costs in the last quarter, in terms of the first."""
        every = len(self.marks) // 4
        if not every:
            return float("nan")
        return cost_of(self.marks[-every - 1], self.marks[-1]) / cost_of(self.marks[0], self.marks[every])

    def row(self, name: str) -> str:
        done = max(self.job.done, 1)
        cells = [
            name, f"{self.seconds:.0f}", f"{self.work.all:.0f}", f"{self.work.database:.0f}",
            f"{self.work.all * 1000 / done:.2f}", f"{self.last_to_first:.2f}", f"{self.grown_mb:.0f}",
        ]  # fmt: skip
        return f"| {' | '.join(cells)} |"


def cost_of(one: tuple[float, int], other: tuple[float, int]) -> float:
    return (other[0] - one[0]) / max(other[1] - one[1], 1)


def run(job: Job, *, slices: int | None = None) -> Run:
    """To its end, or so many slices."""
    found = Run(job)
    began = time.perf_counter()
    with worked("default") as found.work, MemoryWatch() as memory:
        done = 0
        while (slices is None or done < slices) and not refreshed(job).is_over:
            with marking(found):
                run_slice(job.pk)
            done += 1
    found.seconds, found.grown_mb, found.job = time.perf_counter() - began, memory.grown_mb, refreshed(job)
    if found.job.state == Job.State.FAILED:
        raise RuntimeError(f"The job failed: {found.job.error}")
    return found


def marking(found: Run):
    """Every batch tells when it was committed."""
    keep = Job.keep

    def kept(job, **told):
        keep(job, **told)
        found.marks.append((time.process_time() + cpu_of(connection.connection.get_backend_pid()), job.done))

    return patch.object(Job, "keep", kept)


@transaction.atomic
def refreshed(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def stopped(job: Job) -> int:
    """Begun, and stopped by a person; how many were done."""
    with patch("timeline.jobs.SLICE_SECONDS", 2):
        run(job, slices=1)
    cancel_job(refreshed(job))
    over = run(job).job
    assert over.state == Job.State.CANCELLED, over.state
    assert 0 < over.done < over.total, (over.done, over.total)
    return over.done


# Tiers
def tiers() -> None:
    def begun() -> Job:
        with transaction.atomic():
            return start_reckoning(by=first_member(), proposes=True)

    done = stopped(begun())
    first = run(begun())
    print(first.row("proposed tiers"), flush=True)
    before = standing_tiers()
    again = run(begun())
    print(again.row("the same again"), flush=True)
    assert standing_tiers() == before, "asked twice the rules proposed something else"
    print(
        f"Stopped after {done:,} and begun anew: {len(before):,} proposals wait; asked again, the same ones."
    )


@transaction.atomic
def standing_tiers() -> set[tuple]:
    return set(TierProposal.objects.values_list("account_id", "before", "after", "state", "number"))


# Assignment
def assignment(*, is_undone: bool) -> None:
    with transaction.atomic():
        rules()
    print(preview(), flush=True)
    done = stopped(assigned().job)
    led = count_led()
    assert led == done, (led, done)
    change = assigned()
    whole = run(change.job)
    print(whole.row("assignment"), flush=True)
    again = run(assigned().job)
    assert again.job.done == 0, "nobody was left without an account manager"
    assert count_led() == done + whole.job.done
    print(
        f"Stopped after {done:,}, which stay; begun anew it took the other {whole.job.done:,}; a third one none."
    )
    print(f"Accounts each looks after: {loads()}", flush=True)
    if is_undone:
        with transaction.atomic():
            change.refresh_from_db()
            taken = undo_change(change, by=first_member())
        print(run(taken.undo_job).row("taken back"), flush=True)
        assert count_led() == done, "what the second job gave is taken back"


def rules() -> None:
    """One for each region with five colleagues, one for everybody else; another gives each a second colleague."""
    by = first_member()
    members = list(Membership.objects.order_by("number"))[1:]
    for place, name in enumerate(CITIES[:-1]):
        pool = members[place * POOL : place * POOL + POOL]
        add_rule(by=by, pool=pool, name=name, region=Region.objects.named(name))
    add_rule(by=by, pool=members, name="غير ذلك")
    gives = AssignmentRule.Gives.TEAM
    role = TeamRole.objects.first() or TeamRole.objects.create(name_ar="فني", name_en="Technical")
    add_rule(by=by, pool=members[:POOL], name="فني", size="1000+", gives=gives, team_role=role)


@transaction.atomic
def preview() -> str:
    """What the page of the rules counts before it asks whether to."""
    began = time.process_time()
    seen = Foresight(first_member(), UNLED)
    seconds = time.process_time() - began
    assert seen.assigned == seen.looked_at, (seen.assigned, seen.looked_at)
    return f"Preview of {seen.looked_at:,}: {seconds:.1f} s of CPU in Python."


@transaction.atomic
def assigned() -> BulkChange:
    by = first_member()
    return change_all(by=by, list_key="accounts", verb="rules", value=UNLED, query="owner=null")


@transaction.atomic
def count_led() -> int:
    return Account.objects.exclude(owner=None).count()


@transaction.atomic
def loads() -> str:
    held: dict[int, int] = {}
    for owner in Account.objects.exclude(owner=None).values_list("owner", flat=True):
        held[owner] = held.get(owner, 0) + 1
    beside = TeamMember.objects.count()
    return f"{min(held.values()):,} to {max(held.values()):,}, and {beside:,} stand in teams."
