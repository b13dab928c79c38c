"""Recipients are written down in ranges of contacts, each in a short transaction: a long one hides what others tell.

How far it has come stands in the campaign, moved in the transaction of the range. So whoever finds it half way goes on
there, a range is written once, and places have no holes. Parts of what is to be sent are made when all are written, or
when it is stopped before: until then nobody is written to.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.db import OperationalError
from psycopg2.errors import QueryCanceled

from accounts.models import Contact
from campaigns.audience import Range, rules_of
from campaigns.models import SendChunk
from campaigns.snapshot import Numbers, numbers_of, write_down
from campaigns.winning import FAR, runs_of, start_clock
from lib.patience import hurry, patience

CHUNK = 500
# Contacts. A range that takes less than a second is followed by a larger one, and one that takes long by a smaller.
FIRST_SIZE, LEAST_SIZE, MOST_SIZE = 50_000, 500, 100_000
STATEMENT_MS = 6_000
LEAST_SECONDS, MOST_SECONDS = 1.0, 2.5
# What a page waits for, as for a segment; beyond it some of them are counted.
COUNT_MS, SOME_MS, SOME = 1_500, 1_500, 20_000

Answer = TypeVar("Answer")


@dataclass
class Course:
    """How far it is."""

    size: int  # contacts at once
    # Of its segment as they were when it began.
    rules: Mapping[str, Any] | None
    # The last contact that was looked at; recipients with a place, and without.
    after: int = 0
    written_to: int = 0
    left_out: int = 0


def course_of(campaign) -> Course:
    if campaign.gathered is not None:
        return Course(**campaign.gathered)
    return Course(size=FIRST_SIZE, rules=rules_of(campaign.audience))


def gather(campaign) -> bool:
    """Write down the next range of a campaign that is locked; whether there are more."""
    course, began = course_of(campaign), time.monotonic()
    hurry(STATEMENT_MS)
    further = Contact.objects.filter(pk__gt=course.after).order_by("pk").values_list("pk", flat=True)
    upto = further[course.size - 1 : course.size].first()
    here = Range(course.after, upto)
    count, left_out = write_down(campaign, here, after=course.written_to, rules=course.rules)
    course.written_to += count
    course.left_out += left_out
    if upto is not None:
        course.after = upto
        course.size = _next_size(course.size, time.monotonic() - began)
    campaign.gathered = asdict(course)
    campaign.save(update_fields=["gathered"])
    return upto is not None


def _next_size(size: int, seconds: float) -> int:
    if seconds > MOST_SECONDS:
        return max(size // 2, LEAST_SIZE)
    return min(size * 2, MOST_SIZE) if seconds < LEAST_SECONDS else size


def is_too_slow(error: OperationalError) -> bool:
    return isinstance(error.__cause__, QueryCanceled)


def take_less(campaign) -> bool:
    """After a range that took too long and left nothing; False when no smaller one is worth a try."""
    course = course_of(campaign)
    if course.size <= LEAST_SIZE:
        return False
    course.size = max(course.size // 4, LEAST_SIZE)
    campaign.gathered = asdict(course)
    campaign.save(update_fields=["gathered"])
    return True


def make_parts(campaign) -> None:
    """Of all that were written down, of a campaign that is locked; the caller saves its counts."""
    course = course_of(campaign)
    start_clock(campaign)
    campaign.gathered = None
    campaign.left_out_count = course.left_out
    campaign.recipient_count = course.written_to + course.left_out
    SendChunk.objects.bulk_create(_parts(campaign, course.written_to), batch_size=1000)


def _parts(campaign, count: int) -> Iterator[SendChunk]:
    for first, last, is_rest in runs_of(campaign, count):
        for lo in range(first, last + 1, CHUNK):
            yield SendChunk(
                campaign=campaign,
                lo=lo,
                hi=min(lo + CHUNK - 1, last),
                due_at=FAR if is_rest else campaign.send_at,
                done_seq=lo - 1,
                intent_seq=lo - 1,
            )


def count_quickly(campaign) -> Numbers | None:
    """As long as a page waits: of all, else of those who were added first; None when even that takes too long."""
    return in_time(lambda: numbers_of(campaign)) or in_time(lambda: _some_of(campaign), SOME_MS)


def _some_of(campaign) -> Numbers:
    upto = Contact.objects.order_by("pk").values_list("pk", flat=True)[SOME - 1 : SOME].first()
    return numbers_of(campaign, Range(0, upto))


def in_time(ask: Callable[[], Answer], milliseconds: int | None = None) -> Answer | None:
    """What is asked, or None when it takes longer than a page waits."""
    with patience(COUNT_MS if milliseconds is None else milliseconds) as renew:
        renew()
        return ask()
    return None
