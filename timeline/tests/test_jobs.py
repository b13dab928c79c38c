"""Long work: slices, falls, fences, stopping. The job here writes an event a step: doubles would show."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from lib.tenancy.state import workspace
from timeline import jobs
from timeline.jobs import GivenUp, JobKind, cancel_job, job_kinds, run_slice, start_job
from timeline.models import Event, Job
from timeline.services import record
from timeline.tasks import due_workspaces, forget_old_jobs, resume_stalled_jobs

pytestmark = pytest.mark.django_db


class Counting(JobKind):
    """One step a batch; `breaks_at` raises there, `given_up` ends there, `endless` never can."""

    def batch(self, job, prepared):
        step = job.cursor.get("step", 0) + 1
        record("test.counted", job, by=None, step=step)
        job.cursor = {"step": step}
        job.done = step
        if step == job.arguments.get("breaks_at") and job.arguments["fails"] != "given up":
            raise RuntimeError("poison")
        if step == job.arguments.get("breaks_at"):
            raise GivenUp("enough")
        return step < job.total

    def step_over(self, job, error):
        if job.arguments["fails"] == "for good":
            return super().step_over(job, error)
        job.cursor = {"step": job.cursor.get("step", 0) + 1}
        job.result["set_aside"] = error
        return job.cursor["step"] < job.total

    def ended(self, job):
        job.result["ended"] = job.state


job_kinds.register("test.counting", Counting())


def steps():
    return [event.detail["step"] for event in Event.objects.filter(verb="test.counted").order_by("id")]


def free(job):
    """As if the lease had run out."""
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def counting(by, **arguments):
    return start_job("test.counting", by=by, total=5, **arguments)


def test_a_job_does_every_step_once_and_says_so(in_noor, huda):
    job = counting(huda)
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, steps()) == (Job.State.DONE, 5, [1, 2, 3, 4, 5])
    assert job.result == {"ended": "done"}
    assert job.finished_at


def test_a_slice_ends_in_time_and_the_next_one_goes_on(in_noor, huda, monkeypatch):
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0)
    job = counting(huda)
    for expected in range(1, 6):
        run_slice(job.pk)
        assert steps() == list(range(1, expected + 1))
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_job_that_is_over_is_not_run_again(in_noor, huda):
    job = counting(huda)
    run_slice(job.pk)
    run_slice(job.pk)
    assert steps() == [1, 2, 3, 4, 5]


def test_only_one_worker_holds_a_job(in_noor, huda):
    job = counting(huda)
    assert Job.objects.claim(job.pk).epoch == 1
    assert Job.objects.claim(job.pk) is None


def test_a_worker_that_lost_its_lease_commits_nothing(in_noor, huda):
    job = counting(huda)
    slow = Job.objects.claim(job.pk)
    free(job)
    assert Job.objects.claim(job.pk).epoch == 2
    with pytest.raises(jobs.LeaseLost):
        jobs._Slice(slow).next_batch()
    assert steps() == []


def test_a_batch_that_fails_once_is_tried_again_from_the_last_commit(in_noor, huda, monkeypatch):
    job = counting(huda, breaks_at=3, fails="sometimes")
    whole = Counting.batch

    def at_first(self, job, prepared):
        if job.attempts > 1:
            job.arguments["breaks_at"] = None
        return whole(self, job, prepared)

    monkeypatch.setattr(Counting, "batch", at_first)
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, steps()) == (Job.State.DONE, "", [1, 2, 3, 4, 5])


def test_a_batch_that_always_fails_is_set_aside_and_the_rest_is_done(in_noor, huda):
    job = counting(huda, breaks_at=3, fails="this batch")
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, steps()) == (Job.State.DONE, [1, 2, 4, 5])
    assert "poison" in job.result["set_aside"]


def test_a_batch_that_kills_its_worker_is_set_aside_too(in_noor, huda):
    job = counting(huda, fails="this batch")
    for _death in range(jobs.MOST_ATTEMPTS):
        assert Job.objects.claim(job.pk)
        free(job)
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, steps()) == (Job.State.DONE, [2, 3, 4, 5])
    assert job.result["set_aside"] == jobs.KILLED


@pytest.mark.parametrize("fails", ["for good", "given up"])
def test_a_job_that_cannot_go_on_fails_with_its_reason(in_noor, huda, fails):
    job = counting(huda, breaks_at=3, fails=fails)
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, steps()) == (Job.State.FAILED, [1, 2])
    assert "enough" in job.error or "poison" in job.error
    assert job.result == {"ended": "failed"}


def test_a_job_ends_even_when_its_last_word_fails(in_noor, huda, monkeypatch):
    def fail(self, job):
        raise RuntimeError("no last word")

    monkeypatch.setattr(Counting, "ended", fail)
    job = counting(huda, fails="for good")
    run_slice(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_a_waiting_job_stops_at_once(in_noor, huda):
    job = counting(huda)
    cancel_job(job)
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, steps()) == (Job.State.CANCELLED, {"ended": "cancelled"}, [])


def test_a_running_job_stops_before_its_next_batch(in_noor, huda, monkeypatch):
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0)
    job = counting(huda)
    run_slice(job.pk)
    cancel_job(job)
    job.refresh_from_db()
    assert job.is_stopping
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, steps()) == (Job.State.CANCELLED, 1, [1])
    assert job.result == {"ended": "cancelled"}


def test_stopping_what_is_over_changes_nothing(in_noor, huda):
    job = counting(huda)
    run_slice(job.pk)
    cancel_job(job)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested_at) == (Job.State.DONE, None)


def test_an_unknown_kind_is_refused_before_it_is_queued(in_noor, huda):
    with pytest.raises(ValueError, match="No such kind"):
        start_job("test.nothing", by=huda)


def long_ago(job):
    past = Now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(lease_until=past, hinted_at=past)


def test_the_sweep_finds_stalled_jobs_of_every_workspace_and_only_those(noor, bahr, huda, karim):
    hinted = []
    with workspace(noor.pk):
        stalled, fresh, over = counting(huda), counting(huda), counting(huda)
        long_ago(stalled)
        run_slice(over.pk)
    with workspace(bahr.pk):
        assert due_workspaces("due_workspaces_jobs") == [noor.pk]
        theirs = counting(karim)
        long_ago(theirs)
    assert sorted(due_workspaces("due_workspaces_jobs")) == sorted([noor.pk, bahr.pk])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("timeline.tasks.hint", lambda job: hinted.append(job.pk))
        resume_stalled_jobs()
        resume_stalled_jobs()
    # Once each: the second sweep leaves the hints of the first their time.
    assert sorted(hinted) == sorted([stalled.pk, theirs.pk])
    assert fresh.pk not in hinted


def test_asking_for_due_workspaces_answers_with_ids_and_stays_small(noor):
    with connection.cursor() as cursor:
        cursor.execute("select * from due_workspaces_jobs(0)")
        assert [column.name for column in cursor.description] == ["due_workspaces_jobs"]
        assert cursor.fetchall() == []


def test_jobs_are_forgotten_after_thirty_days_but_not_those_of_an_import(in_noor, huda):
    from accounts.models import Import

    old, kept, open_one, fresh = (counting(huda) for _each in range(4))
    for job in (old, kept, fresh):
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    Job.objects.exclude(pk=fresh.pk).update(created_at=Now() - timedelta(days=31))
    Import.objects.create(file_name="a.csv", created_by=huda, job=kept, reading_job=old)
    assert in_noor.pk in due_workspaces("due_workspaces_old_jobs")
    forget_old_jobs()
    assert set(Job.objects.values_list("pk", flat=True)) == {kept.pk, open_one.pk, fresh.pk}
