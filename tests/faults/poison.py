"""Work that kills whoever does it. A worker learns it by --include."""

import os
from pathlib import Path

from celery import shared_task

from timeline.jobs import JobKind, job_kinds

DEADLY_STEP = 2


class Deadly(JobKind):
    """Steps of which one ends the process, as the kernel does with one that takes all memory."""

    def batch(self, job, prepared):
        step = job.cursor.get("step", 0) + 1
        if step == DEADLY_STEP:
            os._exit(1)
        return self._moved(job, step)

    def step_over(self, job, error):
        job.result["set aside"] = error
        return self._moved(job, job.cursor.get("step", 0) + 1)

    @staticmethod
    def _moved(job, step):
        job.cursor = {"step": step}
        job.result["steps"] = [*job.result.get("steps", []), step]
        return step < 3


job_kinds.register("test.deadly", Deadly())


@shared_task(name="tests.faults.deadly")
def deadly(folder):
    """Leaves a file for each time that it was begun."""
    Path(folder, f"{os.getpid()}").touch()
    os._exit(1)
