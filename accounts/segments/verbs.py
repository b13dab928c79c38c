"""What is done to segments: made, changed, filled, emptied. Archiving stands with Segment."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Contact, Segment, SegmentMember
from timeline.services import record

MOST_SEGMENTS = 200
BATCH = 1_000


class TooManySegments(Exception):
    """A workspace has MOST_SEGMENTS segments in use at most."""


class NotStatic(Exception):
    """Only who was chosen one by one is put in and taken out."""


@transaction.atomic
def add_segment(
    *, by, name: str, note: str = "", kind: str = Segment.Kind.RULES, rules=None, form_token=None
):
    """IntegrityError when the form was sent before, or when one in use has this name."""
    if Segment.objects.in_use().count() >= MOST_SEGMENTS:
        raise TooManySegments
    made = Segment.objects.create(
        name=name, note=note, kind=kind, rules=rules or {}, created_by=by, form_token=form_token
    )
    record("segment.created", made, by=by)
    return made


@transaction.atomic
def change_segment(segment: Segment, *, by, read_version: int, fields: dict[str, Any]) -> Segment:
    """Name, note and rules. Raises Stale and NameInUse; what is as it was is no change."""
    changed = sorted(name for name, value in fields.items() if getattr(segment, name) != value)
    if changed:
        for name in changed:
            setattr(segment, name, fields[name])
        segment.save_version(read_version=read_version)
        record("segment.changed", segment, by=by, fields=changed)
    return segment


@transaction.atomic
def put_in(segment: Segment, contacts: Iterable[int], *, by) -> list[int]:
    """Keys of those who were not in it; archived and merged ones stay out."""
    if not segment.is_static:
        raise NotStatic
    # Locked before the segment, as everywhere: a merge that is under way is waited for.
    rows_asked = Contact.objects.filter(pk__in=set(contacts)).only("pk", "archived_at", "merged_into")
    wanted = {each.pk for each in rows_asked.held() if not each.is_archived and each.merged_into_id is None}
    segment.wait_to_change()
    rows = {row.contact_id: row for row in segment.members.filter(contact__in=wanted)}
    again = [row for row in rows.values() if row.removed_at is not None]
    now = timezone.now()
    for row in again:
        row.removed_at, row.added_at, row.added_by = None, now, by
    SegmentMember.objects.bulk_update(again, ["removed_at", "added_at", "added_by"])
    new = sorted(wanted - rows.keys())
    SegmentMember.objects.bulk_create(
        [SegmentMember(segment=segment, contact_id=key, added_by=by) for key in new], batch_size=BATCH
    )
    came = sorted([*new, *(row.contact_id for row in again)])
    if came:
        record("segment.filled", segment, by=by, people=len(came))
    return came


@transaction.atomic
def take_out(segment: Segment, contacts: Iterable[int], *, by) -> list[int]:
    """Keys of those who were in it."""
    segment.wait_to_change()
    if not segment.is_static:
        raise NotStatic
    rows = segment.members.filter(contact__in=set(contacts), removed_at=None)
    gone = sorted(rows.values_list("contact", flat=True))
    if gone:
        rows.update(removed_at=timezone.now())
        record("segment.emptied", segment, by=by, people=len(gone))
    return gone
