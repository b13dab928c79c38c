"""Reading segments in the background: by ranges of contacts, each in a few seconds, so that a fall costs a range.

What the ranges found waits in the cursor of the job, pressed; with the last one it becomes a reading. Ranges are read
one after the other: of somebody who changes meanwhile the next reading tells.
"""

from base64 import b64decode, b64encode
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, Segment
from accounts.segments.keys import pack, unpack
from accounts.segments.querying import people
from accounts.segments.reading import keep, places_of
from accounts.segments.tree import Unsound
from lib.formats import isolated
from lib.patience import patience
from timeline.jobs import REASONS, GivenUp, JobKind, start_job
from timeline.models import Job
from workspaces.models import Workspace

NIGHTLY = "accounts.read_segments"
FIRST_SIZE, LEAST_SIZE, MOST_SIZE = 50_000, 500, 500_000  # contacts
RANGE_MS, QUICK_MS = 8_000, 2_000  # a slice of a job takes 15 seconds
TOO_SLOW, GONE = "segment_too_slow", "segment_names_what_is_gone"
WORDS = {
    TOO_SLOW: _("It takes too long even for a few people at a time: ask for less in one segment."),
    GONE: _("Its rules name something that is gone: change them first."),
}


class Course:
    """How far the reading of one segment has come; changed meanwhile, it begins anew."""

    def __init__(self, segment: Segment, kept: dict[str, Any]):
        is_same = (kept.get("segment"), kept.get("version")) == (segment.pk, segment.version)
        self.segment = segment
        self.after: int = kept["after"] if is_same else 0
        self.size: int = kept["size"] if is_same else FIRST_SIZE
        self.looked: int = kept["looked"] if is_same else 0
        self.found = unpack(b64decode(kept["found"])) if is_same else unpack(None)

    def kept(self) -> dict[str, Any]:
        return {
            "segment": self.segment.pk,
            "version": self.segment.version,
            "after": self.after,
            "size": self.size,
            "looked": self.looked,
            "found": b64encode(pack(self.found)).decode(),
        }

    def go_on(self) -> bool:
        """The next range, or half of it next time where it takes too long; False when nobody is left."""
        here, upto, keys = places_of(self.segment), None, None
        with patience(RANGE_MS) as renew:
            renew()
            further = Contact.objects.filter(pk__gt=self.after).order_by("pk").values_list("pk", flat=True)
            upto = further[self.size - 1 : self.size].first()
            here = here.filter(contact__gt=self.after)
            here = here if upto is None else here.filter(contact__lte=upto)
            renew()
            keys = list(people(here).order_by("contact"))
        if keys is None:
            if self.size <= LEAST_SIZE:
                raise GivenUp(TOO_SLOW)
            self.size = max(self.size // 4, LEAST_SIZE)
            return True
        self.found.extend(keys)
        if upto is None:
            return False
        self.after, self.looked = upto, self.looked + self.size
        return True


class ReadingSegment(JobKind):
    """Of one segment, by ranges; cut off, it goes on where it was, and what was kept is kept once."""

    label = _("Reading of a segment")
    icon = "users"
    result_label = _("Open the segment")
    may_run_again = True

    def title(self, job: Job) -> Any:
        found = segment_of(job)
        return f"{self.label}: {isolated(found.name)}" if found else self.label

    def page(self, job: Job):
        found = segment_of(job)
        return ("accounts:segment", {"number": found.number}) if found else None

    def reason(self, job: Job) -> Any:
        return WORDS.get(job.error) or REASONS.get(job.error, "")

    def batch(self, job: Job, prepared: Any) -> bool:
        found = segment_of(job)
        if found is None:
            return False
        course = Course(found, job.cursor)
        try:
            has_more = course.go_on()
        except Unsound:
            raise GivenUp(GONE) from None
        if has_more:
            job.cursor, job.done = course.kept(), min(course.looked, job.total)
        else:
            keep(found, course.found, by=job.created_by, job=job)
            job.cursor, job.done = {}, job.total
        return has_more

    def ended(self, job: Job) -> None:
        job.cursor = {}


class ReadingAll(JobKind):
    """Every segment in use, each night, so that its page tells who came and who went since the night before."""

    label = _("Nightly reading of segments")
    icon = "users"
    is_told = False
    may_run_again = True

    def page(self, job: Job):
        return "accounts:segments", {}

    def batch(self, job: Job, prepared: Any) -> bool:
        left = job.cursor.get("left")
        if left is None:
            left = list(Segment.objects.in_use().order_by("pk").values_list("pk", flat=True))
            job.total = len(left)
        found = Segment.objects.in_use().filter(pk=left[0]).first() if left else None
        course_kept = self._read(job, found) if found else None
        if course_kept is None:
            left, job.done = left[1:], min(job.done + 1, job.total)
        job.cursor = {"left": left, "course": course_kept or {}}
        return bool(left)

    def _read(self, job: Job, found: Segment) -> dict[str, Any] | None:
        """What the next batch goes on with; None when this segment is done, or cannot be read: its page says so."""
        course = Course(found, job.cursor.get("course", {}))
        try:
            if course.go_on():
                return course.kept()
        except (Unsound, GivenUp) as refusal:
            reason = str(refusal) if isinstance(refusal, GivenUp) else GONE
            job.result = {**job.result, str(found.number): reason}
            return None
        keep(found, course.found, by=None, job=job)
        return None

    def ended(self, job: Job) -> None:
        job.cursor = {}


def segment_of(job: Job) -> Segment | None:
    return Segment.objects.filter(pk=job.arguments["segment"]).first()


@transaction.atomic
def read_all(*, by=None) -> Job:
    """In the background; one at a time in a workspace, and asked for twice it is one."""
    Workspace.objects.select_for_update(no_key=True).get(pk=Segment().workspace_id)
    return Job.objects.open().filter(kind=NIGHTLY).first() or start_job(NIGHTLY, by=by)
