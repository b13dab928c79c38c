"""Telling members what concerns them, in the transaction of what happened, and reading it to them later.

A kind of notification is registered in AppConfig.ready(). Only keys are kept: what a notification is about is read
when it is shown or mailed, with the eyes its reader has then.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import formats
from lib.formats import isolated
from lib.registry import Registry
from timeline.kinds import PLAIN, kinds, seen_rows
from timeline.models import Notification, NotificationChoice, Way

DIGEST_AT = time(7)  # by the clocks of the workspace


@dataclass(frozen=True)
class NotificationKind:
    """`one` and `many` are told with %(actor)s, %(subject)s, %(count)s and the words made of the detail."""

    label: Any
    icon: str
    one: Any
    many: Callable[[int], str] | None = None
    many_page: str = ""  # where many of them are found; the page of notifications without it
    way: Way = Way.APP
    # How the record is called, where its str() is not for people.
    called: Callable[[Any], str] = str
    words: Callable[[dict], dict] = field(default=lambda detail: {})


notification_kinds = Registry("kinds of notifications")
_gathered: ContextVar[list | None] = ContextVar("gathered", default=None)


def notify(kind: str, recipients: Iterable, *, subject=None, by=None, **detail) -> None:
    """Tell these memberships (None among them is nobody), but neither who did it nor who has left.

    What is unread about the same record and by the same person is brought up to now instead of told twice.
    """
    told = [each for each in recipients if each is not None and each.is_active and each != by]
    waiting = _gathered.get()
    for recipient in told:
        if waiting is None:
            _tell(kind, recipient, subject, by, detail)
        else:
            waiting.append((kind, recipient, subject, by, detail))


@dataclass(frozen=True)
class Telling:
    """One notification to one member, of a record or of so many of them."""

    kind: str
    recipient: Any
    subject: Any = None
    by: Any = None
    times: int = 1
    detail: dict = field(default_factory=dict)


def notify_apart(tellings: Iterable[Telling]) -> None:
    """Many notifications in two queries, each by itself: none is united with one that is still unread."""
    told = [each for each in tellings if each.recipient.is_active and each.recipient != each.by]
    choices = NotificationChoice.objects.filter(
        membership__in={each.recipient.pk for each in told}, kind__in={each.kind for each in told}
    )
    chosen = {(each.membership_id, each.kind): Way(each.way) for each in choices}
    now, rows = timezone.now(), []
    for each in told:
        way = chosen.get((each.recipient.pk, each.kind)) or _way_of_kind(each.kind)
        if way != Way.NONE:
            about = _about(each.kind, each.recipient, each.subject, each.by)
            mailed = _mailed(way, each.recipient, now)
            rows.append(Notification(**about, **mailed, detail=each.detail, times=each.times, at=now))
    Notification.objects.bulk_create(rows)


@contextmanager
def gathered() -> Iterator[None]:
    """Inside, many notifications of one kind to one member become one that says how many."""
    if _gathered.get() is not None:
        yield
        return
    token = _gathered.set([])
    try:
        yield
        waiting = _gathered.get() or []
    finally:
        _gathered.reset(token)
    groups: dict[tuple, list] = {}
    for each in waiting:
        kind, recipient, _subject, by, _detail = each
        groups.setdefault((recipient.pk, kind, by and by.pk), []).append(each)
    for key in sorted(groups, key=str):
        kind, recipient, subject, by, detail = groups[key][0]
        if len({each[2] for each in groups[key]}) > 1:
            _tell(kind, recipient, None, by, {}, times=len(groups[key]))
        else:
            _tell(kind, recipient, subject, by, detail)


@transaction.atomic
def _tell(kind, recipient, subject, by, detail, times=1):
    way = way_of(recipient, kind)
    if way == Way.NONE:
        return
    about = _about(kind, recipient, subject, by)
    now = timezone.now()
    same = Notification.objects.unread().filter(**about, detail=detail).order_by("-id").values("pk")[:1]
    if Notification.objects.filter(pk__in=same).update(at=now, times=F("times") + times):
        return
    Notification.objects.create(**about, **_mailed(way, recipient, now), detail=detail, times=times, at=now)


def _about(kind, recipient, subject, by) -> dict:
    return {
        "kind": kind,
        "recipient": recipient,
        "actor": by,
        "subject_kind": subject._meta.label_lower if subject is not None else "",
        "subject_id": subject.pk if subject is not None else None,
    }


def _mailed(way: Way, recipient, now: datetime) -> dict:
    """When a mail is to tell of it, if one is."""
    # By the clock of the database, which is asked what is due.
    mail_at = {Way.MAIL: Now, Way.DIGEST: lambda: next_digest(recipient.workspace, now)}
    return {"mail_at": mail_at[way]() if way in mail_at else None, "is_for_digest": way == Way.DIGEST}


def way_of(recipient, kind: str) -> Way:
    chosen = NotificationChoice.objects.filter(membership=recipient, kind=kind).values_list("way", flat=True)
    return Way(chosen[0]) if chosen else _way_of_kind(kind)


def _way_of_kind(kind: str) -> Way:
    known = notification_kinds.get(kind)
    return known.way if known else Way.APP


def next_digest(opened, now: datetime) -> datetime:
    """The next seven o'clock in the morning where the workspace is."""
    here = now.astimezone(ZoneInfo(opened.time_zone))
    today = datetime.combine(here.date(), DIGEST_AT, here.tzinfo)
    return (
        today if today > here else datetime.combine(here.date() + timedelta(days=1), DIGEST_AT, here.tzinfo)
    )


@dataclass(frozen=True)
class Told:
    """One notification as its recipient may read it now."""

    notification: Notification
    sentence: str
    icon: str
    # The page of what it is about, while it is there and may be seen; and whether it is about something that is not.
    page: str = ""
    number: int | None = None
    is_hidden: bool = False

    @property
    def place(self) -> dict:
        """What the address of the page is made of."""
        return {"number": self.number} if self.number else {}


UNSEEN = gettext_lazy("a record you cannot open")


def read_to(member, notifications: Sequence[Notification]) -> list[Told]:
    """These notifications in words; one query for each kind of record. Kinds that are no more are left out."""
    wanted: dict[str, set[int]] = {}
    for each in notifications:
        if each.subject_id is not None:
            wanted.setdefault(each.subject_kind, set()).add(each.subject_id)
    rows = {label: seen_rows(label, keys, member) for label, keys in wanted.items()}
    return [_told(each, rows) for each in notifications if each.kind in notification_kinds]


def _told(each, rows) -> Told:
    kind = notification_kinds.get(each.kind)
    row = rows.get(each.subject_kind, {}).get(each.subject_id)
    is_hidden = each.subject_id is not None and row is None
    words = {
        "actor": isolated(each.actor) if each.actor else _("Sila"),
        "subject": isolated(kind.called(row)) if row is not None else str(UNSEEN),
        "count": formats.number(each.times),
        **kind.words(each.detail),
    }
    is_many = each.subject_id is None and kind.many is not None
    sentence = (kind.many(each.times) if is_many else str(kind.one)) % words
    if is_many:
        return Told(each, sentence, kind.icon, kind.many_page)
    page = kinds.get(each.subject_kind, PLAIN).page if row is not None else ""
    number = getattr(row, "number", None)
    return Told(each, sentence, kind.icon, page if number else "", number, is_hidden)
