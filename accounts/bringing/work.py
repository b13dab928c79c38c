"""The job that brings the rows of a file in: a batch is one transaction, and a row that cannot be kept is refused."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.imports.reading import next_rows
from accounts.models import BroughtFile
from lib import formats
from timeline.jobs import GivenUp, JobKind
from timeline.models import Job
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

UNEXPECTED = ["", "unexpected", ""]


class AboutFile(JobKind):
    """A job about one import, shown on its page."""

    icon = "file-import"
    has_page_while_running = True
    model: type[BroughtFile]
    related: tuple[str, ...] = ("table",)
    one_url: str

    def origin(self, job: Job) -> Any:
        return self.model.objects.select_related(*self.related).get(pk=job.arguments["import"])

    def page(self, job):
        return self.one_url, {"number": job.arguments["number"]}

    def title(self, job):
        return f"{self.label}: {job.arguments['file']}"


class BringingIn(AboutFile):
    """Its rows, batch by batch. Each import says how many a batch has and what is done with them."""

    batch_rows = 100
    needs: tuple[Permission, ...] = (Permission.IMPORT,)
    counts: tuple[str, ...]  # fields of the import that the result tells
    kept: tuple[str, ...] = ()  # what else of the import a batch changes

    def size(self, job) -> int:
        return 1 if job.done < job.cursor.get("one_by_one_until", 0) else self.batch_rows

    def prepare(self, job):
        """The rows of the next batch, and where those after them begin."""
        with transaction.atomic():
            origin = self.origin(job)
        return next_rows(origin.table, job.cursor, self.size(job))

    def batch(self, job, prepared):
        rows, offset, *taken = prepared
        origin, by = self.opened(job)
        with timezone.override(by.workspace.time_zone), formats.use(by.workspace.formats("ar")):
            self.keep_rows(origin, rows, *taken, by=by)
        return self.moved(job, origin, len(rows), offset, **self.carried(*taken))

    def opened(self, job):
        """The import and who brings it; raises GivenUp where they no longer may."""
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not all(by.can(each) for each in self.needs):
            raise GivenUp("not_allowed")
        return self.origin(job), by

    def keep_rows(self, origin, rows, *taken, by) -> None:
        """Rows that were prepared, and what was taken for them."""
        raise NotImplementedError

    def carried(self, *taken) -> dict:
        """What is left of that for the next batch, as the cursor keeps it."""
        return {}

    def refuse_rows(self, origin, rows) -> None:
        """Those that failed three times, one by one."""
        for number, cells in rows:
            origin.refuse(number, cells, [UNEXPECTED])

    def moved(self, job, origin, count, offset, **cursor) -> bool:
        origin.save(update_fields=[*self.counts, *self.kept])
        job.cursor = {**job.cursor, "offset": offset, **cursor}
        job.done += count
        return count > 0 and job.done < job.total

    def step_over(self, job, error):
        """First the rows of the batch one by one; then the one that cannot be kept is refused."""
        if job.done >= job.cursor.get("one_by_one_until", 0):
            job.cursor["one_by_one_until"] = job.done + self.batch_rows
            return True
        rows, offset, *taken = self.prepare(job)
        origin, _by = self.opened(job)
        self.refuse_rows(origin, rows)
        return self.moved(job, origin, len(rows), offset, **self.carried(*taken))

    def ended(self, job):
        origin = self.origin(job)
        job.result = {name: getattr(origin, name) for name in self.counts}
        record(f"{origin._meta.model_name}.ended", origin, by=job.created_by, **job.result)
        if job.state != Job.State.FAILED:
            origin.forget_files()
