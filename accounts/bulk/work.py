"""A bulk change at work: at once for the rows of a page, as a job for all that match. Safe to be run twice.

Every batch asks again what its member may do and see; the pages of the rows that it left are a key, so that rows
which leave the list because they were changed are neither skipped nor done twice.
"""

from django.db import transaction
from django.db.models import F, Max
from django.http import QueryDict
from django.utils import timezone

from accounts.bulk.verbs import BULK_VERBS
from accounts.exports import EXPORTED
from accounts.models import BulkChange, BulkItem
from accounts.models.record import Archived, Stale
from timeline.jobs import start_job
from timeline.services import part_of, record

MOST_AT_ONCE = 100


def matching(list_key: str, membership, query: str):
    """Every record the list shows to this member, however many; a search reads all rows."""
    return EXPORTED[list_key].found(membership, QueryDict(query), scans=True)


@transaction.atomic
def change_selected(*, by, list_key, verb, value, numbers, form_token=None) -> BulkChange:
    """Change these rows now; those this member may not see are passed over."""
    change, is_new = _begin(by, list_key, verb, value, form_token)
    if is_new:
        seen = EXPORTED[list_key].listing.queryset(by)
        apply(change, seen.filter(number__in=numbers[:MOST_AT_ONCE]).order_by("pk"), by)
        finish(change, by)
    return change


@transaction.atomic
def change_all(*, by, list_key, verb, value, query, form_token=None) -> BulkChange:
    """Change everything that matches now, as a job. What is added later is not changed."""
    change, is_new = _begin(by, list_key, verb, value, form_token)
    if is_new:
        found = matching(list_key, by, query).order_by()
        arguments = {
            "change": change.pk,
            "query": query,
            "last": found.aggregate(last=Max("pk"))["last"] or 0,
        }
        change.job = start_job("accounts.bulk", by=by, total=found.count(), **arguments)
        change.save(update_fields=["job"])
    return change


def _begin(by, list_key, verb, value, form_token):
    fields = {"list_key": list_key, "verb": verb, "value": value, "created_by": by}
    if form_token is None:
        return BulkChange.objects.create(**fields), True
    # A double click waits here for its first half.
    return BulkChange.objects.get_or_create(form_token=form_token, defaults=fields)


def apply(change, records, by) -> None:
    verb = BULK_VERBS[change.verb]
    value, items = verb.meant(change.value), []
    with part_of(bulk=change.number):
        for each in records:
            try:
                with transaction.atomic():
                    before = verb.change(each, value, by)
            except (Archived, Stale):
                continue
            if before is not None:
                items.append(BulkItem(change=change, record_id=each.pk, before=before))
    BulkItem.objects.bulk_create(items)
    change.changed_count += len(items)
    BulkChange.objects.filter(pk=change.pk).update(changed_count=F("changed_count") + len(items))


def finish(change, by) -> None:
    change.finished_at = timezone.now()
    change.save(update_fields=["finished_at"])
    if change.changed_count:
        record(
            "bulk.changed", change, by=by, what=change.verb, value=change.value, count=change.changed_count
        )


@transaction.atomic
def undo_change(change, *, by) -> BulkChange:
    """Take everything back that nobody has changed since: at once, or as a job for many."""
    change = BulkChange.objects.select_for_update(no_key=True).get(pk=change.pk)
    if change.undone_at or not change.finished_at:
        return change
    change.undone_at = timezone.now()
    if change.changed_count <= MOST_AT_ONCE:
        take_back(change, change.items.order_by("record_id"), by)
        taken_back(change, by)
    else:
        change.undo_job = start_job("accounts.bulk_undo", by=by, total=change.changed_count, change=change.pk)
    change.save(update_fields=["undone_at", "undo_job"])
    return change


def take_back(change, items, by) -> None:
    """Also of rows that the change itself took out of this member's sight."""
    verb, items = BULK_VERBS[change.verb], list(items)
    value, count = verb.meant(change.value), 0
    model = EXPORTED[change.list_key].listing.queryset(by).model
    rows = model.objects.in_bulk([item.record_id for item in items])
    with part_of(bulk=change.number):
        for item in items:
            try:
                with transaction.atomic():
                    row = rows.get(item.record_id)
                    count += row is not None and verb.undo(row, value, item.before, by)
            except (Archived, Stale):
                continue
    change.undone_count += count
    BulkChange.objects.filter(pk=change.pk).update(undone_count=F("undone_count") + count)


def taken_back(change, by) -> None:
    record("bulk.undone", change, by=by, what=change.verb, value=change.value, count=change.undone_count)
