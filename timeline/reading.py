"""Reading the outbox: nothing is skipped because its transaction ended late, and nothing is read twice.

Whoever reads moves the cursor in the transaction of what they do about the events. An event is read once no
transaction that is older than its own can still write one: so a late commit is never passed over.
"""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Max
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from lib.fields import TransactionIdField
from timeline.models import Event, EventReader

PLACE = ("epoch", "xid", "id")


class OldestAtWork(models.Func):
    """The oldest transaction that may still write: all before it are over."""

    template = "pg_snapshot_xmin(pg_current_snapshot())"
    output_field = TransactionIdField()
    arity = 0


def begin_reading(name: str) -> None:
    """From now on: what happened before is passed over. Called anew, what was not read until now is."""
    epoch = Event.objects.aggregate(last=Max("epoch"))["last"] or 1
    now = {"epoch": epoch, "xid": OldestAtWork(), "last_id": 0}
    EventReader.objects.update_or_create(name=name, defaults=now)


def locked_reader(name: str) -> EventReader | None:
    """For whoever reads on, alone; None where somebody else does, or nobody ever began."""
    readers = EventReader.objects.filter(name=name)
    return readers.select_for_update(skip_locked=True).order_by("pk").first()


def next_events(reader: EventReader, verbs: Iterable[str] | None, most: int) -> tuple[list[Event], bool]:
    """Those of the next `most` events that are of these verbs (None: of all), and whether there may be more; the
    reader is moved.
    """
    after = TupleGreaterThan(Tuple(*(F(name) for name in PLACE)), (reader.epoch, reader.xid, reader.last_id))
    rows = Event.objects.filter(after, xid__lt=OldestAtWork()).order_by(*PLACE)[:most]
    events = list(rows)
    if events:
        move_to(reader, events[-1])
    wanted = None if verbs is None else set(verbs)
    return [each for each in events if wanted is None or each.verb in wanted], len(events) == most


def move_to(reader: EventReader, event: Event) -> None:
    """What came after this event is read next."""
    reader.epoch, reader.xid, reader.last_id = event.epoch, event.xid, event.pk
    reader.save(update_fields=["epoch", "xid", "last_id"])
