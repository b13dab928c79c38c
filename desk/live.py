"""What a page is told of while it is open: what others did to its record, and who edits it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.utils import timezone

from lib import formats
from timeline.models import Editing, Event

# An event is told by the clock of whoever wrote it, and is seen when its transaction is over.
MARGIN = timedelta(minutes=1)


@dataclass(frozen=True)
class News:
    """So many things that others did since; `query` asks for what comes after them."""

    count: int
    query: str


def watch(kind: str, number: int, events) -> str:
    """What the page of a record asks by: its newest event that stands on the page, and when that was."""
    newest = max((event.pk for event in events), default=0)
    return _query(kind, number, newest, timezone.now())


def _query(kind, number, seen, since) -> str:
    return "?" + urlencode({"on": kind, "number": number, "seen": seen, "since": int(since.timestamp())})


def news_of(kind: str, found, member, *, seen: int, since: int) -> News:
    """Events of this record by others.

    Whoever changes an account holds its row, so its events come in the order of their keys. What is logged with a
    contact holds the account's row alone: of two within the same milliseconds, the page of the contact may be told of
    the later one only.
    """
    begun = datetime.fromtimestamp(since, UTC)
    by_others = Event.objects.about(found).exclude(actor=member)
    told = by_others.filter(pk__gt=seen, at__gt=begun - MARGIN).aggregate(
        count=Count("pk"), newest=Max("pk"), at=Max("at")
    )
    if not told["count"]:
        return News(0, "")
    return News(told["count"], _query(kind, found.number, told["newest"], max(told["at"], begun)))


def editors_of(found, member) -> list[str]:
    """Names of the colleagues who have its form open."""
    rows = Editing.objects.of(found).fresh().exclude(member=member).select_related("member__user")
    return [formats.isolated(each.member.user.name) for each in rows.order_by("pk")]


def day_mark(work) -> str:
    """Another one as soon as the work of this day (desk.views.today.work_of) is another."""
    watched = [each["rows"] for each in work if each["kind"].is_watched]
    rows = [[(row.pk, getattr(row, "version", 0)) for row in each] for each in watched]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
