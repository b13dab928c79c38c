"""Reading segments: how many and who, at once or as a Job, and who came and went since the reading before."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Contact, Position, Segment, SegmentReading
from accounts.segments.keys import difference, pack, unpack
from accounts.segments.querying import contacts, people, places, standing, vocabulary
from accounts.segments.tree import Group, Vocabulary, read
from lib.patience import patience
from timeline.jobs import start_job
from timeline.models import Job
from timeline.services import record

JOB = "accounts.read_segment"
# What a page waits for; what takes longer is a Job.
COUNT_MS, SAMPLE_MS, SAMPLE_ROWS = 1_500, 500, 10


@dataclass
class Glance:
    """What a page shows at once: how many a member sees of it, and some of them. `people` is None out of time."""

    people: int | None = None
    sample: list[Position] = field(default_factory=list)

    @property
    def is_slow(self) -> bool:
        return self.people is None


def places_of(segment: Segment, known: Vocabulary | None = None) -> QuerySet[Position]:
    """Where the people of a segment stand. Raises Unsound when its rules name what is gone."""
    if segment.is_static:
        members = segment.members.filter(removed_at=None).values("contact")
        return standing().filter(contact__in=members)
    known = known or vocabulary()
    return places(read(segment.rules, known), known)


def contacts_of(segment: Segment) -> QuerySet[Contact]:
    """The contacts of a segment as one question, for whoever reads or writes all of them in one statement.

    Days count from today in the workspace; whom the reader may see is not asked. Raises Unsound as places_of().
    """
    return contacts(places_of(segment))


def glance(found: QuerySet[Position], membership) -> Glance:
    """Within what the member may see, for as long as a page waits: some of them may be there before the number is."""
    seen, shown = found.visible_to(membership), Glance()
    with patience(COUNT_MS) as renew:
        renew()
        shown.people = people(seen).count()
    with patience(SAMPLE_MS) as renew:
        renew()
        shown.sample = sample(seen)
    return shown


def sample(seen: QuerySet[Position]) -> list[Position]:
    """Some of them, each once, those who were added last first."""
    rows = seen.select_related("contact", "account").order_by("-pk")[: SAMPLE_ROWS * 4]
    return list({row.contact_id: row for row in reversed(rows)}.values())[::-1][:SAMPLE_ROWS]


def glance_of(tree: Group, known: Vocabulary, membership) -> Glance:
    return glance(places(tree, known), membership)


def read_now(segment: Segment, *, by) -> SegmentReading | Job:
    """The reading, or the job that makes it where it takes longer than a page waits."""
    keys = None
    with patience(COUNT_MS) as renew:
        renew()
        keys = list(people(places_of(segment)).order_by("contact"))
    if keys is None:
        return start_reading(segment, by=by)
    return keep(segment, keys, by=by)


@transaction.atomic
def start_reading(segment: Segment, *, by) -> Job:
    """One job at a time for each segment, whoever asks."""
    segment.wait_to_change()
    running = Job.objects.open().filter(kind=JOB, arguments={"segment": segment.pk}).first()
    return running or start_job(JOB, by=by, total=Contact.objects.count(), segment=segment.pk)


@transaction.atomic
def keep(segment: Segment, keys: Collection[int], *, by, job: Job | None = None) -> SegmentReading:
    """A reading beside the others, compared with the newest; of one job once."""
    version = segment.version
    segment.wait_to_change()
    if job is not None:
        made = segment.readings.filter(job_key=job.pk).first()
        if made:
            return made
    before = segment.readings.order_by("-id").first()
    came, went = difference(unpack(before.keys) if before else (), keys)
    segment.readings.filter(keys__isnull=False).update(keys=None)
    made = SegmentReading.objects.create(
        segment=segment,
        version=version,
        job_key=job.pk if job else None,
        by=by,
        people=len(keys),
        came=len(came),
        went=len(went),
        keys=pack(keys),
        came_keys=pack(came if before else ()),
        went_keys=pack(went),
    )
    told = {"people": len(keys), "came": len(came), "went": len(went), "reading": made.pk}
    record("segment.read", segment, by=by, **told)
    return made


@dataclass
class Change:
    """Who came and went with one reading, as far as a member may see them; nobody came with the first one."""

    came: list[Contact]
    went: list[Contact]


def change_of(reading: SegmentReading, membership, most: int) -> Change:
    came, went = unpack(reading.came_keys), unpack(reading.went_keys)
    return Change(seen(came, membership, most), seen(went, membership, most))


def seen(keys, membership, most: int) -> list[Contact]:
    """Of the newest of these; who was deleted is in none."""
    asked = list(keys)[-most * 10 :]
    return list(
        Contact.objects.visible_to(membership).filter(pk__in=asked).order_by("name_fold", "pk")[:most]
    )
