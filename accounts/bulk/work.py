"""A bulk change at work: at once for the rows of a page, as a job for all that match. Safe to be run twice.

Every batch asks again what its member may do and see; the pages of the rows that it left are a key, so that rows
which leave the list because they were changed are neither skipped nor done twice.
"""

from collections import Counter

from django.db import transaction
from django.db.models import F, Max
from django.http import QueryDict
from django.utils import timezone

from accounts.archiving import MayNotArchive
from accounts.bulk.verbs import BULK_VERBS, MAY_NOT_OWN, STILL_OPEN, LeftAlone
from accounts.exports import EXPORTED
from accounts.models import Account, BulkChange, BulkItem, Contact
from accounts.models.account import ReasonNeeded
from accounts.models.record import Archived, Stale
from accounts.owning import MayNotOwn
from timeline.jobs import start_job
from timeline.notifying import gathered
from timeline.services import part_of, record

MOST_AT_ONCE = 100


class FilterGone(Exception):
    """Something the list was narrowed by means nothing (any more): passed over, other records would be meant."""


def matching(list_key: str, membership, query: str):
    """Every record the list shows to this member, however many; a search reads all rows."""
    asked = QueryDict(query)
    filters = EXPORTED[list_key].listing.filters_for(membership, asked)
    if filters.errors or set(asked) - {*filters.form.fields, "sort"}:
        raise FilterGone
    return EXPORTED[list_key].found(membership, asked, scans=True)


@transaction.atomic
def change_selected(*, by, list_key, verb, value, numbers, form_token=None) -> BulkChange:
    """Change these rows now; those this member may not see are passed over."""
    change, is_new = begin(by, list_key, verb, value, form_token)
    if is_new:
        seen = EXPORTED[list_key].listing.queryset(by)
        apply(change, seen.filter(number__in=numbers[:MOST_AT_ONCE]), by)
        finish(change, by)
    return change


@transaction.atomic
def change_all(*, by, list_key, verb, value, query, form_token=None) -> BulkChange:
    """Change everything that matches now, as a job. What is added later is not changed."""
    change, is_new = begin(by, list_key, verb, value, form_token)
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


def begin(by, list_key, verb, value, form_token):
    fields = {"list_key": list_key, "verb": verb, "value": value, "created_by": by}
    if form_token is None:
        return BulkChange.objects.create(**fields), True
    # A double click waits here for its first half.
    change, is_new = BulkChange.objects.get_or_create(form_token=form_token, defaults=fields)
    if change.undone_at:  # who took it back and does it once more means it
        return BulkChange.objects.create(**fields), True
    return change, is_new


def held(model, keys) -> list:
    """These rows, locked before any of them is changed, and after them the contacts who are one with an account.

    Locked one by one between the changes, they would wait in a ring with a form that holds one of them and waits
    for a word or a contact of another.
    """
    if model is not Account and model is not Contact:  # what hangs on accounts is locked after them
        Account.objects.filter(pk__in=model.objects.filter(pk__in=keys).values("account")).held()
        found = model.objects.filter(pk__in=keys).select_related("account")
        return list(found.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    rows = model.objects.filter(pk__in=keys).held()
    if model is Account:
        persons = [row.pk for row in rows if row.kind == Account.Kind.PERSON]
        Contact.objects.filter(positions__account__in=persons, positions__is_primary=True).held()
    return rows


def apply(change, records, by) -> None:
    verb = BULK_VERBS[change.verb]
    value = verb.meant(change.value)
    model = EXPORTED[change.list_key].listing.queryset(by).model
    with part_of(bulk=change.number), gathered():
        keys = [each.pk for each in records]
        rows = [each for each in held(model, [*keys, *verb.along(value)]) if each.pk in set(keys)]
        if verb.change_many:
            befores, left = verb.change_many(rows, value, by), Counter()
        else:
            befores, left = one_by_one(verb, rows, value, by)
    items = [BulkItem(change=change, record_id=pk, before=before) for pk, before in befores.items()]
    BulkItem.objects.bulk_create(items)
    change.changed_count += len(items)
    change.refused_count += left.total()
    change.refusals = dict(Counter(change.refusals) + left)
    BulkChange.objects.filter(pk=change.pk).update(
        changed_count=F("changed_count") + len(items),
        refused_count=F("refused_count") + left.total(),
        refusals=change.refusals,
    )


def one_by_one(verb, rows, value, by) -> tuple[dict[int, str], Counter[str]]:
    """Key -> the value before, and how many were left as they are, by why."""
    befores, left = {}, Counter()
    for each in rows:
        try:
            with transaction.atomic():
                before = verb.change(each, value, by)
        except (Archived, Stale, ReasonNeeded):
            continue
        except MayNotOwn:
            left[MAY_NOT_OWN] += 1
            continue
        except MayNotArchive:
            left[STILL_OPEN] += 1
            continue
        except LeftAlone as refusal:
            left[refusal.why] += 1
            continue
        if before is not None:
            befores[each.pk] = before
    return befores, left


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
    """Of the rows this member sees, and of those that the change itself took out of this member's sight."""
    verb, items = BULK_VERBS[change.verb], list(items)
    value = verb.meant(change.value)
    seen = EXPORTED[change.list_key].listing.queryset(by)
    keys = [item.record_id for item in items]
    if not verb.may_hide:
        keys = list(seen.filter(pk__in=keys).values_list("pk", flat=True))
    befores = {item.record_id: item.before for item in items}
    with part_of(bulk=change.number), gathered():
        rows = [each for each in held(seen.model, [*keys, *verb.along(value)]) if each.pk in set(keys)]
        if verb.undo_many:
            back = verb.undo_many(rows, befores, value, by)
        else:
            back = back_one_by_one(verb, rows, befores, value, by)
    count = len(back)
    change.items.filter(pk__in=[item.pk for item in items if item.record_id not in back]).update(stays=True)
    change.undone_count += count
    BulkChange.objects.filter(pk=change.pk).update(undone_count=F("undone_count") + count)


def back_one_by_one(verb, rows, befores, value, by) -> set[int]:
    back = set()
    for row in rows:
        try:
            with transaction.atomic():
                if verb.undo(row, value, befores[row.pk], by):
                    back.add(row.pk)
        except (Archived, Stale, MayNotOwn, MayNotArchive, LeftAlone):
            continue
    return back


def taken_back(change, by) -> None:
    if change.undone_count:
        record("bulk.undone", change, by=by, what=change.verb, value=change.value, count=change.undone_count)
