"""Long work in slices: a batch commits its rows, the cursor and the lease together, so a fall costs a batch.

A kind of job is a class that apps register in `job_kinds`. Killed, cut off from the broker or run by two
workers at once, a job goes on where its last commit left it and does nothing twice.
"""

import time
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.registry import Registry
from lib.tenancy.state import require_workspace_id
from lib.tenancy.tasks import publish
from timeline.models import Job, LeaseLost
from timeline.notifying import gathered, notify
from timeline.services import acting_staff, on_behalf

log = structlog.get_logger(__name__)

SLICE_SECONDS = 15
MOST_ATTEMPTS = 3
KILLED = "the worker ended in the middle of this batch"

# What job.error holds where a person can do something about it.
REASONS = {
    "not_allowed": _("The role of who started it no longer allows this."),
    "file_gone": _("The file was no longer kept. Bring it again."),
    KILLED: _("It was cut off three times at the same place."),
}

job_kinds = Registry("kinds of jobs")


class GivenUp(Exception):
    """The job cannot go on; str() of it is a code or a sentence for the log."""


class JobKind:
    """One kind of long work. `batch` takes at most a few seconds and must be safe to be rolled back."""

    label: Any = _("Job")
    icon = "activity"
    result_label: Any = _("Show what came of it")
    has_page_while_running = False  # its own page shows the progress too
    is_private = False  # the result is only for who asked for it
    may_run_again = False  # failed or stopped, it can be begun anew and leaves nothing doubled
    is_told = True  # who started it gets a notification when it has ended

    def prepare(self, job: Job) -> Any:
        """What a batch needs and commits on its own, such as a block of numbers; `batch` is given it."""

    def batch(self, job: Job, prepared: Any) -> bool:
        """Do the next piece in the open transaction, move job.cursor and done; False when nothing is left."""
        raise NotImplementedError

    def step_over(self, job: Job, error: str) -> bool:
        """The batch at the cursor failed three times: set it aside with its reason, or raise GivenUp."""
        raise GivenUp(error)

    def ended(self, job: Job) -> None:
        """The job is done, stopped or failed: job.state says which. In the transaction that ends it."""

    def page(self, job: Job) -> tuple[str, dict[str, Any]] | None:
        """Name and arguments of the page that shows what came of it."""
        return None

    def title(self, job: Job) -> Any:
        return self.label

    def reason(self, job: Job) -> Any:
        """Why it failed, for who started it; empty where only those who run Sila can tell."""
        return REASONS.get(job.error, "")


def start_job(kind: str, *, by, total=0, **arguments) -> Job:
    """Queue a job in the transaction of whatever asks for it."""
    if kind not in job_kinds:
        raise ValueError(f"No such kind of job: {kind}")
    staff = acting_staff()[:120]  # as long as a name of a visit
    job = Job.objects.create(kind=kind, created_by=by, staff=staff, total=total, arguments=arguments)
    hint(job)
    return job


class NotAgain(Exception):
    """This job is not over, is not whose it would be, or cannot be begun anew."""


def may_run_again(job: Job, by) -> bool:
    kind = job_kinds.get(job.kind)
    ended_badly = job.state in {Job.State.FAILED, Job.State.CANCELLED}
    is_theirs = by is not None and job.created_by_id == by.pk
    return bool(kind and kind.may_run_again and ended_badly and is_theirs)


@transaction.atomic
def run_again(job: Job, *, by) -> Job:
    """The same work anew, as a job of its own; pressed twice while it waits or runs, it is one."""
    if not may_run_again(job, by):
        raise NotAgain
    # The row of the first one is held, so that two presses at once see each other.
    Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    same = Job.objects.open().filter(kind=job.kind, created_by=by, arguments=job.arguments).first()
    return same or start_job(job.kind, by=by, total=job.total, **job.arguments)


def tell_maker(job: Job) -> None:
    """Who started long work learns how it ended; who stopped it himself knows."""
    kind = job_kinds.get(job.kind, JobKind())
    told = {Job.State.DONE: "job.done", Job.State.FAILED: "job.failed"}.get(Job.State(job.state))
    if told and kind.is_told:
        notify(told, [job.created_by], subject=job)


