"""A real worker killed in the middle of an import, its broker emptied: the work is done once, and all of it."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time

import pytest
import redis
from django.conf import settings
from django.db import transaction

from accounts.imports import steps
from accounts.models import Account, ImportRow
from conftest import make_member
from lib.tenancy.state import workspace
from timeline.models import Event, Job
from timeline.tasks import resume_stalled_jobs
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 6_000
LEASE_SECONDS = 3


@contextlib.contextmanager
def worker(files):
    """A worker as bin/run starts it, in a session of its own so that all of it can be killed."""
    env = {**os.environ, "JOB_LEASE_SECONDS": str(LEASE_SECONDS), "DATA_DIR": str(files)}
    argv = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "crm",
        "worker",
        "--concurrency",
        "1",
        "--loglevel",
        "WARNING",
    ]
    argv += ["--queues", "now,housekeeping", "--without-gossip", "--without-mingle"]
    process = subprocess.Popen(argv, env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        kill(process)


def kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")


@pytest.fixture
def files(tmp_path, settings):
    """The folder that the test and its workers share."""
    (tmp_path / "files").mkdir()
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path / "files"
    return tmp_path


def begin(noor, huda):
    content = "Name,Website,Contact\n" + "".join(
        f"Company {n},https://c{n}.example,Person {n}\n" for n in range(ROWS)
    )
    with workspace(noor.pk), transaction.atomic():
        origin = steps.bring_file(io.BytesIO(content.encode()), name="c.csv", size=len(content), by=huda)
        steps.start_import(origin, by=huda)
    return origin


def test_killed_workers_and_an_emptied_broker_cost_time_and_nothing_else(files):
    noor = Workspace.objects.create(slug="noor", name="النور")
    huda = make_member(noor, Role.ADMIN, "huda@noor.example", "هدى")
    origin = begin(noor, huda)

    def job():
        with workspace(noor.pk), transaction.atomic():
            return Job.objects.get(pk=origin.job_id)

    for stop_at in (1_000, 3_000):
        with worker(files) as killed:
            resume(job)
            wait_for(lambda rows=stop_at: job().done >= rows)
            kill(killed)
        assert not job().is_over
        redis.Redis.from_url(settings.REDIS_URL).flushall()
    with worker(files):
        resume(job)
        wait_for(lambda: job().is_over)
    assert_done_once(noor, job())


def resume(job):
    """What beat does, until a worker has taken the job; the hint that got lost need not grow old first."""
    epoch = job().epoch
    with workspace(job().workspace_id), transaction.atomic():
        Job.objects.update(hinted_at="2020-01-01T00:00Z")

    def is_taken():
        resume_stalled_jobs()
        return job().epoch > epoch

    wait_for(is_taken, 90)


def assert_done_once(noor, job):
    assert (job.state, job.done) == (Job.State.DONE, ROWS)
    with workspace(noor.pk), transaction.atomic():
        assert Account.objects.count() == Account.objects.values("number").distinct().count() == ROWS
        assert ImportRow.objects.filter(outcome="created").count() == ROWS
        assert Event.objects.filter(verb="account.imported").count() == ROWS
        assert Event.objects.filter(verb="contact.imported").count() == ROWS
        assert Event.objects.filter(verb="import.finished").count() == 1
        assert job.epoch >= 3