def hint(job: Job) -> None:
    from timeline.tasks import run_job

    publish(run_job, require_workspace_id(), job.pk)


@transaction.atomic
def cancel_job(job: Job) -> None:
    """Ask a job to stop: at once when nobody has begun it, else before its next batch."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, cancel_requested_at=None)
    if waiting.update(state=Job.State.CANCELLED, finished_at=now, cancel_requested_at=now):
        job.refresh_from_db()
        job_kinds.get(job.kind).ended(job)
        tell_maker(job)
        job.save(update_fields=["result"])
    elif running.update(cancel_requested_at=now):
        hint(job)


def run_slice(job_id: int) -> None:
    """Work on a job for at most a slice, then leave it to the next hint."""
    with transaction.atomic():
        job = Job.objects.claim(job_id)
    if job is None:
        return
    slice_ = _Slice(job)
    try:
        with on_behalf(job.staff):
            while slice_.next_batch():
                pass
    except LeaseLost:
        log.info("job_lease_lost", job=job_id)


class _Slice:
    """One worker's turn at a job."""

    def __init__(self, job: Job):
        self.job = job
        self.kind = job_kinds.get(job.kind)
        self.began = time.monotonic()
        self.longest = 0.0

    def next_batch(self) -> bool:
        """True while this slice should go on."""
        if self.kind is None:
            return self._end(Job.State.FAILED, "unknown kind of job")
        if self.job.attempts > MOST_ATTEMPTS:
            return self._step_over(self.job.error or KILLED)
        begun = time.monotonic()
        try:
            prepared = self.kind.prepare(self.job)
            return self._commit(lambda: self.kind.batch(self.job, prepared), begun)
        except LeaseLost:
            raise
        except GivenUp as error:
            return self._end(Job.State.FAILED, str(error))
        except Exception as error:
            log.exception("job_batch_failed", job=self.job.pk, kind=self.job.kind, attempts=self.job.attempts)
            return self._failed(f"{type(error).__name__}: {error}")

    def _commit(self, batch, begun) -> bool:
        """One batch and its cursor, in one transaction."""
        job = self.job
        with transaction.atomic():
            if Job.objects.filter(pk=job.pk).exclude(cancel_requested_at=None).exists():
                job.state = Job.State.CANCELLED
                has_more = False
            else:
                with gathered():
                    has_more = batch()
                job.state = Job.State.RUNNING if has_more else Job.State.DONE
                job.error = ""
            if not has_more:
                self.kind.ended(job)
                tell_maker(job)
            self.longest = max(self.longest, time.monotonic() - begun)
            is_over_time = time.monotonic() - self.began + self.longest > SLICE_SECONDS
            job.keep(has_lease_ended=is_over_time)
            if has_more and is_over_time:
                hint(job)
        return has_more and not is_over_time

    def _failed(self, error: str) -> bool:
        """Begin again from the last commit: in memory the cursor may have moved."""
        with transaction.atomic():
            self.job.keep_failure(error)
            self.job = self._reread()
        return True

    def _step_over(self, error: str) -> bool:
        try:
            return self._commit(lambda: self.kind.step_over(self.job, error), time.monotonic())
        except LeaseLost:
            raise
        except Exception as failure:
            log.exception("job_given_up", job=self.job.pk, kind=self.job.kind)
            return self._end(Job.State.FAILED, str(failure) or error)

    def _end(self, state: str, error: str) -> bool:
        try:
            self._close(state, error, self.kind.ended if self.kind else lambda job: None)
        except LeaseLost:
            raise
        except Exception:
            # A job must end even when its own last word fails, or it would come back for ever.
            log.exception("job_end_failed", job=self.job.pk)
            self._close(state, error, lambda job: None)
        return False

    @transaction.atomic
    def _close(self, state, error, last_word):
        self.job = self._reread()
        self.job.state, self.job.error = state, error[:500]
        last_word(self.job)
        tell_maker(self.job)
        self.job.keep()

    def _reread(self) -> Job:
        fresh = Job.objects.get(pk=self.job.pk)
        if fresh.epoch != self.job.epoch:
            raise LeaseLost
        return fresh
